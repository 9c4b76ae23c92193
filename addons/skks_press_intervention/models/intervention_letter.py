from odoo import fields, models


class InterventionLetter(models.Model):
    _inherit = "skks.intervention.letter"

    purpose = fields.Selection(
        selection_add=[("editors", "Tells an editorial office of the outcome")],
        ondelete={"editors": "cascade"},
    )

    def _words(self):
        """The editors learn what became of it, and nothing about the submitter."""
        if self.purpose != "editors":
            return super()._words()
        return (
            *("number", "received", "qualification", "outcome"),
            *("officer", "phone", "town"),
        )
