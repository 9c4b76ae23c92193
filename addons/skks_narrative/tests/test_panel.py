"""M6.4: the panel beside a text finds positions, and tells nobody of the others."""

from freezegun import freeze_time
from markupsafe import Markup, escape

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.skks_base.tools import excerpt

from ..models.narrative_panel import SHOWN
from . import common


@tagged("post_install", "-at_install")
class TestPanel(common.AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bridges = cls.env["skks.topic"].create({"name": "Bridges", "code": "TBR"})
        cls.steel = cls.env["skks.topic"].create(
            {"name": "Steel", "code": "TST", "parent_id": cls.bridges.id}
        )
        with freeze_time("2026-03-02 11:00:00"):
            cls.narrative = cls.approved(topic_ids=[(6, 0, cls.steel.ids)])

    def setUp(self):
        super().setUp()
        frozen = freeze_time("2026-03-03 11:00:00")
        frozen.start()
        self.addCleanup(frozen.stop)

    def found(self, query, user=None, record=None):
        """As the browser asks: through the door of remote calls."""
        record = record or self.answer
        return call_kw(
            self.Narrative.with_user(user or self.officer),
            "panel_search",
            [query, record._name, record.id],
            {},
        )

    def ids(self, *args, **kwargs):
        return [row["id"] for row in self.found(*args, **kwargs)["rows"]]

    def test_found_by_its_words_and_marked(self):
        for query in ("Młyńska", "bridge Monday", "MONDAY"):
            with self.subTest(query):
                (row,) = self.found(query)["rows"]
                self.assertEqual(row["id"], self.narrative.id)
                self.assertIn("<mark>", row["name"] + row["excerpt"])
        self.assertFalse(self.ids("hippopotamus"))
        near = self.found("bridge hippopotamus")
        self.assertTrue(near["note"], "said to be approximate")
        self.assertEqual(near["rows"][0]["id"], self.narrative.id)
        self.assertFalse(row["refusal"] or row["obstacle"] or row["warning"])
        self.assertEqual((row["freshness"], row["number"]), ("current", 1))

    def test_queries_do_not_grow_with_the_hits(self):
        """M6.2: what a query means is found out once, not for each text shown."""
        counts = []
        for more in (0, 9):
            for number in range(more):
                body = "<p>" + "Long before that. " * 60 + "The bridge opens.</p>"
                self.approved(name=f"Bridge {number}", body=body)
            self.found("bridge")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self.found("bridge")["rows"]
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(rows), more + 1)
        self.assertEqual(counts[0], counts[1])

    def test_proposed_by_the_topic_of_the_case(self):
        self.assertFalse(self.ids(""))
        self.answer.topic_id = self.bridges
        self.assertEqual(self.ids("  "), self.narrative.ids)
        self.narrative.with_user(self.expert).action_withdraw("Closed again")
        self.assertFalse(self.ids(""), "what is withdrawn is not proposed")

    def test_withdrawn_is_found_and_refused(self):
        self.narrative.with_user(self.expert).action_withdraw("Closed again")
        (row,) = self.found("bridge")["rows"]
        self.assertTrue(row["withdrawn"])
        self.assertIn("Closed again", row["refusal"])

    def test_shows_what_was_accepted_never_a_draft(self):
        self.draft(name="Bridge of nobody")
        self.narrative.write(
            {"body": "<p>The bridge: Tuesday</p>", "thesis": "Bridge 2"}
        )
        rows = self.found("bridge")["rows"]
        self.assertEqual([row["id"] for row in rows], self.narrative.ids)
        self.assertIn("Monday", rows[0]["excerpt"])
        self.assertNotIn("Tuesday", str(rows))
        self.assertNotIn("2", rows[0]["thesis"])

    def test_obstacle_and_warning(self):
        with freeze_time("2026-06-05 11:00:00"):
            self.env.invalidate_all()
            (row,) = self.found("bridge")["rows"]
            self.assertEqual(row["freshness"], "overdue")
            self.assertTrue(row["warning"])
            self.assertFalse(row["obstacle"])
        with freeze_time("2027-03-02 11:00:00"):
            self.env.invalidate_all()
            (row,) = self.found("bridge")["rows"]
            self.assertTrue(row["obstacle"])

    def test_no_more_than_fit(self):
        for number in range(SHOWN):
            self.approved(name=f"Bridge {number}")
        found = self.found("bridge")
        self.assertEqual(len(found["rows"]), SHOWN)
        self.assertTrue(found["more"])

    def test_text_is_not_markup(self):
        self.approved(
            name="<img src=x onerror=alert(1)> bridge",
            thesis="<script>bridge</script>",
            body="<p>&lt;script&gt;bridge&lt;/script&gt;</p>",
        )
        for query in ("script", "img"):
            (row,) = self.found(query)["rows"]
            shown = row["name"] + row["thesis"] + row["excerpt"]
            self.assertIn("<mark>", shown)
            self.assertNotIn("<script", shown)
            self.assertNotIn("<img", shown)
        for query in ("'", "\\", "%", "_", "<b>", "(", "\x00", "a" * 10000):
            with self.subTest(query):
                self.found(query)

    # ------------------------------------------------------------------
    # Whom it tells what
    # ------------------------------------------------------------------

    def test_nothing_of_another_entity(self):
        """No row, no word, no count, by no query."""
        self.answer.topic_id = self.bridges
        for query in ("", "bridge", "Młyńska", "Monday", "o"):
            with self.subTest(query):
                self.assertEqual(
                    self.found(query, user=self.stranger),
                    {"rows": [], "note": False, "more": False},
                )
        self.assertEqual(self.ids("bridge", user=self.expert), self.narrative.ids)

    def test_only_beside_a_text_that_one_may_read(self):
        self.answer.is_secret = True
        with self.assertRaises(AccessError):
            self.found("bridge", user=self.expert)
        with self.assertRaises(AccessError):
            self.found("bridge", user=self.employee, record=self.notice)
        for model, res_id in (
            ("res.partner", self.officer.partner_id.id),
            ("skks.narrative", self.narrative.id),
            ("skks.nonsense", 1),
            (self.answer._name, 10**9),
        ):
            with self.subTest(model), self.assertRaises(UserError):
                self.Narrative.with_user(self.officer).panel_search("x", model, res_id)

    def test_uses_are_as_visible_as_their_position(self):
        """Whoever accepts a text learns no title of another entity's position."""
        self.narrative.with_user(self.officer).action_use_in(
            self.answer._name, self.answer.id
        )
        uses = self.env["skks.narrative.use"]
        everywhere = [("res_model", "=", self.answer._name)]
        weak = uses.with_user(self.stranger)
        self.assertFalse(weak.search(everywhere))
        self.assertEqual(weak.search_count(everywhere), 0)
        self.assertFalse(weak._read_group(everywhere, ["narrative_id"], ["__count"]))
        row = self.answer.narrative_use_ids
        with self.assertRaises(AccessError):
            row.with_user(self.stranger).read(["version_id"])
        seen = self.answer.with_user(self.stranger)
        self.assertFalse(seen.narrative_basis or seen.narrative_notice)
        self.assertIn("Młyńska", self.answer.with_user(self.expert).narrative_basis)
        self.assertTrue(uses.with_user(self.expert).search(everywhere))

    def test_figures_count_what_one_may_read(self):
        self.answer.is_secret = True
        self.narrative.with_user(self.officer).action_use_in(
            self.answer._name, self.answer.id
        )
        self.env.flush_all()
        figures = self.env["skks.narrative.figures"]
        mine = [("narrative_id", "=", self.narrative.id)]
        counted = [
            figures.with_user(user)._read_group(mine, [], ["uses:sum"])[0][0]
            for user in (self.officer, self.leader)
        ]
        self.assertEqual(counted, [1, 0])
        with self.assertRaises(AccessError):
            figures.with_user(self.expert).search(mine)


