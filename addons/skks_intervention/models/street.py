import re

from odoo import api, fields, models
from odoo.tools import ormcache

from odoo.addons.skks_base.tools.polish import fold

_WORD = re.compile(r"\w+")
# How the kind of a street is written -> the kind; an address may leave it out.
KINDS = {
    "ul": "ulica",
    "ulica": "ulica",
    "al": "aleja",
    "aleja": "aleja",
    "aleje": "aleja",
    "pl": "plac",
    "plac": "plac",
    "os": "osiedle",
    "osiedle": "osiedle",
}


def _words(text):
    """Words of an address, small and without diacritics, kinds written out."""
    return tuple(KINDS.get(word, word) for word in _WORD.findall(fold(text or "")))


class Street(models.Model):
    """A street of the town, as the town writes it; the form offers these."""

    _name = "skks.street"
    _description = "Street"
    _inherit = ["skks.journaled.mixin", "skks.cached.mixin"]
    _check_company_auto = True
    _order = "name, id"
    _journaled_as = "street"
    _journaled_fields = ("name", "company_id", "district_id", "active")

    name = fields.Char(required=True, index="trigram")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    district_id = fields.Many2one(
        "skks.district",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Left empty for a street that runs through several.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE (company_id, name)", "This street is on the list already."
    )

    # ------------------------------------------------------------------
    # Found in an address
    # ------------------------------------------------------------------

    @api.model
    @ormcache("company_id")
    def _ids_by_words(self, company_id):
        """``{words of a name: ids of the streets}``, with the kind and without it."""
        found = {}
        for street in self.sudo().search([("company_id", "=", company_id)]):
            words = _words(street.name)
            bare = words[1:] if words[:1] and words[0] in KINDS.values() else words
            for name in {words, bare} - {()}:
                found.setdefault(name, []).append(street.id)
        return found

    @api.model
    def _named_in(self, address, company_id):
        """The street that an address in words names first; empty if none does.

        Where names begin at the same word, the longest is meant; where one name is
        of two streets, neither.
        """
        known = self._ids_by_words(company_id)
        longest = max(map(len, known), default=0)
        words = _words(address)
        for start in range(len(words)):
            for length in range(longest, 0, -1):
                if ids := known.get(words[start : start + length]):
                    return self.browse(ids if len(ids) == 1 else ())
        return self.browse()
