import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import plaintext2html
from odoo.tools.mail import email_normalize
from odoo.tools.misc import consteq, hmac

from ..tools import proof, upload
from ..tools.visitor import network_of

_logger = logging.getLogger(__name__)

# What may be sent -> how many characters of it.
LENGTHS = {
    "category": 64,
    "name": 120,
    "description": 3000,
    "street": 100,
    "address": 200,
    "occurred_at": 25,
    "contact_name": 100,
    "email_from": 254,
    "phone": 40,
    "latitude": 20,
    "longitude": 20,
    "proof": 2000,
}
# A field that people do not see, and programs fill in.
TRAP = "homepage"
# Without these a report cannot be dealt with.
OBLIGATORY = ("category", "name", "description")
SEVERAL_LINES = ("description",)
# Nobody reads and fills in the form in less; a page may stay open for a day.
FASTEST = timedelta(seconds=3)
SLOWEST = timedelta(hours=24)
OLDEST = timedelta(days=3650)
_SCOPE = "skks_intervention.form"


@dataclass(frozen=True)
class Origin:
    """From where a report comes in."""

    company: models.BaseModel
    lang: str
    # network address of the visitor, as the server itself saw it
    address: str = ""
    channel: str = "web"
    # who vouches for the visitors, and is counted in their stead
    vouched_by: str = ""
    # filled in by a person on a page: when the page was made counts
    by_hand: bool = True
    since: datetime | None = None
    # by which the same page sent twice is known
    key: str | None = None


class FormRefusedError(Exception):
    """A report that was not taken, and why.

    :param dict errors: name of a field (or "" for the whole) -> one clear sentence
    """

    def __init__(self, errors, status=422):
        super().__init__("; ".join(errors.values()))
        self.errors = errors
        self.status = status


