from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .narrative_review import CONFIRM, ENDS


class Narrative(models.Model):
    """A position whose last day has passed needs a new date, not a confirmation.

    Nobody is asked whether it is still true: saying so would not bring it back. Who
    vouches for it is told once, before or after the last day. A new date alone
    confirms nothing; the confirmations go on from where they were.
    """

    _inherit = "skks.narrative"

    _guarded_fields = ("ended_told_for",)

    has_ended = fields.Boolean(
        "Needs a new date", compute="_compute_has_ended", search="_search_has_ended"
    )
    ended_told_for = fields.Date("Told of the end", readonly=True, copy=False)

    @api.depends("valid_to", "withdrawn_at", "current_version_id")
    def _compute_has_ended(self):
        today = self._today()
        for narrative in self:
            narrative.has_ended = bool(
                narrative.valid_to
                and narrative.valid_to < today
                and narrative.current_version_id
                and not narrative.withdrawn_at
            )

    def _search_has_ended(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("valid_to", "<", self._today())
            & Domain("current_version_id", "!=", False)
            & Domain("withdrawn_at", "=", False)
        )

    # ------------------------------------------------------------------
    # Not to be confirmed
    # ------------------------------------------------------------------

    @api.depends("valid_to")
    def _compute_can_confirm(self):
        return super()._compute_can_confirm()

    def _is_confirmable(self):
        return super()._is_confirmable() and not self.has_ended

    def action_confirm(self):
        for narrative in self.filtered("has_ended"):
            narrative._check_may_confirm()
            raise UserError(
                self.env._(
                    "The last day of “%(position)s” was %(day)s, so a confirmation does"
                    " not bring it back. Enter a new last day, or withdraw it.",
                    position=narrative.name,
                    day=format_date(self.env, narrative.valid_to),
                )
            )
        return super().action_confirm()

    def _search_is_mine_to_confirm(self, operator, value):
        domain = super()._search_is_mine_to_confirm(operator, value)
        if domain is NotImplemented:
            return domain
        return domain & self._holds_on(self._today())

    @api.model
    def _review_due_domain(self):
        return super()._review_due_domain() & self._holds_on("today")

    @api.model
    def _holds_on(self, day):
        return Domain("valid_to", "=", False) | Domain("valid_to", ">=", day)

    # ------------------------------------------------------------------
    # Told once
    # ------------------------------------------------------------------

    @api.depends("ended_told_for")
    def _compute_remind_on(self):
        return super()._compute_remind_on()

    def _is_settled(self):
        """Who vouches for it knows that it has ended."""
        return bool(self.valid_to) and self.ended_told_for == self.valid_to

    def _review_next_day(self):
        return None if self._is_settled() else super()._review_next_day()

    def _ending_day(self):
        """After the last day, too: then nobody has to confirm it any more."""
        day = super()._ending_day()
        if day or not self.valid_to or self._is_settled():
            return day
        return self.valid_to + timedelta(days=1)

    def _review_ending(self, today):
        """Put the note of who was told before into new words, or tell now."""
        if self.valid_to >= today:
            return super()._review_ending(today)
        narrative = self.sudo()
        narrative.activity_unlink([CONFIRM])
        # their steps are taken anew if it gets another last day
        narrative._guarded_write({"reminded_step": False, "reminded_for": False})
        was_told = narrative.ending_told_for == narrative.valid_to
        noted = narrative.activity_search([ENDS]).user_id
        users = noted if was_told else narrative._review_experts()
        if narrative._review_remind(ENDS, users, narrative.valid_to, today):
            told = dict.fromkeys(
                ("ending_told_for", "ended_told_for"), narrative.valid_to
            )
            narrative._guarded_write(told)
            narrative._update_waiting()
        return None

    def _review_words(self, activity_type, user):
        if activity_type == ENDS and self.has_ended:
            day = format_date(self.env, self.valid_to)
            return self.env._("Ended on %s: give it a new date or withdraw it", day)
        return super()._review_words(activity_type, user)
