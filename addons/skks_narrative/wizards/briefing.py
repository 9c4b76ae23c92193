from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.skks_base.wizards.briefing import Row

from ..models.narrative_review import USED_WITHIN
from ..tools import freshness as rule
from ..tools import review

POSITION = "skks.narrative"
LATE = (rule.OVERDUE, rule.EXPIRED)


class Briefing(models.TransientModel):
    """Positions: the experts' weekly letter, and what the office has to know."""

    _inherit = "skks.briefing"

    kind = fields.Selection(
        selection_add=[("positions", "Positions to confirm")],
        ondelete={"positions": "set default"},
    )

    def _section_codes(self):
        codes = super()._section_codes()
        at = codes.index("letters")
        own = ["positions_late", "positions_reported", "positions_orphaned"]
        return [*codes[:at], *own, *codes[at:]]

    def _sections(self):
        if self.kind != "positions":
            return super()._sections()
        section = self._section_positions_mine()
        return [section] if section.count else []

    # ------------------------------------------------------------------
    # The office
    # ------------------------------------------------------------------

    def _section_positions_late(self):
        """Late ones that are in use, or of which the head of the entity was told."""
        if not self._reads(POSITION):
            return None
        head = timedelta(days=dict(review.LATE_STEPS)[review.HEAD])
        today = self.env[POSITION]._today()
        told = Domain("freshness", "=", rule.OVERDUE) & Domain(
            "confirm_due", "<=", today - head
        )
        found = self._positions(
            (Domain("freshness", "in", LATE) & self._used_domain()) | told
        )
        title = self.env._("Unconfirmed and expired positions")
        note = self.env._("Used in the last 90 days, or late for 14 days and more")
        return self._section(title, found, self._position_rows, "warning", note)

    def _section_positions_reported(self):
        """Positions that a reader holds for outdated."""
        if not self._reads(POSITION):
            return None
        found = self._positions(Domain("reported_on", "!=", False))
        title = self.env._("Positions reported as outdated")
        return self._section(title, found, self._position_rows, "warning")

    def _section_positions_orphaned(self):
        """Accepted positions for which nobody vouches."""
        if not self._reads(POSITION):
            return None
        found = self._positions(
            Domain("current_version_id", "!=", False)
            & (
                Domain("expert_id", "=", False)
                | Domain("expert_id", "any", [("active", "=", False)])
            )
        )
        title = self.env._("Positions without an active expert")
        return self._section(title, found, self._position_rows, "warning")

    def _positions(self, domain):
        return self.env[POSITION].search(
            domain & Domain("withdrawn_at", "=", False),
            order="review_urgency desc, confirm_due, id",
        )

    def _used_domain(self):
        """Positions of which the reader may see a use in the last 90 days."""
        since = self._now() - USED_WITHIN
        used = self.env["skks.narrative.use"]._read_group(
            [("inserted_at", ">=", since)], ["narrative_id"]
        )
        return Domain("id", "in", [narrative.id for (narrative,) in used])

    def _position_rows(self, positions):
        return [self._position_row(position) for position in positions]

    def _position_row(self, position, path=""):
        labels = dict(position._fields["freshness"]._description_selection(self.env))
        who = position.sudo().expert_id.name if not path else ""
        day = position.valid_to if position.has_ended else position.confirm_due
        doubt = position.reported_on and self.env._("reported as outdated")
        return Row(
            position.name,
            day and format_date(self.env, day) or "",
            ", ".join(filter(None, (who, labels[position.freshness].lower(), doubt))),
            POSITION,
            position.id,
            path,
        )

    # ------------------------------------------------------------------
    # The experts' letter
    # ------------------------------------------------------------------

    def _section_positions_mine(self):
        """All that the reader is to confirm, what matters most first."""
        positions = self.env[POSITION]
        found = self._positions(positions._review_mine_domain())
        return self._section(
            self.env._("Positions to confirm"),
            found,
            lambda shown: [
                self._position_row(one, one._review_path(self.env.user))
                for one in shown
            ],
            note=self.env._("Are they still true and useful? Open each and say so."),
        )

    @api.model
    def _cron_send(self):
        """The experts' letter goes the way of the briefing, once a week."""
        result = super()._cron_send()
        self._send_each(
            self._position_readers(), "skks_positions_told_on", self._send_positions
        )
        return result

    @api.model
    def _position_readers(self):
        """Users who have something to confirm and have no letter of today yet."""
        users = self.env["res.users"].sudo()
        companies = self.env["res.company"].sudo()
        for company in companies.search([("resource_calendar_id", "!=", False)]):
            if not (self._is_time(company) and self._is_weekly(company)):
                continue
            day = self._company_day(company)
            positions = self.env[POSITION].sudo().with_company(company)
            late = positions.search(
                positions._review_due_domain() & Domain("company_id", "=", company.id)
            )
            for position in late:
                step = review.step_on(day, position.confirm_from, position.confirm_due)
                users |= position._review_vouching(step).sudo()
            users = users.filtered(
                lambda user, day=day: (
                    not user.skks_positions_told_on or user.skks_positions_told_on < day
                )
            )
        return users

    @api.model
    def _send_positions(self, user):
        self._send_letter(user, "positions")

    def _letter_subject(self, sections):
        if self.kind != "positions":
            return super()._letter_subject(sections)
        return self.env._(
            "Positions to confirm: %s", sum(one.count for one in sections)
        )
