from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize

from ..tools.forwarded import own_subject
from .res_users import ADDRESS_READERS


class ForwardedMixin(models.AbstractModel):
    """A case that may begin with a letter which a colleague has forwarded.

    The colleague is not the one who asks. Whoever wrote the letter is proposed, and
    a click of somebody who sorts letters confirms it; only then is the sender told
    that the letter is here. A model acknowledges letters in :meth:`_acknowledge`.
    """

    _name = "skks.forwarded.mixin"
    _description = "Case that May Begin with a Forwarded Letter"
    _inherit = ["skks.case.mixin"]

    _guarded_fields = ("forward_letter_id",)
    # Act of the journal that says that the sender was corrected.
    _forward_act = None

    forward_letter_id = fields.Many2one(
        "skks.mail.quarantine",
        "Forwarded letter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=ADDRESS_READERS,
        help="A colleague forwarded the letter; who wrote it is still to be confirmed.",
    )
    forward_sender = fields.Char(
        "Written by", compute="_compute_forward_sender", groups=ADDRESS_READERS
    )

    @api.depends("forward_letter_id")
    def _compute_forward_sender(self):
        for case in self:
            letter = case.forward_letter_id.sudo()
            case.forward_sender = letter._inbox_original() if letter else False

    def _acknowledge(self):
        """Hook: tell the sender that the letter is here."""

    @api.model
    def _forwarded_values(self, values):
        """``values`` of a case that begins with a forwarded letter."""
        subject = own_subject(values["name"]) or values["name"]
        return values | {"email_from": False, "contact_name": False, "name": subject}

    def _letter_forwarded(self, letter):
        result = super()._letter_forwarded(letter)
        self._guarded_write({"forward_letter_id": letter.id})
        return result

    def _letter_awaits_sender(self):
        return bool(self.sudo().forward_letter_id)

    def action_confirm_sender(self):
        """Whoever wrote the forwarded letter is the one who asks."""
        for case in self:
            case._letter_confirm_sender(case.sudo().forward_letter_id)
        return True

    def _letter_confirm_sender(self, letter):
        """The sender and the date become those of the original.

        The time of an answer runs from when the letter came to the town hall, to
        whichever mailbox.
        """
        self.check_access("write")
        letter = letter.sudo()
        if not letter or letter != self.sudo().forward_letter_id:
            raise UserError(self.env._("The sender has been confirmed."))
        address = email_normalize(letter.original_email or "")
        values = {"email_from": address, "contact_name": letter.original_name}
        if letter.original_at:
            values["received_at"] = letter.original_at
        self.write(self._confirmed_values(values))
        self.sudo()._guarded_write({"forward_letter_id": False})
        self.env["skks.journal.entry"]._log(
            self, self._forward_act, payload={"email": address}
        )
        if address and not self.acknowledged_at:
            self._acknowledge()

    def _confirmed_values(self, values):
        """Hook: what else follows from who wrote the letter."""
        return values
