import base64

from odoo import fields, models
from odoo.tools import html2plaintext

from odoo.addons.skks_base.tools.sheet import write_rows

from ..tools.narrative_sheet import COLUMNS, join_list, join_questions, join_sources

class NarrativeImport(models.TransientModel):
    """The positions there are, in the very columns that the import reads.

    What comes out goes in again: nothing of it is new, and nothing is changed.
    """

    _inherit = "skks.narrative.import"

    sheet = fields.Binary(readonly=True, attachment=False)

    def action_export(self):
        """Download all positions of the company; the office's notes stay inside."""
        self.ensure_one()
        self._check_may_import()
        narratives = self.env["skks.narrative"].search(
            [("company_id", "=", self.company_id.id)]
        )
        rows = [narrative._sheet_cells() for narrative in narratives]
        title = self.env._("Positions")
        self.sheet = base64.b64encode(write_rows(rows, COLUMNS, title))
        self.env["skks.journal.entry"]._log(
            self.company_id, "narrative.export", new=str(len(narratives))
        )
        name = f"{title}-{fields.Date.context_today(self)}.xlsx".lower()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/sheet/{name}?download=true",
            "target": "download",
        }


class Narrative(models.Model):
    _inherit = "skks.narrative"

    def _sheet_cells(self):
        """Cells of the spreadsheet, by the names of its columns."""
        self.ensure_one()
        labels = dict(self._fields["importance"]._description_selection(self.env))
        return {
            "name": self.name,
            "thesis": self.thesis,
            "body": html2plaintext(self.body or ""),
            "messages": "\n".join(self.key_message_ids.mapped("text")),
            "questions": join_questions(
                (one.question, one.answer) for one in self.question_ids
            ),
            "background": html2plaintext(self.background or ""),
            "sources": join_sources((one.name, one.url) for one in self.source_ids),
            "topics": join_list(one.code or one.complete_name for one in self.topic_ids),
            "tags": join_list(self.tag_ids.mapped("name")),
            "keywords": self.keywords,
            "importance": labels[self.importance],
            "expert": self.expert_id.sudo().login,
            "deputy": self.deputy_id.sudo().login,
            "entity": self.entity_id.code,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "confirm_every": self.confirm_every,
        }
