"""M6.1: positions from a spreadsheet are drafts, and nothing is half done."""

import base64
import io
import re

from openpyxl import Workbook, load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.skks_base.tools.sheet import read_rows

from ..tools.narrative_sheet import (
    COLUMNS,
    HEADINGS,
    OLD_COLUMNS,
    PARAGRAPHS,
    split_questions,
)
from . import common

TEMPLATE = "skks_narrative/static/xlsx/stanowiska.xlsx"


def xlsx(*rows):
    """A file of rows that are given by the names of their values."""
    book = Workbook()
    book.active.append(list(COLUMNS))
    for row in rows:
        book.active.append([row.get(name, "") for name in COLUMNS.values()])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestNarrativeImport(common.NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env["skks.topic"].create({"name": "Roads T", "code": "T-DR"})
        cls.tag = cls.env["skks.tag"].create({"name": "Tag T"})

    def wizard(self, *rows, content=None, user=None):
        return (
            self.env["skks.narrative.import"]
            .with_user(user or self.officer)
            .create(
                {
                    "file": base64.b64encode(content or xlsx(*rows)),
                    "filename": "stanowiska.xlsx",
                }
            )
        )

    def full(self, **cells):
        return {
            "name": "Winter T",
            "thesis": "Buses first.",
            "body": "First line.\nSecond line.",
            "messages": "• 142 km\n- Hospital first",
            "questions": "P: When?\nO: At four.\nEvery day.\nP: Who?\nO: We.",
            "background": "Salt is bought.",
            "sources": "Resolution 12 | https://bip.town.example/12\nReport",
            "topics": "T-DR",
            "tags": "Tag T",
            "keywords": "snow",
            "importance": "Wysoka",
            "expert": self.expert.login,
            "deputy": "deputy.n@town.example",
            "entity": "T-WDT",
            "valid_from": "01.11.2026",
            "valid_to": "2090-03-31",
            "confirm_every": "45",
        } | cells

    def results(self, wizard):
        wizard.action_preview()
        return wizard.line_ids.mapped("result")

    def found(self):
        return self.Narrative.search([("name", "in", ("Winter T", "Other T"))])

    def test_everything_comes_in_as_a_draft(self):
        wizard = self.wizard(self.full())
        self.assertEqual(self.results(wizard), ["new"])
        self.assertFalse(self.found(), "a preview does nothing")
        wizard.action_import()
        narrative = self.found()
        self.assertEqual(narrative.signoff_state, "draft")
        self.assertEqual(narrative.freshness, "never_confirmed")
        self.assertFalse(narrative.version_ids or narrative.confirm_due)
        self.assertEqual(
            narrative.key_message_ids.mapped("text"), ["142 km", "Hospital first"]
        )
        self.assertEqual(
            narrative.question_ids.mapped("answer"), ["At four.\nEvery day.", "We."]
        )
        self.assertEqual(
            narrative.source_ids.mapped("url"), ["https://bip.town.example/12", False]
        )
        self.assertEqual(narrative.expert_id, self.expert)
        self.assertEqual(narrative.deputy_id, self.deputy)
        self.assertEqual(narrative.entity_id, self.roads)
        self.assertEqual(narrative.topic_ids, self.topic)
        self.assertEqual(narrative.tag_ids, self.tag)
        self.assertEqual(narrative.importance, "high")
        self.assertEqual(str(narrative.valid_to), "2090-03-31")
        self.assertIn("Second line.", narrative.body)
        self.assertIn(self.officer, narrative.signoff_author_ids)

    def test_again_without_duplicates(self):
        self.wizard(self.full(confirm_every="")).action_import()
        wizard = self.wizard(self.full(confirm_every=""))
        self.assertEqual(self.results(wizard), ["unchanged"])
        wizard = self.wizard(self.full(confirm_every="", thesis="Trams first."))
        self.assertEqual(self.results(wizard), ["changed"])
        self.assertIn("Teza", wizard.with_context(lang="pl_PL")._plan()[0].changed)
        wizard.action_import()
        self.assertEqual(self.found().mapped("thesis"), ["Trams first."])
        self.assertEqual(len(self.found().question_ids), 2)

    def test_empty_cell_changes_nothing(self):
        self.wizard(self.full()).action_import()
        self.wizard({"name": "Winter T", "messages": "Only one"}).action_import()
        self.assertEqual(self.found().key_message_ids.mapped("text"), ["Only one"])
        self.assertEqual(self.found().keywords, "snow")

    def test_accepted_one_is_not_changed_by_a_file(self):
        accepted = self.approved(name="Winter T")
        same = {"name": "Winter T", "body": "The bridge opens on Monday."}
        self.assertEqual(self.results(self.wizard(same)), ["unchanged"])
        for cells in ({"thesis": "Forged"}, {"keywords": "x"}, {"messages": "x"}):
            wizard = self.wizard({"name": "Winter T"} | cells)
            with self.subTest(cells):
                self.assertEqual(self.results(wizard), ["error"])
                with self.assertRaises(UserError):
                    wizard.action_import()
        self.assertEqual(accepted.signoff_state, "approved")

    def test_each_bad_row_is_explained_and_nothing_is_half_done(self):
        bad = {
            "name": "",
            "importance": "huge",
            "expert": "nobody@town.example",
            "deputy": "nobody",
            "entity": "T-NO",
            "topics": "T-DR; nonsense",
            "tags": "nonsense",
            "valid_from": "tomorrow",
            "valid_to": "31.02.2026",
            "confirm_every": "0",
            "questions": "When?",
            "sources": "Page | javascript:alert(1)",
        }
        for name, cell in bad.items():
            wizard = self.wizard(
                self.full(name="Other T"),
                self.full(**{name: cell}) | {"keywords": "kept"},
            )
            with self.subTest(name):
                self.assertEqual(self.results(wizard), ["new", "error"])
                self.assertIn(HEADINGS[name], wizard.line_ids[1].message)
                with self.assertRaises(UserError):
                    wizard.action_import()
                self.assertFalse(self.found())
        wizard.only_good = True
        wizard.action_import()
        self.assertEqual(self.found().mapped("name"), ["Other T"])
        self.assertEqual(wizard.line_ids.mapped("result"), ["error"])

    def test_twice_in_the_file_and_dates_the_wrong_way_round(self):
        wizard = self.wizard(
            self.full(),
            self.full(name=" winter t"),
            self.full(name="Other T", valid_from="2090-04-01"),
            self.full(name="Third T", deputy=self.expert.login),
        )
        self.assertEqual(self.results(wizard), ["new", "error", "error", "error"])

    def test_due_dates_of_one_import_lie_apart(self):
        rows = [
            self.full(name=f"Spread {number}", confirm_every="90")
            for number in range(7)
        ]
        self.wizard(*rows).action_import()
        spread = self.Narrative.search([("name", "like", "Spread %")])
        self.assertEqual(set(spread.mapped("confirm_every")), {90}, "as in the file")
        days = set(spread.mapped("due_shift"))
        self.assertGreater(len(days), 5)
        self.assertTrue(all(abs(day) <= 14 for day in days), days)

    def test_who_may(self):
        """M4.1: the window, its rows and its buttons are the office's alone."""
        for user in (self.expert, self.leader, self.auditor, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.wizard(self.full(), user=user)
        wizard = self.wizard(self.full())
        wizard.action_preview()
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).read(["summary"])
        with self.assertRaises(AccessError):
            wizard.line_ids.with_user(self.manager).read(["name"])
        with self.assertRaises(AccessError):
            wizard.with_user(self.expert).action_import()

    def test_what_the_client_sends_back_is_not_trusted(self):
        wizard = self.wizard({"thesis": "Untitled"})
        wizard.write(
            {
                "state": "preview",
                "error_count": 0,
                "line_ids": [Command.create({"name": "Forged", "result": "new"})],
            }
        )
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_template(self):
        with file_open(TEMPLATE, "rb") as file:
            self.assertEqual(read_rows(file.read(), COLUMNS, "name", PARAGRAPHS), [])

    def test_questions_in_a_cell(self):
        for cell in ("O: x", "P: x", "x", "P: x\nP: y\nO: z", "P:\nO: x", "P: x\nO:"):
            with self.subTest(cell), self.assertRaises(ValueError):
                split_questions(cell)
        self.assertEqual(split_questions(" p: a\n\n o: b "), [("a", "b")])
        self.assertEqual(split_questions(""), [])

    def exported(self, narratives):
        url = narratives.action_export_sheet()["url"]
        (number,) = re.findall(r"/skks\.narrative\.export/(\d+)/file\?", url)
        export = narratives.env["skks.narrative.export"].browse(int(number))
        return base64.b64decode(export.file)

    def test_what_comes_out_goes_in_again(self):
        """M6.1: nothing is new or changed, of whatever an accepted position has."""
        self.wizard(self.full()).action_import()
        draft = self.found().with_user(self.officer)
        accepted = self.approved(
            name="Accepted T",
            body="<h2>Head</h2><p>One <b>bold</b> word</p><ul><li>a</li></ul>"
            "<p>https://bip.town.example/1</p>",
            internal="<p>Only inside</p>",
            valid_to="2030-12-31",
        )
        content = self.exported(draft | accepted.with_user(self.officer))
        read = read_rows(content, COLUMNS, "name", PARAGRAPHS)
        rows = {row.values["name"]: row.values for row in read}
        self.assertNotIn("Only inside", str(rows))
        self.assertEqual(rows[draft.name]["questions"], self.full()["questions"])
        self.assertEqual(rows[accepted.name]["valid_to"], "2030-12-31")
        self.assertEqual(set(self.results(self.wizard(content=content))), {"unchanged"})

    def test_two_of_one_title(self):
        """M6.1: the text of the one never goes over that of the other."""
        self.wizard(self.full()).action_import()
        first = self.found()
        second = first.copy()
        self.assertNotEqual(second.name, first.name)
        self.assertEqual(set(self.results(self.wizard(self.full()))), {"unchanged"})
        second.write({"name": first.name, "thesis": "Of the other."})
        content = self.exported((first | second).with_user(self.officer))
        wizard = self.wizard(content=content)
        self.assertEqual(self.results(wizard), ["error", "error"])
        self.assertIn(HEADINGS["name"], wizard.line_ids[0].message)
        second.active = False
        self.assertEqual(self.results(self.wizard(self.full())), ["unchanged"])

    def test_sheets_with_the_headings_of_before(self):
        """M6.1: a file of last year is still read."""
        book = load_workbook(io.BytesIO(xlsx(self.full())))
        old = {name: heading for heading, name in OLD_COLUMNS.items()}
        for cell in book.active[1]:
            cell.value = old.get(COLUMNS[cell.value], cell.value)
        stream = io.BytesIO()
        book.save(stream)
        self.wizard(content=stream.getvalue()).action_import()
        self.assertEqual(self.found().topic_ids, self.topic)

    def test_who_may_export(self):
        """M4.1: the sheet is the office's, and of whoever made it alone."""
        narrative = self.approved(name="Accepted T")
        for user in (self.expert, self.leader, self.auditor, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                narrative.with_user(user).action_export_sheet()
        self.exported(narrative.with_user(self.officer))
        export = self.env["skks.narrative.export"].search([], limit=1, order="id desc")
        for user in (self.manager, self.expert):
            with self.assertRaises(AccessError):
                export.with_user(user).read(["file"])

    def test_export_template(self):
        """One click exports every column that the office may read."""
        self.approved(
            name="Winter T", key_message_ids=[Command.create({"text": "142 km"})]
        )
        self.env.ref("base.group_allow_export").user_ids += self.officer
        template = self.env.ref("skks_narrative.export_positions")
        names = template.export_fields.mapped("name")
        narrative = self.found().with_user(self.officer)
        rows = narrative.export_data(names)["datas"]
        self.assertEqual(rows[0][names.index("name")], "Winter T")
        self.assertEqual(rows[0][names.index("key_message_ids/text")], "142 km")
        self.assertNotIn("internal", names)
