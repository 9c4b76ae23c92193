import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import web_copy


def _as_data(file):
    """Address of a picture that needs no server."""
    content = base64.b64encode(file.attachment_id.raw or b"").decode()
    return f"data:{file.attachment_id.mimetype};base64,{content}"


class Release(models.Model):
    """A release for the website: clean HTML and an accessible PDF.

    Both are the accepted version, and there is neither before it was accepted nor
    while the embargo lasts.
    """

    _inherit = "skks.release"

    web_html = fields.Binary(
        "Page for the website",
        compute="_compute_web_html",
        export_string_translation=False,
    )
    is_public = fields.Boolean(
        "May be published",
        compute="_compute_is_public",
        help="Accepted, not withdrawn, and not under embargo.",
    )

    @api.depends("signoff_state", "state", "embargo_until")
    def _compute_is_public(self):
        for release in self:
            release.is_public = (
                release.signoff_state == "approved"
                and release.state != "withdrawn"
                and not release.is_embargoed
            )

    @api.depends("signoff_state", "embargo_until")
    def _compute_web_html(self):
        for release in self:
            page = release._web_page() if release.is_public else ""
            release.web_html = base64.b64encode(page.encode()) if page else False

    def _check_public(self):
        for release in self:
            if release.is_embargoed:
                raise UserError(
                    self.env._(
                        "“%(title)s” is under embargo until %(until)s: there is no"
                        " copy for the website before.",
                        title=release.display_name,
                        until=release._embargo_text(),
                    )
                )
            if not release.is_public:
                raise UserError(
                    self.env._(
                        "“%s” has not been accepted, or was withdrawn: there is no copy"
                        " for the website.",
                        release.display_name,
                    )
                )

    def _web_values(self):
        """What page and PDF show, of the accepted version.

        :raises UserError: if it may not be published
        """
        self.ensure_one()
        self._check_public()
        release = self.sudo().with_context(lang=self._letter_lang())
        version = release._accepted_version()
        kinds = dict(release._fields["kind"]._description_selection(release.env))
        pictures = release.file_ids.filtered(lambda one: one.leaves and one.is_picture)
        return {
            "release": release,
            "version": version,
            "kind": kinds.get(version.kind),
            "published_at": release.sent_at or version.approved_at,
            "content": Markup(web_copy.clean(str(version.body or ""))),
            "pictures": pictures,
            "others": release.file_ids.filtered("leaves") - pictures,
            "contact": release._outgoing_author().sudo(),
            "company": release.company_id,
            "tz_name": release.company_id._skks_tz().key,
            "as_data": _as_data,
        }

    def _web_page(self):
        lang = self._letter_lang()
        values = self._web_values() | {"lang": (lang or "pl_PL").replace("_", "-")}
        page = self.env["ir.qweb"]._render("skks_press.release_page", values, lang=lang)
        return f"<!DOCTYPE html>\n{page}"

    def _web_file_name(self, extension):
        return f"{(self.number or 'IM').replace('/', '-')}.{extension}"

    def action_download_html(self):
        """Download the page for the website."""
        self.ensure_one()
        self.check_access("read")
        self._check_public()
        name = self._web_file_name("html")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/web_html"
            f"?download=true&filename={name}",
            "target": "download",
        }

    def action_download_pdf(self):
        """Download the accessible PDF."""
        self.ensure_one()
        self.check_access("read")
        self._check_public()
        report = self.env.ref("skks_press.release_report")
        return report.report_action(self)
