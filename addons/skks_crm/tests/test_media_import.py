"""M2.1: a list of media that was kept for years is read without doubling anybody."""

import base64
import io

from openpyxl import Workbook, load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.skks_base.tools.sheet import read_tables

from ..tools.media_sheet import find_header, propose
from .common import CrmCommon

TEMPLATE = "skks_crm/static/xlsx/lista-mediow.xlsx"
HEADINGS = ("Imię i nazwisko", "Redakcja", "E-mail", "Telefon", "Stanowisko", "Uwagi")


def xlsx(*rows, **further):
    """A file of these rows; further sheets by their names."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for name, sheet_rows in further.items():
        sheet = book.create_sheet(name)
        for row in sheet_rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv(*rows):
    return "\r\n".join(map(";".join, (HEADINGS, *rows))).encode()


class MediaImportCommon(CrmCommon):
    def wizard(self, *rows, headings=HEADINGS, content=None, user=None, **values):
        content = content or xlsx(headings, *rows)
        return (
            self.env["skks.media.import"]
            .with_user(user or self.officer)
            .create(
                {
                    "file": base64.b64encode(content),
                    "filename": "media.xlsx",
                    "source": "List 2024, p. Nowak",
                }
                | values
            )
        )

    def preview(self, *rows, **values):
        """A wizard in the state of the preview."""
        wizard = self.wizard(*rows, **values)
        wizard.action_columns()
        if wizard.state == "columns":
            wizard.action_preview()
        return wizard

    def imported(self, *rows, **values):
        wizard = self.preview(*rows, **values)
        self.assertFalse(wizard.error_count, wizard.line_ids.mapped("message"))
        wizard.action_import()
        return wizard

    def results(self, *rows, **values):
        return self.preview(*rows, **values).line_ids.mapped("result")

    def error(self, *rows, **values):
        """What is said of the last row, which has to be a bad one."""
        line = self.preview(*rows, **values).line_ids[-1]
        self.assertEqual(line.result, "error", line.message)
        return line.message

    def people(self, name):
        return self.partners.with_context(active_test=False).search(
            [("skks_kind", "=", "journalist"), ("name", "=", name)]
        )

    def outlets(self, name):
        return self.partners.search([("skks_kind", "=", "outlet"), ("name", "=", name)])


@tagged("post_install", "-at_install")
class TestMediaImport(MediaImportCommon):
    def test_what_comes_of_a_row(self):
        wizard = self.preview(
            (
                "Jan Kos",
                "Głos Testowa",
                "redakcja@glos.test, j.kos@glos.test; kos@prywatny.test",
                "600 100 200; 58 123 45 67",
                "reporter",
                "rano",
            )
        )
        self.assertEqual(wizard.line_ids.mapped("result"), ["new"])
        self.assertIn("New workplace: Głos Testowa · Job", wizard.line_ids.message)
        self.assertFalse(self.people("Jan Kos"), "a preview does nothing")
        wizard.action_import()
        person = self.people("Jan Kos")
        self.assertEqual(person.email, "j.kos@glos.test")
        self.assertEqual(person.phone, "600 100 200")
        self.assertEqual(person.other_emails, "kos@prywatny.test")
        for words in ("58 123 45 67", "rano"):
            self.assertIn(words, person.comment)
        self.assertIn("List 2024, p. Nowak", person.data_source)
        self.assertEqual(person.affiliation_ids.job_title, "reporter")
        self.assertTrue(person.affiliation_ids.is_main)
        outlet = self.outlets("Głos Testowa")
        self.assertEqual(person.current_outlet_ids, outlet)
        self.assertEqual(outlet.email, "redakcja@glos.test")
        self.assertEqual(outlet.outlet_domains, "glos.test")
        self.assertTrue(outlet.is_company)
        self.assertTrue(person.skks_contact)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "contact.import")], order="id desc", limit=1
        )
        self.assertIn("media.xlsx", entry.new_value)

    def test_known_by_another_address(self):
        """M2.1: a second address is of the same person, and is not lost."""
        jan = self.make_journalist(
            "Jan Kos", self.radio, email="jan@radio.test", other_emails="kos@x.test"
        )
        wizard = self.imported(
            ("Jan Kos", "Radio", "kos@x.test, nowy@x.test", "", "", "")
        )
        self.assertEqual(wizard.state, "done")
        self.assertEqual(self.people("Jan Kos"), jan.with_user(self.officer))
        self.assertEqual(jan.other_emails, "kos@x.test, nowy@x.test")
        self.assertEqual(jan.email, "jan@radio.test")

    def test_job_beside_a_surname_alone_in_its_column(self):
        """M2.1: without an outlet it goes to the note."""
        headings = ("Imię", "Nazwisko", "E-mail")
        row = ("Jan", "Kos (redaktor)", "kos@x.test")
        wizard = self.imported(row, headings=headings)
        self.assertEqual(wizard.state, "done")
        self.assertIn("redaktor", self.people("Jan Kos").comment)

    def test_source_is_added_to_the_one_that_is_known(self):
        """M2.1, art. 14 GDPR: where the data come from is not forgotten."""
        jan = self.make_journalist(
            "Jan Kos", self.radio, email="kos@x.test", data_source="imprint"
        )
        row = ("Jan Kos", "Radio", "kos@x.test", "600 100 200", "", "")
        self.imported(row, mode="overwrite")
        self.assertTrue(jan.data_source.startswith("imprint; "))

    def test_again_without_duplicates(self):
        rows = (
            (
                "Jan Kos",
                "Głos T",
                "redakcja@glos.test jan@glos.test",
                "600100200",
                "",
                "x",
            ),
            ("", "Głos T", "sekretariat@glos.test", "58 123 45 67", "", "y"),
            ("Jan Kos", "Radio", "jan@glos.test", "", "prezenter", ""),
            ("Ewa Lis", "", "ewa@wolna.test", "", "fotograf", "z"),
            ("J. Kos", "Głos T", "", "", "", ""),
            ("", "", "ola@radio.test", "", "", ""),
            ("Jan Kos", "Głos T", "jan@glos.test", "600-100-200", "", ""),
        )
        wizard = self.imported(*rows)
        self.assertEqual(wizard.state, "done")
        person = self.people("Jan Kos")
        self.assertEqual(len(person), 1)
        self.assertEqual(
            set(person.current_outlet_ids.mapped("name")), {"Głos T", "Radio"}
        )
        self.assertEqual(
            person.affiliation_ids.filtered("is_main").outlet_id.name, "Głos T"
        )
        before = self.partners.search_count([("skks_kind", "!=", False)])
        for mode in ("fill", "overwrite"):
            wizard = self.preview(*rows, mode=mode)
            self.assertEqual(
                set(wizard.line_ids.mapped("result")),
                {"unchanged"},
                wizard.line_ids.mapped("message"),
            )
            wizard.action_import()
        self.assertEqual(
            self.partners.search_count([("skks_kind", "!=", False)]), before
        )

    def test_columns_are_asked_once(self):
        headings = ("Nazwisko dziennikarza?", "Gdzie", "Adresy")
        row = ("Jan Kos", "Głos T", "jan@glos.test")
        wizard = self.wizard(row, headings=headings)
        wizard.action_columns()
        self.assertEqual(wizard.state, "columns")
        by_heading = {one.heading: one for one in wizard.column_ids}
        by_heading["Nazwisko dziennikarza?"].meaning = "name"
        by_heading["Gdzie"].meaning = "outlet"
        self.assertEqual(by_heading["Adresy"].meaning, "email")
        self.assertIn("jan@glos.test", by_heading["Adresy"].samples)
        wizard.action_preview()
        wizard.action_import()
        again = self.wizard(
            ("ola@glos.test", "Głos T", "Ola Sum"),
            headings=("ADRESY", "gdzie", "nazwisko dziennikarza"),
            user=self.manager,
        )
        again.action_columns()
        self.assertEqual(again.state, "preview")
        again.action_import()
        self.assertEqual(self.people("Ola Sum").email, "ola@glos.test")

    def test_a_list_laid_out_for_the_eye(self):
        book = Workbook()
        sheet = book.active
        for row in (
            ["MEDIA LOKALNE", None, None, None],
            ["stan na 2024, p. Nowak", None, None, None],
            [None, None, None, None],
            ["Lp.", "Tytuł", "Osoba", "Kontakt"],
            [1, "Głos T", "Jan Kos", "600 100 200, jan@glos.test"],
            [2, None, "Ewa Lis", "ewa@glos.test"],
            [None, None, None, None],
            [3, "Radio", None, "studio@radio.test"],
        ):
            sheet.append(row)
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B5:B6")
        stream = io.BytesIO()
        book.save(stream)
        wizard = self.imported(content=stream.getvalue())
        self.assertEqual(wizard.header_row, 4)
        self.assertEqual(self.people("Ewa Lis").current_outlet_ids.name, "Głos T")
        self.assertEqual(self.people("Jan Kos").phone, "600 100 200")
        self.assertEqual(self.radio.email, "studio@radio.test")

    def test_a_csv_of_an_old_program(self):
        text = "Imię;Nazwisko;Redakcja;Mail\r\nŁucja;Żak;Głos Śląski;l.zak@gs.test\r\n"
        self.imported(content=text.encode("cp1250"))
        self.assertEqual(
            self.people("Łucja Żak").current_outlet_ids.name, "Głos Śląski"
        )

    def test_list_without_headings(self):
        wizard = self.wizard(
            content=xlsx(["Jan Kos", "jan@radio.test"], ["Ewa Lis", "e.lis@radio.test"])
        )
        wizard.action_columns()
        self.assertEqual(wizard.header_row, 0)
        self.assertEqual(wizard.column_ids.mapped("meaning"), ["name", "email"])
        wizard.action_preview()
        wizard.action_import()
        self.assertEqual(self.people("Jan Kos").current_outlet_ids, self.radio)

    def test_further_sheets(self):
        wizard = self.preview(
            content=xlsx(
                HEADINGS,
                ("Jan Kos", "Kurier", "jan@kurier.test"),
                Radia=[["Redakcja", "Telefon"], ["Radio", "58 123 45 67"]],
            )
        )
        wizard.action_import()
        wizard.action_next_sheet()
        self.assertEqual((wizard.state, wizard.sheet_name), ("columns", "Radia"))
        wizard.action_preview()
        wizard.action_import()
        self.assertEqual(self.radio.phone, "58 123 45 67")
        self.assertTrue(self.people("Jan Kos"))

    def test_headings_in_another_row(self):
        wizard = self.wizard(
            content=xlsx(["Alfa", "Beta"], ["Kto", "Skąd to"], ["Jan Kos", "Kurier"])
        )
        wizard.action_columns()
        wizard.header_row = 2
        wizard.action_read_columns()
        self.assertEqual(wizard.column_ids.mapped("heading"), ["Kto", "Skąd to"])
        wizard.header_row = 9
        with self.refused("row 9 is empty", UserError):
            wizard.action_read_columns()

    def test_columns_that_name_nobody(self):
        wizard = self.wizard(("Jan Kos", "Kurier"))
        wizard.action_columns()
        wizard.column_ids.meaning = "ignore"
        with self.refused("No column tells", UserError):
            wizard.action_preview()
        wizard.column_ids.meaning = "outlet"
        with self.refused("Two columns mean", UserError):
            wizard.action_preview()

    def test_template(self):
        with file_open(TEMPLATE, "rb") as template:
            (table,) = read_tables(template.read())
        headings = table.rows[find_header(table.rows)][1][:14]
        meanings = propose(headings, [[]] * len(headings))
        self.assertEqual(len(set(meanings)), len(headings))
        self.assertNotIn("ignore", meanings)

    def test_every_column(self):
        headings = (
            "imię i nazwisko;redakcja;typ medium;częstotliwość;miasto;www;domena;"
            "język;źródło;tematyka;uwagi"
        ).split(";")
        row = (
            "Jan Kos;Głos T;tygodnik;miesięcznik;Testowo;www.glos.test;glos.test;"
            "angielski;imprint;drogi, szkoły;dzwonić rano"
        ).split(";")
        self.imported(row, headings=headings)
        outlet, person = self.outlets("Głos T"), self.people("Jan Kos")
        self.assertEqual(
            outlet.media_type_id, self.env.ref("skks_crm.media_type_weekly")
        )
        self.assertEqual(outlet.frequency, "monthly")
        self.assertEqual(outlet.city, "Testowo")
        self.assertEqual(outlet.website, "http://www.glos.test")
        self.assertEqual(outlet.outlet_domains, "glos.test")
        self.assertEqual(person.lang, "en_US")
        self.assertEqual(person.affiliation_ids.beats, "drogi, szkoły")
        self.assertTrue(person.data_source.startswith("imprint, List 2024"))
        self.assertIn("dzwonić rano", person.comment)
        self.assertFalse(person.city)
        self.assertEqual(self.results(row, headings=headings), ["unchanged"])

    def test_unknown_words_are_kept_in_the_note(self):
        self.imported(
            ("Głos T", "hologram", "co drugą pełnię"),
            headings=("Redakcja", "Typ", "Częstotliwość"),
        )
        outlet = self.outlets("Głos T")
        self.assertIn("Typ: hologram", outlet.comment)
        self.assertIn("co drugą pełnię", outlet.comment)
        self.assertFalse(outlet.media_type_id)


@tagged("post_install", "-at_install")
class TestMediaImportWords(MediaImportCommon):
    """M2.1: known topics and languages go to their fields, and no word is lost."""

    HEADINGS = ("Redakcja", "Dziennikarz", "E-mail", "Czym się zajmuje", "Język")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        topics = cls.env["skks.topic"]
        cls.roads = topics.create({"name": "Drogi T", "keywords": "asfalt T, most T"})
        cls.repair = topics.create({"name": "Remonty T", "parent_id": cls.roads.id})
        cls.water = topics.create({"name": "Woda i ścieki T", "keywords": "most T"})
        cls.polish = cls.env.ref("base.lang_pl")
        cls.german = cls.env.ref("base.lang_de")

    def read_in(self, *rows, **values):
        return self.imported(*rows, headings=self.HEADINGS, **values)

    def test_person(self):
        """A keyword counts where it is of one topic; the words stay as beats."""
        said = "Woda i ścieki T, asfalt T; kino / most T"
        self.read_in(("Głos T", "Jan Kos", "", said, "polski i niemiecki"))
        person = self.people("Jan Kos")
        self.assertEqual(person.topic_ids, self.water + self.roads)
        self.assertEqual(person.language_ids, self.polish + self.german)
        self.assertEqual(person.affiliation_ids.beats, said)
        self.assertFalse(person.comment)
        self.assertFalse(self.outlets("Głos T").topic_ids)

    def test_nobody_and_no_outlet(self):
        """Unknown words of a newsroom or of a freelancer go to the note."""
        self.read_in(
            ("Głos T", "", "redakcja@glos.test", "drogi t / remonty t, kino", "elf"),
            ("", "Jan Kos (freelancer)", "j.kos@poczta.test", "kino", "j. polski"),
        )
        outlet, person = self.outlets("Głos T"), self.people("Jan Kos")
        self.assertEqual(outlet.topic_ids, self.repair)
        self.assertIn("Czym się zajmuje: kino", outlet.comment)
        self.assertIn("Język: elf", outlet.comment)
        self.assertIn("Czym się zajmuje: kino", person.comment)
        self.assertEqual(person.language_ids, self.polish)

    def test_rows_add_and_a_filled_field_stays(self):
        rows = (
            ("", "Jan Kos", "j.kos@glos.test", "Drogi T", "polski"),
            ("", "Jan Kos", "j.kos@glos.test", "Remonty T", "polski"),
        )
        self.read_in(*rows)
        person = self.people("Jan Kos")
        self.assertEqual(person.topic_ids, self.roads + self.repair)
        again = self.results(*rows, headings=self.HEADINGS)
        self.assertEqual(again, ["unchanged", "unchanged"])
        further = ("", "Jan Kos", "j.kos@glos.test", "Woda i ścieki T", "")
        wizard = self.preview(further, headings=self.HEADINGS)
        self.assertEqual(wizard.line_ids.result, "unchanged")
        self.assertIn("the list says “Woda i ścieki T”", wizard.line_ids.message)
        self.read_in(further, mode="overwrite")
        self.assertEqual(person.topic_ids, self.roads + self.repair + self.water)

    def test_words_beside_the_person(self):
        """What stands beside a person or instead of one is kept in the note."""
        self.imported(
            ("Głos T", "Jan Kos", "pokój 7, pani Zosia 600 100 200", "reporter"),
            ("Echo T", "Sekretariat, pani Ola", "redakcja@echo.test", "sekretarka"),
            headings=("Redakcja", "Dziennikarz", "Kontakt", "Stanowisko"),
        )
        self.assertIn("Kontakt: pokój 7, pani Zosia", self.people("Jan Kos").comment)
        note = self.outlets("Echo T").comment
        self.assertIn("Dziennikarz: Sekretariat, pani Ola", note)
        self.assertIn("Stanowisko: sekretarka", note)

    def test_column_that_begins_far_down(self):
        """A column whose first value comes after hundreds of rows is not left out."""
        rows = [("Głos T", f"Jan {name}os", "") for name in "KLMN"]
        rows = [row for row in rows for _again in range(60)]
        rows.append(("Głos T", "Jan Kos", "kalendarz"))
        self.imported(*rows, headings=("Redakcja", "Dziennikarz", ""))
        self.assertIn("kalendarz", self.people("Jan Kos").comment)


@tagged("post_install", "-at_install")
class TestMediaImportMatching(MediaImportCommon):
    """M2.1: who is meant by a row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jan = cls.make_journalist(
            "Jan Kos", cls.kurier, email="jan@kurier.test", phone="+48 600 100 200"
        )

    def test_known_by_address_number_or_name_at_the_outlet(self):
        for row in (
            ("Kos Jan", "", "JAN@kurier.test"),
            ("Jan Kos", "Kurier", ""),
            ("J. Kos", "www.kurier.pl", ""),
            ("Jan Kos", "Kurier", "", "600-100-200"),
            ("Jan Kos", "", "", "600100200"),
            ("Jan Kos", "", ""),
            ("", "", "jan@kurier.test"),
        ):
            with self.subTest(row):
                self.assertEqual(self.results(row), ["unchanged"])

    def test_moved_to_another_outlet(self):
        self.imported(("Jan Kos", "Radio", "jan@kurier.test", "", "szef"))
        self.assertEqual(self.jan.current_outlet_ids, self.kurier | self.radio)
        self.assertEqual(
            self.jan.affiliation_ids.filtered("is_main").outlet_id, self.kurier
        )

    def test_namesake_with_other_data_is_somebody_else(self):
        wizard = self.preview(("Jan Kos", "Radio", "jan.kos@radio.test"))
        self.assertEqual(wizard.line_ids.result, "new")
        self.assertIn("namesake", wizard.line_ids.message)

    def test_fill_in_or_replace(self):
        row = ("Jan Kos", "Kurier", "jan.kos@kurier.test", "", "szef działu")
        wizard = self.preview(row)
        self.assertEqual(wizard.line_ids.result, "changed")
        wizard.action_import()
        self.assertEqual(self.jan.email, "jan@kurier.test")
        self.assertEqual(self.jan.other_emails, "jan.kos@kurier.test")
        self.assertEqual(self.jan.affiliation_ids.job_title, "szef działu")
        wizard = self.preview(row, mode="overwrite")
        self.assertIn("jan@kurier.test → jan.kos@kurier.test", wizard.line_ids.message)
        wizard.action_import()
        self.assertEqual(self.jan.email, "jan.kos@kurier.test")
        self.assertEqual(
            self.jan.phone, "+48 600 100 200", "an empty cell says nothing"
        )

    def test_abbreviated_name_is_written_out(self):
        self.jan.name = "J. Kos"
        row = ("Jan Kos", "Kurier", "jan@kurier.test")
        self.preview(row).action_import()
        self.assertEqual(self.jan.name, "J. Kos")
        self.preview(row, mode="overwrite").action_import()
        self.assertEqual(self.jan.name, "Jan Kos")

    def test_plain_contact_becomes_a_journalist(self):
        """The gateway makes a contact of a sender."""
        contact = self.env["res.partner"].create(
            {"name": "ola@radio.test", "email": "ola@radio.test"}
        )
        self.imported(("Ola Sum", "", "ola@radio.test"), mode="overwrite")
        self.assertEqual((contact.skks_kind, contact.name), ("journalist", "Ola Sum"))
        self.assertEqual(contact.current_outlet_ids, self.env["res.partner"])

    def test_box_of_several_is_of_the_newsroom(self):
        self.imported(
            ("Ala Mak", "Głos T", "miasto@glos.test"),
            ("Ula Bez", "Głos T", "miasto@glos.test"),
        )
        self.assertEqual(self.outlets("Głos T").email, "miasto@glos.test")
        self.assertFalse(self.people("Ala Mak").email or self.people("Ula Bez").email)

    def test_a_domain_of_several_titles_tells_none(self):
        self.imported(
            ("", "Głos A", "redakcja@grupa.test"),
            ("", "Głos B", "kontakt@grupa.test"),
            ("", "Głos C", "redakcja@gmail.com"),
        )
        for name in ("Głos A", "Głos B", "Głos C"):
            self.assertFalse(self.outlets(name).outlet_domains)

    def test_outlet_by_address_where_the_names_go_together(self):
        self.imported(("Ala Mak", "Kurier Codzienny", "ala.mak@kurier.test"))
        self.assertEqual(self.people("Ala Mak").current_outlet_ids, self.kurier)
        self.imported(("Ula Bez", "Zupełnie Inny", "ula.bez@kurier.test"))
        self.assertTrue(self.outlets("Zupełnie Inny"))

    def test_outlet_in_the_column_of_people(self):
        self.imported(("Radio", "", "studio@radio.test"))
        self.assertEqual(self.radio.email, "studio@radio.test")
        self.assertFalse(self.people("Radio"))
        self.imported(("Redakcja Echa", "", "echo@echo.test"))
        self.assertTrue(self.outlets("Redakcja Echa"))

    def test_freelancer_has_no_outlet(self):
        rows = [
            ("Ala Mak", "freelancer", "ala@mak.test", "", ""),
            ("Ula Bez", "", "ula@bez.test", "", "Wolna strzelczyni"),
            ("Ewa Róg (freelancer)", "Radio", "ewa@rog.test", "", ""),
        ]
        headings = ("Imię i nazwisko", "Redakcja", "E-mail", "Telefon", "Stanowisko")
        wizard = self.preview(*rows, headings=headings)
        self.assertIn("Freelancer", wizard.line_ids[0].message)
        wizard.action_import()
        self.assertFalse(self.outlets("freelancer"))
        for name, outlet in (
            ("Ala Mak", self.partners),
            ("Ula Bez", self.partners),
            ("Ewa Róg", self.radio),
        ):
            person = self.people(name)
            self.assertTrue(person.freelancer, name)
            self.assertEqual(person.current_outlet_ids, outlet)
            self.assertFalse(person.comment, name)
        self.assertEqual(self.people("Ewa Róg").affiliation_ids.job_title, "freelancer")
        again = self.preview(*rows, headings=headings)
        self.assertEqual(set(again.line_ids.mapped("result")), {"unchanged"})
        nobody = self.error(("", "Freelance", "", "", ""), headings=headings)
        self.assertIn("neither a name nor", nobody)

    def test_ended_workplace_stays_ended(self):
        self.jan.affiliation_ids.date_to = "2020-01-31"
        wizard = self.preview(("Jan Kos", "Kurier", "jan@kurier.test"))
        self.assertEqual(wizard.line_ids.result, "unchanged")
        self.assertIn("not opened again", wizard.line_ids.message)
        wizard = self.imported(("Jan Kos", "Radio", "jan@kurier.test"))
        self.assertEqual(self.jan.current_outlet_ids, self.radio)

    def test_objections_are_left_alone(self):
        self.jan.write({"do_not_contact": True, "phone": False})
        wizard = self.preview(
            ("Jan Kos", "Radio", "jan@kurier.test", "600 300 400"), mode="overwrite"
        )
        self.assertEqual(wizard.line_ids.result, "unchanged")
        self.assertIn("asked not to be contacted", wizard.line_ids.message)
        wizard.action_import()
        self.assertFalse(self.jan.phone)
        self.assertTrue(self.jan.do_not_contact)
        self.jan.with_user(self.manager).do_not_contact = False
        self.jan.mailing_opt_out = True
        self.imported(("Jan Kos", "", "jan@kurier.test", "600 300 400"))
        self.assertEqual(self.jan.phone, "600 300 400")
        self.assertTrue(self.jan.mailing_opt_out)


