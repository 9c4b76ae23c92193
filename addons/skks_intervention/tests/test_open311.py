"""Open311 GeoReport v2 as applications of others see it, in XML and in JSON."""

import json
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.skks_intervention.models import open311

from .common import CITIZEN, InterventionCommon

ROOT = "/open311/v2"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("georeport.xsd")))
# What nobody may learn of the report of `InterventionCommon._report`.
PRIVATE = ("Gałązka", CITIZEN, "700 20 01", "Dziura w jezdni", "pół metra", "Lipowa 12")
SENT = {
    "service_code": "DRO",
    "address_string": "Lipowa 12",
    "description": "Dziura w jezdni.\nNa pół metra.",
    "email": CITIZEN,
    "first_name": "Stefan",
    "last_name": "Gałązka",
}


class Open311Common(InterventionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("website.default_website").company_id = cls.company
        cls.company.skks_open311 = True
        cls.admin = cls._user("administrator", "admin")
        cls.keys = cls.env["skks.open311.key"]
        cls.key = cls.keys.with_user(cls.admin)._make("Aplikacja „Naprawmy”")

    def setUp(self):
        super().setUp()
        self.env["skks.rate.limit"].search([]).unlink()

    def get(self, path, status=200):
        """The answer in JSON; that in XML says the same and is valid."""
        plain, _dot, query = path.partition("?")
        answers = {
            kind: self.url_open(f"{ROOT}/{plain}.{kind}?{query}")
            for kind in ("json", "xml")
        }
        return self.found(answers, status)

    def post(self, status=200, kind="json", **values):
        values = {"api_key": self.key} | values
        values = {name: value for name, value in values.items() if value is not None}
        answer = self.url_open(f"{ROOT}/requests.{kind}", data=values)
        return self.found({kind: answer}, status)

    def found(self, answers, status):
        for kind, answer in answers.items():
            self.assertEqual(answer.status_code, status, answer.text)
            types = {"json": "application/json", "xml": "text/xml"}
            self.assertEqual(
                answer.headers["Content-Type"], f"{types[kind]}; charset=utf-8"
            )
            self.assertNotIn("Set-Cookie", answer.headers)
        found = json.loads(answers["json"].text) if "json" in answers else None
        if "xml" in answers:
            root = etree.fromstring(answers["xml"].content)
            SCHEMA.assertValid(root)
            rows = [{one.tag: one.text for one in row} for row in root]
            if isinstance(found, list):
                self.assertEqual(rows, [self._as_text(row) for row in found])
            found = found if "json" in answers else rows
        return found

    @staticmethod
    def _as_text(row):
        def text(value):
            if isinstance(value, bool):
                return str(value).lower()
            return str(value) if value not in ("", None) else None

        return {name: text(value) for name, value in row.items()}


@tagged("post_install", "-at_install")
class TestOpen311Reading(Open311Common):
    """M7: what everybody may read, and nothing of the submitter."""

    def test_switched_off_there_is_nothing(self):
        self.company.skks_open311 = False
        for path in ("services", "services/DRO", "requests", "requests/ZI-2026-0001"):
            for kind in ("json", "xml"):
                answer = self.url_open(f"{ROOT}/{path}.{kind}")
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("error", answer.headers["Content-Type"])
        answer = self.url_open(f"{ROOT}/requests.json", data={"api_key": self.key})
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.url_open("/open311/discovery.xml").status_code, 404)

    def test_other_formats_are_unknown(self):
        self.assertEqual(self.url_open(f"{ROOT}/services").status_code, 404)
        self.assertEqual(self.url_open(f"{ROOT}/services.csv").status_code, 404)

    def test_discovery(self):
        answer = self.url_open("/open311/discovery.xml")
        SCHEMA.assertValid(etree.fromstring(answer.content))
        found = json.loads(self.url_open("/open311/discovery.json").text)
        self.assertTrue(found["endpoints"][0]["url"].endswith(ROOT))

    def test_services(self):
        self.env.ref("skks_intervention.category_inn").on_form = False
        services = {one["service_code"]: one for one in self.get("services")}
        self.assertEqual(services["DRO"]["type"], "realtime")
        self.assertIs(services["DRO"]["metadata"], False)
        self.assertNotIn("INN", services)

    def test_service_definition(self):
        found = json.loads(self.url_open(f"{ROOT}/services/DRO.json").text)
        self.assertEqual(found, {"service_code": "DRO", "attributes": []})
        answer = self.url_open(f"{ROOT}/services/DRO.xml")
        SCHEMA.assertValid(etree.fromstring(answer.content))
        [error] = self.get("services/XYZ", 404)
        self.assertEqual(error["code"], 404)

    def test_report_without_the_submitter(self):
        district = self.env["skks.district"].create({"name": "Zacisze"})
        street = self.env["skks.street"].create(
            {"name": "Lipowa", "district_id": district.id}
        )
        case = self._report(
            street_id=street.id, latitude=52.123456, longitude=21.654321
        )
        request_id = case.number.replace("/", "-")
        [found] = self.get(f"requests/{request_id}")
        self.assertEqual(found["service_request_id"], request_id)
        self.assertEqual(found["status"], "open")
        self.assertEqual(found["service_code"], "DRO")
        self.assertEqual(found["agency_responsible"], self.wdt.name)
        self.assertEqual(found["expected_datetime"], f"{case.promised_at.isoformat()}Z")
        self.assertEqual(found["address"], "Lipowa, Zacisze")
        self.assertEqual((found["lat"], found["long"]), (52.123, 21.654))
        for path in ("requests", f"requests/{request_id}"):
            for kind in ("json", "xml"):
                text = self.url_open(f"{ROOT}/{path}.{kind}").text
                for private in PRIVATE:
                    self.assertNotIn(private, text)

    def test_what_is_not_for_everybody(self):
        hidden = self._report(coordinator_id=self.dispatcher.id, confidential=True)
        dropped = self._report(category_id=self._free_category().id)
        dropped.with_user(self.officer)._letter_drop("Reklama")
        split = self._report(category_id=dropped.category_id.id)
        part = split._split(self.wdt, self.mpwik, "Zasuwa nr 14")
        inner = self._report()
        self.category.on_form = False
        for case in (hidden, dropped, part, inner):
            request_id = case.number.replace("/", "-")
            self.get(f"requests/{request_id}", 404)
            self.assertFalse(self.get(f"requests?service_request_id={request_id}"))

    def _free_category(self):
        category = self.env.ref("skks_intervention.category_inn")
        category.entity_id = False
        return category

    def test_status(self):
        case = self._report()
        reply = self._accepted_reply(case)
        request_id = case.number.replace("/", "-")
        self.assertEqual(self.get(f"requests/{request_id}")[0]["status"], "open")
        reply.action_send()
        [found] = self.get(f"requests/{request_id}")
        self.assertEqual(found["status"], "closed")
        self.assertEqual(found["updated_datetime"], f"{case.answered_at.isoformat()}Z")
        mine = "service_code=DRO&status="
        ids = [one["service_request_id"] for one in self.get(f"requests?{mine}closed")]
        self.assertIn(request_id, ids)
        ids = [one["service_request_id"] for one in self.get(f"requests?{mine}open")]
        self.assertNotIn(request_id, ids)
        ids = self.get(f"requests?{mine}open,closed")
        self.assertIn(request_id, [one["service_request_id"] for one in ids])
        self.get(f"requests?{mine}broken", 400)

    def _ids(self, query):
        return {one["service_request_id"] for one in self.get(f"requests?{query}")}

    def test_span_of_ninety_days(self):
        now = fields.Datetime.now().replace(microsecond=0)
        new, old = (
            self._report(received_at=now - timedelta(days=days)) for days in (10, 100)
        )
        new, old = (case.number.replace("/", "-") for case in (new, old))
        self.assertIn(new, self._ids(""))
        self.assertNotIn(old, self._ids(""))
        start = (now - timedelta(days=101)).isoformat() + "Z"
        end = (now - timedelta(days=99)).isoformat() + "Z"
        self.assertIn(old, self._ids(f"start_date={start}"))
        self.assertNotIn(new, self._ids(f"start_date={start}"))
        found = self._ids(f"start_date={start}&end_date={end}")
        self.assertTrue(old in found and new not in found)
        self.assertIn(old, self._ids(f"end_date={end}"))
        self.assertIn(old, self._ids(f"service_request_id={old},{new}"))
        last = now.isoformat() + "Z"
        self.get(f"requests?start_date={start}&end_date={last}", 400)
        for wrong in ("yesterday", "2026-01-01T00:00:00"):
            self.get(f"requests?start_date={wrong}", 400)

    def test_filter_by_service(self):
        case = self._report()
        request_id = case.number.replace("/", "-")
        self.assertIn(request_id, self._ids("service_code=DRO,OSW"))
        self.assertNotIn(request_id, self._ids("service_code=OSW"))
        self.get("requests?service_code=XYZ", 404)

    def test_no_more_than_a_thousand(self):
        for _number in range(3):
            self._report()
        with patch.object(open311, "MOST", 2):
            self.assertEqual(len(self.get("requests")), 2)

    def test_too_many_questions(self):
        with patch.object(open311, "READS", ((2, timedelta(hours=1)),)):
            self.get("services")
            [error] = self.get("services", 429)
            self.assertEqual(error["code"], 429)


