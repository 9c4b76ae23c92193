from odoo import models

FORM = "skks_intervention.form"


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def _default_website_meta(self):
        """Who passes the form on shows its heading; a view has an English name."""
        meta = super()._default_website_meta()
        if self.key == FORM:
            heading = self.env._("Report a problem")
            website = self.env["website"].get_current_website()
            title = f"{heading} | {website.name}"
            meta["default_opengraph"]["og:title"] = title
            meta["default_twitter"]["twitter:title"] = title
        return meta
