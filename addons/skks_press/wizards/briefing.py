from odoo import models

from odoo.addons.skks_base.wizards.briefing import Row


class Briefing(models.TransientModel):
    """What the office has to choose by law belongs to its statutory terms."""

    _inherit = "skks.briefing"

    def _section_codes(self):
        codes = super()._section_codes()
        codes.insert(codes.index("legal") + 1, "choice")
        return codes

    def _section_choice(self):
        """Inquiries past their tenth day of which nobody has decided."""
        inquiries = self.env["skks.inquiry"]
        if not inquiries.has_access("read"):
            return None
        found = inquiries.search([("needs_choice", "=", True)], order="choice_at, id")
        title = self.env._(
            "Statutory choice to make: answer, extend, refuse or not public information"
        )
        return self._section(title, found, self._choice_rows, "warning")

    def _choice_rows(self, inquiries):
        return [
            Row(
                inquiry.display_name,
                self._moment(inquiry.legal_due_at),
                inquiry._skks_answering_officer().name or "",
                inquiry._name,
                inquiry.id,
            )
            for inquiry in inquiries
        ]
