from odoo import models
from odoo.fields import Domain

from odoo.addons.skks_base.wizards.briefing import Row

from ..models.intervention import OPEN_STATES, UNIT_STATES

REPORTS = "skks.intervention"


class Briefing(models.TransientModel):
    """What citizens' reports add: what nobody has routed, which units are late, and
    whose submitters have not answered.

    Statutory terms and what is new stand among those of all other cases.
    """

    _inherit = "skks.briefing"

    def _section_codes(self):
        codes = super()._section_codes()
        at = codes.index("unassigned") + 1
        return [*codes[:at], "to_route", "units_late", "no_data", *codes[at:]]

    def _section_to_route(self):
        """Reports that lie with no unit, the oldest first."""
        return self._section_of_reports(
            self.env._("Reports to route"),
            Domain("state", "=", "new"),
            self._route_row,
            "warning",
        )

    def _section_units_late(self):
        """How many reports are overdue at each unit, the most first."""
        if not self._reads(REPORTS):
            return None
        late = self.env[REPORTS]._read_group(
            Domain("state", "in", UNIT_STATES)
            & Domain("next_due_at", "<", self._now())
            & Domain("entity_id", "!=", False),
            ["entity_id"],
            ["__count", "next_due_at:min"],
            order="__count DESC, entity_id",
        )
        return self._section(
            self.env._("Units with overdue reports"),
            late,
            lambda shown: [self._late_row(*found) for found in shown],
            "danger",
        )

    def _section_no_data(self):
        """Reports whose submitters were asked and have not answered in time."""
        over = Domain("state", "=", "waiting") & Domain("ask_until", "<", self._now())
        told = Domain("state", "in", OPEN_STATES) & Domain("no_data_at", "!=", False)
        return self._section_of_reports(
            self.env._("Submitters who have not answered"),
            over | told,
            self._no_data_row,
        )

    def _section_of_reports(self, title, domain, row, level="info"):
        if not self._reads(REPORTS):
            return None
        found = self.env[REPORTS].search(domain, order="received_at, id")
        return self._section(title, found, lambda shown: map(row, shown), level)

    def _route_row(self, case):
        return self._report_row(case, case.received_at, case.category_id.name)

    def _no_data_row(self, case):
        return self._report_row(case, case.asked_at, case.entity_id.name)

    def _report_row(self, case, moment, words):
        return Row(
            case.display_name, self._moment(moment), words or "", case._name, case.id
        )

    def _late_row(self, entity, count, oldest):
        return Row(
            entity.name,
            self._moment(oldest),
            self.env._("reports: %s", count),
            entity._name,
            entity.id,
        )
