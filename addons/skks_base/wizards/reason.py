from odoo import api, fields, models
from odoo.exceptions import UserError


class Reason(models.TransientModel):
    """Asks for a reason, then calls one action with it.

    Which actions may be called so is declared in ``_reason_actions`` (the lists of
    all classes that a model is made of count); each of them checks for itself who
    may call it.
    """

    _name = "skks.reason"
    _description = "Reason"

    reason = fields.Text(required=True)

    @api.model
    def _actions_of(self, model):
        """Names of the actions of ``model`` that take a reason."""
        lists = [vars(cls).get("_reason_actions", ()) for cls in type(model).mro()]
        return {name for names in lists for name in names}

    def action_confirm(self):
        """Call the action that the button named, with the reason typed here.

        An action that deletes the records returns where to go on.
        """
        self.ensure_one()
        context = self.env.context
        records = self.env[context["active_model"]].browse(context["active_ids"])
        method = context.get("reason_action")
        if method not in self._actions_of(records):
            raise UserError(self.env._("This action takes no reason."))
        result = getattr(records, method)(reason=self.reason)
        if not records.exists():
            return result
        away = self.env["skks.desk"]._skks_away_from(records)
        return away or {"type": "ir.actions.act_window_close"}
