from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS

# It is certain that no letter of the row has left.
NOT_LEFT = ("listed", "left_out", "queued", "refused")


class ReleaseRecipient(models.Model):
    """Who gets a release at which address, and what became of the letter.

    Rows are made when the release is passed on for acceptance and stay as they are:
    their addresses are accepted with the text. A person may still drop out, nobody
    comes in.
    """

    _name = "skks.release.recipient"
    _description = "Recipient of a Release"
    _inherit = ["skks.release.part.mixin", "skks.guard.mixin"]
    _order = "release_id desc, name, id"

    _guarded_fields = (
        "release_id",
        "partner_id",
        "outlet_id",
        "name",
        "email",
        "is_accepted",
        "state",
        "state_at",
        "reason",
        "mail_id",
    )
    _reason_actions = ("action_leave_out",)

    partner_id = fields.Many2one(
        "res.partner", "Contact", readonly=True, index="btree_not_null"
    )
    outlet_id = fields.Many2one("res.partner", "Outlet", readonly=True, index=True)
    name = fields.Char("Recipient", readonly=True)
    email = fields.Char(
        "Address",
        readonly=True,
        index=True,
        groups=ADDRESS_READERS,
        help="As it was accepted; the letter goes there or nowhere.",
    )
    is_accepted = fields.Boolean(
        readonly=True, help="The address is part of what is being accepted."
    )
    state = fields.Selection(
        [
            ("listed", "To get it"),
            ("left_out", "Left out"),
            ("queued", "Waiting to be sent"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("refused", "Refused"),
            ("bounced", "Came back"),
        ],
        readonly=True,
        required=True,
        default="listed",
        index=True,
    )
    state_at = fields.Datetime("When", readonly=True)
    reason = fields.Char("Because", readonly=True, groups=ADDRESS_READERS)
    mail_id = fields.Many2one(
        "mail.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    release_name = fields.Char("Title", related="release_id.name")
    number = fields.Char(related="release_id.number")

    _queue_idx = models.Index("(id) WHERE state = 'queued'")

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"state": "listed"}

    @api.depends("name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name or ""

    @api.ondelete(at_uninstall=False)
    def _unlink_only_before(self):
        if any(row.state not in ("listed", "left_out", "refused") for row in self):
            raise UserError(
                self.env._("What became of a letter is kept; it is not deleted.")
            )

    def _move(self, state, reason=None, **values):
        """What became of the letter; private, so no client calls it."""
        rows = self.sudo()
        rows._guarded_write(
            {
                "state": state,
                "state_at": fields.Datetime.now(),
                "reason": reason or False,
                **values,
            }
        )

    def _obstacle(self):
        """Why the letter may not go there any more; None if it may."""
        row = self.sudo()
        contact = row.partner_id
        if not contact:
            return self.env._("The contact was deleted.")
        obstacle = contact._skks_mailing_obstacle()
        if not obstacle and contact.email_normalized != row.email:
            obstacle = self.env._("The address has changed since it was accepted.")
        return obstacle

    def _without_obstacle(self):
        """Those of the rows that may get it; the others are left out."""
        kept = self.browse()
        for row in self:
            obstacle = row._obstacle()
            if obstacle:
                row._move("left_out", obstacle)
            else:
                kept |= row
        return kept

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _check_officer(self):
        self.check_access("read")
        self.release_id.check_access("write")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office decides on this."))

    def action_leave_out(self, reason=None):
        """Let these people not get it after all; nobody has to accept that anew."""
        self._check_officer()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why they do not get it."))
        for row in self:
            if row.state not in NOT_LEFT:
                raise UserError(
                    self.env._("The letter to %s has left already.", row.name)
                )
        self._move("left_out", reason.strip())
        self.release_id._settle_mailing()
        return True

    def action_send_again(self):
        """Try once more where the letter was refused, at the accepted address."""
        self._check_officer()
        for release, rows in self.grouped("release_id").items():
            release._send_again(rows)
        return True

    def action_opt_out(self):
        """Record that the contact wants no more mailings."""
        self._check_officer()
        self.partner_id.action_skks_opt_out()
        return True
