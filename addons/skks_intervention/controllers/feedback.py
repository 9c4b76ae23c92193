from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..models.intervention_tracking import MAX_TEXT
from .pages import SecretPages

PAGE = "/interwencje/opinia"
_OPEN = {"type": "http", "auth": "public", "website": True, "sitemap": False}


class InterventionFeedback(SecretPages, Controller):
    """One question after the answer, which is answered once."""

    @route(f"{PAGE}/<string:token>", methods=["GET"], **_OPEN)
    def question(self, token, **_others):
        """The question; looking at it records nothing."""
        link = self._open(token, "feedback")
        return self._question(token, link) if link else self._nothing()

    @route(f"{PAGE}/<string:token>", methods=["POST"], **_OPEN)
    def answer(self, token, feedback="", text="", **_others):
        """Record the opinion; the link opens nothing any more."""
        link = self._open(token, "feedback")
        if not link:
            return self._nothing()
        try:
            self._case_of_office(link)._take_opinion(feedback, text)
        except UserError as error:
            return self._question(token, link, str(error), feedback, text)
        link._note_use()
        link._revoke()
        return self._page("page_thanks", {"unsatisfied": feedback == "unsatisfied"})

    def _question(self, token, link, error="", feedback="", text=""):
        return self._page(
            "page_feedback",
            {
                "case": self._case_of_page(link),
                "path": request.env["ir.http"]._url_for(f"{PAGE}/{token}"),
                "error": error,
                "feedback": feedback,
                "text": text[:MAX_TEXT],
                "max_text": MAX_TEXT,
            },
        )
