from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# So long the answer can be read on the screen that asked for it.
SHOWN_FOR = timedelta(minutes=15)


class InterventionContact(models.TransientModel):
    """Shows a unit how to reach the submitter, once it has said why.

    Nothing of the answer is kept here: it is read from the report, for a few
    minutes, by the one who asked. The question is in the journal (art. 5(1)(c), (f)
    GDPR), so an auditor sees who asks how often.
    """

    _name = "skks.intervention.contact"
    _description = "How to Reach the Submitter"
    _inherit = ["skks.guard.mixin"]

    _guarded_fields = ("shown_id", "shown_at")

    intervention_id = fields.Many2one(
        "skks.intervention", "Report", required=True, ondelete="cascade"
    )
    reason = fields.Selection(
        [
            ("place", "To find the place"),
            ("clarify", "To clarify what it is about"),
            ("visit", "To agree on a visit"),
            ("urgent", "Danger: no time for letters"),
            ("other", "Another reason"),
        ],
        required=True,
    )
    note = fields.Char("In words", help="Do not name the submitter here.")
    shown_id = fields.Many2one(
        "skks.intervention",
        readonly=True,
        ondelete="cascade",
        export_string_translation=False,
    )
    shown_at = fields.Datetime(readonly=True, export_string_translation=False)
    contact_name = fields.Char("Submitter", compute="_compute_contact")
    phone = fields.Char(compute="_compute_contact")
    email = fields.Char("E-mail", compute="_compute_contact")

    @api.depends("shown_id", "shown_at")
    @api.depends_context("uid")
    def _compute_contact(self):
        for ask in self:
            case = ask.shown_id.sudo() if ask._is_shown() else ask.shown_id.browse()
            ask.contact_name = case.sudo().contact_name
            ask.phone = case.sudo().phone
            ask.email = case.sudo().email_from

    def _is_shown(self):
        """Whether the current user was shown it just now, and still works on it."""
        if not self.shown_id or self.create_uid != self.env.user:
            return False
        if self.shown_at < fields.Datetime.now() - SHOWN_FOR:
            return False
        try:
            self.shown_id._check_works_on()
        except AccessError:
            return False
        return True

    def action_show(self):
        """Show it, and enter into the journal that and why it was shown."""
        self.ensure_one()
        if self.create_uid != self.env.user:
            raise UserError(self.env._("Ask yourself: everybody asks for themselves."))
        case = self.intervention_id
        case._check_works_on()
        self.env["skks.journal.entry"]._log(
            case, "intervention.contact_shown", reason=self._reason_text()
        )
        self._guarded_write({"shown_id": case.id, "shown_at": fields.Datetime.now()})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How to Reach the Submitter"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _reason_text(self):
        note = (self.note or "").strip()
        if self.reason == "other" and not note:
            raise UserError(self.env._("Say in words why you need it."))
        label = dict(self._fields["reason"]._description_selection(self.env))
        return ": ".join(filter(None, (label[self.reason], note)))
