"""M7.2: the electronic form on the website, without an account and without a script."""

from datetime import datetime, timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.skks_intervention.hooks import offer_english

from .common import CITIZEN
from .common_form import FormCase, picture

MODULE = "skks_intervention"
FORM = f"{MODULE}.form"


@tagged("post_install", "-at_install")
class TestForm(FormCase):
    def test_category_first(self):
        """M7.2: what it is about, with the call to 112 before anything else."""
        lamps = self.env.ref("skks_intervention.category_osw")
        lamps.write({"is_emergency": True, "hint": "Zerwane przewody"})
        lamps.child_ids.create(
            {"name": "Latarnia", "code": "OSW-L", "parent_id": lamps.id}
        )
        self.env.ref("skks_intervention.category_kul").on_form = False
        text = self.url_open("/interwencje").text
        self.assertNotIn("category=KUL", text)
        links = html.fromstring(text).xpath("//a[contains(@href, 'OSW-L')]")
        self.assertEqual(len(links), 1)
        self.assertIn("112", links[0].text_content(), "the wider one is a danger")
        self.assertIn("Zerwane przewody", text)
        tree = html.fromstring(self.url_open(links[0].get("href")).text)
        notice = tree.get_element_by_id("skks_emergency")
        self.assertIsNone(notice.get("hidden"))
        self.assertIn("112", tree.xpath("//option[@selected]")[0].text_content())
        form = tree.get_element_by_id("skks_form")
        order = [one for one in tree.iter() if one in (notice, form)]
        self.assertEqual(order, [notice, form], "the notice comes first")
        harmless = html.fromstring(self.url_open("/interwencje?category=DRO").text)
        self.assertIsNotNone(harmless.get_element_by_id("skks_emergency").get("hidden"))

    def test_tree(self):
        """What is narrower stands under its name, the rest where the town put it."""
        roads = self.category
        roads.child_ids.create({"name": "Właz", "code": "T-W", "parent_id": roads.id})
        tree = html.fromstring(self.url_open("/interwencje").text)
        (group,) = tree.xpath("//li[h3]")
        self.assertEqual(group.find("h3").text, "Drogi i chodniki")
        names = group.xpath(".//*[@class='skks_choice_name']/text()")
        self.assertEqual(names, ["Właz", "Drogi i chodniki: inne"])
        before = group.xpath("preceding-sibling::li//a/@href")
        after = group.xpath("following-sibling::li//a/@href")
        self.assertEqual(len(before), 0)
        self.assertEqual(after[0].partition("=")[2], "SYG")

    def test_report_is_registered(self):
        """M7.2: typed on the page, kept as a report that is on its way."""
        values = self.values(occurred_at="2020-05-04T08:30")
        with freeze_time(datetime(2020, 5, 5, 9)):
            answer = self.send(values, [("dziura.jpg", picture())])
        report = self.assertTaken(answer)
        self.assertTrue(answer.url.endswith("/interwencje/dziekujemy"))
        self.assertNotIn(str(report.id), answer.url.partition("/interwencje")[2])
        self.assertEqual(report.channel, "web")
        self.assertEqual(report.lang, "pl_PL")
        self.assertEqual(report.category_id, self.category)
        self.assertEqual(report.street_id, self.street)
        self.assertEqual(report.address, "Źródlana 12")
        self.assertEqual(report.occurred_at, datetime(2020, 5, 4, 6, 30), "in Poland")
        self.assertEqual(report.email_from, CITIZEN)
        self.assertEqual(report.contact_name, "Stefan Gałązka")
        self.assertEqual(report.state, "routed")
        self.assertEqual(report.entity_id, self.wdt)
        self.assertTrue(report.answer_clock_id)
        line = report.message_line_ids.filtered(lambda one: one.kind == "report")
        self.assertEqual(line.direction, "in")
        self.assertEqual(line.attachment_ids.mapped("name"), ["dziura.jpg"])
        self.assertEqual(line.attachment_ids.res_id, report.id)

    def test_street_is_named_once(self):
        """M7.2: whoever writes the street into both fields has named one place."""
        for typed in ("12, przy przystanku", "źródlana 12"):
            self.send(self.values(address=typed))
        kept = ["Źródlana 12, przy przystanku", "źródlana 12"]
        self.assertEqual(self.new_reports().mapped("address"), kept)

    def test_thanks(self):
        """M7.2: number, code and the promised date; the code opens the report."""
        answer = self.send()
        report = self.assertTaken(answer)
        code = self.code_of(answer)
        links = self.env["skks.intervention.link"]
        self.assertEqual(links._open_by_code(report.number, code), report)
        promised = report._skks_local(report.promised_at).strftime("%d.%m.%Y")
        self.assertIn(promised, answer.text)
        again = self.url_open("/interwencje/dziekujemy")
        self.assertIn(code, again.text, "the page may be loaded again")
        self.url_open("/interwencje")
        later = self.url_open("/interwencje/dziekujemy")
        self.assertNotIn(code, later.text, "whoever comes next does not see it")

    def test_stranger_has_no_receipt(self):
        self.send()
        self.new_visitor()
        answer = self.url_open("/interwencje/dziekujemy")
        self.assertNotIn("skks_number", answer.text)

    def test_english(self):
        """M7.2: the same in English, and the report remembers it."""
        answer, hidden = self.page("/en/interwencje?category=DRO")
        self.assertIn("Report a problem", answer.text)
        self.assertIn('lang="en-US"', answer.text)
        answer = self.send(hidden=hidden, path="/en/interwencje")
        self.assertEqual(self.assertTaken(answer).lang, "en_US")
        self.assertIn("/en/interwencje/dziekujemy", answer.url)

    def test_polish(self):
        answer, _hidden = self.page()
        self.assertIn("Zgłoś problem", answer.text)
        self.assertIn('lang="pl-PL"', answer.text)
        for english in ("Report", "What it is about", "Choose", "Where", "Phone"):
            self.assertNotIn(f">{english}", answer.text)
            self.assertNotIn(f'"{english}', answer.text)

    def test_english_is_offered(self):
        """M7.2: also where the database was made in Polish, without English."""
        english = self.env.ref("base.lang_en")
        self.website.search([]).language_ids -= english
        english.active = False
        offer_english(self.env)
        self.assertTrue(english.active)
        self.assertIn(english, self.website.language_ids)
        self.assertEqual(self.website.default_lang_id, self.polish)

    def test_scripts_speak_polish(self):
        """M7.2: what a script says is read out in the language of the page."""
        words = self.url_open("/website/translations?lang=pl_PL").json()["modules"]
        mine = {one["id"]: one["string"] for one in words[MODULE]["messages"]}
        self.assertEqual(mine["There is no pin."], "Nie ma pinezki.")

    def test_sent_already(self):
        """M7.5: the form and the receipt lead to the page of the report."""
        for answer in (self.url_open("/interwencje"), self.send()):
            links = html.fromstring(answer.text).xpath("//main//a/@href")
            self.assertIn("/interwencje/sprawa", links)
        self.company.skks_reports_embed = "https://town.example"
        embedded = html.fromstring(self.url_open("/interwencje?embed=1").text)
        (link,) = embedded.xpath("//a[@href='/interwencje/sprawa']")
        self.assertEqual(link.get("target"), "_blank", "that page is not framed")

    def test_faults_come_back_with_what_was_typed(self):
        """M7.2: one sentence for each fault, linked from the summary, nothing lost."""
        values = self.values(
            description="", email_from="stefan", phone="12", address="", street=""
        )
        tree = self.assertRefused(self.send(values))
        summary = tree.get_element_by_id("skks_errors")
        self.assertIsNotNone(summary.get("autofocus"))
        links = [link.get("href") for link in summary.xpath(".//a")]
        self.assertEqual(
            sorted(links),
            ["#skks_address", "#skks_description", "#skks_email_from", "#skks_phone"],
        )
        for link in links:
            field = tree.get_element_by_id(link[1:])
            told = tree.get_element_by_id(f"{link[1:]}_error")
            self.assertEqual(field.get("aria-invalid"), "true")
            self.assertIn(told.get("id"), field.get("aria-describedby"))
        self.assertEqual(tree.get_element_by_id("skks_name").value, values["name"])
        self.assertEqual(tree.get_element_by_id("skks_email_from").value, "stefan")
        self.assertEqual(tree.xpath("//option[@selected]/@value"), ["DRO"])

    def test_contact_and_anonymous(self):
        """M7.2: an e-mail address or a phone number, unless the town takes less."""
        nobody = self.values(email_from="", phone="", contact_name="")
        self.assertRefused(self.send(nobody), "Podaj adres e-mail lub numer telefonu")
        self.company.skks_reports_anonymous = True
        report = self.assertTaken(self.send(nobody))
        self.assertFalse(report.email_from)

    def test_phone_is_enough(self):
        report = self.assertTaken(
            self.send(self.values(email_from="", phone="00 700 20 01"))
        )
        self.assertEqual(report.phone, "00 700 20 01")

    def test_street_that_is_not_listed(self):
        report = self.assertTaken(self.send(self.values(street="Nowa", address="")))
        self.assertFalse(report.street_id)
        self.assertEqual(report.address, "Nowa")

    def test_moment(self):
        for moment in ("3020-01-01T10:00", "wczoraj", "0001-01-01"):
            with self.subTest(moment):
                answer = self.send(self.values(occurred_at=moment))
                self.assertRefused(answer)

    def test_same_page_sent_twice(self):
        """M7.2: an impatient citizen makes one report, and keeps the code."""
        _answer, hidden = self.page()
        code = self.code_of(self.send(hidden=hidden))
        again = self.send(hidden=hidden)
        self.assertTaken(again)
        self.assertEqual(self.code_of(again), code)

    def test_report_in_the_back_office(self):
        """The dispatcher opens what came in and sees how to reach the submitter."""
        report = self.assertTaken(self.send()).with_user(self.dispatcher)
        self.assertEqual(report.email_from, CITIZEN)
        with self.assertRaises(AccessError):
            report.with_user(self.water).read(["name"])

    # Settings -----------------------------------------------------------------

    def test_settings(self):
        """The administrator decides; nobody else may."""
        admin = self._user("zolw", "admin", name="Ala Żółw")
        setup = self.env["skks.setup"].with_user(admin).create({})
        setup.write({"reports_anonymous": True, "reports_per_visitor": 5})
        self.assertTrue(self.company.skks_reports_anonymous)
        self.assertEqual(self.company.skks_reports_per_visitor, 5)
        for bad in ("https://a.example/path", "javascript:alert(1)", "*"):
            with self.assertRaises(ValidationError, msg=bad), self.cr.savepoint():
                setup.reports_embed = bad

    # The map ------------------------------------------------------------------

    def test_map_is_off(self):
        """Row 13: without tiles of the town's choice nothing is asked anywhere."""
        answer, _hidden = self.page()
        self.assertNotIn("skks_map", answer.text)
        for bad in ("javascript:{z}{x}{y}", "https://map.example/1.png"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.company.skks_reports_tiles = bad

    def test_pin(self):
        """Row 13: a pin is taken, kept when something is wrong, and never required."""
        self.company.skks_reports_tiles = "https://map.example/{z}/{x}/{y}.png"
        point = {"latitude": "52.123456", "longitude": "17.500000"}
        tree = self.assertRefused(self.send(self.values(name="", **point)))
        self.assertEqual(
            tree.xpath("//input[@name='latitude']/@value"), [point["latitude"]]
        )
        report = self.assertTaken(self.send(self.values(**point)))
        self.assertAlmostEqual(report.latitude, 52.123456, 6)
        self.assertAlmostEqual(report.longitude, 17.5, 6)

    def test_half_a_pin_is_none(self):
        for point in (
            {"latitude": "52"},
            {"latitude": "99", "longitude": "17"},
            {"latitude": "nan", "longitude": "17"},
            {"latitude": "x", "longitude": "y"},
        ):
            report = self.assertTaken(self.send(self.values(**point)))
            self.assertFalse(report.latitude, point)
            self.last = report.id

    # The page of an editor ----------------------------------------------------

    def _edited(self, old, new):
        """The page as an editor has changed it with the builder, on this website."""
        view = self.env.ref(FORM).with_context(website_id=self.website.id, lang="pl_PL")
        view.write({"arch": view.arch.replace(old, new)})
        return (
            self.env["ir.ui.view"]
            .search([("key", "=", FORM), ("website_id", "=", self.website.id)])
            .with_context(lang="pl_PL")
        )

    def test_editors_change_survives_an_upgrade(self):
        """M7.2: an upgrade changes the page that was shipped, not the town's own."""
        own = self._edited('<p class="lead">', '<p class="lead">Miasto słucha. ')
        self.assertTrue(own)
        shipped = self.env.ref(FORM)
        values = {"arch": shipped.arch.replace("pt32", "pt48"), "name": "Newer"}
        self.env["ir.ui.view"].with_context(module="skks_intervention")._load_records(
            [{"xml_id": FORM, "values": values, "noupdate": False}], update=True
        )
        self.assertIn("pt48", shipped.arch)
        self.assertIn("Miasto słucha", own.arch)
        answer, hidden = self.page()
        self.assertIn("Miasto słucha", answer.text)
        self.assertTaken(self.send(hidden=hidden))

    def test_obligatory_field_that_an_editor_deleted(self):
        """M7.2: refused with a sentence that names the field and another way."""
        for names, label in (
            (("description",), "Opis"),
            (("street", "address"), "Gdzie dokładnie"),
            (("email_from", "phone"), "E-mail"),
        ):
            with self.subTest(label):
                values = self.values(**dict.fromkeys(names))
                with self.assertLogs("odoo.addons.skks_intervention", "WARNING"):
                    answer = self.send(values)
                self.assertRefused(answer, label, self.company.phone)

    # Inside another site ------------------------------------------------------

    def test_framing(self):
        """M7.2: only the sites that are named may show the form."""
        self.company.skks_reports_embed = "https://miasto.example"
        plain = self.url_open("/interwencje").headers["Content-Security-Policy"]
        self.assertEqual(plain, "frame-ancestors 'self'")
        answer = self.url_open("/interwencje?embed=1")
        self.assertEqual(
            answer.headers["Content-Security-Policy"],
            "frame-ancestors 'self' https://miasto.example",
        )
        self.assertNotIn("<header", answer.text)
        self.assertNotIn('id="footer"', answer.text)
        self.company.skks_reports_embed = False
        answer = self.url_open("/interwencje?embed=1")
        self.assertEqual(
            answer.headers["Content-Security-Policy"], "frame-ancestors 'self'"
        )

    def test_embedded_without_cookies(self):
        """M7.2: a frame has no cookies; the form works, and only from its own page."""
        self.company.skks_reports_embed = "https://miasto.example"
        _answer, hidden = self.page("/interwencje?category=DRO&embed=1")
        self.assertEqual(list(hidden), ["stamp"])
        self.new_visitor()
        path, ours = "/interwencje/osadzony", self.base_url()
        for origin in ({}, {"Origin": "https://zly.example"}, {"Origin": "null"}):
            answer = self.send(hidden=hidden, path=path, headers=origin)
            self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.new_reports())
        answer = self.send(hidden=hidden, path=path, headers={"Origin": ours})
        self.assertTaken(answer)
        self.assertTrue(self.code_of(answer))

    def test_embedding_is_off(self):
        _answer, hidden = self.page("/interwencje?category=DRO&embed=1")
        answer = self.send(
            hidden=hidden,
            path="/interwencje/osadzony",
            headers={"Origin": self.base_url()},
        )
        self.assertEqual(answer.status_code, 400)

    # Confirmation -------------------------------------------------------------

    def test_confirmation(self):
        """M7.2: a program that opens links confirms nothing; a person does."""
        self.company.skks_reports_confirm = True
        make = type(self.env["skks.intervention.link"])._make_link
        tokens = []

        def noted(links, case, purpose, **options):
            token = make(links, case, purpose, **options)
            if purpose == "confirm":
                tokens.append(token)
            return token

        with patch.object(
            type(self.env["skks.intervention.link"]), "_make_link", noted
        ):
            report = self.assertTaken(self.send())
        self.assertEqual(report.confirmation, "asked")
        self.assertEqual(report.state, "routed", "it is dealt with all the same")
        path = f"/interwencje/potwierdzenie/{tokens[0]}"
        for _scanner in range(3):
            _answer, hidden = self.page(path)
        self.env.invalidate_all()
        self.assertEqual(report.confirmation, "asked", "a look confirms nothing")
        answer = self.url_open(path, data=hidden)
        self.assertIn("skks_confirmed", answer.text)
        self.env.invalidate_all()
        self.assertEqual(report.confirmation, "confirmed")
        wrong = self.url_open(f"{path}x", data=hidden)
        self.assertIn("skks_wrong", wrong.text)
        # the link stands nowhere but in the letter
        said = report.message_ids.mapped("body") + report.message_line_ids.mapped(
            "body"
        )
        self.assertFalse([one for one in said if tokens[0] in (one or "")])

    def test_no_confirmation_by_default(self):
        self.assertFalse(self.assertTaken(self.send()).confirmation)

    def test_confirmation_is_nobodys_to_write(self):
        report = self._report()
        with self.assertRaises(UserError):
            report.with_user(self.dispatcher).confirmation = "confirmed"

    # Website builder ----------------------------------------------------------

    def _built(self, **changed):
        values = self.values(
            category=None, street=None, homepage=None, occurred_at=None, **changed
        )
        values.setdefault("category_id", str(self.category.id))
        return values

    def _send_built(self, values, files=()):
        _answer, hidden = self.page("/interwencje?category=DRO")
        values = values | {"csrf_token": hidden["csrf_token"]}
        return self.url_open(
            "/website/form/skks.intervention", data=values, files=list(files)
        ).json()

    def test_form_of_the_builder(self):
        """M7.2: a form put together by an editor takes the same way."""
        file = ("files[0][0]", ("a.png", picture("PNG")))
        answer = self._send_built(self._built(), [file])
        self.assertEqual(answer, {"id": True}, "the number of a record stays here")
        report = self.new_reports()
        self.assertEqual(report.category_id, self.category)
        self.assertEqual(
            report.message_line_ids.attachment_ids.mapped("name"), ["a.jpg"]
        )
        self.assertIn(report.number, self.url_open("/interwencje/dziekujemy").text)

    def test_form_of_the_builder_skips_no_check(self):
        for values, files in (
            (self._built(extra="1"), ()),
            (self._built(address=None), ()),
            (self._built(category_id="999999"), ()),
            (self._built(), [("files[0][0]", ("a.jpg", b"MZ not a picture"))]),
            (self._built(), [("other[0][0]", ("a.png", picture("PNG")))]),
        ):
            answer = self._send_built(values, files)
            self.assertTrue(answer.get("error"), answer)
        answer = self.url_open(
            "/website/form/skks.intervention", data=self._built()
        ).json()
        self.assertTrue(answer.get("error"), "without the token of the session")
        self.assertFalse(self.new_reports())

    def test_action_of_the_builder_is_registered(self):
        model = self.env["ir.model"]._get("skks.intervention")
        self.assertTrue(model.website_form_access)
        self.assertEqual(model.website_form_key, "skks_report")