@tagged("post_install", "-at_install")
class TestMediaImportBadRows(MediaImportCommon):
    """M2.1: each bad row is explained, with its column and a remedy."""

    def test_each_is_explained(self):
        self.make_journalist("Ewa Lis", self.kurier, email="ewa@kurier.test")
        self.make_journalist("Ida Żak", self.kurier, email="ida@kurier.test").active = 0
        self.make_outlet("Zamknięty", active=False)
        self.make_outlet("Echo", city="Alfa")
        self.make_outlet("Echo", city="Beta")
        for row, words in (
            (("", "", "", "600 100 200"), "neither a name nor an e-mail"),
            (("", "", "redakcja@obca.test"), "names nobody"),
            (("Jan Kos", "", "jan@kurier"), "Column “E-mail”: “jan@kurier” is no"),
            (("Jan Kos", "", "zadzwonić"), "“zadzwonić” is no e-mail address"),
            (("Jan Kos, Ewa Sum", "Kurier"), "names more than one person"),
            (("Jan Kos", "", "officer@town.example"), "of our own staff"),
            (("Jan Kos", "Kurier", "ewa@kurier.test"), "address of “Ewa Lis”"),
            (("Jan Kos", "Echo", "jan@obca.test"), "Echo (Alfa), Echo (Beta)"),
            (("Jan Kos", "Zamknięty"), "“Zamknięty” is archived"),
            (("Ida Żak", "Kurier", "ida@kurier.test"), "“Ida Żak” is in the archive"),
            (("Ida Żak", "Kurier"), "“Ida Żak” is in the archive"),
            (("J" * 400, "Kurier"), "longer than 300 characters"),
        ):
            with self.subTest(words):
                self.assertIn(words, self.error(row))
        self.assertFalse(self.people("Jan Kos"))
        self.assertFalse(self.people("Ida Żak").active)

    def test_town_or_domain_tells_outlets_apart(self):
        alfa = self.make_outlet("Echo", city="Alfa")
        beta = self.make_outlet("Echo", city="Beta", outlet_domains="echo-b.test")
        headings = ("Osoba", "Redakcja", "Miasto", "Mail")
        self.imported(
            ("Jan Kos", "Echo", "Alfa", ""),
            ("Ewa Lis", "Echo", "", "ewa@echo-b.test"),
            headings=headings,
        )
        self.assertEqual(self.people("Jan Kos").current_outlet_ids, alfa)
        self.assertEqual(self.people("Ewa Lis").current_outlet_ids, beta)

    def test_all_or_only_the_good_rows(self):
        rows = (("Jan Kos", "Kurier", "jan@kurier.test"), ("Ewa Lis", "", "ewa@"))
        wizard = self.preview(*rows)
        self.assertEqual((wizard.error_count, wizard.todo_count), (1, 1))
        self.assertEqual(wizard.error_line_ids.mapped("number"), [3])
        self.assertEqual(wizard.change_line_ids.mapped("number"), [2])
        with self.refused("Rows with an error: 1", UserError):
            wizard.action_import()
        wizard.only_good = True
        wizard.action_import()
        self.assertTrue(self.people("Jan Kos"))
        self.assertFalse(self.people("Ewa Lis"))

    def test_sheet_of_bad_rows_is_mended_and_read_again(self):
        """Formulas that somebody typed stay words."""
        wizard = self.preview(
            content=csv(
                ("Jan Kos", "Kurier", "jan@kurier.test"),
                ("=cmd|'/c calc'!A1", "Kurier", "ewa@", "+48 600", "@SUM(A1)", "-1+1"),
            )
        )
        self.assertEqual(wizard.bad_rows_name, "rows-with-an-error.xlsx")
        content = base64.b64decode(wizard.bad_rows)
        book = load_workbook(io.BytesIO(content))
        header, row = book.active.iter_rows()
        self.assertEqual(
            [cell.value for cell in header], [*HEADINGS, "Why it was not imported"]
        )
        self.assertEqual({cell.data_type for cell in row}, {"s"})
        self.assertEqual(row[0].value, "=cmd|'/c calc'!A1")
        self.assertIn("Column “E-mail”", row[6].value)
        row[0].value, row[2].value = "Ewa Lis", "ewa@kurier.test"
        stream = io.BytesIO()
        book.save(stream)
        again = self.wizard(content=stream.getvalue())
        again.action_columns()
        self.assertEqual(again.state, "preview", "its columns are remembered")
        again.action_import()
        self.assertEqual(self.people("Ewa Lis").email, "ewa@kurier.test")
        self.assertNotIn("E-mail”", str(self.people("Ewa Lis").comment))

    def test_polish_heading_of_reasons_is_known(self):
        wizard = self.wizard(("Jan Kos", "Kurier"))
        heading = wizard.with_context(lang="pl_PL")._reason_heading()
        self.assertEqual(heading, "Dlaczego nie zaimportowano")

    def test_a_bad_row_makes_no_outlet(self):
        wizard = self.preview(("Jan Kos", "Nowy Głos", "jan@"), ("Ewa Lis", "Radio"))
        wizard.only_good = True
        wizard.action_import()
        self.assertFalse(self.outlets("Nowy Głos"))