@tagged("post_install", "-at_install")
class TestOpen311Sending(Open311Common):
    """M7.2: a report of an application is a report of the form, with the same care."""

    def setUp(self):
        super().setUp()
        self.last = self.env["skks.intervention"].search([], order="id desc", limit=1)

    def made(self):
        return self.env["skks.intervention"].search([("id", ">", self.last.id or 0)])

    def refused(self, status, **values):
        [error] = self.post(status, **(SENT | values))
        self.assertEqual(error["code"], status)
        self.assertFalse(self.made(), "nothing was registered")
        return error["description"]

    def test_report(self):
        for kind in ("json", "xml"):
            with self.subTest(kind):
                self.setUp()
                [answer] = self.post(kind=kind, **SENT)
                case = self.made()
                self.assertEqual(len(case), 1)
                self.assertEqual(
                    answer["service_request_id"], case.number.replace("/", "-")
                )
                self.assertIn(case.number, answer["service_notice"])
                self.assertEqual(case.name, "Dziura w jezdni.")
                self.assertEqual(case.email_from, CITIZEN)
                self.assertEqual(case.contact_name, "Stefan Gałązka")
                self.assertEqual(case.category_id, self.category)
                self.assertEqual(case.address, "Lipowa 12")
                self.assertEqual(case.entity_id, self.wdt, "it is routed at once")

    def test_code_opens_the_report(self):
        [answer] = self.post(**SENT)
        case = self.made()
        links = self.env["skks.intervention.link"]
        words = answer["service_notice"].replace(",", " ").replace(":", " ").split()
        opened = [one for one in words if links._open_by_code(case.number, one)]
        self.assertEqual(len(opened), 1)

    def test_point_alone(self):
        self.post(**SENT | {"address_string": None, "lat": "52.5", "long": "21.25"})
        case = self.made()
        self.assertEqual((case.latitude, case.longitude), (52.5, 21.25))
        self.assertIn("52.5", case.address)

    def test_key(self):
        for wrong in (None, "", "x" * 43, self.key[:-1]):
            self.refused(403, api_key=wrong)
        answer = self.url_open(f"{ROOT}/requests.json?api_key={self.key}", data=SENT)
        self.assertEqual(answer.status_code, 403, "an address stands in logs")
        self.assertFalse(self.made())
        other = self.env["res.company"].create({"name": "Inny urząd"})
        foreign = self.keys.with_user(self.admin)
        self.admin.company_ids |= other
        self.refused(403, api_key=foreign.with_company(other)._make("Obca"))

    def test_revoked_key(self):
        self.post(**SENT)
        key = self.keys.search([("active", "=", True)], limit=1)
        self.assertEqual(key.used_on, self.env.company._skks_today())
        key.with_user(self.admin).action_revoke()
        self.last = self.made()
        self.refused(403)

    def test_what_is_refused(self):
        self.assertIn("service_code", self.refused(400, service_code=None))
        self.assertIn("XYZ", self.refused(404, service_code="XYZ"))
        self.refused(400, address_string=None)
        self.refused(400, address_string=None, lat="1000", long="x")
        self.refused(400, description="x" * 4001)
        self.refused(400, email="nikt")
        self.refused(400, email=None)
        self.assertIn("coordinator_id", self.refused(400, coordinator_id="2"))
        self.category.on_form = False
        self.refused(404)

    def test_twice_the_same_name(self):
        data = [("api_key", self.key), *SENT.items(), ("email", "inny@poczta.example")]
        body = "&".join(f"{name}={value}" for name, value in data).encode()
        answer = self.url_open(
            f"{ROOT}/requests.json",
            data=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.made())

    def test_markup_stays_text(self):
        self.post(**SENT | {"description": "<script>alert(1)</script>"})
        self.assertIn("&lt;script&gt;", self.made().description)

    def test_what_is_known_and_not_needed(self):
        self.post(
            **SENT,
            jurisdiction_id="zarnoleka.example",
            device_id="1",
            account_id="2",
            **{"attribute[WHISPAWN]": "x"},
        )
        self.assertTrue(self.made())

    def test_picture_is_never_fetched(self):
        address = "https://obrazki.example/dziura.jpg"
        self.post(**SENT | {"media_url": address})
        self.assertIn(address, self.made().description)

    def test_limit_of_a_key(self):
        """Each application is counted as one visitor, whatever its addresses are."""
        self.company.skks_reports_per_visitor = 2
        self.post(**SENT)
        self.post(**SENT)
        self.last = self.env["skks.intervention"].search([], order="id desc", limit=1)
        self.refused(429)
        other = self.keys.with_user(self.admin)._make("Inna")
        self.post(**SENT | {"api_key": other})

    def test_journal(self):
        self.post(**SENT)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.open311"), ("res_id", "=", self.made().id)]
        )
        self.assertIn("Naprawmy", entry.new_value)


