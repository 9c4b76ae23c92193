from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.skks_base.tools.secret import new_token, token_hash


class CalendarFeed(models.Model):
    """A secret link by which one person's calendar is read from outside.

    Only a hash of it is kept: whoever reads the database reads no calendar. What
    the link shows is what its owner may read at that moment, and of a confidential
    case no more than that the time is taken.
    """

    _name = "skks.calendar.feed"
    _description = "Calendar Link"
    _inherit = ["skks.guard.mixin", "skks.journaled.mixin"]
    _order = "id desc"
    _journaled_as = "calendar.feed"
    _journaled_fields = ("name", "user_id", "active")

    _guarded_fields = ("name", "user_id", "token_hash", "active")

    name = fields.Char("Where it is used", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    token_hash = fields.Char(
        required=True,
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    active = fields.Boolean("In use", default=True, readonly=True)

    _token_uniq = models.Constraint("UNIQUE (token_hash)", "Make another link.")

    # ------------------------------------------------------------------
    # Making and revoking
    # ------------------------------------------------------------------

    @api.model
    def _make(self, name):
        """A new link of the current user; its address is told this once only."""
        user = self.env.user
        if not user._is_internal():
            raise AccessError(self.env._("Only staff have a calendar here."))
        token = new_token()
        feed = self.sudo()._guarded_create(
            [
                {
                    "name": name,
                    "user_id": user.id,
                    "token_hash": token_hash(token),
                    "active": True,
                }
            ]
        )
        return f"{feed.get_base_url()}/skks/calendar/{token}.ics"

    def action_revoke(self):
        """From now on the link shows nothing to anybody."""
        for feed in self:
            feed.check_access("read")
            if feed.user_id != self.env.user:
                raise AccessError(self.env._("This is somebody else's link."))
            feed.sudo()._guarded_write({"active": False})
        return True

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _read_feed(self, token):
        """The calendar as bytes; None for a link that shows nothing."""
        feed = self.sudo().search([("token_hash", "=", token_hash(token))], limit=1)
        user = feed.user_id
        if not user.active or not user._is_internal():
            return None
        reader = self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=user.company_ids.ids
        )
        entries = reader.env["skks.calendar.entry"]
        if not entries.has_access("read"):
            return None
        return entries._feed_content()
