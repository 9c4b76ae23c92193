"""Nobody moves what only the actions move, whatever the door."""

import itertools

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from . import common

EARLY = "2020-01-01 00:00:00"
# Field -> what an attacker would like it to be, by model.
FORGED = {
    "skks.inquiry": {
        "state": "answered",
        "number": "ZP/2000/0001",
        "closed_at": EARLY,
        "acknowledged_at": EARLY,
        "answered_at": EARLY,
        "answered_in_time": "met",
        "is_unrealistic": True,
        "next_due_at": EARLY,
        "waiting_for": "outsider",
        "waiting_since": EARLY,
    },
    "skks.contribution": {
        "state": "accepted",
        "requested_at": EARLY,
        "delivered_at": EARLY,
        "delivered_via": "mail",
        "reply_intent": "not_ours",
        "due_at": EARLY,
        "result": "met",
        "minutes_late": -5,
        "next_due_at": EARLY,
        "waiting_for": "outsider",
        "waiting_since": EARLY,
    },
    "skks.answer": {
        "signoff_state": "approved",
        "signoff_round": 7,
        "signoff_since": EARLY,
        "sending_since": EARLY,
        "sent_at": EARLY,
        "send_error": "x",
        "next_due_at": EARLY,
        "waiting_for": "outsider",
        "waiting_since": EARLY,
    },
}
# What a remote client may put into the context of any call.
HOSTILE = {
    "skks_guard_pass": {"model": "skks.inquiry", "fnames": ["state"]},
    "skks_incoming_letter": {"created": []},
    "skks_message_store": True,
    "install_mode": True,
    "import_file": True,
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "skip_validation_check": True,
    "uid": 1,
    "su": True,
}
PASSES = (True, 1, "skks.inquiry", ["state"], {"model": "skks.inquiry"}, {}, None)
PRIVATE = {
    "skks.inquiry": (
        ("_gate_release", ("answer",)),
        ("_gate_mail_values", ()),
        ("_guarded_write", ({"state": "answered"},)),
        ("_guarded_create", ([{"state": "answered"}],)),
        ("_transition", ("answered",)),
        ("_note_answered", ()),
        ("_note_undelivered", ("x",)),
        ("_acknowledge", ()),
        ("_on_gate_sent", ()),
        ("_message_log", ()),
        ("_notify_thread", ()),
        ("_write", ({"state": "answered"},)),
    ),
    "skks.contribution": (
        ("_move", ("accepted",)),
        ("_deliver", ("screen",)),
        ("_take_letter", ("mail", {})),
        ("_note_shared", ("12 km", [], {})),
        ("_set_dues", ({},)),
        ("_notify_request", ()),
    ),
    "skks.answer": (
        ("_outgoing_send", ()),
        ("_outgoing_accepted", ()),
        ("_signoff_enter", ("approved",)),
        ("_signoff_append", ({},)),
        ("_signoff_record", ("accept",)),
    ),
    "skks.gate.permit": (("_append", ([{}],)), ("_guarded_create", ([{}],))),
    "skks.signoff.line": (("_append", ([{}],)),),
    "skks.journal.entry": (("_append", ([{}],)), ("_log", ([], "x"))),
    "skks.clock": (("_skks_stop", ()), ("_skks_extend", (EARLY, "x", "x", EARLY))),
}