@tagged("post_install", "-at_install")
class TestTrace(common.AnswerCase):
    """M6.4: how fresh it was when used, and what has become of it."""

    def use(self, moment, reason=None):
        with freeze_time(moment):
            self.env.invalidate_all()
            self.narrative.with_user(self.officer).action_use_in(
                self.answer._name, self.answer.id, reason
            )
        return self.answer.narrative_use_ids.sorted("id")[-1]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-02 11:00:00"):
            cls.narrative = cls.approved()

    def test_freshness_at_that_moment_is_kept(self):
        fresh = self.use("2026-03-03 11:00:00")
        overdue = self.use("2026-06-05 11:00:00")
        expired = self.use("2027-03-02 11:00:00", "The expert is away")
        self.narrative.with_user(self.expert).action_confirm()
        self.assertEqual(
            (fresh + overdue + expired).mapped("freshness"),
            ["current", "overdue", "expired"],
        )
        uses = self.env["skks.narrative.use"].with_user(self.officer)
        groups = uses._read_group(
            [("narrative_id", "=", self.narrative.id)], ["freshness"], ["__count"]
        )
        self.assertEqual(dict(groups), {"current": 1, "overdue": 1, "expired": 1})

    def test_what_became_of_it(self):
        use = self.use("2026-03-03 11:00:00")
        outdated = [("is_outdated", "=", True), ("id", "=", use.id)]
        with freeze_time("2026-03-03 12:00:00"):
            self.assertEqual(use.since, "same")
            self.assertFalse(self.answer.with_user(self.officer).narrative_notice)
            self.assertFalse(use.search(outdated))
        with freeze_time("2027-03-02 11:00:00"):
            self.env.invalidate_all()
            self.assertEqual(use.since, "expired")
            self.assertFalse(use.is_outdated)
        with freeze_time("2026-03-04 11:00:00"):
            self.narrative.write({"body": "<p>Tuesday</p>", "change_note": "Late"})
            self.accept(self.narrative)
            self.env.invalidate_all()
            self.assertEqual(use.since, "changed")
            self.assertEqual(use.search(outdated), use)
            self.assertFalse(use.search([*outdated, ("is_sent", "=", True)]))
            self.narrative.with_user(self.expert).action_withdraw("Closed again")
            self.env.invalidate_all()
            self.assertEqual(use.since, "withdrawn")
            notice = self.answer.with_user(self.officer).narrative_notice
            self.assertIn("Closed again", notice)

    def test_figures(self):
        """M6.3: the share of current ones, and what is used unconfirmed."""
        self.approved(name="Never used")
        self.use("2026-06-05 11:00:00")
        with freeze_time("2026-06-05 12:00:00"):
            self.narrative.with_user(self.expert).action_confirm()
            self.env.flush_all()
            row = self.env["skks.narrative.figures"].search(
                [("narrative_id", "=", self.narrative.id)]
            )
            self.assertRecordValues(
                row,
                [
                    {
                        "is_current": 100,
                        "no_expert": 0,
                        "uses": 1,
                        "uses_sent": 0,
                        "uses_unverified": 1,
                        "never_used": 0,
                    }
                ],
            )
            # asked 14 days before the 31st of May, answered on the 5th of June
            self.assertEqual(row.days_to_confirm, 19)
        with freeze_time("2026-12-01 12:00:00"):
            # past the handing over of an archived user's work
            self.env.cr.execute(
                "UPDATE res_users SET active = FALSE WHERE id = %s", [self.expert.id]
            )
            self.env.invalidate_all()
            row = self.env["skks.narrative.figures"].search(
                [("narrative_id", "=", self.narrative.id)]
            )
            self.assertEqual((row.is_current, row.no_expert), (0, 1))
            briefing = self.env["skks.briefing"].with_user(self.manager)
            orphaned = briefing.create({})._section_positions_orphaned()
            rows = self.env["skks.narrative.figures"].search([("no_expert", "=", 1)])
            self.assertEqual(orphaned.count, len(rows))

    def test_one_line_a_week(self):
        self.env.flush_all()
        briefings = self.env["skks.briefing"].with_user(self.manager)
        daily, weekly = briefings.create([{"kind": "daily"}, {"kind": "weekly"}])
        self.assertNotIn("positions", daily._section_codes())
        section = weekly._section_positions()
        self.assertEqual(section._replace(count=21).more, 0, "one line on all")
        cut = section._replace(count=21, rows=section.rows * 15)
        self.assertEqual(cut.more, 6)
        self.assertEqual(section.count, 1)
        self.assertIn("80 %", section.rows[0].label)
        self.assertIn("unconfirmed: 0 · days to confirm: –", section.rows[0].label)
        weak = weekly.with_user(self.expert)
        self.assertIsNone(weak._section_positions())


class TestExcerpt(common.TransactionCase):
    @staticmethod
    def _mark(text):
        return escape(text).replace("bridge", Markup("<mark>bridge</mark>"))

    def test_the_piece_with_the_hit(self):
        text = "lorem ipsum " * 60 + "the bridge opens " + "dolor sit " * 60
        found = excerpt.excerpt(text, self._mark)
        self.assertIn("<mark>bridge</mark>", found)
        self.assertTrue(found.startswith("…") and found.endswith("…"))
        self.assertLess(len(found), 2 * excerpt.LENGTH)

    def test_without_a_hit_its_beginning(self):
        self.assertEqual(excerpt.excerpt("a <b> c", self._mark), "a &lt;b&gt; c")
        self.assertEqual(excerpt.excerpt("", self._mark), "")
