from odoo import api, models


class Erasure(models.AbstractModel):
    """What was erased is not to be found in the words of the search either."""

    _inherit = "skks.erasure"

    @api.model
    def _forget_words(self, whole):
        """Index anew what was changed in the tables, and drop the words that went.

        The job that looks through the whole lexicon follows at once: it finds what
        stood in an earlier text of the case.
        """
        searched = set(self.env["skks.polish.task"]._searched_models())
        words = set()
        for records in whole:
            if records._name in searched:
                words |= records._polish_words()
                records._polish_reindex()
        if words:
            self.env["skks.polish.lexicon"]._forget(words)
            self.env.ref("skks_base.ir_cron_polish_sweep")._trigger()