class StateCase(RpcMixin, common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inquiry = cls._inquiry()
        cls.inquiry.action_confirm()
        cls.contribution = cls._contribution(cls.inquiry, cls.wdt_person)
        cls.answer = (
            cls.env["skks.answer"]
            .browse(cls.inquiry.action_draft_answer()["res_id"])
            .with_user(cls.officer)
        )
        cls.answer.body = "<p>12 km.</p>"
        cls.plain = new_test_user(
            cls.env, "gil", groups="base.group_user", email="gil@zarnoleka.example"
        )

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.sink.clear()

    def refused(self, call, *args, **kwargs):
        """Call; return whether it was refused. What it did is undone if it was."""
        try:
            with self.env.cr.savepoint():
                call(*args, **kwargs)
        except (AccessError, UserError):
            self.env.invalidate_all()
            return True
        return False

    def records(self):
        return (self.inquiry, self.contribution, self.answer)

    def values(self, model):
        """Values by which an officer creates a record of ``model``."""
        return {
            "skks.inquiry": {"name": "Nowe", "journalist_id": self.journalist.id},
            "skks.contribution": {
                "inquiry_id": self.inquiry.id,
                "entity_id": self.mpwik.id,
                "representative_id": self.mpwik_person.id,
            },
            "skks.answer": {"inquiry_id": self.inquiry.id, "name": "Re: Nowe"},
        }[model]

    def assertNotForged(self, record):
        record.invalidate_recordset()
        for fname, forged in FORGED[record._name].items():
            with self.subTest(model=record._name, field=fname):
                self.assertNotEqual(str(record.sudo()[fname]), str(forged))


@tagged("post_install", "-at_install")
class TestForgedState(StateCase):
    def test_values_on_create(self):
        for model, forged in FORGED.items():
            for context in ({}, HOSTILE):
                (new_id,) = self.rpc(
                    self.officer,
                    model,
                    "create",
                    [self.values(model) | forged],
                    context=context,
                )
                self.assertNotForged(self.env[model].browse(new_id))

    def test_defaults_in_the_context(self):
        for model, forged in FORGED.items():
            context = HOSTILE | {f"default_{key}": val for key, val in forged.items()}
            context["default_approver_ids"] = [Command.set(self.officer.ids)]
            (new_id,) = self.rpc(
                self.officer, model, "create", [self.values(model)], context=context
            )
            record = self.env[model].browse(new_id)
            self.assertNotForged(record)
            if model == "skks.answer":
                self.assertFalse(record.approver_ids)

    def test_defaults_set_by_a_user(self):
        for model, forged in FORGED.items():
            for fname, value in forged.items():
                self.rpc(self.officer, "ir.default", "set", model, fname, value, True)
            (new_id,) = self.rpc(self.officer, model, "create", [self.values(model)])
            self.assertNotForged(self.env[model].browse(new_id))

    def test_values_of_an_alias(self):
        letter = {"subject": "x", "email_from": common.JOURNALIST, "body": ""}
        for model, forged in FORGED.items():
            values = self.values(model) | forged
            record = self.env[model].sudo().message_new(dict(letter), values)
            self.assertNotForged(record)

    def test_write(self):
        for record, context in itertools.product(self.records(), ({}, HOSTILE)):
            for fname, value in FORGED[record._name].items():
                for user in (self.roads, self.officer, self.head):
                    with self.subTest(field=fname, user=user.login):
                        self.refused(
                            self.rpc,
                            user,
                            record._name,
                            "write",
                            record.ids,
                            {fname: value},
                            context=context,
                        )
                self.refused(
                    record.sudo().with_context(**context).write, {fname: value}
                )
            self.assertNotForged(record)

    def test_forms_of_a_pass(self):
        for forged in PASSES:
            self.assertTrue(
                self.refused(
                    self.rpc,
                    self.officer,
                    "skks.inquiry",
                    "write",
                    self.inquiry.ids,
                    {"state": "answered"},
                    context={"skks_guard_pass": forged},
                )
            )

    def test_import(self):
        for record in self.records():
            self.env["ir.model.data"].create(
                {
                    "module": "__import__",
                    "name": f"wall_{record._table}",
                    "model": record._name,
                    "res_id": record.id,
                }
            )
            for fname, value in FORGED[record._name].items():
                rows = [[f"__import__.wall_{record._table}", str(value)]]
                self.refused(
                    self.rpc, self.officer, record._name, "load", ["id", fname], rows
                )
            self.assertNotForged(record)

    def test_copy(self):
        for record in self.records():
            forged = FORGED[record._name]
            self.refused(
                self.rpc, self.officer, record._name, "copy", record.ids, forged
            )
            newest = self.env[record._name].search([], order="id desc", limit=1)
            self.assertNotForged(newest)

    def test_onchange_and_web_save(self):
        for record in self.records():
            forged = FORGED[record._name]
            self.refused(
                self.rpc,
                self.officer,
                record._name,
                "web_save",
                record.ids,
                forged,
                specification={},
            )
            self.assertNotForged(record)

    def test_multi_write_over_a_parent(self):
        commands = {
            "contribution_ids": self.contribution,
            "answer_ids": self.answer,
        }
        for fname, record in commands.items():
            for user in (self.officer, self.head):
                self.refused(
                    self.rpc,
                    user,
                    "skks.inquiry",
                    "write",
                    self.inquiry.ids,
                    {fname: [Command.update(record.id, FORGED[record._name])]},
                )
            self.refused(
                self.inquiry.sudo().write,
                {
                    fname: [
                        Command.create(self.values(record._name) | FORGED[record._name])
                    ]
                },
            )
            for one in self.inquiry.sudo()[fname]:
                self.assertNotForged(one)


@tagged("post_install", "-at_install")
class TestForgedLines(StateCase):
    """Decisions, clocks and permits, written through what they hang on."""

    def test_lines_by_commands(self):
        self.answer.action_submit()
        lines = self.answer.sudo().signoff_line_ids
        self.assertTrue(lines)
        clocks = self.inquiry.sudo().clock_ids
        self.assertTrue(clocks)
        accept = {"decision": "accept", "stage": "office", "user_id": self.head.id}
        doors = (
            (self.answer, "signoff_line_ids", lines[0], accept, {"decision": "accept"}),
            (
                self.inquiry,
                "clock_ids",
                clocks[0],
                {"kind": "service", "due_at": EARLY, "name": "x"},
                {"due_at": EARLY, "stopped_at": EARLY, "result": "met"},
            ),
        )
        for record, fname, line, new, changed in doors:
            before = record.sudo()[fname].read()
            for user, command in itertools.product(
                (self.officer, self.head, self.roads),
                (
                    Command.create(new),
                    Command.update(line.id, changed),
                    Command.delete(line.id),
                    Command.unlink(line.id),
                    Command.clear(),
                    Command.set([]),
                ),
            ):
                with self.subTest(field=fname, user=user.login, command=command):
                    self.refused(
                        self.rpc,
                        user,
                        record._name,
                        "write",
                        record.ids,
                        {fname: [command]},
                        context=HOSTILE,
                    )
                    self.env.invalidate_all()
                    self.assertEqual(record.sudo()[fname].read(), before)

    def test_rows_of_evidence(self):
        self.answer.action_submit()
        for model in ("skks.signoff.line", "skks.journal.entry", "skks.clock"):
            row = self.env[model].sudo().search([], limit=1)
            self.assertTrue(row)
            for user in (self.plain, self.roads, self.officer, self.head, self.auditor):
                for method, args in (
                    ("create", [[{}]]),
                    ("write", [row.ids, {"user_id": user.id}]),
                    ("unlink", [row.ids]),
                    ("copy", [row.ids]),
                ):
                    with self.subTest(model=model, user=user.login, method=method):
                        self.assertTrue(
                            self.refused(self.rpc, user, model, method, *args)
                        )

    def test_cases_are_never_deleted(self):
        for record, user in itertools.product(
            self.records(), (self.roads, self.officer, self.head, self.auditor)
        ):
            self.assertTrue(
                self.refused(
                    self.rpc,
                    user,
                    record._name,
                    "unlink",
                    record.ids,
                    context={"_force_unlink": True, "force_delete": True},
                )
            )
            self.assertTrue(record.exists())

    def test_private_methods(self):
        for model, methods in PRIVATE.items():
            ids = {one._name: one.ids for one in self.records()}.get(model, [])
            for (method, args), user in itertools.product(
                methods, (self.plain, self.roads, self.officer, self.head)
            ):
                with (
                    self.subTest(model=model, method=method),
                    self.assertRaises(AccessError),
                ):
                    self.assertTrue(hasattr(self.env[model], method))
                    self.rpc(user, model, method, ids, *args)


@tagged("post_install", "-at_install")
class TestForgedLetters(StateCase):
    """Methods of the gateway, called by a client with a letter of its own."""

    def test_letter_that_would_be_acknowledged(self):
        letter = {
            "subject": "Odpowiedź, której nikt nie zaakceptował",
            "email_from": common.JOURNALIST,
            "body": "x",
        }
        for user in (self.officer, self.head, self.roads, self.plain):
            for model in FORGED:
                self.assertTrue(
                    self.refused(
                        self.rpc, user, model, "message_new", letter, context=HOSTILE
                    )
                )
        self.assertNothingFor(common.JOURNALIST)

    def test_contribution_delivered_in_the_name_of_another(self):
        letter = {
            "email_from": self.roads.email,
            "in_reply_to": self.contribution.sudo().notice_message_id.message_id,
            "body": "<p>Podszywam się.</p>",
        }
        for user in (self.officer, self.auditor, self.secretary, self.roads):
            self.assertTrue(
                self.refused(
                    self.rpc,
                    user,
                    "skks.contribution",
                    "message_update",
                    self.contribution.ids,
                    letter,
                    context=HOSTILE,
                )
            )
        self.assertEqual(self.contribution.state, "requested")
        self.assertFalse(self.contribution.body)

    def test_raw_letter_by_rpc(self):
        raw = self._letter("Podrobione", "x").as_string()
        for user in (self.officer, self.head, self.roads, self.plain):
            self.assertTrue(
                self.refused(
                    self.rpc,
                    user,
                    "mail.thread",
                    "message_process",
                    "skks.inquiry",
                    raw,
                    context=HOSTILE,
                )
            )
        self.assertNothingFor(common.JOURNALIST)


@tagged("post_install", "-at_install")
class TestLettersAreEvidence(StateCase):
    """What came and what left stays on the case as it was."""

    def _letters(self):
        self.deliver(self._letter("Pytanie", "Kiedy?").as_bytes())
        inquiry = self.env["skks.inquiry"].search([("name", "=", "Pytanie")])
        letters = inquiry.message_ids.filtered(
            lambda one: one.message_type in ("email", "email_outgoing")
        )
        self.assertEqual(
            set(letters.mapped("message_type")), {"email", "email_outgoing"}
        )
        return letters

    def test_nobody_changes_or_deletes_a_letter(self):
        for letter, user in itertools.product(
            self._letters(), (self.officer, self.head, self.roads)
        ):
            body = letter.body
            for method, args in (
                ("write", [{"body": "x"}]),
                ("write", [{"subject": "x"}]),
                ("write", [{"message_type": "comment"}]),
                ("write", [{"author_id": self.head.partner_id.id}]),
                ("unlink", []),
            ):
                with self.subTest(user=user.login, method=method, args=args):
                    self.assertTrue(
                        self.refused(
                            self.rpc,
                            user,
                            "mail.message",
                            method,
                            letter.ids,
                            *args,
                            context=HOSTILE,
                        )
                    )
            inquiry = self.env["skks.inquiry"].browse(letter.res_id)
            self.assertTrue(
                self.refused(
                    inquiry.with_user(user)._message_update_content,
                    letter.with_user(user),
                    body="x",
                )
            )
            self.assertEqual(letter.body, body)

    def test_own_note_may_be_corrected(self):
        note = self.inquiry.message_post(body="Notatka", message_type="comment")
        note.write({"body": "<p>Poprawiona</p>"})
        self.inquiry._message_update_content(note, body="<p>Inna</p>")
        self.assertIn("Inna", note.body)

    def test_letters_elsewhere_are_no_concern(self):
        letter = self.journalist.message_post(body="x", message_type="email")
        letter.with_user(self.officer).write({"body": "y"})
        self.assertIn("y", letter.body)