@tagged("post_install", "-at_install")
class TestStamp(FormCase):
    """When a page was made, and that it is ours."""

    def test_stamp(self):
        intake = self.env["skks.intervention.intake"]
        now = fields.Datetime.now().replace(microsecond=0)
        with freeze_time(now):
            stamp = intake._new_stamp()
        since, key = intake._read_stamp(stamp)
        self.assertEqual(since, now)
        self.assertNotEqual(key, intake._read_stamp(intake._new_stamp())[1])
        moment, rest = stamp.split(".", 1)
        for forged in (None, "", "x", ".", "..", f"{int(moment) - 60}.{rest}"):
            self.assertEqual(intake._read_stamp(forged), (None, None), forged)

    def test_too_fast_and_too_slow(self):
        """M7.2: nothing is lost, and the second try gets through."""
        with patch(
            "odoo.addons.skks_intervention.models.intervention_intake.FASTEST",
            timedelta(hours=1),
        ):
            tree = self.assertRefused(self.send(), "wyślij go jeszcze raz")
        self.assertEqual(tree.get_element_by_id("skks_name").value, "Dziura w jezdni")
        hidden = {
            name: tree.xpath(f"string(//form//input[@name='{name}']/@value)")
            for name in ("csrf_token", "stamp")
        }
        self.assertTaken(self.send(hidden=hidden))

    def test_open_for_too_long(self):
        with freeze_time(self.minutes_ago(60 * 25)):
            stamp = self.env["skks.intervention.intake"]._new_stamp()
        _answer, hidden = self.page()
        self.assertRefused(self.send(hidden=hidden | {"stamp": stamp}))
