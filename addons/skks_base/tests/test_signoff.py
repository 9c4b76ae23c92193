from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, warmup

from . import common_signoff, common_smtp


@tagged("post_install", "-at_install")
class TestSignoff(common_signoff.SignoffCase):
    # ------------------------------------------------------------------
    # the way of a text
    # ------------------------------------------------------------------

    def test_two_stages_by_different_people(self):
        text = self.submitted(entities=self.roads)
        self.assertEqual(text.signoff_state, "substantive")
        self.assertEqual(text.approver_ids, self.expert)
        self.assertTrue(text.with_user(self.expert).can_approve)
        text.with_user(self.expert).action_approve()
        self.assertEqual(text.signoff_state, "office")
        text.with_user(self.manager).action_approve()
        self.assertEqual(text.signoff_state, "approved")
        self.assertFalse(text.approver_ids)
        self.assertEqual(
            self.decisions(text),
            [
                ("write", self.officer),
                ("submit", self.officer),
                ("accept", self.expert),
                ("accept", self.manager),
            ],
        )

    def test_every_entity_has_to_accept(self):
        text = self.submitted(entities=self.roads + self.water)
        self.assertEqual(text.approver_ids, self.expert | self.water_expert)
        text.with_user(self.expert).action_approve()
        self.assertEqual(text.signoff_state, "substantive")
        self.assertEqual(text.approver_ids, self.water_expert)
        with self.assertRaises(AccessError):
            text.with_user(self.expert).action_approve()
        text.with_user(self.water_expert).action_approve()
        self.assertEqual(text.signoff_state, "office")

    def test_kinds_of_one_stage_and_of_none(self):
        self.assertEqual(self.submitted(stages="office").signoff_state, "office")
        text = self.submitted(stages="substantive", entities=self.roads)
        text.with_user(self.expert).action_approve()
        self.assertEqual(text.signoff_state, "approved")
        self.assertEqual(self.submitted(stages="").signoff_state, "approved")

    def test_asks_those_who_may_accept(self):
        text = self.submitted()
        self.assertEqual(text.activity_ids.user_id, self.manager)
        text.with_user(self.manager).action_approve()
        self.assertFalse(text.activity_ids)

    def test_search_of_what_waits_for_me(self):
        text = self.submitted()
        done = self.approved()
        mine = self.Text.with_user(self.manager).search([("can_approve", "=", True)])
        self.assertIn(text, mine)
        self.assertNotIn(done, mine)
        rest = self.Text.with_user(self.manager).search([("can_approve", "=", False)])
        self.assertIn(done, rest)
        self.assertNotIn(text, rest)

    def test_search_for_a_stand_in(self):
        """Absent and having a stand-in must be the same approver."""
        second = self._user("second.head", "group_manager")
        text = self.submitted()
        self.assertEqual(text.approver_ids, self.manager | second)
        waiting = [("can_approve", "=", True)]
        stand_in = self.Text.with_user(self.second_officer)
        self.manager.stand_in_id = self.second_officer
        self.absent(second, self.employee)
        self.assertNotIn(text, stand_in.search(waiting))
        self.absent(self.manager, self.second_officer)
        self.assertIn(text, stand_in.search(waiting))

    def test_return_needs_a_reason(self):
        text = self.submitted()
        for reason in (None, "", "  "):
            with self.assertRaises(UserError):
                text.with_user(self.manager).action_return(reason)
        text.with_user(self.manager).action_return("The date is missing")
        self.assertEqual(text.signoff_state, "returned")
        self.assertEqual(text.sudo().signoff_line_ids[0].reason, "The date is missing")
        text.with_user(self.officer).action_submit()
        self.assertEqual(text.signoff_round, 2)
        self.assertEqual(text.signoff_state, "office")

    def test_return_only_by_who_may_decide(self):
        text = self.submitted()
        for user in (self.officer, self.employee, self.second_officer):
            with self.assertRaises(AccessError):
                text.with_user(user).action_return("No")

    def test_old_page_decides_nothing(self):
        """The form says which submission it showed; that one must still be it."""
        text = self.submitted()
        text.with_user(self.officer).body = "<p>Another text</p>"
        text.with_user(self.officer).action_submit()
        opened = text.with_user(self.manager).with_context(skks_signoff_round=1)
        for decide in (opened.action_approve, lambda: opened.action_return("No")):
            with self.assertRaisesRegex(UserError, "Read it anew"):
                decide()
        self.assertEqual(text.signoff_state, "office")
        opened.with_context(skks_signoff_round=2).action_approve()
        self.assertEqual(text.signoff_state, "approved")

    def test_returned_text_keeps_no_old_acceptance(self):
        text = self.submitted(entities=self.roads)
        text.with_user(self.expert).action_approve()
        text.with_user(self.manager).action_return("No")
        text.with_user(self.officer).action_submit()
        self.assertEqual(text.signoff_state, "substantive")
        self.assertEqual(text.approver_ids, self.expert)

    def test_nothing_to_submit(self):
        for body in (False, "", "<p><br></p>"):
            with self.assertRaises(UserError):
                self.submitted(body=body)
        with self.assertRaises(UserError):
            self.submitted().action_submit()
        with self.assertRaises(UserError):
            self.approved().action_submit()

    def test_decisions_are_journalled(self):
        text = self.approved()
        self.assertTrue(self._journal(text, "signoff.submit"))
        self.assertEqual(self._journal(text, "signoff.accept").user_id, self.manager)

    # ------------------------------------------------------------------
    # who may not
    # ------------------------------------------------------------------

    def test_author_does_not_accept(self):
        text = self.write_text(author=self.manager, stages="office")
        text.with_user(self.officer).action_submit()
        self.assertEqual(text.approver_ids, self.leadership)
        with self.assertRaises(AccessError):
            text.with_user(self.manager).action_approve()
        text.with_user(self.leadership).action_approve()
        self.assertEqual(text.signoff_state, "approved")

    def test_who_changed_a_word_is_an_author_for_ever(self):
        text = self.write_text()
        text.with_user(self.manager).body = "<p>On Tuesday.</p>"
        text.with_user(self.second_officer).body = "<p>On Wednesday.</p>"
        text.with_user(self.officer).action_submit()
        with self.assertRaises(AccessError):
            text.with_user(self.manager).action_approve()

    def test_who_attached_a_file_is_an_author(self):
        file = self.attach(self.manager)
        text = self.write_text(
            author=self.manager,
            name=False,
            body=False,
            attachment_ids=[Command.set(file.ids)],
        )
        text.with_user(self.officer).write({"name": "Map", "body": "<p>See it.</p>"})
        text.with_user(self.officer).action_submit()
        with self.assertRaises(AccessError):
            text.with_user(self.manager).action_approve()

    def test_who_changed_a_file_is_an_author(self):
        text = self.write_text()
        file = self.attach(self.officer, res_model=text._name, res_id=text.id)
        text.attachment_ids = file
        file.with_user(self.manager).raw = b"new"
        text.action_submit()
        with self.assertRaises(AccessError):
            text.with_user(self.manager).action_approve()

    def test_who_submitted_does_not_accept(self):
        text = self.write_text(stages="office")
        text.with_user(self.manager).action_submit()
        with self.assertRaises(AccessError):
            text.with_user(self.manager).action_approve()

    def test_nobody_takes_both_stages(self):
        self._represent(self.manager, self.roads)
        text = self.submitted(entities=self.roads)
        text.with_user(self.manager).action_approve()
        self.assertEqual(text.signoff_state, "office")
        self.assertEqual(text.approver_ids, self.leadership)
        with self.assertRaises(AccessError):
            text.with_user(self.manager).action_approve()
        text.with_user(self.leadership).action_approve()
        self.assertEqual(text.signoff_state, "approved")

    def test_stand_in_takes_no_second_stage(self):
        self.absent(self.expert, self.manager)
        text = self.submitted(entities=self.roads)
        text.with_user(self.manager).action_approve()
        line = text.sudo().signoff_line_ids[0]
        self.assertEqual(line.on_behalf_id, self.expert)
        with self.assertRaises(AccessError):
            text.with_user(self.manager).action_approve()

    def test_others_do_not_accept(self):
        text = self.submitted()
        for user in (self.employee, self.second_officer, self.expert, self.leadership):
            with self.subTest(user.login), self.assertRaises(AccessError):
                text.with_user(user).action_approve()
        with self.assertRaises(AccessError):
            text.sudo().with_user(self.env.ref("base.user_root")).action_approve()

    def test_approver_who_may_not_read(self):
        text = self.submitted(is_secret=True, entities=self.roads)
        with self.assertRaises(AccessError):
            text.with_user(self.expert).action_approve()

    # ------------------------------------------------------------------
    # absence, superiors, dead lock
    # ------------------------------------------------------------------

    def test_stand_in_while_the_absence_lasts(self):
        text = self.submitted()
        with self.assertRaises(AccessError):
            text.with_user(self.second_officer).action_approve()
        self.absent(self.manager, self.second_officer)
        self.assertTrue(text.with_user(self.second_officer).can_approve)
        text.with_user(self.second_officer).action_approve()
        line = text.sudo().signoff_line_ids[0]
        self.assertEqual(line.user_id, self.second_officer)
        self.assertEqual(line.on_behalf_id, self.manager)

    def test_stand_in_after_the_absence(self):
        self.absent(self.manager, self.second_officer)
        text = self.submitted()
        self.assertEqual(text.activity_ids.user_id, self.second_officer)
        self.manager.out_of_office_to = fields.Datetime.now() - timedelta(minutes=1)
        with self.assertRaises(AccessError):
            text.with_user(self.second_officer).action_approve()

    def test_stand_in_who_wrote_it(self):
        """The head is away and the stand-in wrote: the leadership accepts."""
        self.absent(self.manager, self.officer)
        text = self.submitted()
        with self.assertRaises(AccessError):
            text.with_user(self.officer).action_approve()
        self.assertFalse(text.with_user(self.officer).can_approve)
        self.assertEqual(text.activity_ids.user_id, self.leadership)
        text.with_user(self.leadership).action_approve()
        self.assertEqual(text.signoff_state, "approved")

    def test_stand_in_of_the_stand_in(self):
        third = self._user("third.officer", "group_officer")
        self.absent(self.manager, self.second_officer)
        self.absent(self.second_officer, third)
        text = self.submitted()
        self.assertEqual(text.activity_ids.user_id, third)
        self.assertTrue(text.with_user(third).can_approve)
        text.with_user(third).action_approve()
        self.assertEqual(text.sudo().signoff_line_ids[0].on_behalf_id, self.manager)

    def test_head_back_early_may_still_accept(self):
        self.absent(self.manager, self.officer)
        text = self.submitted()
        self.manager.out_of_office_to = fields.Datetime.now() - timedelta(minutes=1)
        text.with_user(self.manager).action_approve()
        self.assertEqual(text.signoff_state, "approved")

    def test_superior_where_the_only_expert_wrote(self):
        above = self.roads.create({"name": "Deputy mayor", "code": "T-ZP"})
        self._represent(self.water_expert, above)
        self.roads.parent_id = above
        text = self.submitted(author=self.expert, entities=self.roads)
        self.assertEqual(text.approver_ids, self.water_expert)

    def test_head_of_the_entity_where_the_only_expert_wrote(self):
        head = self._user("head.roads", "group_representative")
        self.roads.head_id = head
        text = self.submitted(author=self.expert, entities=self.roads)
        self.assertEqual(text.approver_ids, head)

    def test_leadership_where_the_entity_has_nobody(self):
        text = self.submitted(author=self.expert, entities=self.roads)
        self.assertEqual(text.approver_ids, self.leadership)

    def test_no_dead_lock(self):
        self.leadership.active = False
        text = self.write_text(author=self.manager, stages="office")
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            text.action_submit()

    def test_no_dead_lock_of_one_entity_among_several(self):
        self.leadership.active = False
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            self.submitted(author=self.expert, entities=self.roads + self.water)

    def test_heads_of_another_company_are_not_asked(self):
        elsewhere = self.env["res.company"].create({"name": "Another town"})
        stranger = self._user(
            "stranger",
            "group_manager",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        text = self.submitted()
        self.assertEqual(text.approver_ids, self.manager)
        with self.assertRaises(AccessError):
            text.with_user(stranger).action_approve()

    # ------------------------------------------------------------------
    # a change voids
    # ------------------------------------------------------------------

    def assertVoid(self, text):
        text.invalidate_recordset()
        self.assertEqual(text.signoff_state, "draft")
        self.assertFalse(text.approver_ids)
        self.assertFalse(text.activity_ids)
        self.assertIn("void", text.sudo().signoff_line_ids.mapped("decision"))
        with self.assertRaises(UserError):
            text.with_user(self.manager).action_approve()

    def test_change_of_text_voids(self):
        for make in (self.submitted, self.approved):
            for vals in ({"body": "<p>Other</p>"}, {"name": "Other"}):
                with self.subTest(make=make.__name__, vals=vals):
                    text = make()
                    text.with_user(self.second_officer).write(vals)
                    self.assertVoid(text)

    def test_change_by_the_superuser_voids(self):
        text = self.approved()
        text.with_user(self.env.ref("base.user_root")).body = "<p>Other</p>"
        self.assertVoid(text)

    def test_change_of_the_list_of_files_voids(self):
        for command in ("add", "remove"):
            with self.subTest(command):
                file = self.attach(self.officer)
                text = self.approved(attachment_ids=[Command.set(file.ids)])
                new = file | self.attach(self.officer)
                text.attachment_ids = new if command == "add" else file.browse()
                self.assertVoid(text)

    def test_swapped_file_voids(self):
        for make in (self.submitted, self.approved):
            with self.subTest(make.__name__):
                file = self.attach(self.officer)
                text = make(attachment_ids=[Command.set(file.ids)])
                file.raw = b"new"
                self.assertVoid(text)

    def test_renamed_or_deleted_file_voids(self):
        for change in (lambda file: file.write({"name": "x"}), lambda f: f.unlink()):
            file = self.attach(self.officer)
            text = self.approved(attachment_ids=[Command.set(file.ids)])
            change(file)
            self.assertVoid(text)

    def test_swapped_picture_in_the_text(self):
        picture = self.attach(self.officer, name="map.png")
        text = self.submitted(body=f'<p><img src="/web/image/{picture.id}-1/x"/></p>')
        picture.raw = b"new"
        with self.assertRaisesRegex(UserError, "has changed since"):
            text.with_user(self.manager).action_approve()

    def test_untouched_file_voids_nothing(self):
        file = self.attach(self.officer)
        text = self.approved(attachment_ids=[Command.set(file.ids)])
        file.write({"description": "Scan", "raw": b"old", "name": "map.txt"})
        text.invalidate_recordset()
        self.assertEqual(text.signoff_state, "approved")

    def test_acceptance_keeps_its_own_copies(self):
        file = self.attach(self.officer)
        text = self.approved(attachment_ids=[Command.set(file.ids)])
        line = text.sudo().signoff_line_ids[0]
        frozen = line.frozen_attachment_ids
        file.raw = b"new"
        self.assertEqual(frozen.raw, b"old")
        self.assertEqual((frozen.res_model, frozen.res_id), (line._name, line.id))
        self.assertEqual(frozen.with_user(self.second_officer).raw, b"old")
        for door in (frozen.with_user(self.manager), frozen.sudo()):
            with self.assertRaises(AccessError):
                door.write({"raw": b"forged"})
            with self.assertRaises(AccessError):
                door.write({"res_model": False})
            with self.assertRaises(AccessError):
                door.unlink()

    def test_decision_keeps_what_was_decided_on(self):
        text = self.approved()
        text.body = "<p>Other</p>"
        accepted = text.sudo().signoff_line_ids.filtered(
            lambda line: line.decision == "accept"
        )
        self.assertIn("It opens on Monday.", accepted.body)
        self.assertEqual(accepted.subject, "Bridge")

    # ------------------------------------------------------------------
    # cost
    # ------------------------------------------------------------------

    @warmup
    def test_cost_of_creating_does_not_multiply(self):
        self.env["skks.signoff.line"].search([], limit=1)
        counts = []
        for number in (1, 20):
            values = [{"name": str(n), "body": "<p>x</p>"} for n in range(number)]
            before = self.cr.sql_log_count
            self.Text.with_user(self.officer).create(values)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 20, counts)


