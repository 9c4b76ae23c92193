from odoo import models


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """Load our own terms again with those of an addon that stands on us.

        The choices of a field that comes with an abstract model are terms of the
        addon that declares it, one for each model that inherits it. When such a
        model appears later, with another addon, ours were loaded before.
        """
        ours = self.env.ref("base.module_skks_base", raise_if_not_found=False)
        modules = self
        if ours and any(
            ours in module.upstream_dependencies(exclude_states=("uninstalled",))
            for module in self - ours
        ):
            modules |= ours
        return super(IrModuleModule, modules)._update_translations(
            filter_lang, overwrite
        )
