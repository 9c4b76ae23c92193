from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools.misc import clean_context


class AppendOnlyMixin(models.AbstractModel):
    """Rows that are written once, by this model's own methods, and then stay.

    Access rights give nobody more than reading; this mixin says the same to the
    superuser, so a server action or a careless ``sudo()`` changes no evidence.
    """

    _name = "skks.append.only.mixin"
    _description = "Append-only Rows"
    _inherit = ["skks.guard.mixin"]

    @api.model
    def _append(self, vals_list):
        """Add rows; the only way in."""
        clean = self.with_env(
            self.env(su=True, context=clean_context(self.env.context))
        )
        return clean._guarded_create(vals_list).with_env(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_guard_pass():
            raise self._append_only_error()
        return super().create(vals_list)

    def write(self, vals):
        if vals:
            raise self._append_only_error()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise self._append_only_error()

    def _append_only_error(self):
        return AccessError(
            self.env._(
                "Rows of “%s” are evidence: they can be neither added by hand nor"
                " changed nor deleted.",
                self._description,
            )
        )
