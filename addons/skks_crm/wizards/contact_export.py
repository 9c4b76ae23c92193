import base64
import io
import json
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError


class ContactExport(models.TransientModel):
    """All we keep of a person, in a file for that person (art. 15 GDPR).

    One archive: a page to read and the same as JSON. That it was handed out, by whom
    and on what request, is in the journal.
    """

    _name = "skks.contact.export"
    _description = "Handing Out of Personal Data"

    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, ondelete="cascade"
    )
    reason = fields.Char(
        "Request",
        required=True,
        help="E.g. the number of the request; it stays in the journal.",
    )
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True, export_string_translation=False)

    def action_export(self):
        """Put the file together; journalled."""
        self.ensure_one()
        contact = self.partner_id
        contact._skks_check_export()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Request: say on whose request, or its number."))
        sections = contact._skks_export_data()
        self.write(
            {
                "file": base64.b64encode(self._archive(contact, sections)),
                "file_name": f"dane-{contact.id}.zip",
            }
        )
        self.env["skks.journal.entry"]._log(
            contact.sudo(), "contact.export", reason=self.reason.strip()
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Out Personal Data"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _archive(self, contact, sections):
        page = self.env["ir.qweb"]._render(
            "skks_crm.contact_export_page",
            {"sections": sections, "name": contact.name, "lang": self.env.lang},
        )
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("dane.html", f"<!DOCTYPE html>\n{page}")
            archive.writestr(
                "dane.json", json.dumps(dict(sections), ensure_ascii=False, indent=2)
            )
        return content.getvalue()
