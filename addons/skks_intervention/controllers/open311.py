from odoo.http import Controller, request, route

from ..models.open311 import Open311Error
from ..tools import georeport

ROOT = "/open311/v2"
KIND = "<any(json,xml):kind>"
READ = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "save_session": False,
    "sitemap": False,
}


class Open311(Controller):
    """Open311 GeoReport v2; where it is switched off, nothing is there."""

    @route(f"/open311/discovery.{KIND}", **READ)
    def discovery(self, kind, **_args):
        """Where the interface is, and in which formats it answers."""
        return self._answer(
            kind,
            "discovery",
            lambda api, company: api._discovery(company, company.get_base_url()),
        )

    @route(f"{ROOT}/services.{KIND}", **READ)
    def services(self, kind, **_args):
        """Categories that may be reported."""
        return self._answer(
            kind, "services", lambda api, company: api._services(company)
        )

    @route(f"{ROOT}/services/<string:code>.{KIND}", **READ)
    def service_definition(self, code, kind, **_args):
        """What is asked for in one category."""
        return self._answer(
            kind,
            "service_definition",
            lambda api, company: api._service_definition(company, code),
        )

    @route(f"{ROOT}/requests.{KIND}", **READ)
    def requests(self, kind, **args):
        """How reports stand."""
        return self._answer(
            kind, "service_requests", lambda api, company: api._requests(company, args)
        )

    @route(f"{ROOT}/requests/<string:request_id>.{KIND}", **READ)
    def one_request(self, request_id, kind, **_args):
        """How one report stands."""
        return self._answer(
            kind,
            "service_requests",
            lambda api, company: api._one_request(company, request_id),
        )

    @route(
        f"{ROOT}/requests.{KIND}",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,  # the key says who it is, not a session
        save_session=False,
        sitemap=False,
    )
    def submit(self, kind, **_args):
        """Send a report; what stands in the address is not read, for logs keep it."""
        address = request.httprequest.remote_addr
        return self._answer(
            kind,
            "service_requests",
            lambda api, company: api._submit(company, self._sent(), address),
            counted=False,
        )

    def _sent(self):
        sent = {}
        for name, values in request.httprequest.form.lists():
            if len(values) > 1 and not name.startswith("attribute["):
                raise Open311Error(
                    400, request.env._("%s was sent more than once.", name[:40])
                )
            sent[name] = values[0]
        return sent

    def _answer(self, kind, name, read, counted=True):
        """The answer of the interface, or its error in the form of an answer."""
        company = request.env["website"].sudo().get_current_website().company_id
        if not company.skks_open311:
            return request.not_found()
        api = request.env["skks.open311"].with_context(lang=company.partner_id.lang)
        status = 200
        try:
            if counted:
                api._check_rate(request.httprequest.remote_addr)
            content = read(api, company)
        except Open311Error as error:
            status, name = error.code, "errors"
            content = [{"code": error.code, "description": error.description}]
        return request.make_response(
            georeport.write(kind, name, content),
            headers=[
                ("Content-Type", georeport.CONTENT_TYPES[kind]),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
            status=status,
        )
