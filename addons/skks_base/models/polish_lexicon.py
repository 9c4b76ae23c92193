from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import polish

# Words that share less than that with a mistyped one are no candidates, and only so
# many of the rest are compared letter by letter.
THRESHOLD = 0.25
CANDIDATES = 50


class PolishLexicon(models.Model):
    """Every word that stands in an indexed text: what a mistyped word may have been.

    Words of texts of all kinds stand here, so nobody reads it: a word is told to a
    user only after a record with it was found with that user's rights.

    Whoever saves a text adds its new words without waiting for anybody else who adds
    the same ones; so a word may stand here twice until the weekly job
    settles it.
    """

    _name = "skks.polish.lexicon"
    _description = "Words of Texts"
    _log_access = False
    _rec_name = "form"

    form = fields.Char(required=True, index=True, export_string_translation=False)
    unaccented = fields.Char(
        required=True, index="trigram", export_string_translation=False
    )
    settled = fields.Boolean(export_string_translation=False)

    _form_uniq = models.UniqueIndex("(form) WHERE settled")

    @api.model
    def _learn(self, words):
        """Add the words that are not here yet."""
        words = sorted(words)
        if not words:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO skks_polish_lexicon (form, unaccented)"
                " SELECT form, unaccented FROM unnest(%s, %s) AS new(form, unaccented)"
                " WHERE NOT EXISTS (SELECT 1 FROM skks_polish_lexicon known"
                " WHERE known.form = new.form)",
                words,
                [polish.fold(word) for word in words],
            )
        )

    @api.model
    def _similar(self, word):
        """Words that may be the one that was mistyped.

        In a short word two letters in the wrong order leave hardly a group of three
        as it was (*drgoi*, *drogi*), so those are looked for as they would be right.
        """
        if not self.env.registry.has_trigram:
            return []
        plain = polish.fold(word)
        self.env.cr.execute(
            SQL(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                str(THRESHOLD),
            )
        )
        swapped = sorted(polish.swapped(plain)) if len(plain) < polish.LONG else []
        found = self.env.execute_query(
            SQL(
                "SELECT form FROM skks_polish_lexicon"
                " WHERE (unaccented %% %s AND length(unaccented) BETWEEN %s AND %s)"
                " OR unaccented = ANY(%s)"
                " GROUP BY form, unaccented"
                " ORDER BY (unaccented = ANY(%s)) DESC,"
                " similarity(unaccented, %s) DESC, form LIMIT %s",
                plain,
                len(plain) - 2,
                len(plain) + 2,
                swapped,
                swapped,
                plain,
                CANDIDATES,
            )
        )
        return [form for (form,) in found]

    # ------------------------------------------------------------------
    # Words that stand nowhere any more
    # ------------------------------------------------------------------

    @api.model
    def _forget(self, words):
        """Remove those of ``words`` that stand in no text any more; return them."""
        words = sorted(words)
        if not words:
            return []
        self.env.flush_all()
        literals = [
            f"{polish.quoted(f'={word}')} | {polish.quoted(word)}" for word in words
        ]
        stands = [
            SQL(
                "EXISTS (SELECT 1 FROM %s WHERE pl_tsv @@ asked.literal::tsquery)",
                table,
            )
            for table in self.env["skks.polish.task"]._searched_tables()
        ]
        rows = self.env.execute_query(
            SQL(
                "SELECT form FROM unnest(%s, %s) AS asked(form, literal)"
                " WHERE NOT (%s)",
                words,
                literals,
                SQL(" OR ").join(stands) if stands else SQL("FALSE"),
            )
        )
        gone = [form for (form,) in rows]
        self.sudo().search([("form", "in", gone)]).unlink()
        self.env["skks.polish.miss"]._forget(gone)
        return gone

    @api.model
    def _cron_sweep(self):
        """Remove the words that stand in no text, and what stands here twice."""
        self.env.flush_all()
        stands = SQL(" UNION ").join(
            SQL(
                "SELECT ltrim(word, '=') FROM ts_stat(%s)",
                f"SELECT pl_tsv FROM {table.code}",
            )
            for table in self.env["skks.polish.task"]._searched_tables()
        )
        self.env.cr.execute(
            SQL("DELETE FROM skks_polish_lexicon WHERE form NOT IN (%s)", stands)
        )
        self.env.cr.execute(
            "DELETE FROM skks_polish_lexicon twice USING skks_polish_lexicon kept"
            " WHERE twice.form = kept.form AND twice.id > kept.id"
        )
        self.env.cr.execute(
            "UPDATE skks_polish_lexicon SET settled = TRUE WHERE settled IS NOT TRUE"
        )
        self.env.invalidate_all()
