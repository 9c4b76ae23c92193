from odoo import models

from ..tools import polish


class ResCompany(models.Model):
    """Whether the search finds words in every Polish form."""

    _inherit = "res.company"

    def _skks_checks(self):
        return [*super()._skks_checks(), self._skks_check_search]

    def _skks_check_search(self):
        if polish.analyser().is_full:
            return ("search", True, self.env._("Full: every form of a word is found."))
        message = self.env._(
            "Reduced: rare forms of words are not found, because the Python package"
            " morfeusz2 is missing on the server."
        )
        return ("search", False, message)
