"""M2.3: answers and releases are contacts; lists by topic serve a release."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from . import common
from .test_release import ReleaseCase


@tagged("post_install", "-at_install")
class TestMediaCare(ReleaseCase):
    def _note(self, user):
        release = self._release(partner_ids=[Command.set(self.journalist.ids)])
        return release.with_user(user).colleague_note

    def test_release_is_a_contact(self):
        """A colleague's release of the same day is told before the next is written."""
        self.accept()
        self.send()
        self.journalist.invalidate_recordset()
        contact = self.journalist.with_user(self.head)
        self.assertEqual(contact.last_contact_by, self.officer.name)
        self.assertEqual(
            contact.colleague_wrote, f"{self.officer.name} wrote to this person today"
        )
        self.assertEqual(
            self._note(self.head),
            f"{self.officer.name} wrote to this person today",
        )
        self.assertFalse(self._note(self.officer), "not of oneself")
        several = self._release().with_user(self.head).colleague_note
        self.assertIn(f"{self.journalist.name}: ", several)
        self.assertIn(f"{self.journalist2.name}: ", several)

    def test_answer_does_not_warn(self):
        """Answers to their own questions are a contact, but no reason to warn."""
        inquiry = self.env["skks.inquiry"].create(
            {
                "name": "Pytanie",
                "journalist_id": self.journalist.id,
                "coordinator_id": self.officer.id,
            }
        )
        at = fields.Datetime.now() - timedelta(hours=1)
        inquiry._guarded_write({"answered_at": at})
        self.env.flush_all()
        contact = self.journalist.with_user(self.head)
        contact.invalidate_recordset()
        self.assertEqual(contact.last_contact_at, at)
        self.assertEqual(contact.last_contact_by, self.officer.name)
        self.assertFalse(contact.colleague_wrote)

    def test_list_by_topic_serves_a_release(self):
        """M2.3, M5.3: who matches on the day gets it; an objection holds."""
        mailing_list = self.env["skks.recipient.list"].create(
            {"name": "Temat", "topic_ids": self.topic.ids, "reach": "journalist"}
        )
        self.release.write({"list_ids": mailing_list.ids, "partner_ids": False})
        self.journalist.topic_ids = self.topic
        self.assertEqual(self.release.recipient_count, 1)
        self.journalist2.topic_ids = self.topic
        self.release.invalidate_recordset()
        self.assertEqual(self.release.recipient_count, 2)
        self.journalist2.with_user(self.officer).action_skks_opt_out()
        self.accept()
        self.send()
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertNothingFor(self.journalist2.email)

    def test_letters_are_counted_as_they_will_go(self):
        """M5.3: who is added by hand and objected is not counted before acceptance."""
        both = self.journalist + self.journalist2
        release = self._release(partner_ids=[Command.set(both.ids)])
        self.assertEqual(release.recipient_count, 2)
        self.journalist2.with_user(self.officer).action_skks_opt_out()
        release.invalidate_recordset(["recipient_count"])
        self.assertEqual(release.recipient_count, 1)
