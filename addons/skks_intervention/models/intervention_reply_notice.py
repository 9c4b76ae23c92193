from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# Replies that leave the matter open.
NOTICES = ("extension", "state")


class InterventionReply(models.Model):
    """Replies that do not end the matter: a new statutory date, or how it stands.

    They go the way of every reply, so one wall, one acceptance and one preview hold
    for all that a citizen is told. A notice takes effect when the submitter's mail
    server has taken it, and loses it again when it comes back.
    """

    _inherit = "skks.intervention.reply"

    _guarded_fields = (
        "extend_to",
        "extend_basis",
        "extend_reason",
        "old_due_at",
    )

    extend_to = fields.Date("New statutory date", readonly=True, copy=False)
    extend_basis = fields.Char("Basis", readonly=True, copy=False)
    extend_reason = fields.Text("Reason", readonly=True, copy=False)
    old_due_at = fields.Datetime("Statutory date before", readonly=True, copy=False)

    def _signoff_snapshot(self):
        """A plain reply is what it was before there were notices."""
        snapshot = super()._signoff_snapshot()
        reply = self.sudo()
        if reply.effect in NOTICES:
            names = ("effect", "extend_to", "extend_basis", "extend_reason")
            snapshot["content"] |= {name: str(reply[name] or "") for name in names}
        return snapshot

    def _signoff_submit(self):
        self._check_extension()
        return super()._signoff_submit()

    def _outgoing_send(self):
        self._check_extension()
        return super()._outgoing_send()

    def _extended_due(self):
        return self.intervention_id.sudo()._end_of_day(self.extend_to)

    def _check_extension(self):
        """The notice leaves before the old date, and names a later one (Code of
        Administrative Procedure, art. 36 and 237 par. 4)."""
        if self.effect != "extension":
            return
        case = self.intervention_id.sudo()
        clock = case.legal_clock_id
        if clock.stopped_at or clock.due_at < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The statutory term is over; a notice sent now extends nothing."
                    " Answer without delay."
                )
            )
        last = case._last_extension_day()
        if self._extended_due() <= clock.due_at or (last and self.extend_to > last):
            raise UserError(
                self.env._(
                    "The new date must be later than the present one, and not later"
                    " than the law allows (%s).",
                    format_date(self.env, last) if last else self.env._("no limit"),
                )
            )

    def _update_due(self):
        """A notice is due with the statutory term, a reply with the answer."""
        result = super()._update_due()
        for reply in self.sudo().filtered(lambda one: one.effect in NOTICES):
            case = reply.intervention_id
            clock = case.legal_clock_id
            if reply.effect == "state":
                clock = case.member_clock_id or clock
            if reply.emergency_state != "open":
                reply._guarded_write({"next_due_at": clock.due_at})
        return result

    def _take_effect(self):
        if self.effect not in NOTICES:
            return super()._take_effect()
        case = self.intervention_id.sudo()
        case.member_clock_id._skks_stop(self.sent_at)
        case._stop_clock("first", self.sent_at)
        if self.effect == "extension":
            self._take_effect_extension(case)
        return case._follow_replies()

    def _take_effect_extension(self, case):
        clock = case.legal_clock_id
        old = clock.due_at
        try:
            with self.env.cr.savepoint():
                clock._skks_extend(
                    self._extended_due(),
                    self.extend_basis,
                    self.extend_reason,
                    notice_at=self.sent_at,
                )
                self.sudo()._guarded_write({"old_due_at": old})
        except UserError as refusal:
            # The letter has left, so it is told instead of being undone.
            case._tell_coordinator("skks_base.mail_activity_letter", str(refusal))

    def _lose_effect(self, reason):
        if self.effect not in NOTICES:
            return super()._lose_effect(reason)
        case = self.intervention_id.sudo()
        case._tell_coordinator("skks_base.mail_activity_letter", reason)
        if case.member_clock_id.stopped_at and not case.answered_at:
            case.member_clock_id._skks_reopen(reason)
        clock = case.legal_clock_id
        if self.old_due_at and clock.due_at == self._extended_due():
            clock._skks_retract_extension(self.old_due_at, reason)
            self.sudo()._guarded_write({"old_due_at": False})
        return None
