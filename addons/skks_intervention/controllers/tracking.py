from datetime import timedelta

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..models.intervention_tracking import ANSWERED_STATES, MAX_TEXT
from ..tools import upload
from .pages import DAY, HOUR, MAX_BODY, SecretPages

PAGE = "/interwencje/sprawa"
PURPOSES = ("track", "visit")
# Tries by number and code: of one visitor, and for one number.
CODE_LIMITS = [(10, timedelta(minutes=15)), (40, DAY)]
NUMBER_LIMITS = [(100, DAY)]
# Requests for a new link: of one visitor, for one number, of everybody.
LINK_LIMITS = [(5, HOUR), (20, DAY)]
LINK_NUMBER_LIMITS = [(3, DAY)]
LINK_ALL_LIMITS = [(300, HOUR)]
# What is done with one report.
ACT_LIMITS = [(20, HOUR), (60, DAY)]
_OPEN = {"type": "http", "auth": "public", "website": True, "sitemap": False}


class InterventionTracking(SecretPages, Controller):
    """The page of one report, for whoever has its link or its number and code."""

    # ------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------

    @route(PAGE, methods=["GET"], **_OPEN)
    def door(self, done="", **_others):
        """Number and code, or a new link to the address on the report."""
        return self._door(done="link" if done == "link" else "")

    @route(PAGE, methods=["POST"], **_OPEN)
    def enter(self, number="", code="", **_others):
        """Open the report by its number and code, for two hours."""
        case = request.env["skks.intervention"].sudo()
        number = number.strip().upper()[:32]
        admitted = [
            self._admits("code", self._visitor(), CODE_LIMITS),
            self._admits("number", number, NUMBER_LIMITS),
        ]
        links = request.env["skks.intervention.link"]
        if all(admitted):
            case = links._open_by_code(number, code[:32])
        if not case:
            return self._door(wrong=True, number=number)
        token = links._make_link(case, "visit")
        url = request.env["ir.http"]._url_for(f"{PAGE}/{token}")
        return self._shield(request.redirect(url, code=303))

    @route(f"{PAGE}/link", methods=["POST"], **_OPEN)
    def lost_link(self, number="", email="", **_others):
        """Ask for a new link; the answer is the same whatever was typed."""
        number = number.strip().upper()[:32]
        admitted = [
            self._admits("link", self._visitor(), LINK_LIMITS),
            self._admits("link.number", number, LINK_NUMBER_LIMITS),
            self._admits("link.all", "", LINK_ALL_LIMITS),
        ]
        if all(admitted):
            request.env["skks.intervention.link.request"]._ask(number, email)
        return self._back(PAGE, "link")

    def _door(self, wrong=False, number="", done=""):
        return self._page(
            "page_door",
            {"wrong": wrong, "number": number, "done": done, "path": PAGE},
        )

    # ------------------------------------------------------------------
    # The report
    # ------------------------------------------------------------------

    @route(f"{PAGE}/<string:token>", methods=["GET"], **_OPEN)
    def report(self, token, done="", **_others):
        """What became of the report so far."""
        link = self._open(token, *PURPOSES)
        return self._report(token, link, done=done) if link else self._nothing()

    @route(f"{PAGE}/<string:token>/plik/<int:number>", methods=["GET"], **_OPEN)
    def file(self, token, number, **_others):
        """One of the files on the page, by its place there."""
        link = self._open(token, *PURPOSES)
        files = link.intervention_id._public_files()[number : number + 1]
        if not files:
            return self._nothing()
        return self._file(files.raw, files.name, files.mimetype)

    @route(
        f"{PAGE}/<string:token>",
        methods=["POST"],
        max_content_length=MAX_BODY,
        **_OPEN,
    )
    def add(self, token, text="", **_others):
        """Add something to the report, or ask to have it opened again."""
        link = self._open(token, *PURPOSES)
        if not link:
            return self._nothing()
        case = self._case_of_office(link)
        if not self._admits("act", str(link.id), ACT_LIMITS):
            return self._report(token, link, error=self._tell_limit(), text=text)
        try:
            if case.state in ANSWERED_STATES:
                case._submitter_objects(text)
                return self._back(f"{PAGE}/{token}", "objected")
            files = request.env["skks.intervention"]._clean_files(self._uploads())
            case._submitter_adds(text, files)
        except UserError as error:
            return self._report(token, link, error=str(error), text=text)
        return self._back(f"{PAGE}/{token}", "added")

    @route(f"{PAGE}/<string:token>/wycofaj", methods=["GET"], **_OPEN)
    def withdrawal(self, token, **_others):
        """The second step: a page that asks whether it is meant."""
        link = self._open(token, *PURPOSES)
        if not link:
            return self._nothing()
        return self._withdrawal(token, link)

    @route(f"{PAGE}/<string:token>/wycofaj", methods=["POST"], **_OPEN)
    def withdraw(self, token, **_others):
        """Withdraw the report."""
        link = self._open(token, *PURPOSES)
        if not link:
            return self._nothing()
        try:
            self._case_of_office(link)._submitter_withdraws()
        except UserError as error:
            return self._report(token, link, error=str(error))
        return self._back(f"{PAGE}/{token}", "withdrawn")

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    def _report(self, token, link, done="", error="", text=""):
        case = self._case_of_page(link)
        files = case._public_files()
        places = {file.id: place for place, file in enumerate(files)}
        return self._page(
            "page_report",
            {
                "case": case,
                "state": case._public_state(),
                "lines": case._public_lines(),
                "report_files": case.message_line_ids.filtered(
                    lambda line: line.kind == "report"
                ).attachment_ids,
                "place_of": places,
                "base": self._base(token),
                "done": done if done in ("added", "objected", "withdrawn") else "",
                "error": error,
                "text": text[:MAX_TEXT],
                "max_text": MAX_TEXT,
                "max_files": upload.MAX_FILES,
                "accepted": upload.ACCEPTED,
                "answered": case.state in ANSWERED_STATES,
            },
        )

    def _withdrawal(self, token, link):
        case = self._case_of_page(link)
        return self._page("page_withdraw", {"case": case, "base": self._base(token)})

    def _base(self, token):
        return request.env["ir.http"]._url_for(f"{PAGE}/{token}")

    def _tell_limit(self):
        return request.env._("That was too much at once. Try again in an hour.")
