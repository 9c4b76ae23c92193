"""The demo town as it is after loading; needs a database with demo data.

``./skks test --with-demo`` runs it. Without demo data ``./skks test`` leaves it out
and says so ("deselected"); Odoo's own runner needs ``--test-tags skks_demo``.
"""

import json

from odoo.tests import TransactionCase, tagged

ROLES = {
    "rzecznik": "manager",
    "prasa1": "officer",
    "prasa2": "officer",
    "prezydent": "leadership",
    "wiceprezydent": "leadership",
    "sekretarz": "leadership",
    "dyspozytor": "dispatcher",
    "drogi": "representative",
    "dyr.drogi": "representative",
    "oswiata": "representative",
    "prezes.wodociagi": "representative",
    "asystent": "representative",
    "mzk": "representative",
    "audytor": "auditor",
    "iod": "auditor",
}


@tagged("post_install", "-at_install", "-standard", "skks_demo")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("base.module_skks_press").demo:
            raise AssertionError(
                "This database has no demo data: run ./skks test --with-demo"
            )
        known = cls.env["ir.model.data"].search(
            [("module", "=", "skks_press"), ("model", "=", "skks.inquiry")]
        )
        cls.inquiries = cls.env["skks.inquiry"].browse(known.mapped("res_id"))

    def test_one_of_each_state_and_kind(self):
        states = dict(self.inquiries._fields["state"].selection)
        self.assertEqual(set(self.inquiries.mapped("state")), set(states))
        self.assertEqual(
            self.env["skks.inquiry"].search([]).category_id,
            self.env["skks.inquiry.category"].search([]),
        )
        parts = self.inquiries.contribution_ids
        states = dict(parts._fields["state"].selection)
        self.assertEqual(set(parts.mapped("state")), set(states))
        answers = self.inquiries.answer_ids
        self.assertGreaterEqual(
            set(answers.mapped("signoff_state")),
            {"substantive", "office", "approved", "returned"},
        )

    def test_what_was_sent_was_accepted_by_smtp(self):
        sent = self.inquiries.answer_ids.filtered("sent_at")
        self.assertTrue(sent)
        for answer in sent:
            letters = answer.inquiry_id.answer_ids.filtered("sent_at")
            entries = self.env["skks.journal.entry"].search(
                [
                    ("act", "=", "mail.accepted"),
                    ("res_model", "=", "skks.inquiry"),
                    ("res_id", "=", answer.inquiry_id.id),
                ]
            )
            kinds = [json.loads(one.content)["kind"] for one in entries.payload_ids]
            told = [kind for kind in kinds if kind in ("answer", "ask")]
            self.assertEqual(len(told), len(letters), answer.display_name)

    def test_releases_and_publications(self):
        """One planned, one that left for every address but a dead one."""
        releases = self.env["skks.release"].search([])
        self.assertLessEqual(
            {"draft", "acceptance", "planned", "sent"}, set(releases.mapped("state"))
        )
        rows = self.env.ref("skks_press.release_lipowa_demo").recipient_ids
        self.assertEqual(set(rows.mapped("state")), {"sent", "bounced"})
        self.assertTrue(rows.partner_id.filtered("mailing_opt_out"))
        self.assertEqual(self.env["skks.coverage"].search_count([]), 30)

    def test_no_mail_is_left_behind(self):
        left = self.env["mail.mail"].search([("state", "not in", ("sent", "received"))])
        self.assertFalse(left.mapped("subject"))
        self.assertFalse(self.env["ir.mail_server"].search([]))

    def test_two_letters_wait_to_be_cleared_up(self):
        waiting = self.env["skks.mail.quarantine"].search(
            [("state", "=", "quarantine")]
        )
        self.assertEqual(set(waiting.mapped("problem")), {"no_route", "charset"})

    def test_every_address_is_an_example(self):
        partners = self.env["res.partner"].search([("email", "!=", False)])
        addresses = partners.mapped("email")
        addresses += self.env["skks.entity"].search([]).mapped("email")
        addresses += self.env["skks.mail.quarantine"].search([]).mapped("email_from")
        addresses += self.env["mail.mail"].search([]).mapped("email_to")
        for address in filter(None, addresses):
            self.assertRegex(address, r"\.example>?$")

    def test_phones_are_invented(self):
        partners = self.env["res.partner"].search([("phone", "!=", False)])
        for phone in partners.mapped("phone"):
            self.assertTrue(phone.startswith("00 "), phone)

    def test_every_login_has_one_role(self):
        for login, group in ROLES.items():
            user = self.env["res.users"].search([("login", "=", login)])
            self.assertEqual(
                user.group_ids, self.env.ref(f"skks_base.group_{group}"), login
            )
            self.assertEqual(user.email, f"{login}@zarnoleka.example")
            self.assertEqual(user.lang, "pl_PL")
            auth = {"login": login, "password": login, "type": "password"}
            self.env["res.users"].with_user(user)._check_credentials(
                auth, {"interactive": True}
            )

    def test_the_office_works_this_week(self):
        company = self.env.company
        self.assertEqual(company.skks_duty_user_id.login, "prasa1")
        self.assertEqual(company.skks_head_id.login, "rzecznik")
        absent = self.env["res.users"].search([("login", "=", "prasa2")])
        self.assertEqual(absent.stand_in_id.login, "prasa1")
        museum = self.env.ref("skks_base.entity_muz_demo")
        self.assertFalse(museum.representative_ids)
        sports = self.env.ref("skks_base.entity_osir_demo")
        self.assertFalse(sports.representative_ids)
        self.assertTrue(
            sports.with_context(active_test=False).representative_ids.user_id
        )

    def test_every_freshness_of_positions(self):
        positions = self.env["skks.narrative"].search([])
        fresh = dict(positions._fields["freshness"].selection)
        self.assertEqual(set(positions.mapped("freshness")), set(fresh))
        self.assertEqual(len(positions), 24)
        for name in fresh:
            found = positions.filtered(lambda one, name=name: one.freshness == name)
            self.assertGreaterEqual(len(found), 2, name)

    def test_positions_of_the_town(self):
        """M6.1: contradiction, replaced, without an expert, to be archived."""

        def position(name):
            return self.env.ref(f"skks_narrative.narrative_{name}_demo")

        pairs = self.env["skks.narrative.pair"].search([])
        contradiction = position("parkowanie_bez_zmian") | position("parkowanie_lipowa")
        self.assertEqual(pairs[0].first_id | pairs[0].second_id, contradiction)
        self.assertLess(len(pairs), 4, "a wide topic alone is no reason")
        self.assertEqual(position("gabaryty").successor_id, position("harmonogram"))
        self.assertFalse(position("basen").expert_id.active)
        self.assertTrue(position("jarmark").is_archive_proposed)
        self.assertFalse(position("szpital").version_ids)
        self.assertEqual(position("budzet").tag_ids, position("teznia").tag_ids)
        self.assertTrue(position("budzet").tag_ids)
        tickets = position("bilety")
        uses = self.env["skks.narrative.use"].search(
            [("narrative_id", "=", tickets.id)]
        )
        self.assertEqual(len(uses), 4)
        self.assertTrue(all(use.is_outdated for use in uses))

    def test_positions_that_need_somebody(self):
        """M6.4: used though nobody has confirmed it, and reported as outdated."""
        fee = self.env.ref("skks_narrative.narrative_odpady_demo")
        use = self.env["skks.narrative.use"].search([("narrative_id", "=", fee.id)])
        self.assertEqual(use.freshness, "overdue")
        stoves = self.env.ref("skks_narrative.narrative_piece_demo")
        self.assertTrue(stoves.reported_on)
        self.assertEqual(stoves.freshness, "overdue")
        bicycles = self.env.ref("skks_narrative.narrative_rowery_demo")
        self.assertEqual(bicycles.confirmation_ids.outcome, "unchanged")
        figures = self.env["skks.narrative.figures"].browse(bicycles.id)
        self.assertTrue(0 < figures.days_to_confirm < 30)

    def test_the_briefing_of_the_head_names_positions(self):
        """M6.4: used though late, expired after use, late for two weeks; reported;
        without an expert."""
        head = self.env["res.users"].search([("login", "=", "rzecznik")])
        briefings = self.env["skks.briefing"].with_user(head)
        for kind in ("daily", "weekly"):
            briefing = briefings.create({"kind": kind})
            late = briefing._section_positions_late()
            rows = {row.label for row in late.rows}
            for name in ("odpady", "kapielisko", "obwodnica"):
                position = self.env.ref(f"skks_narrative.narrative_{name}_demo")
                self.assertIn(position.name, rows)
            self.assertTrue(briefing._section_positions_reported().rows)
            self.assertTrue(briefing._section_positions_orphaned().rows)
