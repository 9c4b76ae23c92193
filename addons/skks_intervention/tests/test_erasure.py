"""AS9, second half: the citizen of AS8 after retention, in the whole database."""

import base64

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.skks_base.tests.common_traces import TracesMixin

from .common_privacy import ADDRESS, PHONE, SENDER, SURNAME, PrivacyCommon

PHONES = (PHONE, PHONE.replace(" ", ""), PHONE.replace(" ", "-"))
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)
TEXT = "Dziura przy Lipowej 12"


class ReachCommon(TracesMixin, PrivacyCommon):
    traces_of = (SURNAME, SURNAME.lower(), SURNAME.upper(), ADDRESS, *PHONES)

    def tell(self, case):
        """Let the report carry the person's data wherever a report can."""
        dispatcher = case.with_user(self.dispatcher)
        dispatcher.name = f"{TEXT} ({SURNAME}, pilne)"
        # what an open screen is told of a note to somebody who reads inside
        told = {"message": f"{SURNAME}, {PHONE}"}
        self.env["bus.bus"]._sendone(self.roads.partner_id, "test", told)
        self.env.flush_all()
        self.env.cr.precommit.run()
        dispatcher.message_post(
            body=f"Dzwoniłem do pana {SURNAME}a, {PHONES[1]}",
            attachments=[(f"{SURNAME}.txt", b"notatka"), ("dziura.png", PIXEL)],
        )
        dispatcher.activity_schedule(
            "mail.mail_activity_data_todo", summary=f"Telefon {PHONES[2]}", note=SURNAME
        )
        links = self.env["skks.intervention.link"]
        links._make_link(case, "track")
        links._make_code(case)
        case.message_line_ids._add(
            case, "in", "addition", f"<p>Jestem pod {PHONE}. {SURNAME}</p>"
        )
        ask = (
            self.env["skks.intervention.contact"]
            .with_user(self.roads)
            .create({"intervention_id": case.id, "reason": "other", "note": SURNAME})
        )
        ask.action_show()
        ask.sudo().unlink()
        self.answer(case)

    def answer(self, case):
        reply = self._drafted_reply(case)
        reply.body = f"<p>Panie {SURNAME}, dziura jest załatana.</p>"
        reply.attachment_ids = (
            self.env["ir.attachment"]
            .with_user(self.roads)
            .create({"name": f"{SURNAME}.txt", "raw": f"dla {SURNAME}".encode()})
        )
        reply.action_submit()
        reply.with_user(self.roads_head).action_return(f"Zadzwoń do {SURNAME}")
        reply.action_submit()
        reply.with_user(self.roads_head).action_approve()
        reply.action_send()
        self.assertTrue(reply.sent_at)
        case.with_user(self.dispatcher).action_close()
        self.assertTrue(case.closed_at)

    def by_letter(self):
        case = self._by_letter()
        card = self.env["res.partner"].create(
            {"name": f"Jan {SURNAME}", "email": ADDRESS, "phone": PHONE}
        )
        letter = self._letter(f"Re: [{case.number}]", f"{PHONE} {SURNAME}", SENDER)
        letter.add_attachment(
            f"{SURNAME}, podpis".encode(), "text", "plain", filename="pismo.txt"
        )
        letter.add_attachment(PIXEL, "image", "png", filename="druga.png")
        self.deliver(letter.as_bytes())
        self.tell(case)
        return case.sudo(), card

    def night(self, rule, months):
        """The rule runs once, after so many months."""
        rules = self.env["skks.retention.rule"].with_context(active_test=False)
        rules.search([])._guarded_write({"is_on": False})
        self.env.ref(f"skks_intervention.{rule}")._switch_on()
        later = fields.Datetime.add(fields.Datetime.now(), months=months)
        with freeze_time(later), self.enter_registry_test_mode():
            self.env.ref("skks_base.ir_cron_retention").method_direct_trigger()
        self.env.invalidate_all()

    def assertChain(self, erased):
        verdict = self.env["skks.journal.seal"]._verify()
        self.assertEqual(verdict.problems, [])
        self.assertGreater(verdict.erased, erased)


