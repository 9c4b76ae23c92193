import base64
import io
import mimetypes
import posixpath
import re
from urllib.parse import unquote, urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open
from odoo.tools.mimetypes import guess_mimetype

from ..tools import pdf_document

# /web/image/12-abc/name.png, /web/content/12
FILE = re.compile(r"/web/(?:image|content)/(\d+)(?:[-/].*)?$")
# /web/image/res.company/1/logo
FIELD = re.compile(r"/web/(?:image|content)/([a-z0-9._]+)/(\d+)/(\w+)(?:/.*)?$")


class IrActionsReport(models.Model):
    """Our documents are drawn by WeasyPrint: tagged, searchable, right in Polish.

    All other reports keep wkhtmltopdf where there is one that works.
    """

    _inherit = "ir.actions.report"

    skks_pdf = fields.Boolean(
        "Accessible PDF",
        help="Drawn by WeasyPrint as a tagged document (PDF/UA). Its template has to"
        " stand in the layout skks_base.pdf_layout.",
    )

    @api.model
    def get_wkhtmltopdf_state(self):
        """Tell the web client that PDF works, whichever of the two draws it."""
        state = super().get_wkhtmltopdf_state()
        return state if state in ("ok", "upgrade") else "ok"

    def _skks_is_drawn_by_weasyprint(self):
        self.ensure_one()
        state = super().get_wkhtmltopdf_state()
        return self.skks_pdf or state not in ("ok", "upgrade")

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report._skks_is_drawn_by_weasyprint():
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        if not report.attachment or not res_ids:
            stream = self._skks_pdf_stream(report, data, res_ids)
            key = res_ids[0] if res_ids and len(res_ids) == 1 else False
            return {key: {"stream": stream, "attachment": None}}
        return {
            record.id: self._skks_pdf_of_record(report, data, record)
            for record in self.env[report.model].browse(res_ids)
        }

    def _skks_pdf_of_record(self, report, data, record):
        """The document of one record, the kept one where the report wants that."""
        kept = report.attachment_use and report.with_env(self.env).retrieve_attachment(
            record
        )
        if kept:
            return {"stream": io.BytesIO(kept.raw), "attachment": kept}
        stream = self._skks_pdf_stream(report, data, record.ids)
        return {"stream": stream, "attachment": None}

    def _skks_pdf_stream(self, report, data, res_ids):
        html = self._render_qweb_html(report, res_ids, data=data)[0]
        return io.BytesIO(self._skks_html_to_pdf(html.decode()))

    @api.model
    def _skks_html_to_pdf(self, html):
        try:
            return pdf_document.render(html, self._skks_base_url(), self._skks_open_url)
        except pdf_document.PdfEngineMissing as error:
            raise UserError(
                self.env._(
                    "No PDF can be made on this server: %s. The administrator has to"
                    " install WeasyPrint and the library Pango.",
                    error,
                )
            ) from error

    # ------------------------------------------------------------
    # Pictures, fonts and styles: from this server alone
    # ------------------------------------------------------------

    @api.model
    def _skks_base_url(self):
        return self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")

    @api.model
    def _skks_open_url(self, url):
        """Return ``(bytes, MIME type)`` of an address of ours.

        Nothing is asked of a server, not even of this one, and a document cannot
        name a file of the machine: only what is under ``static`` of an add-on, the
        bundles of the web client, and files that the current user may read.

        :raises ValueError: if it is no such address
        """
        asked, own = urlsplit(url), urlsplit(self._skks_base_url())
        if (asked.scheme, asked.netloc) != (own.scheme, own.netloc):
            raise ValueError(f"not an address of this server: {url}")
        path = posixpath.normpath(unquote(asked.path))
        if path.startswith("/web/assets/"):
            return self._skks_open_bundle(path)
        if match := FILE.match(path):
            return self._skks_open_record("ir.attachment", match[1], "raw")
        if match := FIELD.match(path):
            return self._skks_open_record(*match.groups())
        return self._skks_open_static(path)

    @api.model
    def _skks_open_bundle(self, path):
        bundle = (
            self.env["ir.attachment"]
            .sudo()
            .search([("url", "=", path), ("res_model", "=", "ir.ui.view")], limit=1)
        )
        if not bundle:
            raise ValueError(f"no such bundle: {path}")
        return bundle.raw, bundle.mimetype

    @api.model
    def _skks_open_record(self, model, res_id, fname):
        record = self.env["ir.binary"]._find_record(
            res_model=model, res_id=int(res_id), field=fname
        )
        if model == "ir.attachment":
            return record.raw or b"", record.mimetype
        record.sudo(False)._check_field_access(record._fields[fname], "read")
        content = base64.b64decode(record.with_context(bin_size=False)[fname] or b"")
        return content, guess_mimetype(content)

    @api.model
    def _skks_open_static(self, path):
        parts = path.split("/")
        if len(parts) < 4 or parts[2] != "static":
            raise ValueError(f"nothing is served at {path}")
        with file_open(path.lstrip("/"), "rb") as file:
            content = file.read()
        mimetype = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return content, mimetype
