import re
from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import polish

SEPARATORS = re.compile(r"[,;\n]+")


class PolishSynonym(models.Model):
    """Terms that mean the same in this town: whoever types one finds the others.

    śmieci and odpady, MZK and komunikacja miejska: no dictionary of forms knows that.
    """

    _name = "skks.polish.synonym"
    _description = "Words That Mean the Same"
    _inherit = ["skks.journaled.mixin"]
    _order = "terms, id"
    _rec_name = "terms"
    _journaled_as = "synonym"
    _journaled_fields = ("terms", "active")

    terms = fields.Char(
        required=True,
        help="Words or phrases that mean the same, separated by commas.",
    )
    active = fields.Boolean(default=True)

    @api.constrains("terms")
    def _check_terms(self):
        for synonym in self:
            if len(synonym._rows()) < 2:
                raise ValidationError(
                    self.env._(
                        "Enter at least two terms, separated by commas: “%s”",
                        synonym.terms,
                    )
                )

    def _rows(self):
        """The terms, each as a tuple of words."""
        self.ensure_one()
        return _rows(self.terms)

    @api.model
    def _groups(self):
        """Every group of terms that mean the same; asked at every search."""
        self.flush_model(["terms", "active"])
        found = self.env.execute_query(
            SQL("SELECT terms FROM skks_polish_synonym WHERE active ORDER BY id")
        )
        return [_rows(terms) for (terms,) in found]


@lru_cache(4096)
def _rows(terms):
    rows = (tuple(polish.words(term)) for term in SEPARATORS.split(terms))
    return tuple(dict.fromkeys(row for row in rows if row))