@tagged("post_install", "-at_install")
class TestReach(ReachCommon, TransactionCase):
    def test_the_story_reaches_everywhere(self):
        self.by_letter()
        found = self.traces()
        for table in (
            "bus_bus",
            "skks_intervention",
            "skks_intervention_message",
            "skks_intervention_reply",
            "skks_signoff_line",
            "skks_gate_permit",
            "skks_journal_entry",
            "skks_journal_payload",
            "skks_mail_quarantine",
            "mail_message",
            "mail_mail",
            "mail_activity",
            "mail_tracking_value",
            "ir_attachment",
            "res_partner",
        ):
            self.assertIn(table, found)
        self.assertTrue(self.files())

    def test_anonymised(self):
        """After a year: who it was is gone, what it was about stays."""
        case, card = self.by_letter()
        self.env["skks.journal.seal"]._seal()
        files, state, category = self.files(), case.state, case.category_id
        self.night("retention_rule_contact", 13)

        self.assertTrue(case.anonymised_at)
        self.assertEqual(self.traces(), {})
        self.assertGoneFromDisk(files)
        self.assertIn(TEXT, case.name)
        self.assertIn(TEXT, case.description)
        self.assertEqual((case.state, case.category_id), (state, category))
        reply = case.reply_ids
        self.assertIn("dziura jest załatana", reply.body)
        self.assertTrue(reply.sent_at)
        self.assertIn("Dzwoniłem do pana", str(case.message_ids.mapped("body")))
        pictures = case.message_ids.attachment_ids.mapped("name")
        self.assertEqual(set(pictures), {"dziura.png", "druga.png"})
        decisions = reply.signoff_line_ids.mapped("decision")
        self.assertIn("return", decisions)
        self.assertFalse(card.active)
        self.assertFalse(
            self.env["skks.tombstone"]
            .search([])
            .filtered(lambda stone: stone.number == case.number)
        )
        self.assertChain(5)
        for user in (self.roads, self.dispatcher, self.auditor):
            names = list(case.with_user(user).fields_get())
            case.with_user(user).read(names)

    def test_place_stays(self):
        case = self._by_phone(address=f"ul. {SURNAME}a 5, tel. {PHONE}")
        case.with_user(self.dispatcher).write({"latitude": 52.1, "longitude": 21.1})
        self.env["skks.erasure"]._anonymise(case, "test")
        self.assertIn(f"ul. {SURNAME}a 5", case.address)
        self.assertNotIn(PHONE, case.address)
        self.assertEqual(case.latitude, 52.1)

    def test_phone_only(self):
        """AS8's report: no e-mail, answered on the page."""
        case = self._by_phone()
        self.tell(case)
        self.env["skks.journal.seal"]._seal()
        files = self.files()
        self.night("retention_rule_contact", 13)
        self.assertEqual(self.traces(), {})
        self.assertGoneFromDisk(files)
        self.assertChain(3)

    def test_erased(self):
        """After the class of the file plan: everything, but for a tombstone."""
        case, _card = self.by_letter()
        case.write({"latitude": 52.1, "longitude": 21.1})
        self.env["skks.journal.seal"]._seal()
        files = self.files()
        number, received, closed = case.number, case.received_at, case.closed_at
        self.night("retention_rule_erase", 12 * 7)

        self.assertEqual(self.traces(), {})
        self.assertGoneFromDisk(files)
        self.assertFalse(case.message_ids.attachment_ids)
        self.assertFalse(case.description or case.address or case.latitude)
        self.assertEqual(case.name, "(erased)")
        stone = self.env["skks.tombstone"].search([("number", "=", number)])
        self.assertEqual((stone.received_at, stone.closed_at), (received, closed))
        self.assertEqual(stone.category, self.category.display_name)
        self.assertEqual(stone.outcome, self.done.name)
        self.assertFalse(
            self.env["skks.intervention.link"].search(
                [("intervention_id", "=", case.id)]
            )
        )
        self.env.cr.execute(
            "SELECT count(*) FROM skks_signoff_line WHERE body LIKE '%%załatan%%'"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        self.assertChain(5)

    def test_anonymised_first_and_erased_later(self):
        case, _card = self.by_letter()
        self.env["skks.journal.seal"]._seal()
        self.night("retention_rule_contact", 13)
        self.env["skks.journal.seal"]._seal()
        self.night("retention_rule_erase", 12 * 7)
        self.assertTrue(case.anonymised_at and case.erased_at)
        self.env.cr.execute(
            "SELECT count(*) FROM skks_signoff_line WHERE body LIKE '%%załatan%%'"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0, "what was left is gone too")
        self.assertEqual(self.traces(), {})
        self.assertChain(5)

    def test_other_reports_keep_everything(self):
        other = self._report(description="<p>Inna sprawa</p>")
        other.message_post(body="Notatka", attachments=[("a.txt", "treść".encode())])
        self.by_letter()
        self.night("retention_rule_contact", 13)
        self.assertIn("Inna sprawa", other.description)
        self.assertEqual(other.sudo().contact_name, "Stefan Gałązka")
        self.assertEqual(other.message_ids.attachment_ids.raw, "treść".encode())
        self.assertEqual(self.roads.name, "Piotr Źrebiec")

    def test_anonymised_report_is_shown_to_nobody(self):
        case = self._by_phone()
        self.env["skks.erasure"]._anonymise(case, "test")
        self.assertFalse(case.sudo().phone)
        self.assertFalse(
            self.env["skks.intervention.link"].search(
                [("intervention_id", "=", case.id)]
            )
        )


@tagged("post_install", "-at_install")
class TestWhistleblower(ReachCommon, TransactionCase):
    """legal.md O11: out at once, and a tombstone that says one word."""

    def test_purged(self):
        case = self._by_letter()
        category = case.category_id
        self.env["skks.journal.seal"]._seal()
        number, files = case.number, self.files()
        case.message_subscribe(self.roads.partner_id.ids)
        case.with_user(self.dispatcher)._purge_whistleblower()

        self.env.invalidate_all()
        self.assertEqual(self.traces(), {})
        self.assertGoneFromDisk(files)
        stone = self.env["skks.tombstone"].search([("number", "=", number)])
        self.assertEqual(len(stone), 1)
        self.assertEqual(stone.user_id, self.dispatcher)
        self.assertTrue(stone.outcome)
        for fname in ("category", "state", "received_at", "closed_at"):
            self.assertFalse(stone[fname], fname)
        row = case.sudo()
        self.assertNotEqual(row.category_id, category)
        self.assertEqual(row.state, "not_a_case")
        for fname in ("entity_id", "user_id", "description", "address", "message_ids"):
            self.assertFalse(row[fname], fname)
        self.assertFalse(row.message_partner_ids or row.activity_ids)
        self.assertFalse(row._skks_running_clocks())
        self.assertFalse(case.with_user(self.roads).search([("id", "=", case.id)]))
        self.assertEqual(self.env["skks.journal.seal"]._verify().problems, [])


@tagged("post_install", "-at_install")
class TestNothingForgotten(TransactionCase):
    """A model that is added to reports later is in the erasure, or says why not."""

    # secrets, deleted with their report; who asks, kept for minutes
    ELSEWHERE = {"skks.intervention.link", "skks.intervention.contact"}

    def test_what_hangs_on_a_report(self):
        cases = self.env["skks.intervention"]
        reached = {
            cases._fields[name].comodel_name
            for cls in type(cases).mro()
            for name in vars(cls).get("_erasure_children", ())
        }
        forgotten = {
            name
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient)
            and model._auto
            and name not in self.ELSEWHERE
            for field in model._fields.values()
            if field.type == "many2one"
            and field.comodel_name == "skks.intervention"
            and field.required
        }
        self.assertEqual(forgotten - reached, set())
