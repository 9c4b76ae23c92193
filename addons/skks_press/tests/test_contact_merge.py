from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import JOURNALIST
from .test_release import ReleaseCase

OTHER = "jan.nowak@poczta.example"


@tagged("post_install", "-at_install")
class TestContactMerge(ReleaseCase):
    """M2.1: of two cards of a journalist nothing that the office did is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.env["res.partner"].create(
            {"name": "J. Nowak", "email": OTHER, "skks_kind": "journalist"}
        )
        cls.env["skks.affiliation"].create(
            {"journalist_id": cls.twin.id, "outlet_id": cls.outlet.id}
        )
        cls.cards = (cls.journalist | cls.twin).with_user(cls.officer)

    def merge(self):
        self.env.flush_all()
        kept = self.cards._skks_merge()
        self.env.flush_all()
        self.env.invalidate_all()
        return kept

    def coverage(self, journalist):
        return (
            self.env["skks.coverage"]
            .with_user(self.officer)
            .create(
                {
                    "name": f"Tekst {journalist.id}",
                    "outlet_id": self.outlet.id,
                    "journalist_id": journalist.id,
                }
            )
        )

    def test_everything_is_on_one_card(self):
        inquiries = self._inquiry() | self._inquiry(journalist_id=self.twin.id)
        answer = self._accepted_answer(inquiries[1])
        answer.action_send()
        coverages = self.coverage(self.journalist) | self.coverage(self.twin)
        kept = self.merge()
        self.assertEqual(kept, self.journalist)
        self.assertEqual(inquiries.journalist_id, kept)
        self.assertEqual(coverages.journalist_id, kept)
        self.assertEqual(len(kept.affiliation_ids), 1)
        history = kept.with_user(self.officer)._skks_history_texts()[
            kept.with_user(self.officer)
        ]
        for label, model in (
            ("inquiries", "skks.inquiry"),
            ("publications", "skks.coverage"),
        ):
            found = self.env[model].search_count([("journalist_id", "=", kept.id)])
            self.assertEqual(found, 2)
            self.assertIn(f"{label}: 2", history)

    def test_what_was_accepted_stays_accepted(self):
        """Addresses and words are frozen with the acceptance, not with the card."""
        inquiry = self._inquiry(journalist_id=self.twin.id)
        answer = self._accepted_answer(inquiry)
        before = answer.signoff_line_ids.read(["body", "content_hash"])
        kept = self.merge()
        self.assertEqual(answer.signoff_state, "approved")
        self.assertEqual(answer.signoff_line_ids.read(["body", "content_hash"]), before)
        self.assertEqual(inquiry.journalist_id, kept)
        answer.action_send()
        self.assertTrue(answer.sent_at)
        self.assertEqual(self.env["skks.journal.seal"]._verify().problems, [])

    def test_letter_from_the_other_address_is_the_same_person(self):
        kept = self.merge()
        letter = self._letter("Pytanie", "Ile?", sender=f"Jan <{OTHER}>")
        number = self.env["mail.thread"].message_process(None, letter.as_bytes())
        inquiry = self.env["skks.inquiry"].browse(number)
        self.assertEqual(
            (inquiry.journalist_id, inquiry.outlet_id), (kept, self.outlet)
        )

    def test_reply_in_a_case_of_the_other_card(self):
        letter = self._letter("Pytanie", "Ile?", sender=f"Jan <{OTHER}>")
        number = self.env["mail.thread"].message_process(None, letter.as_bytes())
        inquiry = self.env["skks.inquiry"].browse(number)
        self.assertEqual(inquiry.journalist_id, self.twin)
        self.merge()
        reply = self._letter(f"Re: {inquiry.number}", "Kiedy?", sender=f"Jan <{OTHER}>")
        self.env["mail.thread"].message_process(None, reply.as_bytes())
        self.assertIn("Kiedy?", "".join(inquiry.message_ids.mapped("body")))

    def test_nobody_gets_a_release_twice(self):
        self.release.partner_ids = [Command.set(self.cards.ids)]
        self.accept()
        kept = self.merge()
        rows = self.release.recipient_ids.filtered(lambda row: row.partner_id == kept)
        self.assertEqual(sorted(rows.mapped("state")), ["left_out", "listed"])
        self.assertEqual(self.release.partner_ids, kept)
        self.assertEqual(self.release.signoff_state, "approved")
        self.send()
        sent = self.release.recipient_ids.filtered(lambda row: row.state == "sent")
        self.assertEqual(sent.partner_id, kept)
        self.assertEqual(sent.email, JOURNALIST)

    def test_what_was_sent_to_both_is_kept(self):
        self.release.partner_ids = [Command.set(self.cards.ids)]
        self.accept()
        self.send()
        kept = self.merge()
        rows = self.release.recipient_ids.filtered(lambda row: row.partner_id == kept)
        self.assertEqual(set(rows.mapped("email")), {JOURNALIST, OTHER})
        self.assertEqual(set(rows.mapped("state")), {"sent"})

    def test_objection_holds_for_releases(self):
        self.twin.mailing_opt_out = True
        kept = self.merge()
        self.assertFalse(kept.filtered_domain(kept._skks_mailing_domain()))

    def test_outlets(self):
        other = self.env["res.partner"].create(
            {"name": "Kurier", "skks_kind": "outlet", "outlet_domains": "k24.example"}
        )
        inquiry = self._inquiry(outlet_id=other.id)
        coverage = self.coverage(self.journalist)
        coverage.outlet_id = other
        self.env.flush_all()
        kept = (self.outlet | other).with_user(self.officer)._skks_merge()
        self.env.invalidate_all()
        self.assertEqual((inquiry.outlet_id, coverage.outlet_id), (kept, kept))

    def test_citizen_never(self):
        citizen = self.env["res.partner"].create({"name": "X", "skks_contact": True})
        with self.assertRaises(UserError):
            (self.cards[0] | citizen.with_user(self.officer))._skks_merge()

    def test_privacy_lookup_finds_the_inquiries_and_leaves_them(self):
        """M2.1: core's look-up names kind and number, and deletes no case."""
        inquiry = self._inquiry(name="Tajemniczy remont")
        self.env.flush_all()
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": self.journalist.name, "email": JOURNALIST}
        )
        wizard.action_lookup()
        line = wizard.line_ids.filtered(
            lambda one: (one.res_model, one.res_id) == (inquiry._name, inquiry.id)
        )
        self.assertEqual(len(line), 1)
        for act in (line.action_unlink, line.action_archive_all):
            if act == line.action_archive_all and not line.has_active:
                continue
            with self.assertRaises(UserError):
                act()
        self.assertTrue(inquiry.exists())
