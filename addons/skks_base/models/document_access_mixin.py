from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DocumentAccessMixin(models.AbstractModel):
    """Rows that are as visible as the documents they are about.

    Reading is narrowed by SQL subselects, one a model of documents, never by
    filtering in Python after a LIMIT; so search, count, grouping and paging agree.
    A model answers the hooks: of which models the documents are, where a row names
    its document, and which rows are about none. Where the documents are all of one
    model, the name of the many2one to them is all that is needed.
    """

    _name = "skks.document.access.mixin"
    _description = "As Visible as its Document"

    # Paths to the name of the document's model and to its id, or one many2one.
    _document_fields = ("res_model", "res_id")

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    @api.model
    def _document_models(self):
        """Names of the models whose access counts."""
        if len(self._document_fields) == 1:
            return [self._fields[self._document_fields[0]].comodel_name]
        return []

    @api.model
    def _document_free_domain(self):
        """Rows that are visible whatever the documents; none by default."""
        return Domain.FALSE

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    @api.model
    def _document_domain(self):
        """Rows of the documents that the current user may read."""
        domain = self._document_free_domain()
        for name in self._document_models():
            documents = self.env[name]
            if documents.has_access("read"):
                query = documents._search(Domain.TRUE, active_test=False)
                domain |= self._document_domain_of(name, query)
        return domain

    @api.model
    def _document_domain_of(self, name, query):
        if len(self._document_fields) == 1:
            return Domain(self._document_fields[0], "in", query)
        model_field, id_field = self._document_fields
        return Domain(model_field, "=", name) & Domain(id_field, "in", query)

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
        """Those of the rows that the user may read, by a query a model."""
        rows = self.sudo()
        found = rows.filtered_domain(self._document_free_domain())
        for name, by_id in (rows - found)._by_document().items():
            documents = self.env[name].browse(by_id)
            for document in documents._filtered_access("read"):
                found |= by_id[document.id]
        return found.with_env(self.env)

    def _by_document(self):
        """``{model: {id: rows}}`` of the models whose access counts."""
        by_document = {}
        names = set(self._document_models())
        for row in self:
            name, res_id = row._document_key()
            if name in names and res_id:
                by_id = by_document.setdefault(name, {})
                by_id[res_id] = by_id.get(res_id, self.browse()) | row
        return by_document

    def _document_key(self):
        """``(model, id)`` of the document that the row is about."""
        if len(self._document_fields) == 1:
            document = self[self._document_fields[0]]
            return document._name, document.id
        return tuple(self.mapped(path)[0] for path in self._document_fields)
