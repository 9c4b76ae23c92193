"""M2.3: care of contacts begins by rules, is done by somebody, and is counted."""

from datetime import date
from unittest.mock import patch

from lxml import etree
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CrmCommon

NOW = "2026-03-18 11:00:00"


@freeze_time(NOW)
class CareCase(CrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.care.rule"].search([]).is_on = False
        # nobody but those of the test is of the office
        cls.colleague = cls.make_user("colleague", "skks_base.group_officer")
        others = cls.env.company._skks_officers()
        others -= cls.officer + cls.colleague + cls.manager
        others.group_ids = [
            Command.unlink(cls.env.ref(f"skks_base.group_{role}").id)
            for role in ("officer", "manager")
        ]
        cls.auditor = cls.make_user("auditor", "skks_base.group_auditor")
        cls.stranger = cls.make_user("stranger", "skks_base.group_representative")
        cls.anna = cls.make_journalist("Anna", cls.kurier, email="a@kurier.test")
        cls.contacts = cls.kurier + cls.radio + cls.anna
        cls.data_type = cls.env.ref("skks_crm.mail_activity_care_data")
        cls.contact_type = cls.env.ref("skks_crm.mail_activity_care_contact")
        cls.plan = cls.make_plan("Dane", cls.data_type)
        cls.topic = cls.env["skks.topic"].create({"name": "Tylko tu"})
        cls.contacts.topic_ids = cls.topic

    @classmethod
    def make_plan(cls, name, *types):
        return cls.env["mail.activity.plan"].create(
            {
                "name": name,
                "res_model": "res.partner",
                "company_id": False,
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": kind.id,
                            "summary": kind.name,
                            "delay_count": 3,
                            "delay_from": "after_plan_date",
                            "responsible_type": "on_demand",
                        }
                    )
                    for kind in types
                ],
            }
        )

    def rule(self, **vals):
        return (
            self.env["skks.care.rule"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Reguła",
                    "is_on": True,
                    "trigger": "unverified",
                    "days": 30,
                    "plan_id": self.plan.id,
                    "topic_ids": self.topic.ids,
                    **vals,
                }
            )
            .with_env(self.env)
        )

    def known_since(self, day):
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
            (day, self.contacts.ids),
        )
        self.contacts.invalidate_recordset(["create_date"])

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("skks_crm.ir_cron_care").method_direct_trigger()
        self.env.invalidate_all()

    def runs(self, contact=None):
        found = self.env["skks.care.run"].search([])
        return found.filtered(lambda run: run.partner_id in (contact or self.contacts))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaretaker(CareCase):
    def test_chosen_and_journaled(self):
        self.kurier.with_user(self.officer).caretaker_id = self.colleague
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "contact.caretaker"), ("res_id", "=", self.kurier.id)]
        )
        self.assertEqual(entry.new_value, self.colleague.name)
        mine = self.partners.with_user(self.colleague).search(
            [("is_my_care", "=", True), ("id", "in", self.contacts.ids)]
        )
        self.assertEqual(mine, self.kurier)

    def test_only_the_office(self):
        """Attack: no caretaker from outside the office, none set by others."""
        with self.refused("not of the press office"):
            self.kurier.with_user(self.officer).caretaker_id = self.stranger
        for user in (self.stranger, self.auditor):
            with self.assertRaises(AccessError):
                self.kurier.with_user(user).sudo(False).caretaker_id = self.officer

    def test_stand_in(self):
        self.kurier.caretaker_id = self.colleague
        self.colleague.sudo().write(
            {
                "out_of_office_from": "2026-03-17 08:00:00",
                "out_of_office_to": "2026-03-20 08:00:00",
                "stand_in_id": self.officer.id,
            }
        )
        mine = self.partners.search(
            [("is_my_care", "=", True), ("id", "in", self.contacts.ids)]
        )
        self.assertEqual(mine, self.kurier)
        self.assertEqual(self.kurier.caretaker_id, self.colleague, "nothing moved")

    def test_handed_over(self):
        """Contacts of whoever leaves are part of what is handed over."""
        self.kurier.caretaker_id = self.colleague
        self.radio.write({"caretaker_id": self.colleague.id, "active": False})
        shares = self.env["skks.handover"]._shares(self.colleague)
        share = next(one for one in shares if one.records._name == "res.partner")
        self.assertEqual(share.records, self.kurier)
        self.assertFalse(
            share.records._skks_handover_may_take("caretaker_id", self.stranger)
        )
        share.records._skks_handover_write("caretaker_id", self.colleague, self.officer)
        self.assertEqual(self.kurier.caretaker_id, self.officer)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCareRule(CareCase):
    def test_begins_and_ends(self):
        """M2.3: begun by the rule, done by the caretaker, not begun again at once."""
        self.known_since("2026-01-01")
        self.kurier.caretaker_id = self.colleague
        (self.anna | self.radio)._guarded_write({"verified_on": "2026-03-10"})
        rule = self.rule()
        self.run_cron()
        run = self.runs()
        self.assertEqual(run.partner_id, self.kurier)
        self.assertEqual(run.user_id, self.colleague)
        task = run.activity_ids
        self.assertEqual(task.user_id, self.colleague)
        self.assertEqual(task.date_deadline, date(2026, 3, 21))
        self.assertEqual(rule.last_started, 1)
        self.run_cron()
        self.assertEqual(self.runs(), run, "once a contact and rule")
        task.with_user(self.colleague).action_done()
        self.assertEqual((run.state, run.closed_on), ("done", date(2026, 3, 18)))
        self.run_cron()
        self.assertEqual(self.runs(), run, "rests for the days of the rule")
        with freeze_time("2026-04-18 11:00:00"):
            self.kurier._guarded_write({"verified_on": "2026-04-17"})
            self.run_cron()
            self.assertNotIn("open", self.runs(self.kurier).mapped("state"))
            self.kurier._guarded_write({"verified_on": False})
            self.run_cron()
            self.assertEqual(
                set(self.runs(self.kurier).mapped("state")), {"open", "done"}
            )

    def test_triggers(self):
        self.known_since("2026-01-01")
        new = self.make_outlet("Nowa", topic_ids=self.topic.ids)
        self.radio._guarded_write({"verified_on": "2026-03-17"})
        cases = (
            ({"trigger": "new"}, new),
            ({"trigger": "unverified"}, self.kurier + self.anna),
            ({"trigger": "every", "months": 1}, self.contacts),
            ({"trigger": "unverified", "contact_kind": "journalist"}, self.anna),
            ({"trigger": "no_contact"}, self.contacts),
        )
        for vals, expected in cases:
            with self.subTest(**vals):
                rule = self.rule(**vals)
                found = self.partners.search(rule._due_domain())
                self.assertEqual(set(found.ids), set(expected.ids))
                self.assertEqual(rule.due_count, len(expected))
        message = self.anna.with_user(self.officer).message_post(
            body="x", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertTrue(message)
        self.env.flush_all()
        due = self.partners.search(self.rule(trigger="no_contact")._due_domain())
        self.assertEqual(due, self.kurier + self.radio)

    def test_new_is_once(self):
        rule = self.rule(trigger="new")
        self.run_cron()
        self.runs().activity_ids.action_done()
        self.assertFalse(self.partners.search(rule._due_domain()))

    def test_dry_run_begins_nothing(self):
        """“What it would do” lists the contacts and writes nothing."""
        self.known_since("2026-01-01")
        rule = self.rule(is_on=False)
        action = rule.with_user(self.auditor).action_preview()
        found = self.partners.search(action["domain"])
        self.assertEqual(set(found.ids), set(self.contacts.ids))
        self.run_cron()
        self.assertFalse(self.runs())

    def test_fewest_tasks(self):
        """Without a caretaker: the fewest open tasks, at a tie the first account."""
        self.known_since("2026-01-01")
        for _number in range(2):
            self.anna.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.officer.id
            )
        self.rule(per_night=3)
        self.run_cron()
        doers = self.runs().sorted("partner_id").mapped("user_id")
        self.assertEqual(self.runs().user_id, self.officer + self.colleague)
        count = self.runs().filtered(lambda run: run.user_id == self.colleague)
        self.assertEqual(len(count), 2)
        self.assertNotIn(self.manager, doers, "the head gives out the work")

    def test_absent_caretaker(self):
        self.known_since("2026-01-01")
        self.contacts.caretaker_id = self.colleague
        self.colleague.sudo().write(
            {"out_of_office_from": "2026-03-17", "stand_in_id": self.officer.id}
        )
        self.rule()
        self.run_cron()
        self.assertEqual(self.runs().user_id, self.officer)

    def test_absent_without_a_stand_in(self):
        """Who is away and has no stand-in gets nothing new while somebody is there."""
        self.known_since("2026-01-01")
        self.contacts.caretaker_id = self.colleague
        self.colleague.sudo().out_of_office_from = "2026-03-17"
        self.rule()
        self.run_cron()
        self.assertEqual(self.runs().user_id, self.officer)

    def test_all_officers_absent(self):
        """The head who is there does it; if nobody is there, the caretaker."""
        self.known_since("2026-01-01")
        self.contacts.caretaker_id = self.colleague
        (self.officer + self.colleague).sudo().out_of_office_from = "2026-03-17"
        self.rule(per_night=1)
        self.run_cron()
        self.assertEqual(self.runs().user_id, self.manager)
        self.manager.sudo().out_of_office_from = "2026-03-17"
        with freeze_time("2026-03-19 11:00:00"):
            self.run_cron()
        self.assertEqual(self.runs().user_id, self.manager + self.colleague)

    def test_topics_as_in_recipient_lists(self):
        """A journalist without topics goes by those of the outlet, here and there."""
        below = self.env["skks.topic"].create(
            {"name": "Jeszcze węziej", "parent_id": self.topic.id}
        )
        other = self.env["skks.topic"].create({"name": "Inne"})
        self.radio.topic_ids = below
        at_radio = self.make_journalist("Radiowiec", self.radio, email="r@radio.test")
        gone = self.make_journalist("Dawny", self.radio, email="d@radio.test")
        gone.affiliation_ids.date_to = "2020-01-01"
        own = self.make_journalist("Inna", self.radio, email="i@radio.test")
        own.topic_ids = other
        self.kurier.email, self.radio.email = "k@kurier.test", "n@radio.test"
        expected = self.contacts + at_radio
        found = self.partners.search(self.rule()._criteria_domain())
        self.assertEqual(set(found.ids), set(expected.ids))
        mailing = self.env["skks.recipient.list"].create(
            {"name": "Temat", "topic_ids": self.topic.ids}
        )
        self.assertEqual(set(mailing.recipient_ids.ids), set(expected.ids))

    def test_per_night(self):
        self.known_since("2026-01-01")
        self.rule(per_night=2)
        self.run_cron()
        self.run_cron()
        self.assertEqual(len(self.runs()), 2)
        with freeze_time("2026-03-19 11:00:00"):
            self.run_cron()
        self.assertEqual(len(self.runs()), 3)

    @mute_logger("odoo.addons.skks_crm.models.care_rule")
    def test_one_that_fails_stops_no_other(self):
        self.known_since("2026-01-01")
        self.rule()
        runs = self.env.registry["skks.care.run"]
        begin = runs._begin

        def poisoned(self_, rule, contact, user, steps):
            if contact == self.kurier:
                raise ValueError
            return begin(self_, rule, contact, user, steps)

        with patch.object(runs, "_begin", poisoned):
            self.run_cron()
        self.assertEqual(self.runs().partner_id, self.radio + self.anna)

    def test_cards_merged_while_both_are_cared_for(self):
        """M2.1, M2.3: one care of the rule goes on, the other ends."""
        double = self.make_journalist("Anna", email="b@poczta.test")
        double.topic_ids = self.topic
        self.contacts += double
        self.known_since("2026-01-01")
        self.rule(contact_kind="journalist")
        self.run_cron()
        kept, ended = self.runs(self.anna), self.runs(double)
        self.assertEqual((len(kept), len(ended)), (1, 1))
        (self.anna | double).with_user(self.officer)._skks_merge()
        self.env.invalidate_all()
        runs = self.runs(self.anna)
        self.assertEqual(runs.filtered(lambda run: run.state == "open"), kept)
        self.assertEqual((runs - kept).mapped("state"), ["cancelled"])
        self.assertFalse(ended.activity_ids.filtered("active"))

    def test_who_has_all_that_is_left_does_it(self):
        """M2.3: on the desk and in the reminders, too."""
        self.known_since("2026-01-01")
        self.kurier.caretaker_id = self.colleague
        self.rule(contact_kind="outlet")
        self.run_cron()
        run = self.runs(self.kurier)
        run.activity_ids.with_user(self.colleague).user_id = self.officer
        self.assertEqual(run.user_id, self.officer)

    def test_a_task_stays_of_its_run(self):
        """M2.3: nobody takes it out, or puts another one in."""
        self.known_since("2026-01-01")
        self.rule(contact_kind="outlet")
        self.run_cron()
        run = self.runs(self.kurier)
        for user in (self.officer, self.manager):
            task = run.activity_ids.with_user(user)
            with self.assertRaises(AccessError):
                task.write({"skks_care_run_id": False})
            with self.assertRaises(AccessError):
                self.kurier.with_user(user).activity_schedule(
                    activity_type_id=self.data_type.id, skks_care_run_id=run.id
                )

    def test_rule_of_one_company_leaves_the_contacts_of_another(self):
        self.known_since("2026-01-01")
        self.radio.company_id = self.env["res.company"].create({"name": "Gmina"})
        self.rule()
        self.run_cron()
        self.assertFalse(self.runs(self.radio))
        self.assertTrue(self.runs(self.kurier))

    def test_do_not_contact(self):
        """Those who asked not to be contacted: only steps that contact nobody."""
        self.known_since("2026-01-01")
        self.kurier.do_not_contact = True
        self.radio.active = False
        self.plan = self.make_plan("Oba", self.data_type, self.contact_type)
        self.rule()
        self.run_cron()
        types = self.runs(self.kurier).activity_ids.activity_type_id
        self.assertEqual(types, self.data_type)
        self.assertFalse(self.runs(self.radio))
        self.assertEqual(
            self.runs(self.anna).activity_ids.activity_type_id,
            self.data_type + self.contact_type,
        )
        only = self.rule(plan_id=self.make_plan("Kontakt", self.contact_type).id)
        self.assertEqual(self.partners.search(only._due_domain()), self.anna)
        self.anna.do_not_contact = True
        self.assertEqual(
            self.runs(self.anna).activity_ids.activity_type_id, self.data_type
        )
        self.anna.active = False
        self.assertEqual(self.runs(self.anna).state, "cancelled")

    def test_rules_are_the_heads(self):
        """Attack: nobody else makes, changes or deletes a rule or a plan."""
        rule = self.rule()
        for user in (self.officer, self.auditor, self.stranger):
            mine = rule.with_user(user).sudo(False)
            with self.assertRaises(AccessError):
                mine.write({"is_on": False})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.copy()
            with self.assertRaises(AccessError):
                self.plan.with_user(user).sudo(False).name = "x"
        self.plan.with_user(self.manager).name = "Inny"
        with self.assertRaises(UserError):
            self.plan.with_user(self.manager).res_model = "skks.entity"
        with self.assertRaises(UserError):
            rule.with_user(self.manager).last_started = 9
        with self.refused("not one for contacts"):
            other = self.env["mail.activity.plan"].create(
                {"name": "x", "res_model": "skks.entity"}
            )
            rule.plan_id = other


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCareRun(CareCase):
    def setUp(self):
        super().setUp()
        self.known_since("2026-01-01")
        self.kurier.caretaker_id = self.officer
        self.rule(contact_kind="outlet")
        self.run_cron()
        self.run_ = self.runs(self.kurier)

    def _desk(self, user):
        self.env.invalidate_all()
        return (
            self.env["skks.desk"]
            .with_user(user)
            .search(
                [
                    ("res_model", "=", "skks.care.run"),
                    ("res_id", "=", self.run_.id),
                    ("is_mine", "=", True),
                ]
            )
        )

    def test_what_is_late_comes_first(self):
        """The soonest due on top, what is over below."""
        self.rule(contact_kind="journalist")
        self.run_cron()
        later, over = self.runs(self.anna), self.run_
        soon = self.runs(self.radio)
        soon._guarded_write({"next_due_at": "2026-01-02 08:00:00"})
        over._guarded_write({"state": "done", "closed_on": "2026-03-17"})
        runs = later | over | soon
        for kind in ("list", "kanban"):
            arch = self.env.ref(f"skks_crm.skks_care_run_view_{kind}").arch
            order = etree.fromstring(arch).get("default_order")
            found = runs.search([("id", "in", runs.ids)], order=order)
            self.assertEqual(found.ids, [soon.id, later.id, over.id])

    def test_on_the_desk(self):
        """M2.3: on the desk of who does it; of the stand-in while they are away."""
        self.assertEqual(self._desk(self.officer).due_state, "later")
        self.assertFalse(self._desk(self.colleague))
        with freeze_time("2026-03-22 11:00:00"):
            self.assertEqual(self._desk(self.officer).due_state, "overdue")
        self.officer.sudo().write(
            {"out_of_office_from": "2026-03-17", "stand_in_id": self.colleague.id}
        )
        self.assertTrue(self._desk(self.colleague))
        self.run_.activity_ids.action_done()
        self.assertFalse(self._desk(self.officer))

    def test_given_to_another(self):
        """The tasks go with it."""
        self.assertIn(self.colleague, self.run_._desk_candidates())
        self.run_.with_user(self.officer)._desk_give_to(self.colleague)
        self.assertEqual(self.run_.activity_ids.user_id, self.colleague)
        with self.assertRaises(ValidationError):
            self.run_.with_user(self.officer).user_id = self.stranger

    def test_guarded(self):
        """Attack: its course follows from its tasks and from nothing else."""
        run = self.run_.with_user(self.officer)
        for vals in (
            {"state": "done"},
            {"partner_id": self.radio.id},
            {"next_due_at": "2030-01-01"},
        ):
            with self.assertRaises(UserError):
                run.write(vals)
        with self.assertRaises(AccessError):
            run.unlink()
        with self.assertRaises(AccessError):
            run.create({"partner_id": self.radio.id, "user_id": self.officer.id})
        self.assertFalse(run.with_user(self.stranger).sudo(False).has_access("read"))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "INSERT INTO skks_care_run (rule_id, partner_id, user_id, company_id,"
                " state) SELECT rule_id, partner_id, user_id, company_id, 'open'"
                " FROM skks_care_run WHERE id = %s",
                (self.run_.id,),
            )

    def _figures(self, user):
        self.env.invalidate_all()
        found = (
            self.env["skks.care.report"]
            .with_user(user)
            .search([("partner_id", "in", self.contacts.ids)])
        )
        return {
            (row.user_id.login, row.status, row.planned, row.done, row.late)
            for row in found
        }

    def test_figures(self):
        """M2.3: planned, done, late; the head and the auditor see everybody's."""
        other = self.runs(self.radio)
        self.assertEqual(other.user_id, self.colleague)
        mine, theirs = self.officer.login, self.colleague.login
        self.assertEqual(self._figures(self.officer), {(mine, "planned", 1, 0, 0)})
        with freeze_time("2026-03-25 11:00:00"):
            other.activity_ids.action_done()
            self.env.flush_all()
            for user in (self.manager, self.auditor):
                self.assertEqual(
                    self._figures(user),
                    {(mine, "late", 0, 0, 1), (theirs, "done_late", 0, 1, 1)},
                )
            self.assertEqual(self._figures(self.officer), {(mine, "late", 0, 0, 1)})
        self.assertFalse(
            self.env["skks.care.report"]
            .with_user(self.stranger)
            .sudo(False)
            .has_access("read")
        )

    def test_name_follows_the_contact(self):
        """No copy of a name stays behind when it is changed or erased."""
        self.kurier.name = "Inny"
        self.assertEqual(self.run_.name, "Dane: Inny")
        self.assertEqual(fields.Date.to_date(self.run_.started_on), date(2026, 3, 18))

    def _remind(self, now):
        with freeze_time(now):
            before = self.env["mail.message"].search([], order="id desc", limit=1).id
            self.env["skks.care.run"]._cron_remind()
            return self.env["mail.message"].search(
                [("id", ">", before), ("message_type", "=", "user_notification")]
            )

    def test_reminders(self):
        """M2.3: the day before, when late, then the head; once each, at work only."""
        (self.runs() - self.run_).activity_ids.unlink()
        # due on Saturday, so the last working day before is Friday
        self.assertEqual(self.run_._skks_due_day(), date(2026, 3, 21))
        self.env.company.skks_head_id = self.manager
        cases = (
            ("2026-03-18 11:00:00", None),
            ("2026-03-20 03:00:00", None),
            ("2026-03-20 09:00:00", self.officer),
            ("2026-03-20 10:00:00", None),
            ("2026-03-22 11:00:00", None),
            ("2026-03-23 09:00:00", self.officer),
            ("2026-03-24 09:00:00", None),
            ("2026-03-30 09:00:00", self.manager),
            ("2026-03-31 09:00:00", None),
        )
        for now, expected in cases:
            with self.subTest(now):
                letters = self._remind(now)
                self.assertEqual(len(letters), 1 if expected else 0)
                if expected:
                    self.assertEqual(letters.notified_partner_ids, expected.partner_id)
                    self.assertIn("Dane: Kurier", str(letters.body))

    def test_reminder_goes_to_the_stand_in(self):
        (self.runs() - self.run_).activity_ids.unlink()
        self.officer.sudo().write(
            {"out_of_office_from": "2026-03-19", "stand_in_id": self.colleague.id}
        )
        letters = self._remind("2026-03-23 09:00:00")
        self.assertEqual(letters.notified_partner_ids, self.colleague.partner_id)
