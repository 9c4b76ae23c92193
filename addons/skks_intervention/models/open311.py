from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import georeport
from ..tools.visitor import network_of
from .intervention import OPEN_STATES
from .intervention_intake import LENGTHS, FormRefusedError, Origin

SPAN = timedelta(days=90)
MOST = 1000
# How often an hour somebody may ask.
READS = ((600, timedelta(hours=1)),)
STATUSES = ("open", "closed")
# A hundred metres: a place in the street, and nobody's house.
DIGITS = 3
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# Argument of a client -> field of the form.
SENT = {
    "service_code": "category",
    "address_string": "address",
    "email": "email_from",
    "phone": "phone",
    "lat": "latitude",
    "long": "longitude",
}
# What a client may send besides, and nobody here needs.
IGNORED = {"jurisdiction_id", "address_id", "device_id", "account_id"}
OF_TEXT = {"api_key", "description", "first_name", "last_name", "media_url"}


class Open311Error(Exception):
    """What the client is told, with the code of the specification."""

    def __init__(self, code, description):
        super().__init__(description)
        self.code = code
        self.description = description


class Open311(models.AbstractModel):
    """Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2): what applications
    of others read of the reports, and how they send some.

    Everybody may read, so what is read names nobody: neither who reported, nor a
    word that somebody has typed, nor a house.
    """

    _name = "skks.open311"
    _description = "Open311 Interface"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _check_rate(self, address):
        tries = self.env["skks.rate.limit"].sudo()
        if not tries._admits("open311.read", network_of(address), READS):
            raise Open311Error(
                429, self.env._("Too many requests came from you. Wait an hour.")
            )

    @api.model
    def _discovery(self, company, url):
        """The document that says where the interface is."""
        return {
            "changeset": "2026-01-01T00:00:00Z",
            "contact": company._skks_reports_contact(),
            "key_service": company._skks_reports_contact(),
            "endpoints": [
                {
                    "specification": SPECIFICATION,
                    "url": f"{url}/open311/v2",
                    "changeset": "2026-01-01T00:00:00Z",
                    "type": "production",
                    "formats": ["text/xml", "application/json"],
                }
            ],
        }

    @api.model
    def _categories(self, company):
        return self.env["skks.intervention.intake"]._form_categories(company)

    @api.model
    def _services(self, company):
        """What may be reported."""
        return [
            {
                "service_code": category.code,
                "service_name": category.name,
                "description": category.hint or category.display_name,
                "metadata": False,
                "type": "realtime",
                "keywords": "",
                "group": category.parent_id.name or "",
            }
            for category in self._categories(company)
        ]

    @api.model
    def _service_definition(self, company, code):
        """No category asks for more than the form does."""
        if code not in self._categories(company).mapped("code"):
            raise self._no_service(code)
        return {"service_code": code, "attributes": []}

    @api.model
    def _no_service(self, code):
        return Open311Error(
            404, self.env._("service_code %s was not found.", (code or "")[:64])
        )

    @api.model
    def _requests(self, company, args):
        """Reports that the arguments of the client ask for, latest first."""
        cases = self.env["skks.intervention"].sudo()
        domain = self._domain(company) & self._asked_domain(company, args)
        found = cases.search(domain, order="received_at desc, id desc", limit=MOST)
        return [self._request(case) for case in found]

    @api.model
    def _one_request(self, company, request_id):
        found = self._requests(company, {"service_request_id": request_id})
        if not found:
            raise Open311Error(
                404,
                self.env._("service_request_id %s was not found.", request_id[:64]),
            )
        return found

    @api.model
    def _domain(self, company):
        """Reports that everybody may know of."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("confidential", "=", False)
            & Domain("state", "!=", "not_a_case")
            & Domain("parent_id", "=", False)
            & Domain("category_id", "in", self._categories(company).ids)
        )

    @api.model
    def _asked_domain(self, company, args):
        if numbers := _listed(args.get("service_request_id")):
            return Domain("number", "in", [one.replace("-", "/") for one in numbers])
        start, end = self._asked_span(args)
        domain = Domain("received_at", ">=", start) & Domain("received_at", "<=", end)
        if codes := _listed(args.get("service_code")):
            known = self._categories(company)
            for code in codes:
                if code not in known.mapped("code"):
                    raise self._no_service(code)
            domain &= Domain("category_id.code", "in", codes)
        if wanted := _listed(args.get("status")):
            if not set(wanted) <= set(STATUSES):
                raise Open311Error(400, self.env._("status is open or closed."))
            states = Domain("state", "in", OPEN_STATES)
            if set(wanted) != set(STATUSES):
                domain &= states if wanted[0] == "open" else ~states
        return domain

    @api.model
    def _asked_span(self, args):
        """``(start, end)``; 90 days where the client names one of them or none."""
        start = self._asked_moment(args, "start_date")
        end = self._asked_moment(args, "end_date")
        if start and end and end - start > SPAN:
            raise Open311Error(
                400, self.env._("start_date and end_date span 90 days at most.")
            )
        if start and not end:
            end = start + SPAN
        end = end or fields.Datetime.now()
        return start or end - SPAN, end

    @api.model
    def _asked_moment(self, args, name):
        text = args.get(name)
        if not text:
            return None
        try:
            return georeport.read_moment(text)
        except (ValueError, OverflowError) as error:
            raise Open311Error(
                400,
                self.env._("%s is to look like 2026-01-31T08:00:00Z.", name),
            ) from error

    @api.model
    def _request(self, case):
        """What everybody may read of a report (superuser)."""
        category = case.category_id
        place = (case.street_id.name, case.district_id.name)
        point = case.latitude or case.longitude
        moments = ("received_at", "routed_at", "answered_at", "closed_at")
        return {
            "service_request_id": case.number.replace("/", "-"),
            "status": "open" if case.state in OPEN_STATES else "closed",
            "status_notes": case._state_name(case.state),
            "service_name": category.name,
            "service_code": category.code,
            "description": category.display_name,
            "agency_responsible": case.entity_id.name or "",
            "service_notice": "",
            "requested_datetime": georeport.moment(case.received_at),
            "updated_datetime": georeport.moment(
                max(case[name] for name in moments if case[name])
            ),
            "expected_datetime": georeport.moment(case.promised_at or None),
            "address": ", ".join(filter(None, place)),
            "address_id": "",
            "zipcode": "",
            "lat": round(case.latitude, DIGITS) if point else None,
            "long": round(case.longitude, DIGITS) if point else None,
            "media_url": None,
        }

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    @api.model
    def _submit(self, company, args, address):
        """Register what an application sends, the way the form does.

        :param dict args: texts by name, as they were sent
        """
        key = self.env["skks.open311.key"]._open(args.get("api_key"), company)
        if not key:
            raise Open311Error(403, self.env._("api_key is missing or not valid."))
        values = self._form_values(company, args)
        origin = Origin(
            company=company,
            lang=self.env.lang,
            address=address,
            vouched_by=f"open311 {key.id}",
            by_hand=False,
        )
        try:
            case, code = self.env["skks.intervention.intake"]._receive_form(
                values, [], origin
            )
        except FormRefusedError as refusal:
            code = 429 if refusal.status == 429 else 400
            raise Open311Error(code, " ".join(refusal.errors.values())) from refusal
        key._note_use()
        self.env["skks.journal.entry"]._log(case, "intervention.open311", new=key.name)
        return [self._receipt(case, code)]

    @api.model
    def _receipt(self, case, code):
        return {
            "service_request_id": case.number.replace("/", "-"),
            "service_notice": self.env._(
                "Note down the number %(number)s and the code %(code)s: with both of"
                " them we show how the report is dealt with.",
                number=case.number,
                code=code,
            ),
            "account_id": None,
        }

    @api.model
    def _form_values(self, company, args):
        """The arguments of the specification as the fields of the form."""
        self._check_names(args)
        category = self._categories(company).filtered(
            lambda one: one.code == args.get("service_code")
        )
        if not args.get("service_code"):
            raise Open311Error(400, self.env._("service_code was not provided."))
        if not category:
            raise self._no_service(args["service_code"])
        values = {own: args.get(name) or "" for name, own in SENT.items()}
        text = args.get("description") or category.name
        first_line = text.strip().partition("\n")[0].strip()
        values |= {
            "name": first_line[: LENGTHS["name"]],
            "description": "\n\n".join(filter(None, (text, args.get("media_url")))),
            "contact_name": " ".join(
                filter(None, (args.get("first_name"), args.get("last_name")))
            ),
        }
        if not values["address"]:
            values["address"] = self._place_of_point(values)
        return values

    @api.model
    def _check_names(self, args):
        known = SENT.keys() | IGNORED | OF_TEXT
        unknown = [
            name
            for name in args
            if name not in known and not name.startswith("attribute[")
        ]
        if unknown:
            raise Open311Error(
                400,
                self.env._(
                    "These arguments are not known: %s.",
                    ", ".join(sorted(name[:40] for name in unknown)[:5]),
                ),
            )

    @api.model
    def _place_of_point(self, values):
        """A point alone, in words; one that is none is no place."""
        point = self.env["skks.intervention.intake"]._read_point(values, {})
        if not point:
            raise Open311Error(400, self.env._("Send lat and long, or address_string."))
        return f"{point['latitude']:.6f}, {point['longitude']:.6f}"


def _listed(text):
    """The parts of a comma-separated text."""
    return [part.strip() for part in (text or "").split(",") if part.strip()][:MOST]
