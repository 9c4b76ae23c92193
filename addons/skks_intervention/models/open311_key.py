from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.skks_base.tools.secret import new_token, token_hash


class Open311Key(models.Model):
    """By this key an application of others sends reports of citizens.

    Only a hash of it is kept. Whoever runs the application answers for what comes
    in with the key, and the administrator revokes it at any time.
    """

    _name = "skks.open311.key"
    _description = "Open311 Key"
    _inherit = ["skks.guard.mixin", "skks.journaled.mixin"]
    _order = "id desc"
    _journaled_as = "open311.key"
    _journaled_fields = ("name", "company_id", "active")

    _guarded_fields = ("name", "company_id", "token_hash", "used_on", "active")

    name = fields.Char("Application", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    token_hash = fields.Char(
        required=True,
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    used_on = fields.Date("Last used on", readonly=True)
    active = fields.Boolean("In use", default=True, readonly=True)

    _token_uniq = models.Constraint("UNIQUE (token_hash)", "Make another key.")

    @api.model
    def _check_admin(self):
        if not self.env.user.has_group("skks_base.group_admin"):
            raise AccessError(
                self.env._("Only the administrator gives keys to applications.")
            )

    @api.model
    def _make(self, name):
        """A new key for the current organisation; it is told this once only."""
        self._check_admin()
        token = new_token()
        self.sudo()._guarded_create(
            [
                {
                    "name": name,
                    "company_id": self.env.company.id,
                    "token_hash": token_hash(token),
                    "active": True,
                }
            ]
        )
        return token

    def action_revoke(self):
        """From now on nothing comes in with the key."""
        self._check_admin()
        self.check_access("read")
        self.sudo()._guarded_write({"active": False})
        return True

    @api.model
    def _open(self, token, company):
        """The key in use that ``token`` is (superuser); empty if there is none."""
        keys = self.sudo()
        if not token:
            return keys.browse()
        found = [
            ("token_hash", "=", token_hash(token)),
            ("company_id", "=", company.id),
        ]
        return keys.search(found, limit=1)

    def _note_use(self):
        """Once a day: parallel reports do not wait for each other."""
        today = self.company_id._skks_today()
        if self.used_on != today:
            self.sudo()._guarded_write({"used_on": today})
