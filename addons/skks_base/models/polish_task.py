import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import polish

_logger = logging.getLogger(__name__)
BATCH = 500
# Which analyser the index was made with.
ANALYSER = "skks_base.polish_analyser"


class PolishTask(models.Model):
    """What has to be indexed anew in the background, and how far it has come."""

    _name = "skks.polish.task"
    _description = "Indexing to Do"
    _log_access = False

    model = fields.Char(required=True, export_string_translation=False)
    # Only records that name this one in this field; empty: all of the model.
    fname = fields.Char(export_string_translation=False)
    source_id = fields.Integer(export_string_translation=False)
    # Up to here it is done.
    last_id = fields.Integer(export_string_translation=False)

    # ------------------------------------------------------------------
    # What there is to do
    # ------------------------------------------------------------------

    @api.model
    def _searched_models(self):
        """Names of the models that are searched by Polish words."""
        registry = self.env.registry
        names = registry.descendants(["skks.polish.search.mixin"], "_inherit")
        return sorted(name for name in names if not registry[name]._abstract)

    @api.model
    def _searched_tables(self):
        return [
            SQL.identifier(self.env[name]._table) for name in self._searched_models()
        ]

    @api.model
    def _add(self, model, fname=False, source=None):
        """Have records indexed anew by the job, which starts soon."""
        self.sudo().create(
            {"model": model, "fname": fname, "source_id": source and source.id}
        )
        self.env.ref("skks_base.ir_cron_polish_index").sudo()._trigger()

    def _domain(self):
        """Records that the task is about, the done ones included."""
        if not self.fname:
            return Domain.TRUE
        source = self.env[self.env[self.model]._fields[self.fname].comodel_name]
        operator = "child_of" if source._parent_store else "in"
        return Domain(self.fname, operator, [self.source_id])

    # ------------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------------

    @api.model
    def _cron_index(self):
        """Index what is not indexed yet, or was indexed before a word changed."""
        self._note_analyser()
        cron = self.env["ir.cron"]
        while (done := self._index_batch()) is not None:
            if not cron._commit_progress(done, remaining=1):
                return
        cron._commit_progress(remaining=0)

    @api.model
    def _note_analyser(self):
        """Another analyser finds other lemmas: then everything is indexed anew."""
        parameters = self.env["ir.config_parameter"].sudo()
        present = polish.analyser().signature
        if parameters.get_param(ANALYSER) == present:
            return
        _logger.info("Polish search: everything is indexed anew by %s", present)
        self.sudo().search([("fname", "=", False)]).unlink()
        self.sudo().create([{"model": name} for name in self._searched_models()])
        parameters.set_param(ANALYSER, present)

    @api.model
    def _index_batch(self):
        """Index some records; return how many, or None if there are none left."""
        for name in self._searched_models():
            if records := self._not_indexed(self.env[name]):
                records._polish_reindex()
                return len(records)
        task = self.sudo().search([], order="id", limit=1)
        return task._do_batch() if task else None

    @api.model
    def _not_indexed(self, model):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE pl_tsv IS NULL ORDER BY id LIMIT %s",
                SQL.identifier(model._table),
                BATCH,
            )
        )
        return model.sudo().browse(row_id for (row_id,) in rows)

    def _do_batch(self):
        if self.model not in self._searched_models():
            self.unlink()
            return 0
        records = self.env[self.model].with_context(active_test=False)
        records = records.search(
            self._domain() & Domain("id", ">", self.last_id), order="id", limit=BATCH
        )
        records._polish_reindex()
        count = len(records)
        if count < BATCH:
            self.unlink()
        else:
            self.last_id = records.ids[-1]
        self.env.invalidate_all()
        return count

    @api.model
    def _index_missing(self, name):
        """Index whatever of a model is not indexed, at an upgrade; in batches."""
        while records := self._not_indexed(self.env[name]):
            records._polish_reindex()
            self.env.invalidate_all()
