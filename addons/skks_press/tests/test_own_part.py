"""M4.3: whoever has a part in a case finds exactly that part."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from . import common

ABSENCE = ("2026-11-02 06:00:00", "2026-11-06 18:00:00")
DURING = "2026-11-03 10:00:00"


@tagged("post_install", "-at_install")
class TestOwnPart(common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls._user("bak", "representative", name="Jan Bąk")
        cls.inquiry = cls._inquiry(
            question_ids=[Command.create({"text": "Ile kilometrów?"})]
        )
        cls.inquiry.action_confirm()
        cls.of_roads = cls._contribution(cls.inquiry, cls.wdt_person)
        cls.of_water = cls._contribution(cls.inquiry, cls.mpwik_person)
        answer = cls.inquiry.action_draft_answer()["res_id"]
        cls.answer = cls.env["skks.answer"].browse(answer).with_user(cls.officer)
        cls.answer.body = "<p>Odpowiedź.</p>"
        cls.answer.contribution_ids = cls.of_roads | cls.of_water
        cls.meeting = cls._conference()
        items = cls.env["skks.plan.item"].with_user(cls.officer)
        cls.plan_item = items.create({"name": "Sesja rady", "date": "2026-12-01"})
        cls.env.flush_all()

    @classmethod
    def _conference(cls):
        return (
            cls.env["skks.meeting"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Konferencja",
                    "kind": "conference",
                    "start": "2026-12-01 09:00:00",
                    "stop": "2026-12-01 10:00:00",
                }
            )
        )

    def _seen(self, user):
        """``{model: ids}`` of this case that ``user`` finds and may read."""
        seen = {}
        self.env.flush_all()
        for records in self._case(self.of_roads | self.of_water):
            self.env.invalidate_all()
            mine = records.with_user(user).sudo(False)
            found = mine.search([("id", "in", records.ids)])
            self.assertEqual(set(found), set(mine._filtered_access("read")))
            if found:
                seen[records._name] = set(found.ids)
        return seen

    def _case(self, contributions):
        return (
            self.inquiry,
            self.inquiry.question_ids,
            contributions,
            self.answer,
        )

    def _around(self, contributions):
        """What is seen by whoever sees the case and these contributions."""
        return {one._name: set(one.ids) for one in self._case(contributions)}

    def _absent(self, user, stand_in):
        start, end = ABSENCE
        user.sudo().write(
            {
                "out_of_office_from": start,
                "out_of_office_to": end,
                "stand_in_id": stand_in.id,
            }
        )

    # ------------------------------------------------------------------
    # Representatives
    # ------------------------------------------------------------------

    def test_exactly_own(self):
        self.assertEqual(self._seen(self.roads), self._around(self.of_roads))
        self.assertEqual(self._seen(self.water), self._around(self.of_water))
        self.assertEqual(self._seen(self.school), {})
        self.assertEqual(self._seen(self.deputy), {})

    def test_who_accepts_reads_what_was_asked(self):
        """M0.4: an answer is accepted by whoever knows the questions, and only then."""
        other = self._inquiry(question_ids=[Command.create({"text": "Ile drzew?"})])
        self.env.flush_all()
        questions = (self.inquiry.question_ids | other.question_ids).sudo(False)
        found = questions.with_user(self.deputy)
        domain = [("id", "in", questions.ids)]
        self.assertFalse(found.search(domain), "has no part in any of the two")
        self.answer.sudo()._guarded_write({"approver_ids": [(6, 0, self.deputy.ids)]})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(found.search(domain), self.inquiry.question_ids)
        self.assertEqual(found.search(domain).mapped("text"), ["Ile kilometrów?"])
        self.assertFalse(questions.with_user(self.school).search(domain))
        self.answer.sudo()._guarded_write({"approver_ids": [(5,)]})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(found.search(domain), "nothing waits for them any more")

    def test_relations_show_no_other_part(self):
        mine = self.inquiry.with_user(self.roads).sudo(False)
        spec = {"contribution_ids": {"fields": {"request": {}}}}
        self.env.invalidate_all()
        shown = mine.web_read(spec)[0]["contribution_ids"]
        self.assertEqual([one["id"] for one in shown], self.of_roads.ids)
        self.env.invalidate_all()
        values = mine.read(["contribution_ids"])[0]
        self.assertEqual(values["contribution_ids"], self.of_roads.ids)
        with self.assertRaises(AccessError):
            mine.read(["all_contribution_ids"])
        with self.assertRaises(AccessError):
            self.answer.with_user(self.roads).sudo(False).read(["contribution_ids"])

    def test_words_of_others_answer_no_search(self):
        """Nobody probes a text by asking which cases have it."""
        self.of_water.sudo().request = "<p>tajemnica</p>"
        inquiries = self.env["skks.inquiry"].with_user(self.roads)
        domain = [("contribution_ids.request", "ilike", "tajemnica")]
        self.assertFalse(inquiries.search(domain))
        self.assertTrue(inquiries.with_user(self.water).search(domain))

    def test_case_is_lost_with_not_ours(self):
        self.of_roads.with_user(self.roads).action_not_ours("Inny wydział.")
        seen = self._seen(self.roads)
        self.assertEqual(seen.keys() - {"skks.contribution"}, set())
        messages = self.env["mail.message"].with_user(self.roads)
        domain = [("model", "=", "skks.inquiry"), ("res_id", "=", self.inquiry.id)]
        self.assertFalse(messages.search(domain))

    def test_stand_in_only_during_the_absence(self):
        self._absent(self.roads, self.deputy)
        for moment, sees in (
            ("2026-11-02 05:59:59", False),
            ("2026-11-02 06:00:01", True),
            ("2026-11-06 17:59:59", True),
            ("2026-11-06 18:00:01", False),
        ):
            with self.subTest(moment), freeze_time(moment):
                expected = self._around(self.of_roads) if sees else {}
                self.assertEqual(self._seen(self.deputy), expected)
                self.assertEqual(self._seen(self.roads), self._around(self.of_roads))

    def test_two_halves_make_no_absence(self):
        """One colleague names the stand-in, another one is away."""
        self.answer.action_submit()
        self.assertEqual(self.answer.approver_ids, self.roads | self.water)
        self.roads.stand_in_id = self.deputy
        self._absent(self.water, self.officer2)
        with freeze_time(DURING):
            self.assertEqual(self._seen(self.deputy), {})
            mine = self.env["skks.answer"].with_user(self.deputy)
            self.assertFalse(mine.search([("can_approve", "=", True)]))

    def test_stand_in_may_accept(self):
        self.answer.action_submit()
        self._absent(self.roads, self.deputy)
        with freeze_time(DURING):
            self.answer.with_user(self.deputy).action_approve()
        self.assertEqual(self.answer.approver_ids, self.water)

    # ------------------------------------------------------------------
    # The office and its readers
    # ------------------------------------------------------------------

    def test_confidential_is_of_few(self):
        self.inquiry.confidential = True
        self.assertEqual(self._seen(self.officer2), {})
        self.assertEqual(self._seen(self.secretary), {})
        everything = self._around(self.of_roads | self.of_water)
        self.assertEqual(self._seen(self.officer), everything)
        self.assertEqual(self._seen(self.head), everything)
        self.inquiry.helper_ids = self.officer2
        self.assertEqual(self._seen(self.officer2), everything)

    def test_readers_only_read(self):
        for name, model in self.env.registry.items():
            if not name.startswith("skks.") or model._abstract or model._transient:
                continue
            for user in (self.secretary, self.auditor):
                for operation in ("write", "create", "unlink"):
                    if (name, operation) == ("skks.audit", "create"):
                        continue  # opening an audit is itself written down
                    with self.subTest(model=name, user=user.login, what=operation):
                        model_of_user = self.env[name].with_user(user)
                        self.assertFalse(model_of_user.has_access(operation))
        audits = self.env["skks.audit"]
        self.assertTrue(audits.with_user(self.auditor).has_access("create"))
        self.assertFalse(audits.with_user(self.secretary).has_access("create"))

    def test_readers_press_no_button(self):
        """Whoever only reads a case does not move it by a remote call either."""
        self.inquiry.resolution_id = self.env["skks.resolution"].search([], limit=1)
        actions = {
            self.inquiry: (
                "action_take",
                "action_confirm",
                "action_close",
                "action_withdraw",
                "action_forward",
                "action_not_a_case",
                "action_reopen",
                "action_answered_otherwise",
            ),
            self.answer: ("action_submit", "action_send"),
            self.of_water: ("action_deliver", "action_accept", "action_take_not_ours"),
        }
        for record, names in actions.items():
            for user in (self.roads, self.secretary, self.auditor):
                for name in names:
                    with self.subTest(action=name, user=user.login):
                        mine = record.with_user(user).sudo(False)
                        with self.assertRaises(AccessError):
                            getattr(mine, name)()

    def test_desk_shows_what_the_records_show(self):
        self.answer.action_submit()
        for user in (
            self.officer,
            self.officer2,
            self.head,
            self.roads,
            self.school,
            self.secretary,
            self.auditor,
        ):
            desk = self.env["skks.desk"].with_user(user)
            expected = set()
            for name in desk._desk_models():
                records = self.env[name].with_user(user)
                if records.has_access("read"):
                    found = records.search(records._desk_open_domain())
                    expected |= {(name, record.id) for record in found}
            with self.subTest(user=user.login):
                rows = {(row.res_model, row.res_id) for row in desk.search([])}
                self.assertEqual(rows, expected)
                self.assertEqual(desk.search_count([]), len(expected))

    # ------------------------------------------------------------------
    # Wizards
    # ------------------------------------------------------------------

    def test_rows_of_wizards_are_their_authors(self):
        """Core opens them to everybody who may use the wizard."""
        self._make_what_wizards_are_about()
        for name in self._wizards():
            row = self._wizard_row(name)
            for user in (self.officer2, self.head, self.roads):
                with self.subTest(model=name, user=user.login):
                    mine = row.with_user(user).sudo(False)
                    self.assertFalse(mine.has_access("read"))
                    if mine.browse().has_access("read"):
                        self.assertFalse(mine.search([("id", "=", row.id)]))

    def _make_what_wizards_are_about(self):
        made = self.inquiry.action_make_order()["res_id"]
        self.order = self.env["skks.order"].with_user(self.officer).browse(made)
        self.order.write({"entity_ids": self.wdt.ids, "description": "<p>Proszę.</p>"})
        self.order.action_send()
        self.letter = self.env["skks.correction"].create(
            {"name": "Sprostowanie", "published_on": "2026-11-20"}
        )
        self.position = self.env["skks.narrative"].create({"name": "Drogi"})
        self.report = self.env["skks.intervention"].create(
            {"name": "Dziura", "email_from": "ktos@poczta.example"}
        )
        self.material = self.env["skks.material"].create(
            {
                "name": "Wycinek",
                "outlet_id": self.outlet.id,
                "url": "https://kurier.example/wycinek",
            }
        )

    def _wizards(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if model._transient and (model._original_module or "").startswith("skks_")
        )

    def _wizard_row(self, name):
        wizard = self.env[name].with_user(self.officer).sudo()
        given = wizard.default_get(list(wizard._fields))
        required = {
            fname: self._any_value(field)
            for fname, field in wizard._fields.items()
            if field.required and field.store and not given.get(fname)
        }
        return wizard.create(given | required)

    def _any_value(self, field):
        if field.type == "many2one":
            known = {
                "skks.inquiry": self.inquiry,
                "skks.order.part": self.order.part_ids,
                "skks.correction": self.letter,
                "skks.meeting": self.meeting,
                "skks.plan.item": self.plan_item,
                "skks.intervention": self.report,
                "skks.material": self.material,
                "skks.narrative": self.position,
                "res.users": self.roads,
            }
            comodel = self.env[field.comodel_name].sudo()
            return (known.get(field.comodel_name) or comodel.search([], limit=1)).id
        if field.type == "many2many":
            return [(6, 0, self.env[field.comodel_name].sudo().search([], limit=1).ids)]
        if field.type == "selection":
            return field.get_values(self.env)[0]
        if field.type in ("date", "datetime"):
            return "2026-11-23"
        return "1"