class InterventionIntake(models.AbstractModel):
    """What a stranger sends, until it is a report: one way in for every open door.

    Whatever page sent it, or no page at all: nothing that the page should have
    checked is taken on trust.
    """

    _name = "skks.intervention.intake"
    _description = "Intake of Reports"

    @api.model
    def _receive_form(self, values, files, origin):
        """Check what was sent and register the report.

        :param dict values: texts, by the names in ``LENGTHS`` (and the trap)
        :param list files: ``(name, content)``
        :param Origin origin: from where it comes
        :return: ``(skks.intervention, code)``; the code is shown this once only, and
            empty if the same page was sent before
        :raises FormRefusedError: with one sentence for each fault
        """
        self._check_rate(origin)
        if known := self._known_report(origin):
            return known, ""
        self._check_by_hand(values, origin)
        errors = {}
        report = self._read_values(values, origin, errors)
        kept = self._read_files(files, errors)
        self._check_proof(values, origin, errors)
        if errors:
            raise FormRefusedError(errors)
        return self._register_report(report, kept, origin)

    # ------------------------------------------------------------------
    # Is it a person
    # ------------------------------------------------------------------

    @api.model
    def _check_rate(self, origin):
        """So many an hour from one visitor, and so many from all together."""
        company, hour = origin.company.sudo(), timedelta(hours=1)
        tries = self.env["skks.rate.limit"].sudo()
        visitor = origin.vouched_by or network_of(origin.address)
        counted = [
            (visitor, [(company.skks_reports_per_visitor, hour)]),
            ("", [(company.skks_reports_per_hour, hour)]),
        ]
        if not tries._admits_each("intervention.form", counted):
            raise FormRefusedError({"": self._tell_rate(company)}, status=429)

    @api.model
    def _tell_rate(self, company):
        return self.env._(
            "Too many reports came in just now. Wait an hour and send it again, or"
            " contact us: %s.",
            company._skks_reports_contact(),
        )

    @api.model
    def _check_by_hand(self, values, origin):
        """Programs fill in everything, and at once."""
        if values.get(TRAP):
            raise FormRefusedError(
                {TRAP: self.env._("Leave this field empty and send the form again.")}
            )
        if not origin.by_hand:
            return
        now = fields.Datetime.now()
        if not origin.since or now - origin.since > SLOWEST:
            sentence = self.env._(
                "The page was open for too long. What you typed is still here: check"
                " it and send it again."
            )
            raise FormRefusedError({"": sentence})
        if now - origin.since < FASTEST:
            sentence = self.env._(
                "The form was sent a moment after it was opened, as programs do."
                " Nothing is lost: send it once more."
            )
            raise FormRefusedError({"": sentence})

    @api.model
    def _check_proof(self, values, origin, errors):
        """The proof of work for this very page, where the town asks for it."""
        company = origin.company.sudo()
        if not (origin.by_hand and company.skks_reports_proof):
            return
        payload = values.get("proof")
        if not (
            origin.key
            and isinstance(payload, str)
            and proof.is_solved(self._proof_secret(), origin.key, payload)
        ):
            errors[""] = self.env._(
                "Your browser did not finish its check. Send the form again; without"
                " JavaScript contact us: %s.",
                company._skks_reports_contact(),
            )

    @api.model
    def _proof_challenge(self, stamp):
        """What the browser has to solve before it sends the page with this stamp."""
        return proof.challenge(self._proof_secret(), self._read_stamp(stamp)[1])

    @api.model
    def _proof_secret(self):
        return self._sign("proof")

    # The time at which a page was made, signed, and its one-time key.

    @api.model
    def _new_stamp(self):
        """What a page carries so that it can be sent once, and not at once."""
        moment = int(fields.Datetime.now().replace(tzinfo=UTC).timestamp())
        text = f"{moment}.{secrets.token_urlsafe(16)}"
        return f"{text}.{self._sign(text)}"

    @api.model
    def _read_stamp(self, stamp):
        """``(time, key)`` of a stamp that is ours; ``(None, None)`` otherwise."""
        text, _dot, signature = (stamp or "").rpartition(".")
        moment, _dot, key = text.partition(".")
        if not key or not consteq(signature, self._sign(text)):
            return None, None
        since = datetime.fromtimestamp(int(moment), UTC).replace(tzinfo=None)
        return since, key

    @api.model
    def _sign(self, text):
        return hmac(self.env(su=True), _SCOPE, text)

    # ------------------------------------------------------------------
    # What was sent
    # ------------------------------------------------------------------

    @api.model
    def _labels(self):
        """What the fields are called on the page."""
        return {
            "category": self.env._("What it is about"),
            "name": self.env._("In short"),
            "description": self.env._("Description"),
            "street": self.env._("Street"),
            "address": self.env._("Where exactly"),
            "occurred_at": self.env._("When you noticed it"),
            "files": self.env._("Photos or documents"),
            "contact_name": self.env._("Your name"),
            "email_from": self.env._("E-mail"),
            "phone": self.env._("Phone"),
        }

    @api.model
    def _read_values(self, values, origin, errors):
        """Values of the report; each fault goes into ``errors``."""
        unknown = values.keys() - LENGTHS.keys() - {TRAP}
        if unknown:
            errors[""] = self.env._(
                "The form sent something that we do not ask for: %s.",
                ", ".join(sorted(str(name)[:40] for name in unknown)[:5]),
            )
        texts = {
            name: self._read_text(name, values.get(name), errors) for name in LENGTHS
        }
        self._check_obligatory(texts, values, origin, errors)
        report = {name: texts[name] for name in ("name", "contact_name")}
        report["description"] = plaintext2html(texts["description"])
        report |= self._read_category(texts["category"], origin, errors)
        report |= self._read_place(texts, origin, errors)
        report |= self._read_moment(texts["occurred_at"], origin, errors)
        report |= self._read_contact(texts, errors)
        return report

    @api.model
    def _read_text(self, name, value, errors):
        """A text without what cannot be seen; as long as it may be."""
        if not isinstance(value, str):
            if value is not None:
                errors[name] = self.env._("“%s” has to be a text.", self._label(name))
            return ""
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        kept = "\n" if name in SEVERAL_LINES else ""
        text = "".join(c if c.isprintable() or c in kept else " " for c in text)
        text = text.strip() if kept else " ".join(text.split())
        if len(text) > LENGTHS[name]:
            errors[name] = self.env._(
                "“%(field)s” has %(length)s characters; there is room for %(room)s.",
                field=self._label(name),
                length=len(text),
                room=LENGTHS[name],
            )
        return text

    @api.model
    def _label(self, name):
        return self._labels().get(name, name)

    @api.model
    def _check_obligatory(self, texts, values, origin, errors):
        company = origin.company.sudo()
        for name in OBLIGATORY:
            if not texts[name] and name not in errors:
                errors[name] = self._tell_missing(values, (name,), company)
        if not (texts["street"] or texts["address"]):
            errors["address"] = self._tell_missing(
                values, ("street", "address"), company
            )
        if not (texts["email_from"] or texts["phone"]) and (
            not company.skks_reports_anonymous
        ):
            errors.setdefault("email_from", self._tell_contact(values, company))

    @api.model
    def _tell_missing(self, values, names, company):
        """What to say of an empty field; and of one that the page did not offer."""
        label = self._label(names[-1])
        if any(name in values for name in names):
            sentences = {
                "category": self.env._("Choose what it is about."),
                "name": self.env._("Say in a few words what it is about."),
                "description": self.env._("Describe what is wrong."),
                "address": self.env._("Say where it is."),
            }
            return sentences[names[-1]]
        return self._tell_lacking(label, company)

    @api.model
    def _tell_lacking(self, label, company):
        _logger.warning("The page of reports lacks the field %r", label)
        return self.env._(
            "This page lacks the field “%(field)s”, without which we cannot take a"
            " report. Please contact us: %(contact)s.",
            field=label,
            contact=company._skks_reports_contact(),
        )

    @api.model
    def _tell_contact(self, values, company):
        if "email_from" in values or "phone" in values:
            return self.env._("Give an e-mail address or a phone number.")
        return self._tell_lacking(self._label("email_from"), company)

    @api.model
    def _read_category(self, code, origin, errors):
        if not code:
            return {}
        category = self._form_categories(origin.company).filtered(
            lambda one: one.code == code
        )
        if not category:
            errors.setdefault(
                "category", self.env._("Choose what it is about from the list.")
            )
        return {"category_id": category.id}

    @api.model
    def _form_categories(self, company):
        """Categories that a citizen may choose (superuser)."""
        return (
            self.env["skks.intervention.category"]
            .sudo()
            .search(
                Domain("company_id", "=", company.id) & Domain("on_form", "=", True)
            )
        )

    @api.model
    def _form_streets(self, company):
        """Streets of the town (superuser)."""
        return (
            self.env["skks.street"].sudo().search(Domain("company_id", "=", company.id))
        )

    @api.model
    def _read_place(self, texts, origin, errors):
        """The place in words, and the street if it is on the list."""
        street = self.env["skks.street"].sudo()
        if texts["street"]:
            typed = texts["street"].casefold()
            street = self._form_streets(origin.company).filtered(
                lambda one: one.name.casefold() == typed
            )[:1]
        name, address = street.name or texts["street"], texts["address"]
        if name and not address.casefold().startswith(name.casefold()):
            address = f"{name} {address}".strip()
        place = {"street_id": street.id, "address": address}
        return place | self._read_point(texts, errors)

    @api.model
    def _read_point(self, texts, errors):
        """The point on the map; half a point or one off the globe is none."""
        try:
            point = float(texts["latitude"]), float(texts["longitude"])
        except ValueError:
            return {}
        if abs(point[0]) <= 90 and abs(point[1]) <= 180:
            return {"latitude": point[0], "longitude": point[1]}
        return {}

    @api.model
    def _read_moment(self, text, origin, errors):
        """The local time at which it was noticed."""
        if not text:
            return {}
        tz = origin.company.sudo()._skks_tz()
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=tz)
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            errors.setdefault(
                "occurred_at", self.env._("Give the day and the time, or leave both.")
            )
            return {}
        now = fields.Datetime.now()
        if moment > now + timedelta(minutes=5) or moment < now - OLDEST:
            errors["occurred_at"] = self.env._(
                "Give a time that is past and not too long ago."
            )
        return {"occurred_at": moment.replace(microsecond=0)}

    @api.model
    def _read_contact(self, texts, errors):
        address, phone = texts["email_from"], texts["phone"]
        contact = {"email_from": False, "phone": phone}
        if address and "email_from" not in errors:
            contact["email_from"] = email_normalize(address) or ""
            if contact["email_from"] != address.lower():
                errors["email_from"] = self.env._(
                    "Give one e-mail address, such as jan@example.com."
                )
        digits = sum(char.isdigit() for char in phone)
        if phone and (digits < 7 or set(phone) - set("0123456789 +-()/.")):
            errors.setdefault(
                "phone", self.env._("Give a phone number with at least 7 digits.")
            )
        return contact

    @api.model
    def _read_files(self, files, errors):
        """Files as they may be kept; pictures without what hides in them."""
        files = [(name, content) for name, content in files if name or content]
        if len(files) > upload.MAX_FILES:
            errors["files"] = self.env._(
                "Attach up to %s files; choose them again.", upload.MAX_FILES
            )
            return []
        kept = []
        for name, content in files:
            try:
                kept.append(upload.clean(name, content))
            except upload.RefusedFileError as refusal:
                errors["files"] = self._tell_file(name, refusal.reason)
        return kept

    @api.model
    def _tell_file(self, name, reason):
        name = (name or "")[-60:]
        megabytes = upload.MAX_BYTES // 1024 // 1024
        return {
            "empty": self.env._("“%s” is empty; choose your files again.", name),
            "large": self.env._(
                "“%(file)s” is too large: a file may have %(size)s MB. Choose your"
                " files again.",
                file=name,
                size=megabytes,
            ),
            "type": self.env._(
                "“%s” is neither a photo (JPEG, PNG, WebP, GIF) nor a plain PDF."
                " Choose your files again.",
                name,
            ),
        }[reason]

    # ------------------------------------------------------------------
    # Registering
    # ------------------------------------------------------------------

    @api.model
    def _known_report(self, origin):
        """The report that this very page brought already (superuser)."""
        reports = self.env["skks.intervention"].sudo()
        if not origin.key:
            return reports.browse()
        return reports.search(Domain("form_key", "=", origin.key), limit=1)

    @api.model
    def _register_report(self, report, files, origin):
        """Create the report in the language of the office, and tell the submitter."""
        office = self._office_env(origin)
        case = self._create_report(office["skks.intervention"], report, origin)
        attachments = office["ir.attachment"].create(
            [
                {
                    "name": file.name,
                    "raw": file.content,
                    "mimetype": file.mimetype,
                    "res_model": case._name,
                    "res_id": case.id,
                }
                for file in files
            ]
        )
        case.message_line_ids._add(case, "in", "report", case.description, attachments)
        code = office["skks.intervention.link"]._make_code(case)
        case._acknowledge()
        case._ask_confirmation()
        return case, code

    @api.model
    def _office_env(self, origin):
        """As the gateway of letters works: nobody's rights, nobody's language."""
        office = self.with_user(SUPERUSER_ID).with_company(origin.company)
        lang = origin.company.sudo().partner_id.lang
        return office.with_context(lang=lang, mail_create_nosubscribe=True).env

    @api.model
    def _create_report(self, reports, report, origin):
        """One page sent twice at the same moment makes one report.

        The database refuses the second; the error says that it is not wrong but
        late, so it is tried again, and then it finds the first.
        """
        languages = dict(self.env["res.lang"].get_installed())
        values = report | {
            "channel": origin.channel,
            "company_id": origin.company.id,
            "form_key": origin.key,
            "lang": origin.lang if origin.lang in languages else False,
        }
        try:
            with self.env.cr.savepoint():
                return reports.create(values)
        except UniqueViolation as error:
            if "form_key" not in str(error):
                raise
            raise ConcurrencyError("this page was sent twice") from error


