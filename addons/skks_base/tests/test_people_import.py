import base64
import io
import time

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_open

from ..tools.people_sheet import COLUMNS, read_rows
from ..tools.sheet import SheetError
from . import common_who

HEADER = list(COLUMNS)
TEMPLATE = "skks_base/static/xlsx/podmioty-i-przedstawiciele.xlsx"


def xlsx(*rows, header=None):
    book = Workbook()
    book.active.append(header or HEADER)
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def row(code, **cells):
    names = {name: heading for heading, name in COLUMNS.items()}
    values = {names[name]: value for name, value in cells.items()} | {"kod": code}
    return [values.get(heading, "") for heading in HEADER]


@tagged("post_install", "-at_install")
class TestPeopleSheet(common_who.TransactionCase):
    """M4.1: what a town hall saves from its spreadsheet is read."""

    def test_kinds_of_files(self):
        cells = row("WDT", name="Wydział Dróg", phone="00 123")
        text = ";".join(HEADER) + "\r\n" + ";".join(cells) + "\r\n;;\r\n"
        for content in (
            xlsx(cells),
            text.encode(),
            text.encode("utf-8-sig"),
            text.encode("cp1250"),
            text.replace(";", ",").encode(),
            text.replace(";", "\t").encode(),
        ):
            rows = read_rows(content)
            self.assertEqual(len(rows), 1)
            self.assertEqual(rows[0].number, 2)
            self.assertEqual(rows[0].values["name"], "Wydział Dróg")

    def test_headings_and_numbers(self):
        header = ["KOD", "Imie i nazwisko", "email", "Telefon", ""]
        (only,) = read_rows(
            xlsx([12, " Jan  Kos ", "j@t.example", 123.0], header=header)
        )
        self.assertEqual(only.values["code"], "12")
        self.assertEqual(only.values["person"], "Jan Kos")
        self.assertEqual(only.values["phone"], "123")

    def test_what_cannot_be_read(self):
        for content, code in (
            (b"", "empty"),
            (b"PK\x03\x04 no zip", "unreadable"),
            (b"kod\0", "unreadable"),
            (b"nazwa\nX", "no_column"),
            (b"kod;haslo\nX;Y", "unknown_column"),
            (b"kod;kod\nX;Y", "double_column"),
            (b"x" * (5 * 1024 * 1024 + 1), "too_big"),
            (b"kod\n" + b"A\n" * 5001, "too_many"),
        ):
            with self.subTest(code=code), self.assertRaises(SheetError) as caught:
                read_rows(content)
            self.assertEqual(caught.exception.code, code)

    def test_the_template_is_read(self):
        with file_open(TEMPLATE, "rb") as template:
            rows = read_rows(template.read())
        self.assertEqual([one.values["code"] for one in rows], ["WDT", "WDT", "SP5"])


