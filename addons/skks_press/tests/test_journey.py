"""M1.1-M1.4: a letter in by real SMTP, an accepted answer out by real SMTP."""

from odoo.tests import Form, tagged
from odoo.tools.mail import email_normalize

from . import common


@tagged("post_install", "-at_install")
class TestJourney(common.PressCase):
    def _arrive(self, **headers):
        letter = self._letter(
            "Remont ulicy Młyńskiej",
            "Dzień dobry,\n\nile kilometrów dróg wyremontowano?\n\nJan Nowak",
            **headers,
        )
        self.deliver(letter.as_bytes())
        return self.env["skks.inquiry"].search(
            [("name", "=", "Remont ulicy Młyńskiej")], order="id desc", limit=1
        )

    def test_letter_becomes_an_inquiry(self):
        inquiry = self._arrive()
        self.assertEqual(inquiry.state, "new")
        self.assertRegex(inquiry.number, r"^ZP/\d{4}/\d{4}$")
        self.assertEqual(inquiry.journalist_id, self.journalist)
        self.assertEqual(inquiry.outlet_id, self.outlet)
        self.assertEqual(inquiry.sender_status, "journalist")
        self.assertEqual(inquiry.channel, "email")
        self.assertIn("ile kilometrów", inquiry.description)
        self.assertEqual(set(inquiry.clock_ids.mapped("kind")), {"service", "legal"})
        self.assertEqual(inquiry.waiting_for, "office")

    def test_acknowledged_in_the_name_of_a_person(self):
        inquiry = self._arrive()
        letter = self.assertOneLetterTo(common.JOURNALIST)
        self.assertIn(inquiry.number, letter.message["Subject"])
        self.assertIn("Jakub Śledź", str(letter.message["From"]))
        self.assertEqual(
            email_normalize(str(letter.message["From"])), "prasa@zarnoleka.example"
        )
        self.assertIn("Jakub Śledź", letter.text)
        self.assertIn("00 100", letter.text)
        self.assertTrue(inquiry.acknowledged_at)

    def test_automatic_mail_is_not_acknowledged(self):
        self._arrive(Auto_Submitted="auto-generated")
        self.assertNothingFor(common.JOURNALIST)

    def test_unknown_sender_is_labelled_and_served(self):
        letter = self._letter(
            "Pytanie", "Kiedy?", sender="Ktoś <ktos@freelancer.example>"
        )
        self.deliver(letter.as_bytes())
        inquiry = self.env["skks.inquiry"].search([("name", "=", "Pytanie")])
        self.assertEqual(inquiry.sender_status, "unknown")
        self.assertFalse(inquiry.journalist_id)
        self.assertOneLetterTo("ktos@freelancer.example")

    def test_defaults_on_the_alias_open_nothing(self):
        alias = self.env.ref("skks_press.mail_alias_inquiry")
        alias.alias_defaults = repr(
            {
                "state": "answered",
                "number": "ZP/2000/0001",
                "answered_at": "2020-01-01 00:00:00",
                "sender_status": "journalist",
            }
        )
        letter = self._letter("Pytanie", "Kiedy?", sender="x@freelancer.example")
        self.deliver(letter.as_bytes())
        inquiry = self.env["skks.inquiry"].search([("name", "=", "Pytanie")])
        self.assertEqual(inquiry.state, "new")
        self.assertNotEqual(inquiry.number, "ZP/2000/0001")
        self.assertFalse(inquiry.answered_at)
        self.assertEqual(inquiry.sender_status, "unknown")

    def test_the_whole_journey(self):
        inquiry = self._arrive().with_user(self.officer)
        # the coordinator confirms; the topic proposes entity and person
        with Form(inquiry) as form:
            form.topic_id = self.topic
            form.priority = "1"
        inquiry.action_confirm()
        self.assertEqual(inquiry.coordinator_id, self.officer)
        wizard = Form(
            self.env["skks.contribution.ask"]
            .with_user(self.officer)
            .with_context(default_inquiry_id=inquiry.id)
        )
        self.assertEqual(wizard.entity_id, self.wdt)
        self.assertEqual(wizard.representative_id, self.wdt_person)
        self.assertTrue(wizard.due_at)
        wizard.save().action_ask()
        contribution = inquiry.contribution_ids
        self.assertEqual(inquiry.waiting_for, "entity")
        # the representative is told by mail and activity
        notice = self.assertOneLetterTo(self.roads.email)
        self.assertIn(inquiry.number, notice.message["Subject"])
        self.assertEqual(contribution.activity_ids.user_id, self.roads)
        # ... and delivers in the screen
        own = contribution.with_user(self.roads)
        own.body = "<p>Wyremontowano 12 km dróg.</p>"
        own.action_deliver()
        self.assertFalse(contribution.activity_ids)
        self.assertEqual(inquiry.waiting_for, "office")
        # draft from it, two acceptances, exact preview, sending
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.officer)
        self.assertIn("Wyremontowano 12 km", answer.body)
        answer.action_submit()
        self.assertEqual(inquiry.state, "approval")
        self.assertEqual(answer.approver_ids, self.roads)
        answer.with_user(self.roads).action_approve()
        self.assertEqual(answer.approver_ids, self.head)
        answer.with_user(self.head).action_approve()
        # accepted: only the office is still to send it
        self.assertEqual(inquiry.waiting_for, "office")
        self.sink.clear()
        answer.action_send()
        letter = self.assertOneLetterTo(common.JOURNALIST)
        body = letter.message.get_body(("html",)).get_content()
        self.assertIn("Wyremontowano 12 km dróg.", body)
        self.assertIn("Wyremontowano 12 km dróg.", str(answer.preview))
        self.assertEqual(letter.message["Subject"], answer.name)
        self.assertTrue(answer.sent_at)
        self.assertEqual(inquiry.state, "answered")
        self.assertEqual(inquiry.answered_in_time, "met")
        # evidence of SMTP acceptance in the journal
        entry = (
            self.env["skks.journal.entry"]
            .search(
                [
                    ("act", "=", "mail.accepted"),
                    ("res_model", "=", "skks.inquiry"),
                    ("res_id", "=", inquiry.id),
                ]
            )
            .filtered(lambda entry: '"kind": "answer"' in entry.payload_ids.content)
        )
        self.assertEqual(len(entry), 1)
        self.assertIn(common.JOURNALIST, entry.payload_ids.content)
        self.assertIn(letter.message["Message-Id"], entry.payload_ids.content)
        # the later reply lands on the same case
        reply = self._letter(
            "Re: " + letter.message["Subject"],
            "Dziękuję, a ile to kosztowało?",
            to=str(letter.message["Reply-To"]),
            In_Reply_To=letter.message["Message-Id"],
            References=letter.message["Message-Id"],
        )
        count = self.env["skks.inquiry"].search_count([])
        self.deliver(reply.as_bytes())
        self.assertEqual(self.env["skks.inquiry"].search_count([]), count)
        bodies = " ".join(inquiry.sudo().message_ids.mapped("body"))
        self.assertIn("a ile to kosztowało", bodies)
        # the whole time, only the journalist and colleagues were written to
        outside = {
            address
            for one in self.sink.letters
            for address in one.addresses
            if not address.endswith("@zarnoleka.example")
        }
        self.assertEqual(outside, {common.JOURNALIST})

    def test_letter_to_an_unknown_mailbox_becomes_an_inquiry(self):
        letter = self._letter("Basen", "Kiedy?", to="sekretariat@zarnoleka.example")
        self.env["mail.thread"].message_process(None, letter.as_bytes())
        letters = self.env["skks.mail.quarantine"].with_user(self.officer)
        kept = letters.search([("subject", "=", "Basen")])
        self.assertEqual((kept.state, kept.problem), ("quarantine", "no_route"))
        action = kept.action_make_case()
        self.assertEqual(action["res_model"], "skks.inquiry")
        inquiry = self.env["skks.inquiry"].browse(action["res_id"])
        self.assertEqual(inquiry.name, "Basen")
        self.assertEqual(inquiry.journalist_id, self.journalist)
        self.assertEqual(kept.state, "case")

    def test_asking_needs_no_form(self):
        """The proposals of the window hold for whoever asks without it, too."""
        inquiry = self._inquiry()
        asking = self.env["skks.contribution.ask"].with_user(self.officer)
        asking.create({"inquiry_id": inquiry.id}).action_ask()
        self.assertEqual(inquiry.contribution_ids.representative_id, self.wdt_person)

    def test_asking_without_a_topic(self):
        """M1.3: the window opens empty where no topic proposes an entity."""
        inquiry = self._inquiry()
        inquiry.topic_id = False
        asking = self.env["skks.contribution.ask"].with_user(self.officer)
        wizard = Form(asking.with_context(default_inquiry_id=inquiry.id))
        self.assertFalse(wizard.entity_id)
        self.assertFalse(wizard.representative_id)
        wizard.entity_id = self.wdt
        self.assertEqual(wizard.representative_id, self.wdt_person)

    def test_refused_letter_is_not_sent(self):
        inquiry = self._inquiry()
        answer = self._accepted_answer(inquiry)
        self.sink.refuse(common.JOURNALIST)
        answer.action_send()
        self.assertFalse(answer.sent_at)
        self.assertTrue(answer.send_error)
        self.assertEqual(inquiry.state, "approval")
        self.assertFalse(inquiry.answered_at)
        self.sink.clear()
        answer.action_send()
        self.assertTrue(answer.sent_at)
        self.assertEqual(inquiry.state, "answered")