class Intervention(models.Model):
    _inherit = "skks.intervention"

    _guarded_fields = ("confirmation",)

    form_key = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    confirmation = fields.Selection(
        [("asked", "Not confirmed"), ("confirmed", "Confirmed")],
        "E-mail address",
        readonly=True,
        copy=False,
        help="Whether the submitter has confirmed the address by the link that was"
        " sent there. A report that is not confirmed is dealt with all the same.",
    )

    _form_key_uniq = models.UniqueIndex(
        "(form_key) WHERE form_key IS NOT NULL", "This page was sent already."
    )

    def _ask_confirmation(self):
        """Send the link by which the submitter confirms the address, if it is asked."""
        self.ensure_one()
        case = self.sudo()
        if not (case.company_id.skks_reports_confirm and case._submitter_address()):
            return
        case._guarded_write({"confirmation": "asked"})
        token = self.env["skks.intervention.link"]._make_link(case, "confirm")
        letter = case.with_context(lang=case.lang or self.env.lang)
        body, link = letter._confirmation_texts(token)
        case._tell_submitter(
            "other",
            letter.env._("Please confirm your e-mail address"),
            body,
            permit="acknowledgement",
            letter_body=body + link,
        )

    def _confirmation_texts(self, token):
        """``(what is said, the link that only the letter carries)``."""
        said = Markup("<p>%s</p>") % self.env._(
            "Somebody gave this address in report %s. If it was you, confirm it with"
            " the link in our letter. If not, do nothing.",
            self.number,
        )
        url = self._confirmation_url(token)
        return said, Markup('<p><a href="%s">%s</a></p>') % (url, url)

    def _confirmation_url(self, token):
        website = self.env["website"].sudo()
        website = website.search([("company_id", "=", self.company_id.id)], limit=1)
        base = (website or self).get_base_url()
        return f"{base}/interwencje/potwierdzenie/{token}"

    @api.model
    def _confirm_address(self, token):
        """The report whose address is confirmed now (superuser); empty if none.

        The link may be used again while it is good: a second press of the button
        tells the same.
        """
        link = self.env["skks.intervention.link"]._open(token, "confirm")
        case = link.intervention_id
        if case and case.confirmation != "confirmed":
            case._guarded_write({"confirmation": "confirmed"})
            link._note_use()
            self.env["skks.journal.entry"]._log(case, "intervention.confirm")
        return case