@tagged("post_install", "-at_install")
class TestPeopleImport(common_who.WhoCase):
    """M4.1, M4.2: entities and people from a spreadsheet."""

    def _import(self, *rows, user=None, content=None):
        form = Form(self.env["skks.people.import"].with_user(user or self.admin))
        form.file = base64.b64encode(content or xlsx(*rows))

        wizard = form.save()
        wizard.action_preview()
        return wizard

    def _results(self, wizard):
        return [(line.code, line.result) for line in wizard.line_ids]

    def _counts(self):
        return [
            self.env[model].with_context(active_test=False).search_count([])
            for model in ("skks.entity", "skks.representative", "res.users")
        ]

    ROWS = (
        row(
            "T-A", name="Parks", kind="jednostka", parent="T-WDT", head="eve@t.example"
        ),
        row("T-A", person="Eve Fox", login="Eve@t.example", role="kierownik"),
        row(
            "T-A",
            person="Bob Hill",
            login="bob@t.example",
            job_title="Clerk",
            phone="1",
        ),
        row("T-WDT", name="Roads", entity_email="new@town.example"),
        row("T-WDT", login="officer.who@none.example", person="Other"),
    )

    def test_preview_changes_nothing_and_import_does_it(self):
        before = self._counts()
        wizard = self._import(*self.ROWS)
        self.assertEqual(self._counts(), before)
        self.assertEqual(
            [result for _code, result in self._results(wizard)],
            ["new", "new", "new", "changed", "new"],
        )
        self.assertIn("new@town.example", wizard.line_ids[3].message)
        wizard.action_import()
        parks = self.env["skks.entity"].search([("code", "=", "T-A")])
        self.assertEqual(parks.kind, "unit")
        self.assertEqual(parks.parent_id, self.roads)
        self.assertEqual(parks.head_id.login, "eve@t.example")
        people = parks.representative_ids.sorted("id")
        self.assertEqual(people.mapped("role"), ["head", "expert"])
        self.assertEqual((people[1].job_title, people[1].phone), ("Clerk", "1"))
        self.assertEqual(self.roads.email, "new@town.example")
        self.assertEqual(
            people.user_id.group_ids, self.env.ref("skks_base.group_representative")
        )
        self.assertTrue(self._journal(self.company, "people.import"))

    def test_again_without_duplicates(self):
        self._import(*self.ROWS).action_import()
        before = self._counts()
        wizard = self._import(*self.ROWS)
        self.assertEqual(
            {result for _code, result in self._results(wizard)}, {"unchanged"}
        )
        wizard.action_import()
        self.assertEqual(self._counts(), before)

    def test_again_says_that_there_is_nothing_to_do(self):
        self._import(*self.ROWS).action_import()
        wizard = self._import(*self.ROWS)
        self.assertEqual(wizard.todo_count, 0)
        wizard.action_import()
        self.assertTrue(wizard.summary.endswith(": 0"), wizard.summary)

    def test_account_whose_login_is_no_address(self):
        """M4.1: a person is known by the address, whatever the login."""
        self.representative.email = "Rep Resent <Rep@t.example>"
        self._represent(self.representative, self.roads)
        before = self._counts()
        wizard = self._import(
            row("T-WDT", person="R", login="rep@t.example", head="rep@t.example")
        )
        self.assertEqual(self._results(wizard), [("T-WDT", "changed")])
        wizard.action_import()
        self.assertEqual(self._counts(), before)
        self.assertEqual(self.roads.head_id, self.representative)
        again = self._import(row("T-WDT", login="rep@t.example", head="rep@t.example"))
        self.assertEqual(self._results(again), [("T-WDT", "unchanged")])

    def test_one_person_under_two_addresses_is_named_twice(self):
        self.representative.email = "rep@t.example"
        self.representative.login = "login@t.example"
        wizard = self._import(
            row("T-WDT", login="rep@t.example"), row("T-WDT", login="login@t.example")
        )
        self.assertEqual(self._results(wizard), [("T-WDT", "new"), ("T-WDT", "error")])

    def test_all_faults_of_a_person_are_told_at_once(self):
        wizard = self._import(row("T-WDT", person="R", login="rep", role="boss"))
        self.assertIn("“rep”", wizard.line_ids.message)
        self.assertIn("“boss”", wizard.line_ids.message)

    def test_existing_account_and_archived_representative(self):
        person = self._represent(self.representative, self.roads)
        self.representative.login = "rep@t.example"
        person.active = False
        self.officer.login = "off@t.example"
        wizard = self._import(
            row("T-WDT", login="rep@t.example", role="kierownik"),
            row("T-MPWIK", login="off@t.example"),
        )
        self.assertEqual(
            self._results(wizard), [("T-WDT", "changed"), ("T-MPWIK", "new")]
        )
        users = self._counts()[2]
        wizard.action_import()
        self.assertTrue(person.active)
        self.assertEqual(person.role, "head")
        self.assertEqual(self.water.representative_ids.user_id, self.officer)
        self.assertEqual(self._counts()[2], users)
        self.assertFalse(self.officer.has_group("skks_base.group_representative"))

    def test_errors_name_column_and_remedy(self):
        self.env["skks.entity"].create(
            {"name": "Old", "code": "T-OLD", "active": False}
        )
        portal = new_test_user(self.env, "po@t.example", groups="base.group_portal")
        self.assertTrue(portal.share)
        bad = (
            (row("", name="X"), "kod"),
            (row("T-OLD", name="X"), "kod"),
            (row("T-B1"), "nazwa"),
            (row("T-B2", name="X", kind="zamek"), "rodzaj"),
            (row("T-B3", name="X", parent="T-NONE"), "kod nadrzędny"),
            (row("T-B4", name="X", parent="T-B4"), "kod nadrzędny"),
            (row("T-B5", name="X", entity_email="nowhere"), "e-mail wspólny"),
            (row("T-B6", name="X", head="none@t.example"), "kierownik (e-mail)"),
            (row("T-WDT", login="no address", person="X"), "e-mail"),
            (row("T-WDT", phone="1"), "e-mail"),
            (row("T-WDT", login="n@t.example"), "imię i nazwisko"),
            (row("T-WDT", login="m@t.example", person="M", role="szef"), "rola"),
            (row("T-WDT", login="po@t.example", person="P"), "e-mail"),
            (row("T-MPWIK", name="Water 1"), None),
            (row("T-MPWIK", name="Water 2"), "nazwa"),
        )
        before = self._counts()
        wizard = self._import(*(cells for cells, _column in bad))
        for line, (_cells, column) in zip(wizard.line_ids, bad, strict=True):
            with self.subTest(row=line.number):
                self.assertEqual(line.result == "error", bool(column), line.message)
                if column:
                    self.assertIn(f"“{column}”", line.message)
        with self.assertRaisesRegex(UserError, "Rows with an error: 14"):
            wizard.action_import()
        self.assertEqual(self._counts(), before)
        wizard.only_good = True
        wizard.action_import()
        self.assertEqual(self.water.name, "Water 1")
        self.assertEqual(self._counts(), before)
        self.assertEqual(len(wizard.line_ids), 14)

    def test_rows_that_rest_on_a_bad_row(self):
        wizard = self._import(
            row("T-C", name="Culture", kind="zamek"),
            row("T-C", login="c@t.example", person="C"),
            row("T-D", name="Part", parent="T-C"),
            row("T-E", name="Part", head="c@t.example"),
        )
        self.assertEqual({result for _code, result in self._results(wizard)}, {"error"})

    def test_all_or_nothing(self):
        wizard = self._import(
            row("T-F", name="F", parent="T-G"),
            row("T-G", name="G", parent="T-F"),
        )
        before = self._counts()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_import()
        self.assertEqual(self._counts(), before)
        self.assertFalse(
            self.env["skks.entity"].search_count([("code", "in", ("T-F", "T-G"))])
        )

    def test_only_the_administrator(self):
        for role in (
            "officer",
            "manager",
            "representative",
            "leadership",
            "dispatcher",
            "auditor",
            "employee",
        ):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._import(*self.ROWS, user=getattr(self, role))
        wizard = self._import(*self.ROWS)
        second = new_test_user(self.env, "second.a", groups="skks_base.group_admin")
        with self.assertRaises(AccessError):
            wizard.with_user(second).action_import()

    def test_nothing_of_the_preview_is_trusted(self):
        wizard = self._import(row("T-H", name="H"))
        with self.assertRaises(UserError):
            self._import(content=b"nazwa\nX")
        wizard.line_ids.write({"code": "T-WDT", "result": "changed"})
        wizard.write({"state": "done"})
        wizard.action_import()
        self.assertTrue(self.env["skks.entity"].search([("code", "=", "T-H")]))
        self.assertEqual(self.roads.name, "Roads")

    def test_letters_of_invitation(self):
        self.env["skks.representative"].search([]).invitation_due = False
        self._import(*self.ROWS).action_import()
        due = self.env["skks.representative"].search([("invitation_due", "=", True)])
        self.assertEqual(len(due), 3)
        due[0].user_id.active = False
        mails = self.env["mail.mail"].search([])
        with self.enter_registry_test_mode():
            self.env.ref("skks_base.ir_cron_invite").method_direct_trigger()
        new = self.env["mail.mail"].search([]) - mails
        self.assertEqual(new.recipient_ids, due[1:].user_id.partner_id)
        self.assertFalse(due.exists().filtered("invitation_due"))

    def test_five_hundred_rows(self):
        rows = [
            row(
                f"T-{number // 5:03}",
                name=f"Entity {number // 5}",
                person=f"Person {number}",
                login=f"p{number}@t.example",
            )
            for number in range(500)
        ]
        start = time.process_time()
        self._import(*rows).action_import()
        self.assertLess(time.process_time() - start, 60)
        self.assertEqual(
            self.env["res.users"].search_count([("login", "=like", "p%@t.example")]),
            500,
        )
