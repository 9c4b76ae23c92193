from odoo import models


class Narrative(models.Model):
    """Answers that have left with a position are told when it changes (M0.3)."""

    _inherit = "skks.narrative"

    def _signoff_on_approved(self):
        result = super()._signoff_on_approved()
        self._tell_sent_answers()
        return result

    def _withdraw(self, reason, outcome):
        result = super()._withdraw(reason, outcome)
        self._tell_sent_answers()
        return result

    def _tell_sent_answers(self):
        for narrative in self:
            uses = (
                self.env["skks.narrative.use"]
                .sudo()
                .search(
                    [
                        ("narrative_id", "=", narrative.id),
                        ("res_model", "=", "skks.answer"),
                    ]
                )
            )
            outdated = uses.filtered("is_outdated")
            answers = self.env["skks.answer"].browse(set(outdated.mapped("res_id")))
            answers.exists()._note_basis_changed(narrative.name)
