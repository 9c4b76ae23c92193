from odoo import api, fields, models


class DocumentLineMixin(models.AbstractModel):
    """Lines that belong to documents of several models and are as visible as these.

    A model names the mixin of its documents in ``_document_mixin``.
    """

    _name = "skks.document.line.mixin"
    _description = "Lines of a Document"
    _inherit = ["skks.document.access.mixin"]

    _document_mixin = None

    res_model = fields.Char(
        "Document model", required=True, readonly=True, export_string_translation=False
    )
    res_id = fields.Many2oneReference(
        "Document",
        model_field="res_model",
        required=True,
        readonly=True,
        index=True,
    )

    @api.model
    def _document_models(self):
        """Names of the installed models that may own such lines."""
        registry = self.env.registry
        return sorted(
            registry.descendants([self._document_mixin], "_inherit")
            & {name for name, model in registry.items() if not model._abstract}
        )

    def _document(self):
        """The record that the line belongs to (possibly gone: empty)."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists()
