from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = ["ir.rule", "skks.journaled.setting.mixin"]

    _journaled_as = "rule"
    _journaled_fields = (
        "name",
        "active",
        "model_id",
        "groups",
        "domain_force",
        "perm_read",
        "perm_write",
        "perm_create",
        "perm_unlink",
    )

    def _make_access_error(self, operation, records):
        """Say plainly what is refused, and name no record that is hidden.

        Core names the records to every employee who adds ``debug=1`` to the address:
        so one could read the titles of all cases, number by number.
        """
        error = super()._make_access_error(operation, records)
        if self.env.user.has_group("base.group_system"):
            return error
        what = self.env["ir.model"]._get(records._name).name or records._name
        plain = AccessError(self._refusal(operation, what))
        if context := getattr(error, "context", None):
            plain.context = context
        return plain

    def _refusal(self, operation, what):
        if operation == "write":
            return self.env._(
                "You may not change this: %s. If you have to, ask the person in"
                " charge.",
                what,
            )
        if operation == "create":
            return self.env._(
                "You may not add this: %s. If you have to, ask the person in charge.",
                what,
            )
        if operation == "unlink":
            return self.env._(
                "You may not delete this: %s. If you have to, ask the person in"
                " charge.",
                what,
            )
        return self.env._(
            "You may not see this: %s. If you need it, ask the person in charge.", what
        )
