from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..models.intervention_tracking import MAX_TEXT
from ..tools import upload
from .pages import MAX_BODY, SecretPages

PAGE = "/interwencje/wykonawca"
_OPEN = {"type": "http", "auth": "public", "website": True, "sitemap": False}


class InterventionContractor(SecretPages, Controller):
    """A report as a firm from outside sees it, and the one note that it leaves."""

    def _open_contractor(self, token):
        """The link; switched off with the setting, whoever still has one."""
        link = self._open(token, "contractor")
        company = link.intervention_id.company_id
        return link if company.skks_contractor_links else link.browse()

    @route(f"{PAGE}/<string:token>", methods=["GET"], **_OPEN)
    def report(self, token, **_others):
        """The report without a word on who sent it."""
        link = self._open_contractor(token)
        return self._report(token, link) if link else self._nothing()

    @route(f"{PAGE}/<string:token>/plik/<int:number>", methods=["GET"], **_OPEN)
    def file(self, token, number, **_others):
        """One of the submitter's files, without what hides in pictures."""
        link = self._open_contractor(token)
        files = link.intervention_id._contractor_files()[number : number + 1]
        if not files:
            return self._nothing()
        try:
            clean = upload.clean(files.name, files.raw or b"")
        except upload.RefusedFileError:
            return self._nothing()
        return self._file(clean.content, clean.name, clean.mimetype)

    @route(
        f"{PAGE}/<string:token>",
        methods=["POST"],
        max_content_length=MAX_BODY,
        **_OPEN,
    )
    def note(self, token, text="", **_others):
        """Keep the note for the unit; the link opens nothing any more."""
        link = self._open_contractor(token)
        if not link:
            return self._nothing()
        case = self._case_of_office(link)
        try:
            files = request.env["skks.intervention"]._clean_files(self._uploads())
            case._contractor_notes(link.with_env(case.env), text, files)
        except UserError as error:
            return self._report(token, link, str(error), text)
        return self._page("page_noted", {})

    def _report(self, token, link, error="", text=""):
        case = self._case_of_page(link)
        return self._page(
            "page_contractor",
            {
                "case": case,
                "files": case._contractor_files(),
                "base": request.env["ir.http"]._url_for(f"{PAGE}/{token}"),
                "error": error,
                "text": text[:MAX_TEXT],
                "max_text": MAX_TEXT,
                "max_files": upload.MAX_FILES,
                "accepted": upload.ACCEPTED,
            },
        )
