import json
from urllib.parse import quote, urlsplit

from werkzeug.exceptions import BadRequest

from odoo import fields
from odoo.http import Controller, request, route
from odoo.tools.misc import format_date

from ..models.intervention_intake import LENGTHS, TRAP, FormRefusedError, Origin
from ..tools import upload

PAGE = "/interwencje"
THANKS = "/interwencje/dziekujemy"
# What the page sends besides the report.
_OF_PAGE = {"csrf_token", "stamp"}
# Five files of the largest size, and the texts.
_MAX_BODY = (upload.MAX_FILES + 1) * upload.MAX_BYTES
# For how long the number and the code are shown again after the first time.
_RECEIPT_SECONDS = 600
_RECEIPT = "skks_receipt"


class InterventionForm(Controller):
    """The public form: plain pages, which need neither an account nor a script."""

    @route(PAGE, type="http", auth="public", website=True, methods=["GET"])
    def form(self, category="", embed="", **_others):
        """First what it is about, then the form; a danger is told to call 112."""
        embedded = embed == "1"
        self._forget_receipt()
        chosen = self._categories().filtered(lambda one: one.code == category)
        values = {"category": chosen.code} if chosen else {}
        return self._page(values, embedded=embedded, step=not chosen)

    @route(
        PAGE,
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        max_content_length=_MAX_BODY,
    )
    def form_send(self, **_fields):
        """Take a report from the page of the town itself."""
        return self._send(embedded=False)

    @route(
        f"{PAGE}/osadzony",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        csrf=False,
        sitemap=False,
        max_content_length=_MAX_BODY,
    )
    def form_send_embedded(self, **_fields):
        """Take a report from the page inside another site.

        A browser keeps no cookie there, so there is no session and no token of one.
        Instead the browser has to say that the form is a page of ours.
        """
        source = urlsplit(request.httprequest.headers.get("Origin") or "")
        if not self._embed_origins() or source.netloc != request.httprequest.host:
            raise BadRequest(request.env._("The form was not sent by its own page."))
        return self._send(embedded=True)

    @route(
        THANKS,
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def thanks(self, **_others):
        """Number, code and promised date, to whoever has sent the report."""
        receipt = request.session.get(_RECEIPT)
        if not receipt or receipt["until"] < fields.Datetime.now().timestamp():
            self._forget_receipt()
            return request.redirect(request.env["ir.http"]._url_for(PAGE))
        return self._thanks(receipt)

    @route(
        f"{PAGE}/potwierdzenie/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def confirmation(self, token):
        """A button only: programs that follow links in letters confirm nothing."""
        return self._confirmation("ask")

    @route(
        f"{PAGE}/potwierdzenie/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def confirm(self, token, **_fields):
        """Confirm the address; a link that is wrong looks like one that is too old."""
        case = self._intake().sudo().env["skks.intervention"]._confirm_address(token)
        return self._confirmation("done" if case else "wrong")

    @route(
        f"{PAGE}/sprawdzenie",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def proof(self, **_others):
        """What the browser computes for a form that an editor has put together."""
        stamp = self._intake()._new_stamp()
        asked = {}
        if self._company().sudo().skks_reports_proof:
            challenge = self._intake()._proof_challenge(stamp)
            asked = {"stamp": stamp, "challenge": challenge}
        return request.make_json_response(asked, {"Cache-Control": "no-store"})

    # ------------------------------------------------------------------
    # Receiving
    # ------------------------------------------------------------------

    def _send(self, embedded):
        values, files, stamp = self._sent()
        try:
            case, code = self._intake()._receive_form(
                values, files, self._origin(stamp)
            )
        except FormRefusedError as refusal:
            return self._page(
                values,
                embedded=embedded,
                errors=refusal.errors,
                stamp=stamp,
                status=refusal.status,
                had_files=bool(files),
            )
        receipt = self._receipt(case, code)
        if embedded:  # where there is no session there is nowhere to keep it
            return self._thanks(receipt, embedded=True)
        self._keep_receipt(receipt)
        return request.redirect(request.env["ir.http"]._url_for(THANKS))

    def _sent(self):
        """``(texts, files, stamp)`` of the request; a field sent twice is a list."""
        form, sent_files = request.httprequest.form, request.httprequest.files
        values = {
            name: sent[0] if len(sent) == 1 else sent
            for name, sent in form.lists()
            if name not in _OF_PAGE
        }
        values |= {name: None for name in sent_files if name != "files"}
        files = [
            (file.filename, file.read(upload.MAX_BYTES + 1))
            for file in sent_files.getlist("files")[: upload.MAX_FILES + 1]
        ]
        files = [(name, content) for name, content in files if name or content]
        return values, files, form.get("stamp")

    def _origin(self, stamp):
        since, key = self._intake()._read_stamp(stamp)
        return Origin(
            company=self._company(),
            lang=request.env.lang,
            address=request.httprequest.remote_addr,
            since=since,
            key=key,
        )

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    def _page(self, values, *, embedded, errors=None, stamp=None, status=200, **more):
        intake = self._intake()
        typed = {
            name: value
            for name, value in values.items()
            if isinstance(value, str) and name in (*LENGTHS, TRAP)
        }
        since, _key = intake._read_stamp(stamp)
        kept = since and (fields.Datetime.now() - since).total_seconds() < 3600
        stamp = stamp if kept else intake._new_stamp()
        company = self._company()
        categories = self._categories()
        page = {
            "typed": typed,
            "errors": errors or {},
            "labels": intake._labels(),
            "lengths": LENGTHS,
            "groups": categories._form_groups(),
            "chosen": categories.filtered(
                lambda one: one.code == typed.get("category")
            ),
            "streets": intake._form_streets(company).mapped("name"),
            "stamp": stamp,
            "proof": company.sudo().skks_reports_proof
            and json.dumps(intake._proof_challenge(stamp)),
            "accepted": upload.ACCEPTED,
            "max_files": upload.MAX_FILES,
            "max_bytes": upload.MAX_BYTES,
            "town_map": company.sudo()._skks_reports_map(),
            "contact": company._skks_reports_contact(),
            "quote": quote,
            "anonymous": company.sudo().skks_reports_anonymous,
            "step": False,
            "had_files": False,
        }
        request.session.touch()  # or the token of the form is of no session
        return self._render("form", page | more, embedded, status)

    def _render(self, template, values, embedded=False, status=200):
        """A page that only those sites may frame that are allowed to."""
        company = self._company().sudo()
        values = {"embedded": embedded, "office": company, **values}
        response = request.render(f"skks_intervention.{template}", values)
        response.status_code = status
        framing = ["'self'", *(self._embed_origins() if embedded else ())]
        response.headers["Content-Security-Policy"] = (
            f"frame-ancestors {' '.join(framing)}"
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _confirmation(self, state):
        response = self._render(
            "confirmation", {"state": state, "path": request.httprequest.path}
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _thanks(self, receipt, embedded=False):
        promised = receipt["promised"] and format_date(
            request.env, receipt["promised"], lang_code=request.env.lang
        )
        receipt = receipt | {"promised": promised}
        return self._render("thanks", {"receipt": receipt}, embedded)

    # ------------------------------------------------------------------
    # The receipt
    # ------------------------------------------------------------------

    def _receipt(self, case, code):
        promised = case.promised_at and case._skks_local(case.promised_at).date()
        return {
            "number": case.number,
            "code": code,
            "promised": promised and fields.Date.to_string(promised),
            "by_mail": bool(case._submitter_address()),
            "confirm": case.confirmation == "asked",
            "until": fields.Datetime.now().timestamp() + _RECEIPT_SECONDS,
        }

    def _keep_receipt(self, receipt):
        """A page sent twice keeps the code that it was shown the first time."""
        shown = request.session.get(_RECEIPT) or {}
        if not receipt["code"] and shown.get("number") == receipt["number"]:
            return
        request.session[_RECEIPT] = receipt

    def _forget_receipt(self):
        request.session.pop(_RECEIPT, None)

    # ------------------------------------------------------------------
    # Whose form it is
    # ------------------------------------------------------------------

    def _company(self):
        return request.website.sudo().company_id

    def _intake(self):
        return request.env["skks.intervention.intake"]

    def _categories(self):
        return self._intake()._form_categories(self._company())

    def _embed_origins(self):
        return self._company()._skks_reports_embed_origins()
