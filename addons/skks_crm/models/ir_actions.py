from odoo import api, models

# What core offers to everybody who may edit contacts, and who may do it here.
_OFFERED_TO = {
    "base.action_partner_merge": "base.group_system",
    "portal.partner_wizard_action_create_and_open": (
        "skks_base.group_admin,base.group_erp_manager"
    ),
}


class IrActionsActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        """Offer with a contact only what the user may do with it.

        Core offers letters, text messages and access to the portal to everybody, and
        its merging and accounts to whoever may edit a contact.
        """
        bindings = super().get_bindings(model_name)
        if model_name != "res.partner":
            return bindings
        if not self.env[model_name].has_access("write"):
            bindings.pop("action", None)
            return bindings
        hidden = {
            self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
            for xmlid, groups in _OFFERED_TO.items()
            if not self.env.user.has_groups(groups)
        }
        return bindings | {
            "action": [
                action
                for action in bindings.get("action", ())
                if action["id"] not in hidden
            ]
        }
