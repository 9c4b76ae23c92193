from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DocumentLineMixin(models.AbstractModel):
    """Lines that belong to documents of several models and are as visible as these.

    Reading is narrowed by SQL subselects, one a model, never by filtering in
    Python after a LIMIT; so search, count, grouping and paging all agree. A model
    names the mixin of its documents in ``_document_mixin``.
    """

    _name = "skks.document.line.mixin"
    _description = "Lines of a Document"

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

    def _document_domain(self):
        """Lines of the documents that the current user may read."""
        domain = Domain.FALSE
        for name in self._document_models():
            documents = self.env[name]
            if documents.has_access("read"):
                query = documents._search(Domain.TRUE, active_test=False)
                domain |= Domain("res_model", "=", name) & Domain("res_id", "in", query)
        return domain

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._document_domain()
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or result or not any(self._ids):
            return result
        if forbidden := self - self._with_readable_document():
            return forbidden, lambda: AccessError(
                self.env._("You may not read this document, nor what hangs on it.")
            )
        return None

    def _with_readable_document(self):
        """Those of the lines whose document the user may read, by a query a model."""
        found = self.browse()
        for name, lines in self.sudo().grouped("res_model").items():
            if name not in self.env:
                continue
            documents = self.env[name].browse(set(lines.mapped("res_id")))
            readable = set(documents._filtered_access("read")._ids)
            found |= self.browse(line.id for line in lines if line.res_id in readable)
        return found

    def _document(self):
        """The record that the line belongs to (possibly gone: empty)."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists()
