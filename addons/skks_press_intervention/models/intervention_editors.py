from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.mail import email_normalize

from odoo.addons.skks_intervention.models.intervention import SUBMITTER_READERS

# States in which there is something to tell.
ENDED = ("answered", "closed", "forwarded")
ACTIVITY = "skks_press_intervention.mail_activity_editors"


class Intervention(models.Model):
    """A complaint or a motion that an editorial office has passed on.

    It is examined and settled like any other, and the editors are told how, or to
    whom it was passed on (Code of Administrative Procedure, art. 248). Their letter
    is a fixed text with a closed list of words: nothing of the submitter, whom they
    know or do not know. It goes to the address that the register of the media has
    for them, so nobody outside decides where it goes.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _reason_actions = ("action_editors_told",)
    _guarded_fields = (
        "editors_id",
        "editors_message_id",
        "editors_since",
        "editors_told_at",
        "editors_proof",
    )

    editors_id = fields.Many2one(
        "res.partner",
        "Passed on by",
        domain=[("skks_kind", "=", "outlet")],
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=SUBMITTER_READERS,
        help="The editorial office that is told of the outcome.",
    )
    editors_message_id = fields.Many2one(
        "mail.message", readonly=True, copy=False, export_string_translation=False
    )
    editors_since = fields.Datetime(
        "Letter to the editors handed over", readonly=True, copy=False
    )
    editors_told_at = fields.Datetime("Editors told", readonly=True, copy=False)
    editors_proof = fields.Char(
        "Proof of the letter to the editors", readonly=True, copy=False
    )
    editors_due = fields.Boolean(
        "Editors to be told", compute="_compute_editors_due", compute_sudo=True
    )
    editors_preview = fields.Html(
        compute="_compute_editors_preview",
        sanitize=False,
        groups=SUBMITTER_READERS,
        export_string_translation=False,
    )

    @api.depends("editors_id", "editors_since", "editors_told_at", "state")
    def _compute_editors_due(self):
        for case in self:
            case.editors_due = (
                case.editors_id
                and case.state in ENDED
                and not (case.editors_since or case.editors_told_at)
            )

    # ------------------------------------------------------------------
    # Who has passed it on
    # ------------------------------------------------------------------

    def _editors_proposed(self):
        """The editorial office that the report seems to have come from."""
        case = self.sudo()
        if case.editors_id or case.inquiry_id.outlet_id:
            return case.editors_id or case.inquiry_id.outlet_id
        return case.env["res.partner"]._skks_recognise_sender(case.email_from)[1]

    def _set_editors(self, outlet, reason):
        """Say who has passed the report on; they are not its submitter.

        :param outlet: ``res.partner`` of kind outlet, or an empty one
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        case, outlet = self.sudo(), outlet.sudo()
        old = case.editors_id
        if outlet == old:
            return
        if outlet != case._editors_proposed():
            outlet.sudo(False).check_access("read")
        if outlet and outlet.skks_kind != "outlet":
            raise UserError(self.env._("“%s” is no editorial office.", outlet.name))
        case._guarded_write({"editors_id": outlet.id})
        self.env["skks.journal.entry"]._log(
            self,
            "intervention.editors",
            old=old.name or None,
            new=outlet.name or None,
            reason=reason,
        )

    @api.model
    def _journalist_of(self, outlet, address):
        """Whether ``address`` is one of ``outlet``, and whose there.

        :return: ``(bool, res.partner)``, the journalist if one is known by it
        """
        contacts = self.env["res.partner"].sudo()
        journalist, found, _status = contacts._skks_recognise_sender(address)
        return outlet.sudo() in found | journalist.current_outlet_ids, journalist

    @api.constrains("email_from", "editors_id")
    def _check_editors(self):
        """What the submitter is told is not for the editors."""
        for case in self.sudo():
            outlet = case.editors_id
            if outlet and case._journalist_of(outlet, case.email_from)[0]:
                raise ValidationError(
                    self.env._(
                        "%(address)s belongs to “%(outlet)s”, which has passed the"
                        " report on. Enter the address of the submitter, or none.",
                        address=case.email_from,
                        outlet=case.editors_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # The letter
    # ------------------------------------------------------------------

    def _editors_address(self):
        return email_normalize(self.sudo().editors_id.email or "") or ""

    def _editors_letter(self):
        """``(subject, body)`` as it leaves, in the language of the editors."""
        case = self.sudo()
        lang = case.editors_id.lang or case.company_id.partner_id.lang
        outcome = case.with_context(lang=lang).register_how
        subject, body = self.env["skks.intervention.letter"]._compose(
            "editors", self, lang=lang, outcome=outcome
        )
        return f"{subject} [{case.number}]", body

    @api.depends("editors_id", "state", "answered_at", "closed_at", "editors_told_at")
    @api.depends_context("uid")
    def _compute_editors_preview(self):
        for case in self:
            case.editors_preview = case.sudo().editors_due and case._editors_shown()

    def _editors_shown(self):
        subject, body = self._editors_letter()
        address = self._editors_address()
        return self.env["ir.qweb"]._render(
            "skks_base.outgoing_preview",
            {
                "letter": {
                    "subject": subject,
                    "body": body,
                    "addresses": [address] if address else [],
                },
                "email_from": self._gate_email_from(
                    self.env.user, self._gate_mailbox()
                ),
                "attachments": self.env["ir.attachment"],
            },
        )

    def action_tell_editors(self):
        """Tell those who have passed the report on what became of it."""
        for case in self:
            case.check_access("write")
            case._tell_editors()
        return True

    def _tell_editors(self):
        self._check_editors_due()
        address = self._editors_address()
        if not address:
            raise UserError(
                self.env._(
                    "“%s” has no e-mail in the register of the media. Enter it there,"
                    " or write by post and record the proof.",
                    self.sudo().editors_id.name,
                )
            )
        self.env["skks.journal.entry"]._log(self, "intervention.editors_told")
        subject, body = self._editors_letter()
        self._gate_release(
            "ask",
            addresses=[address],
            subject=subject,
            body=Markup(body),
            noted=lambda message: self.sudo()._guarded_write(
                {
                    "editors_message_id": message.id,
                    "editors_since": fields.Datetime.now(),
                }
            ),
        )

    def _check_editors_due(self):
        if not self.editors_due:
            raise UserError(
                self.env._(
                    "In “%s” there is no editorial office to be told of an outcome.",
                    self.display_name,
                )
            )

    def action_editors_told(self, reason=None):
        """The editors were told by post.

        :param str reason: its proof, the number of the posting
        """
        self.ensure_one()
        self.check_access("write")
        self._check_editors_due()
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the number of the posting."))
        self.env["skks.journal.entry"]._log(
            self, "intervention.editors_told", reason=reason
        )
        self.sudo()._guarded_write({"editors_proof": reason})
        self._note_editors_told()
        return True

    def _note_editors_told(self):
        case = self.sudo()
        case._guarded_write(
            {"editors_told_at": fields.Datetime.now(), "editors_since": False}
        )
        case.activity_unlink([ACTIVITY])

    def _is_to_editors(self, permit):
        message = self.sudo().editors_message_id
        return bool(message) and permit.mail_message_id == message

    def _on_gate_sent(self, permit):
        if self._is_to_editors(permit):
            return self._note_editors_told()
        return super()._on_gate_sent(permit)

    def _on_gate_failed(self, permit, reason):
        if self._is_to_editors(permit):
            self.sudo()._guarded_write(
                {"editors_since": False, "editors_told_at": False}
            )
            return self._remind_of_editors()
        return super()._on_gate_failed(permit, reason)

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def _remind_of_editors(self):
        self.activity_unlink([ACTIVITY])
        self._tell_coordinator(ACTIVITY, self.env._("Tell the editors of the outcome"))

    def _after_transition(self, old, new):
        """Remind whoever coordinates it; what is opened again is told again."""
        result = super()._after_transition(old, new)
        if not self.sudo().editors_id:
            return result
        if old in ENDED and new not in ENDED:
            told = ("editors_message_id", "editors_since", "editors_told_at")
            self.sudo()._guarded_write(dict.fromkeys(told, False))
        elif self.editors_due:
            self._remind_of_editors()
        return result

    def action_close(self):
        """Nothing more is to be done once the editors know as well."""
        for case in self.filtered("editors_due"):
            case.check_access("write")
            case._tell_editors()
        return super().action_close()

    @api.model
    def _closing_domain(self):
        """What the editors do not know of yet is closed by a person."""
        return super()._closing_domain() & (
            Domain("editors_id", "=", False) | Domain("editors_told_at", "!=", False)
        )

    # ------------------------------------------------------------------
    # Register
    # ------------------------------------------------------------------

    @api.depends("editors_id")
    def _compute_register_who(self):
        result = super()._compute_register_who()
        for case in self:
            names = (case.register_who, case.sudo().editors_id.name)
            case.register_who = "; ".join(filter(None, names))
        return result

    @api.depends("editors_id", "editors_told_at")
    def _compute_register(self):
        result = super()._compute_register()
        for case in self.filtered("editors_told_at"):
            names = (case.sudo().register_notice_to, case.sudo().editors_id.name)
            case.register_notice_to = "; ".join(filter(None, names))
            case.register_notice_at = case.register_notice_at or case.editors_told_at
        return result
