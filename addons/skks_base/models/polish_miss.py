import re
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..tools import polish, polish_query

KEPT = timedelta(days=90)
LONGEST = 60
# A telephone number, a PESEL, an account: digits, in groups as well.
NUMBER = re.compile(r"(?:\d[\s./-]?){6}")


class PolishMiss(models.Model):
    """What was searched for and not found: which words and positions are missing.

    Who searched is not kept. A query may name a person all the same, so one that
    looks like an address or a number is not kept at all, the others for 90 days, and
    what was erased from the cases goes from here as well.
    """

    _name = "skks.polish.miss"
    _description = "Search Without a Result"
    _log_access = False
    _order = "count desc, last_at desc, id"
    _rec_name = "query"

    query = fields.Char("Searched for", required=True, readonly=True)
    model_id = fields.Many2one(
        "ir.model",
        "Searched in",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    count = fields.Integer("Times", readonly=True)
    last_at = fields.Datetime("Last time", required=True, readonly=True, index=True)

    _query_uniq = models.Constraint(
        "UNIQUE (query, model_id)", "A query is counted in one row."
    )

    @api.model
    def _note(self, model, plan):
        """Count a search without a result, once the transaction has gone well.

        In a transaction of its own: searching stays a reading act, and people who
        search for the same at the same moment do not disturb each other.
        """
        query = plan.query.strip().lower()
        if self._may_be_kept(query):
            model_id = self.env["ir.model"]._get_id(model)
            registry = self.env.registry
            self.env.cr.postcommit.add(lambda: _count(registry, query, model_id))

    @api.model
    def _may_be_kept(self, query):
        return bool(
            query
            and len(query) <= LONGEST
            and "@" not in query
            and not NUMBER.search(query)
        )

    @api.model
    def _count(self, query, model_id):
        self.env.cr.execute(
            SQL(
                "INSERT INTO skks_polish_miss (query, model_id, count, last_at)"
                " VALUES (%s, %s, 1, %s) ON CONFLICT (query, model_id) DO UPDATE"
                " SET count = skks_polish_miss.count + 1, last_at = EXCLUDED.last_at",
                query,
                model_id,
                fields.Datetime.now(),
            )
        )

    @api.model
    def _forget(self, words):
        """Remove queries with one of these words, in whatever form."""
        if not words:
            return
        analyser = polish.analyser()
        gone = {lexeme for word in words for lexeme in analyser.indexed(word)}
        misses = self.sudo()
        misses.search([("count", ">", 0)]).filtered(
            lambda miss: polish_query.names(miss.query, gone, analyser)
        ).unlink()

    @api.autovacuum
    def _gc_misses(self):
        self.sudo().search([("last_at", "<", fields.Datetime.now() - KEPT)]).unlink()


def _count(registry, query, model_id):
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["skks.polish.miss"]._count(query, model_id)
