import json
from dataclasses import replace
from datetime import UTC, datetime

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import CSRF_TOKEN_SALT, request

from odoo.addons.website.controllers.form import WebsiteForm

from ..models.intervention_intake import FormRefusedError
from .form import InterventionForm

MODEL = "skks.intervention"
# What the script of the form adds by itself.
_OF_SCRIPT = {
    "csrf_token",
    "recaptcha_token_response",
    "turnstile_captcha",
    "website_form_signature",
}


class InterventionWebsiteForm(WebsiteForm):
    """A form that an editor has put together with the website builder.

    Core would take any file from anybody and keep every field it does not know.
    Whatever such a form sends takes the way of the form at ``/interwencje``.
    """

    def _handle_website_form(self, model_name, **kwargs):
        if model_name != MODEL:
            return super()._handle_website_form(model_name, **kwargs)
        token = request.httprequest.form.get("csrf_token")
        if not request.validate_csrf(token):
            raise UserError(request.env._("The page is too old: load it again."))
        page = InterventionForm()
        values, files = self._skks_sent()
        try:
            origin = self._skks_origin(page, token, values.pop("stamp", None))
            case, code = page._intake()._receive_form(values, files, origin)
        except FormRefusedError as refusal:
            return json.dumps({"error": " ".join(refusal.errors.values())})
        page._keep_receipt(page._receipt(case, code))
        # the script wants something that is true; no number of a record leaves
        return json.dumps({"id": True})

    def _skks_sent(self):
        """``(texts, files)``: the script numbers files, and a list gives an id."""
        form, sent_files = request.httprequest.form, request.httprequest.files
        values = {
            name: sent[0] if len(sent) == 1 else sent
            for name, sent in form.lists()
            if name not in _OF_SCRIPT
        }
        category = values.pop("category_id", None)
        if category is not None:
            values["category"] = self._skks_category_code(category)
        files = []
        for name, file in sent_files.items(multi=True):
            if name.partition("[")[0] != "files":
                values[name] = None
            files.append((file.filename, file.read()))
        return values, files

    def _skks_category_code(self, category):
        found = (
            InterventionForm()
            ._categories()
            .filtered(lambda one: str(one.id) == category)
        )
        return found.code or "?"

    def _skks_origin(self, page, token, stamp):
        """The token of the page says when the page was made, signed by core.

        The stamp came with a proof of work, if the town asks for one.
        """
        moment = int(token.rpartition("o")[2]) - CSRF_TOKEN_SALT
        since = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)
        origin = page._origin(stamp if isinstance(stamp, str) else None)
        return replace(origin, since=min(since, fields.Datetime.now()))
