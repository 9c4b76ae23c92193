from odoo import api, fields, models
from odoo.fields import Domain

from .intervention import SUBMITTER_READERS

# Columns of the register in the order in which offices keep it.
COLUMNS = (
    "number",
    "received_at",
    "register_who",
    "postal_address",
    "name",
    "routed_at",
    "entity_id",
    "legal_due_at",
    "register_done_at",
    "register_how",
    "register_notice_at",
    "register_notice_to",
    "register_note",
)


class Intervention(models.Model):
    """The register of complaints and motions, and that of petitions.

    A row is the report itself, so the register cannot say anything else than the
    report does; only the note is written for it.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    register_note = fields.Char("Notes in the register", groups=SUBMITTER_READERS)
    register_who = fields.Char(
        "Person or editors", compute="_compute_register_who", groups=SUBMITTER_READERS
    )
    register_done_at = fields.Datetime("Done on", compute="_compute_register")
    register_how = fields.Char("How it was settled", compute="_compute_register")
    register_notice_at = fields.Datetime("Notice sent", compute="_compute_register")
    register_notice_to = fields.Char(
        "Notice to", compute="_compute_register", groups=SUBMITTER_READERS
    )

    @api.depends("state", "answered_at", "closed_at", "reply_ids.sent_at")
    def _compute_register(self):
        for case in self:
            answer = case.reply_ids.filtered(
                lambda one: one.sent_at and one.effect == "answer"
            )[:1]
            passed_on = case.sudo().forwarding_ids.filtered("notice_at")[:1]
            told_at = answer.sent_at or passed_on.notice_at
            case.register_done_at = case.answered_at or case.closed_at
            case.register_how = case._register_how(answer, passed_on)
            case.register_notice_at = told_at
            case.register_notice_to = told_at and case.sudo().contact_name

    @api.depends("contact_name")
    def _compute_register_who(self):
        for case in self:
            case.register_who = case.contact_name

    def _register_how(self, answer, passed_on):
        if self.unexamined_at:
            return self.env._("Left unexamined")
        if upheld := self.sudo().upheld_case_id:
            return self.env._("Earlier position upheld: %s", upheld.number)
        if self.state == "forwarded" and passed_on:
            return self.env._("Forwarded: %s", passed_on.body_name)
        if self.answered_at:
            return answer.outcome_id.name or self._state_name("answered")
        return self._state_name(self.state) if self.closed_at else False

    @api.model
    def _register_domain(self, register, date_from, date_to):
        """Reports of the register that came in between two local days."""
        day = self.new({"company_id": self.env.company.id})._end_of_day
        domain = Domain("qualification_id.register", "=", register)
        return (
            domain
            & Domain("received_at", ">", day(fields.Date.subtract(date_from, days=1)))
            & Domain("received_at", "<=", day(date_to))
        )
