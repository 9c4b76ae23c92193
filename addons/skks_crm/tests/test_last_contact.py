"""M2.3: when there was contact last, and who of the colleagues wrote."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, warmup

from .common import CrmCommon

NOW = "2026-03-18 11:00:00"  # Wednesday noon in the town


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLastContact(CrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls.make_user("colleague", "skks_base.group_officer")
        cls.anna = cls.make_journalist("Anna", cls.kurier, email="a@kurier.test")
        cls.igor = cls.make_journalist("Igor", cls.radio, email="i@radio.test")

    def _write_to(self, contact, user, at, **kwargs):
        """A letter from the card, which left at that time."""
        message = contact.with_user(user).message_post(
            body="Dzień dobry",
            message_type="comment",
            subtype_xmlid=kwargs.pop("subtype", "mail.mt_comment"),
            partner_ids=contact.ids,
            **kwargs,
        )
        message.sudo().date = at
        self.env.flush_all()
        return message

    def _warning(self, contact, user):
        contact = contact.with_user(user).sudo(False)
        contact.invalidate_recordset()
        return contact.colleague_wrote

    def test_warns_of_a_colleague(self):
        """M2.3: a colleague wrote two days ago; oneself is no reason to warn."""
        self._write_to(self.anna, self.colleague, "2026-03-16 09:00:00")
        self.assertEqual(
            self._warning(self.anna, self.officer),
            f"{self.colleague.name} wrote to this person 2 days ago",
        )
        self.assertFalse(self._warning(self.anna, self.colleague))
        self.assertFalse(self._warning(self.igor, self.officer))

    def test_days_are_those_of_the_town(self):
        """23:30 of the day before yesterday UTC is yesterday in the town."""
        for at, words in (
            ("2026-03-18 08:00:00", "today"),
            ("2026-03-16 23:30:00", "yesterday"),
            ("2026-03-11 12:00:00", "7 days ago"),
        ):
            with self.subTest(at):
                self.env["mail.message"].search(
                    [("model", "=", "res.partner"), ("res_id", "=", self.kurier.id)]
                ).unlink()
                self._write_to(self.kurier, self.colleague, at)
                self.assertEqual(
                    self._warning(self.kurier, self.officer),
                    f"{self.colleague.name} wrote to this newsroom {words}",
                )

    def test_setting(self):
        """The days are the company's; zero is never."""
        self._write_to(self.anna, self.colleague, "2026-03-08 09:00:00")
        self.assertFalse(self._warning(self.anna, self.officer))
        self.env.company.skks_contact_warning_days = 14
        self.assertIn("10 days ago", self._warning(self.anna, self.officer))
        self.env.company.skks_contact_warning_days = 0
        self.assertFalse(self._warning(self.anna, self.officer))

    def test_what_is_no_letter(self):
        """Notes among colleagues and changes of the card reach nobody."""
        self._write_to(
            self.anna, self.colleague, "2026-03-17 09:00:00", subtype="mail.mt_note"
        )
        self.anna.with_user(self.colleague).phone = "123"
        self.env.flush_all()
        self.assertFalse(self._warning(self.anna, self.officer))
        self.assertFalse(self.anna.with_user(self.officer).last_contact_at)

    def test_the_last_of_several(self):
        """When and by whom, whoever it was; one's own letter hides no colleague's."""
        self._write_to(self.anna, self.colleague, "2026-03-14 09:00:00")
        self._write_to(self.anna, self.officer, "2026-03-16 09:00:00")
        anna, igor = (one.with_user(self.officer) for one in (self.anna, self.igor))
        self.assertEqual(str(anna.last_contact_at), "2026-03-16 09:00:00")
        self.assertEqual(anna.last_contact_by, self.officer.name)
        self.assertFalse(igor.last_contact_at)
        self.assertIn("4 days ago", self._warning(self.anna, self.officer))

    def test_received_counts_but_does_not_warn(self):
        message = self.env["mail.message"].create(
            {
                "message_type": "email",
                "author_id": self.anna.id,
                "date": "2026-03-17 09:00:00",
                "body": "Pytanie",
            }
        )
        self.env.flush_all()
        anna = self.anna.with_user(self.officer)
        self.assertEqual(anna.last_contact_at, message.date)
        self.assertEqual(anna.last_contact_by, "wrote to us")
        self.assertFalse(anna.colleague_wrote)

    def test_call_done(self):
        """A call that was a task counts, a check of the data does not."""
        anna = self.anna.with_user(self.colleague)
        for kind, words in (
            ("skks_crm.mail_activity_care_data", False),
            (
                "mail.mail_activity_data_call",
                f"{self.colleague.name} talked with this person today",
            ),
        ):
            anna.activity_schedule(kind, user_id=self.colleague.id).action_done()
            self.env.flush_all()
            self.assertEqual(self._warning(self.anna, self.officer), words)

    def test_search(self):
        self._write_to(self.anna, self.colleague, "2025-08-01 09:00:00")
        self._write_to(self.igor, self.colleague, "2026-03-01 09:00:00")
        ours = [("id", "in", (self.anna + self.igor + self.kurier).ids)]
        cases = (
            ([("last_contact_at", "<", "2026-01-01")], self.anna),
            ([("last_contact_at", ">=", "2026-01-01")], self.igor),
            ([("last_contact_at", "=", False)], self.kurier),
            ([("last_contact_at", "!=", False)], self.anna + self.igor),
            (
                [
                    "|",
                    ("last_contact_at", "=", False),
                    ("last_contact_at", "<", "today -180d"),
                ],
                self.anna + self.kurier,
            ),
        )
        for domain, expected in cases:
            with self.subTest(domain):
                found = self.partners.search(domain + ours)
                self.assertEqual(set(found.ids), set(expected.ids))

    @warmup
    def test_one_query_for_a_list(self):
        contacts = self.anna
        for number in range(30):
            contacts += self.make_journalist(f"J{number}")
        self.env.flush_all()
        contacts = contacts.with_user(self.officer)
        contacts.mapped("skks_kind")
        contacts.env.company.mapped("skks_contact_warning_days")
        with self.assertQueryCount(1):
            contacts.mapped("colleague_wrote")

    def test_composer(self):
        """The window says so before anything is written, and blocks nothing."""
        self._write_to(self.anna, self.colleague, "2026-03-17 09:00:00")
        composers = self.env["mail.compose.message"].with_user(self.officer)
        composer = composers.create(
            {
                "model": "res.partner",
                "res_ids": str(self.anna.ids),
                "composition_mode": "comment",
                "partner_ids": self.anna.ids,
                "subject": "Zaproszenie",
                "body": "<p>Zapraszamy</p>",
            }
        )
        self.assertIn("wrote to this person yesterday", composer.skks_colleague_wrote)
        composer.action_send_mail()
        self.assertIn("Zapraszamy", str(self.anna.message_ids[:1].body))

    def test_others_learn_nothing(self):
        """Attack: who wrote to whom is not for a representative."""
        other = self.make_user("other", "skks_base.group_representative")
        own = other.partner_id.with_user(other).sudo(False)
        for fname in ("last_contact_at", "colleague_wrote", "caretaker_id"):
            with self.assertRaises(AccessError):
                own.read([fname])
            with self.assertRaises(AccessError):
                own.search([(fname, "!=", False)])