@tagged("post_install", "-at_install")
class TestMediaImportAttacks(MediaImportCommon):
    """M2.1: who is no officer imports nothing, and sees nobody's list."""

    def test_only_officers(self):
        values = {"file": base64.b64encode(xlsx(HEADINGS)), "source": "x"}
        wizard = self.preview(("Jan Kos", "Kurier"))
        for group in ("auditor", "representative", "leadership", "admin"):
            user = self.make_user(group, f"skks_base.group_{group}")
            mine = wizard.with_user(user)
            with self.subTest(group):
                with self.assertRaises(AccessError):
                    mine.browse().create(values)
                for name in ("columns", "preview", "import", "next_sheet", "back"):
                    with self.assertRaises(AccessError):
                        getattr(mine, f"action_{name}")()
                with self.assertRaises(AccessError):
                    self.env["skks.media.import.mapping"].with_user(user).search(
                        [("company_id", "=", self.env.company.id)]
                    )
        self.assertFalse(self.people("Jan Kos"))

    def test_list_of_a_colleague(self):
        wizard = self.preview(("Jan Kos", "Kurier", "jan@"))
        colleague = wizard.with_user(self.manager)
        for record in (colleague, colleague.column_ids[:1], colleague.line_ids[:1]):
            record.invalidate_recordset()
            with self.assertRaises(AccessError):
                record.read(["display_name"])
        with self.assertRaises(AccessError):
            colleague.action_import()
        for model in ("", ".column", ".line"):
            mine = self.env[f"skks.media.import{model}"].with_user(self.manager)
            self.assertFalse(mine.search([("id", "!=", 0)]))

    def test_rows_of_the_client_are_not_believed(self):
        wizard = self.preview(("Jan Kos", "Kurier", "jan@kurier.test"))
        wizard.line_ids.write({"name": "Zły Ktoś", "result": "new"})
        self.env["skks.media.import.line"].with_user(self.officer).create(
            {"import_id": wizard.id, "name": "Zły Ktoś", "result": "new"}
        )
        wizard.column_ids[1:].with_user(self.officer).write({"number": 99})
        wizard.action_import()
        self.assertTrue(self.people("Jan Kos"))
        self.assertFalse(self.people("Zły Ktoś"))

    def test_columns_of_another_company(self):
        self.imported(("Jan Kos", "Kurier"))
        other = self.env["res.company"].create({"name": "Other"})
        mapping = self.env["skks.media.import.mapping"].search(
            [("name", "=", "media.xlsx")]
        )
        mapping.company_id = other
        mine = mapping.with_user(self.officer)
        self.assertFalse(mine.search([("id", "in", mapping.ids)]))
        with self.assertRaises(AccessError):
            mine.column_ids.read(["heading"])


@tagged("post_install", "-at_install")
class TestRememberedColumns(MediaImportCommon):
    def test_columns_are_called_by_their_headings(self):
        self.preview(("Jan Kos", "Głos T"), headings=("Dziennikarz", "Redakcja"))
        mapping = self.env["skks.media.import.mapping"].search([], limit=1)
        names = mapping.with_user(self.officer).column_ids.mapped("display_name")
        self.assertEqual(names, ["Dziennikarz", "Redakcja"])
