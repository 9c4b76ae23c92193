import base64

from lxml import etree, html

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from odoo.addons.skks_base.tools.sheet import write_rows

from ..tools.narrative_sheet import COLUMNS, join_list, join_questions, join_sources

# Elements inside a line that only say how it looks, or where a link leads.
INLINE = ("a", "b", "em", "font", "i", "span", "strong", "u")


def page_text(page):
    """Words and lines of a page, without signs that stand for its formatting.

    A changed cell is the text of a position: asterisks would be quoted.
    """
    if not page:
        return ""
    root = html.fragment_fromstring(str(page), create_parent="div")
    for heading in root.xpath(".//h1|.//h2|.//h3|.//h4"):
        heading.tag = "p"
    etree.strip_tags(root, *INLINE)
    text = etree.tostring(root, encoding="unicode")
    return html2plaintext(text, include_references=False)


class NarrativeExport(models.TransientModel):
    """Positions in the very columns that the import reads.

    What comes out goes in again: nothing of it is new, and nothing is changed. The
    notes of the press office stay inside.
    """

    _name = "skks.narrative.export"
    _description = "Export of Positions"

    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True, export_string_translation=False)


class Narrative(models.Model):
    _inherit = "skks.narrative"

    def action_export_sheet(self):
        """Download the positions as a spreadsheet; for the press office."""
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office exports positions."))
        title = self.env._("Positions")
        rows = [narrative._sheet_cells() for narrative in self]
        export = self.env["skks.narrative.export"].create(
            {
                "file": base64.b64encode(write_rows(rows, COLUMNS, title)),
                "filename": f"{title} {self.env.company._skks_today()}.xlsx",
            }
        )
        self.env["skks.journal.entry"]._log(
            self.env.company, "narrative.export", new=str(len(self))
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{export._name}/{export.id}/file?download=true"
            "&filename_field=filename",
            "target": "download",
        }

    def _sheet_cells(self):
        """Cells of the spreadsheet, by the names of its columns.

        Who works here no more is left out: an import takes nobody but active users,
        and an empty cell changes nothing.
        """
        self.ensure_one()
        people = (self.sudo().expert_id | self.sudo().deputy_id).filtered("active")
        labels = dict(self._fields["importance"]._description_selection(self.env))
        return {
            "name": self.name,
            "thesis": self.thesis,
            "body": page_text(self.body),
            "messages": "\n".join(
                " ".join(text.split()) for text in self.key_message_ids.mapped("text")
            ),
            "questions": join_questions(
                (one.question, one.answer) for one in self.question_ids
            ),
            "background": page_text(self.background),
            "sources": join_sources((one.name, one.url) for one in self.source_ids),
            "topics": join_list(
                one.code or one.complete_name for one in self.topic_ids
            ),
            "tags": join_list(self.tag_ids.mapped("name")),
            "keywords": self.keywords,
            "importance": labels[self.importance],
            "expert": (people & self.expert_id).login,
            "deputy": (people & self.deputy_id).login,
            "entity": self.entity_id.code,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "confirm_every": self.confirm_every,
        }
