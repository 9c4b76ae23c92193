from odoo import models

from odoo.addons.skks_base.wizards.briefing import Row, Section

from ..models.narrative_figures import GOAL

FIGURES = "skks.narrative.figures"


class Briefing(models.TransientModel):
    """Once a week, one line on how good the base of positions is."""

    _inherit = "skks.briefing"

    def _section_codes(self):
        codes = super()._section_codes()
        return [*codes, "positions"] if self.kind == "weekly" else codes

    def _section_positions(self):
        if not self._reads(FIGURES):
            return None
        ((count, current, alone, unverified, asked, days),) = self.env[
            FIGURES
        ]._read_group(
            [],
            [],
            [
                "__count",
                "is_current:avg",
                "no_expert:sum",
                "uses_unverified:sum",
                "days_to_confirm:count",
                "days_to_confirm:median",
            ],
        )
        if not count:
            return None
        level = "info" if current >= GOAL else "warning"
        words = self.env._(
            "Current: %(current)s %% of %(count)s (goal %(goal)s %%) · without an"
            " active expert: %(alone)s · uses while unconfirmed: %(unverified)s ·"
            " days to confirm: %(days)s",
            current=round(current),
            count=count,
            goal=GOAL,
            alone=alone,
            unverified=round(unverified),
            days=round(days) if asked else "–",
        )
        return Section(self.env._("Base of positions"), [Row(words)], count, level, "")