@tagged("post_install", "-at_install")
class TestOpen311Keys(Open311Common):
    """M4.3: only the administrator gives and takes keys; no table has one."""

    def test_strangers(self):
        key = self.keys.search([], limit=1)
        for user in (self.head, self.dispatcher, self.roads, self.auditor):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.keys.with_user(user)._make("Moja")
                with self.assertRaises(AccessError):
                    key.with_user(user).action_revoke()
        with self.assertRaises(UserError):
            key.with_user(self.admin).active = False
        with self.assertRaises(AccessError):
            self.keys.with_user(self.admin).create({"name": "Moja"})
        with self.assertRaises(AccessError):
            key.with_user(self.admin).read(["token_hash"])

    def test_key_is_shown_once(self):
        new = self.env["skks.open311.key.new"].with_user(self.admin)
        shown = new.create({"name": "Nowa"}).action_make()["context"]["default_key"]
        self.env.flush_all()
        for table in ("skks_open311_key", "skks_open311_key_new"):
            self.env.cr.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            self.assertNotIn(shown, str(self.env.cr.fetchall()))
        self.assertTrue(self.keys._open(shown, self.company))

    def test_journal(self):
        key = self.keys.search([], limit=1)
        key.with_user(self.admin).action_revoke()
        acts = self.env["skks.journal.entry"].search(
            [("res_model", "=", key._name), ("res_id", "=", key.id)]
        )
        self.assertEqual(
            sorted(acts.mapped("act")), ["open311.key.archive", "open311.key.create"]
        )
        self.assertEqual(acts.user_id, self.admin)

    def test_setting(self):
        self.company.skks_open311 = False
        setup = self.env["skks.setup"].with_user(self.admin).create({})
        self.assertFalse(setup.open311)
        setup.open311 = True
        self.assertTrue(self.company.skks_open311)
        with self.assertRaises(AccessError):
            self.company.with_user(self.admin).skks_open311 = False
