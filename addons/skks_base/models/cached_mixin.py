from odoo import api, models


class CachedMixin(models.AbstractModel):
    """Settings that are read from a cache, which each change of them empties."""

    _name = "skks.cached.mixin"
    _description = "Cached Settings"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
