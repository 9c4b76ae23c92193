from odoo import api, models
from odoo.tools import SQL

MEDIAN = "median"


class ReportMixin(models.AbstractModel):
    """Figures over documents: one row a document, as visible as the document.

    A model says in ``_table_query`` what its rows are and in ``_document_fields``
    which document each is about, so sums, shares and medians are made of what the
    reader may read, and of nothing else.

    A number with ``aggregator="median"`` is shown as the median of its group: one
    answer that took a month says little of how long an answer takes.
    """

    _name = "skks.report.mixin"
    _description = "Report"
    _inherit = ["skks.document.access.mixin"]

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        fname, _colon, function = aggregate_spec.partition(":")
        field = self._fields.get(fname)
        if function != MEDIAN or not field or field.aggregator != MEDIAN:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)",
            self._field_to_sql(self._table, fname, query),
        )

    @api.model
    def _labels(self, fname):
        """The labels of a selection field of the document."""
        document = self._fields[self._document_fields[0]].comodel_name
        field = self.env[document]._fields[fname]
        return field._description_selection(self.env)

    def action_open(self):
        """Open the document that the row is about."""
        self.ensure_one()
        self.check_access("read")
        model, res_id = self._document_key()
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }
