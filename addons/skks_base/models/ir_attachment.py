from odoo import api, models
from odoo.exceptions import AccessError

# Fields that say what a file is and whose it is.
_CONTENT = {"raw", "datas", "db_datas", "store_fname", "name", "url", "type"}
_OWNER = {"res_model", "res_id", "res_field", "public"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """A changed file is a changed text: what had been accepted is void."""
        files = self.sudo().filtered(lambda file: not file.res_field)
        if (_CONTENT | _OWNER) & set(vals):
            files._signoff_check_frozen()
        if not _CONTENT & set(vals):
            return super().write(vals)
        before = {text: text._signoff_snapshot() for text in files._signoff_texts()}
        result = super().write(vals)
        for text, snapshot in before.items():
            if text._signoff_snapshot() != snapshot:
                text._signoff_check_file_change()
                text._signoff_changed_from(snapshot)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_voids_signoff(self):
        files = self.sudo().filtered(lambda file: not file.res_field)
        files._signoff_check_frozen()
        for text in files._signoff_texts():
            text._signoff_check_file_change()
            text._signoff_add_author()
            text._signoff_void()

    def _signoff_check_frozen(self):
        """Copies that an acceptance keeps are evidence."""
        if any(file.res_model == "skks.signoff.line" for file in self):
            raise AccessError(
                self.env._(
                    "This file is kept as evidence of what was accepted: it can be"
                    " neither changed nor deleted."
                )
            )

    def _signoff_texts(self):
        """Yield the texts, of whatever model, that have these files attached."""
        if not self:
            return
        for name in self.env["skks.signoff.line"]._document_models():
            yield from (
                self.env[name]
                .sudo()
                .with_context(active_test=False)
                .search([("attachment_ids", "in", self.ids)])
            )