@tagged("post_install", "-at_install")
class TestOutgoing(common_smtp.SmtpCase, common_signoff.SignoffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.letter = (
            cls.env["skks.test.outgoing"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Answer",
                    "body": "<p>It opens on Monday.</p>",
                    "email_to": "anna@gazeta.example",
                }
            )
        )

    def accept(self):
        self.letter.action_submit()
        self.letter.with_user(self.manager).action_approve()

    def assertNotSent(self, reason="has changed"):
        with self.assertRaisesRegex(UserError, reason):
            self.letter.action_send()
        self.flush_mail()
        self.assertNothingFor("anna@gazeta.example")
        self.assertFalse(self.letter.sent_at)

    def flush_mail(self):
        self.env.flush_all()
        self.env.cr.postcommit.run()

    def test_accepted_letter_leaves(self):
        self.accept()
        self.letter.action_send()
        self.flush_mail()
        letter = self.assertOneLetterTo("anna@gazeta.example")
        self.assertEqual(letter.message["Subject"], "Answer")
        self.letter.invalidate_recordset()
        self.assertTrue(self.letter.sent_at)
        with self.assertRaises(UserError):
            self.letter.action_send()
        with self.assertRaises(UserError):
            self.letter.body = "<p>Other</p>"

    def test_not_accepted(self):
        self.assertNotSent("has not been accepted")
        self.letter.action_submit()
        self.assertNotSent("has not been accepted")

    def test_changed_text(self):
        self.accept()
        self.letter.body = "<p>Other</p>"
        self.assertNotSent("has not been accepted")

    def test_changed_address(self):
        self.accept()
        self.letter.email_to = "other@gazeta.example"
        self.assertNotSent("is not what was accepted")
        self.assertNothingFor("other@gazeta.example")

    def test_changed_subject(self):
        self.accept()
        self.letter.name = "Other"
        self.assertNotSent("is not what was accepted")

    def test_swapped_file(self):
        file = self.attach(self.officer)
        self.letter.attachment_ids = file
        self.accept()
        file.raw = b"new"
        self.assertNotSent("has not been accepted")

    def test_file_of_a_sent_letter(self):
        file = self.attach(self.officer)
        self.letter.attachment_ids = file
        self.accept()
        self.letter.action_send()
        self.flush_mail()
        for change in (lambda: file.write({"raw": b"new"}), file.unlink):
            with self.assertRaisesRegex(UserError, "has been sent"):
                change()
        self.letter.invalidate_recordset()
        self.assertEqual(self.letter.signoff_state, "approved")

    def test_swapped_past_the_orm(self):
        """Sending compares the content itself and trusts no state."""
        self.accept()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE skks_test_outgoing SET body = '<p>Forged</p>' WHERE id = %s",
            [self.letter.id],
        )
        self.letter.invalidate_recordset()
        self.assertEqual(self.letter.signoff_state, "approved")
        self.assertNotSent("is not what was accepted")

    def test_sent_is_guarded(self):
        for door in (self.letter, self.letter.sudo()):
            for vals in (
                {"sent_at": "2026-01-01 00:00:00"},
                {"sending_since": "2026-01-01 00:00:00"},
                {"send_error": "x"},
                {"sent_message_id": 1},
            ):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    door.write(vals)
        forged = self.letter.with_context(default_sent_at="2026-01-01").create(
            {"name": "x", "sent_at": "2026-01-01 00:00:00"}
        )
        self.assertFalse(forged.sent_at)

    def test_send_needs_the_right_to_write(self):
        self.accept()
        self.env["ir.model.access"].search([("name", "=", "skks.test.outgoing")]).write(
            {"perm_write": False}
        )
        with self.assertRaises(AccessError):
            self.letter.with_user(self.employee).action_send()
