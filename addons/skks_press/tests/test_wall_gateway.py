"""Letters that come in, and guarded fields: what they must not open."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from . import common
from .wall_common import WallCase


@tagged("post_install", "-at_install")
class TestMailIn(WallCase):
    """A reply, honest or forged, reaches colleagues only."""

    def _reply(self, sender, record=None, **headers):
        notice = (record or self.inquiry).message_notify(
            body="x",
            subject="x",
            partner_ids=(self.officer | self.roads).partner_id.ids,
        )
        note = (record or self.inquiry).message_post(
            body="x", subtype_xmlid="mail.mt_comment"
        )
        self.flush_mail()
        self.sink.clear()
        identifier = (note or notice).sudo().message_id
        letter = self._letter(
            "Re: Remont",
            "Wewnętrzna notatka",
            sender=sender,
            In_Reply_To=identifier,
            References=identifier,
            **headers,
        )
        self.deliver(letter.as_bytes())
        self.flush_mail()

    def test_reply_of_an_outsider(self):
        self.inquiry.message_subscribe(self.officer2.partner_id.ids)
        other = self.env["res.partner"].create({"name": "X", "email": "x@poza.example"})
        self._plant_follower(self.inquiry, other)
        self._reply(f"Jan Nowak <{common.JOURNALIST}>", Cc="red@kurier.example")
        self.assertIn(
            "Wewnętrzna notatka",
            str(self.inquiry.sudo().message_ids[:3].mapped("body")),
        )
        self.assertWallHolds("x@poza.example", "red@kurier.example")

    def test_reply_with_a_forged_colleague(self):
        for record in (self.inquiry, self.contribution, self.answer):
            with self.subTest(record=record._name):
                self._reply(
                    f"Jakub Śledź <{self.officer.email}>",
                    record=record.with_user(self.officer),
                    Cc=f"{common.JOURNALIST}, red@kurier.example",
                )
                self.assertWallHolds("red@kurier.example")

    def test_notice_to_staff_names_no_outsider(self):
        self.inquiry.message_subscribe(self.officer2.partner_id.ids)
        self._reply(
            f"Jan Nowak <{common.JOURNALIST}>",
            Cc="red@kurier.example",
            Reply_To="prywatny@poza.example",
        )
        letters = self.letters_to(self.officer2.email)
        self.assertTrue(letters)
        for letter in letters:
            for name, value in letter.message.items():
                for address in (
                    common.JOURNALIST,
                    "red@kurier.example",
                    "prywatny@poza.example",
                ):
                    self.assertNotIn(address, str(value), name)

    def test_absence_is_not_told_to_the_sender(self):
        now = fields.Datetime.now()
        (self.officer | self.officer2).sudo().write(
            {
                "out_of_office_from": now - timedelta(days=1),
                "out_of_office_to": now + timedelta(days=5),
                "out_of_office_message": "Jestem na urlopie",
            }
        )
        self._reply(f"Jan Nowak <{common.JOURNALIST}>")
        self.assertWallHolds()
        self.assertNotIn(
            "Jestem na urlopie", str(self.inquiry.sudo().message_ids.mapped("body"))
        )

    def test_new_letter_gets_the_acknowledgement_only(self):
        letter = self._letter(
            "Pytanie", "Kiedy?", Cc="red@kurier.example, x@poza.example"
        )
        self.deliver(letter.as_bytes())
        self.flush_mail()
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertNothingFor("red@kurier.example")
        self.assertNothingFor("x@poza.example")

    def test_colleague_answers_a_released_letter(self):
        """Answering from one's own mailbox into the case stays in the case."""
        self.approve()
        self.answer.action_send()
        sent = self.assertOneLetterTo(common.JOURNALIST)
        self.sink.clear()
        letter = self._letter(
            "Re: Remont",
            "Wewnętrzna notatka",
            sender=self.officer.email,
            In_Reply_To=sent.message["Message-Id"],
        )
        self.deliver(letter.as_bytes())
        self.assertWallHolds()


@tagged("post_install", "-at_install")
class TestGuardedFields(WallCase):
    """What only the methods move is moved through no door."""

    MODELS = ("skks.inquiry", "skks.contribution", "skks.answer")

    def _values(self, model):
        return {
            "skks.inquiry": {"name": "x"},
            "skks.contribution": {
                "inquiry_id": self.inquiry.id,
                "entity_id": self.mpwik.id,
                "representative_id": self.mpwik_person.id,
            },
            "skks.answer": {"inquiry_id": self.inquiry.id, "name": "x"},
        }[model]

    def _hostile(self, record, fname):
        """A value of the field's type that differs from the present one."""
        field = record._fields[fname]
        if field.type == "selection":
            values = [key for key, _label in field._description_selection(self.env)]
            return next(v for v in reversed(values) if v != record[fname])
        return {
            "char": "ZP/1999/0001",
            "text": "x",
            "html": "<p>x</p>",
            "boolean": not record[fname],
            "integer": 99,
            "float": 9.9,
            "datetime": "1999-01-01 00:00:00",
            "date": "1999-01-01",
            "many2one": self._any_other(field, record[fname]) or False,
            "many2many": [(6, 0, [1])],
            "one2many": [(0, 0, {})],
            "json": {"x": 1},
        }[field.type]

    def _any_other(self, field, present):
        if field.type != "many2one":
            return False
        others = self.env[field.comodel_name].sudo().search([], limit=2) - present
        return others[:1].id

    def _record(self, model):
        return {
            "skks.inquiry": self.inquiry,
            "skks.contribution": self.contribution,
            "skks.answer": self.answer,
        }[model].sudo()

    def _guarded(self, model):
        record = self._record(model)
        names = record._get_guarded_fields()
        self.assertTrue(names)
        return [
            (fname, value)
            for fname in names
            if (value := self._hostile(record, fname)) or value is False
        ]

    def _plainly(self, record, fname):
        value = record[fname]
        return value.ids if record._fields[fname].relational else value

    def test_defaults_in_the_context(self):
        for model in self.MODELS:
            for sudo in (False, True):
                create = self.env[model].with_user(self.officer).sudo(sudo).create
                honest = create(self._values(model)).sudo()
                for fname, value in self._guarded(model):
                    if fname == "number":
                        continue
                    with self.subTest(model=model, field=fname, sudo=sudo):
                        made = (
                            self.env[model]
                            .with_user(self.officer)
                            .sudo(sudo)
                            .with_context(**{f"default_{fname}": value})
                            .create(self._values(model))
                            .sudo()
                        )
                        if fname == "notice_message_id":
                            self.assertEqual(made[fname].res_id, made.id)
                        else:
                            self._assert_as_honest(made, honest, fname)

    def _assert_as_honest(self, made, honest, fname):
        if made._fields[fname].type in ("one2many", "many2many"):
            self.assertEqual(len(made[fname]), len(honest[fname]))
        elif made._fields[fname].type in ("datetime", "date"):
            self.assertEqual(bool(made[fname]), bool(honest[fname]))
            self.assertNotEqual(made[fname] and made[fname].year, 1999)
        else:
            self.assertEqual(self._plainly(made, fname), self._plainly(honest, fname))

    def test_values_on_create(self):
        for model in self.MODELS:
            for fname, value in self._guarded(model):
                with self.subTest(model=model, field=fname):
                    try:
                        with self.env.cr.savepoint():
                            made = (
                                self.env[model]
                                .with_user(self.officer)
                                .create(self._values(model) | {fname: value})
                                .sudo()
                            )
                    except (AccessError, UserError):
                        continue
                    self.assertNotIn("1999", str(made[fname]))
                    if made._fields[fname].type == "selection":
                        self.assertNotEqual(made[fname], value)

    def test_writes(self):
        hostile = {
            "install_mode": True,
            "tracking_disable": True,
            "mail_notrack": True,
            "import_file": True,
            "module": "skks_press",
        }
        passes = ("state", {"state": 1}, ["state"], True, 1, {"model": "x"})
        for model in self.MODELS:
            record = self._record(model)
            for fname, value in self._guarded(model):
                if value is False and not record[fname]:
                    continue
                before = self._plainly(record, fname)
                for one in passes:
                    context = hostile | {"skks_guard_pass": one}
                    for writer in (record.with_user(self.officer), record):
                        with self.subTest(model=model, field=fname, guard_pass=one):
                            self.try_door(
                                lambda w=writer, c=context, f=fname, v=value: (
                                    w.with_context(**c).write({f: v})
                                )
                            )
                            self.env.invalidate_all()
                            self.assertEqual(self._plainly(record, fname), before)

    def test_import(self):
        for model in self.MODELS:
            record = self._record(model)
            self.env["ir.model.data"].create(
                {
                    "module": "__import__",
                    "name": f"wall_{record._table}",
                    "model": model,
                    "res_id": record.id,
                }
            )
            for fname, value in self._guarded(model):
                if record._fields[fname].relational or not value:
                    continue
                with self.subTest(model=model, field=fname):
                    before = self._plainly(record, fname)
                    self.env[model].with_user(self.officer).with_context(
                        install_mode=True
                    ).load(
                        ["id", fname],
                        [[f"__import__.wall_{record._table}", str(value)]],
                    )
                    self.env.invalidate_all()
                    self.assertEqual(self._plainly(record, fname), before)

    def test_lines_through_the_case(self):
        """Clocks, decisions and permits are written by no command of a form."""
        clock = self.inquiry.sudo().clock_ids[:1]
        due = clock.due_at
        line_values = {"decision": "accept", "user_id": self.head.id}
        doors = [
            (
                self.inquiry,
                {"clock_ids": [Command.update(clock.id, {"due_at": "2099-01-01"})]},
            ),
            (self.inquiry, {"clock_ids": [Command.delete(clock.id)]}),
            (self.inquiry, {"clock_ids": [Command.clear()]}),
            (
                self.inquiry,
                {
                    "clock_ids": [
                        Command.create({"kind": "service", "due_at": "2099-01-01"})
                    ]
                },
            ),
            (self.answer, {"signoff_line_ids": [Command.create(line_values)]}),
            (self.answer, {"signoff_line_ids": [Command.clear()]}),
            (
                self.inquiry,
                {
                    "answer_ids": [
                        Command.update(self.answer.id, {"signoff_state": "approved"})
                    ]
                },
            ),
            (
                self.inquiry,
                {
                    "contribution_ids": [
                        Command.update(self.contribution.id, {"state": "accepted"})
                    ]
                },
            ),
        ]
        lines = self.env["skks.signoff.line"].sudo()
        count = lines.search_count([])
        clocks = len(self.inquiry.sudo().clock_ids)
        for record, values in doors:
            for user in (self.officer, self.head, self.root):
                with self.subTest(values=values, user=user.login):
                    self.try_door(
                        lambda r=record, v=values, u=user: r.with_user(u).write(v)
                    )
                    self.env.invalidate_all()
                    self.assertEqual(clock.exists().due_at, due)
                    self.assertEqual(len(self.inquiry.sudo().clock_ids), clocks)
                    self.assertEqual(lines.search_count([]), count)
                    self.assertNotEqual(self.answer.signoff_state, "approved")
                    self.assertEqual(self.contribution.state, "requested")

    def test_unlink(self):
        for record in (self.inquiry, self.contribution, self.answer):
            for user in (self.roads, self.plain, self.officer, self.head):
                refusal = self.try_door(
                    lambda r=record, u=user: r.with_user(u).unlink()
                )
                self.assertTrue(refusal)

    def test_copy_carries_no_state(self):
        self.approve()
        for record in (self.inquiry, self.answer):
            self.try_door(lambda r=record: r.with_user(self.officer).copy())
        copies = (
            self.env["skks.answer"]
            .sudo()
            .search([("id", "!=", self.answer.id), ("signoff_state", "=", "approved")])
        )
        self.assertFalse(copies)


@tagged("post_install", "-at_install")
class TestWhoSeesTheAddress(WallCase):
    """Who asked, and under what address, is the office's and the auditor's to read."""

    FNAMES = ("email_from", "phone", "journalist_id")

    def test_fields_of_the_case(self):
        for fname in self.FNAMES:
            for user in (self.roads, self.secretary):
                inquiries = self.env["skks.inquiry"].with_user(user)
                for door in (
                    lambda i=inquiries, f=fname: i.browse(self.inquiry.id).read([f]),
                    lambda i=inquiries, f=fname: i.search([(f, "!=", False)]),
                    lambda i=inquiries, f=fname: i.browse(self.inquiry.id)[f],
                    lambda i=inquiries, f=fname: i.formatted_read_group([], [f]),
                    lambda i=inquiries, f=fname: i.search([], order=f),
                ):
                    with self.subTest(field=fname, user=user.login):
                        self.env.invalidate_all()
                        with self.assertRaises(AccessError):
                            door()
            for user in (self.officer, self.auditor):
                self.assertTrue(
                    self.inquiry.with_user(user).read([fname]), (fname, user.login)
                )

    def test_export_and_whole_record(self):
        inquiry = self.inquiry.with_user(self.roads)
        inquiry.invalidate_recordset()
        # an outsider who was planted as a follower is nobody's to read
        with self.assertRaises(AccessError):
            inquiry.read(["message_partner_ids"])
        fnames = set(inquiry.fields_get()) - {"message_partner_ids"}
        self.assertNotIn(common.JOURNALIST, str(inquiry.read(sorted(fnames))))
        self.assertNotIn("email_from", fnames)
        self.roads.sudo().group_ids |= self.env.ref("base.group_allow_export")
        for path in ("email_from", "phone", "journalist_id/email"):
            with self.assertRaises(AccessError):
                inquiry.export_data([path])

    def test_through_the_contribution(self):
        contributions = self.env["skks.contribution"].with_user(self.roads)
        for domain in (
            [("inquiry_id.email_from", "ilike", "jan")],
            [("inquiry_id.journalist_id.email", "ilike", "jan")],
        ):
            with self.assertRaises(AccessError):
                contributions.search(domain)

    def test_preview_of_the_letter(self):
        self.answer.contribution_ids = self.contribution
        self.assertIn(common.JOURNALIST, str(self.answer.preview))
        self.env.invalidate_all()
        self.answer.action_submit()
        self.env.invalidate_all()
        preview = self.answer.with_user(self.roads).preview
        self.assertTrue(preview)
        self.assertNotIn(common.JOURNALIST, str(preview))
        lines = self.answer.with_user(self.roads).signoff_line_ids
        self.assertNotIn(common.JOURNALIST, str(lines.read()))

    def test_timeline_of_the_case(self):
        letter = self._letter("Remont drogi", "Kiedy?")
        self.deliver(letter.as_bytes())
        inquiry = self.env["skks.inquiry"].search([("name", "=", "Remont drogi")])
        inquiry.with_user(self.officer).action_confirm()
        self._contribution(inquiry, self.wdt_person)
        messages = inquiry.sudo().message_ids
        for user, shown in (
            (self.roads, False),
            (self.secretary, False),
            (self.officer, True),
            (self.auditor, True),
        ):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                own = self.env(user=user.id, su=False)["mail.message"]
                own = own.browse(messages.ids)
                told = str(self._store(own))
                self.assertEqual(common.JOURNALIST in told, shown)
                for fname in ("email_from", "reply_to", "incoming_email_cc"):
                    refusal = self.try_door(lambda o=own, f=fname: o.read([f]))
                    self.assertEqual(not refusal, shown)

    def _store(self, messages):
        return Store().add(messages).get_result()

    def test_screens_of_a_representative(self):
        """No view asks a representative's browser for a field they may not read."""
        for user in (self.roads, self.secretary, self.officer, self.auditor):
            for kind in ("form", "list", "kanban", "search"):
                views = (
                    self.env["skks.inquiry"].with_user(user).get_view(view_type=kind)
                )
                for fname in self.FNAMES:
                    shown = f'name="{fname}"' in views["arch"]
                    with self.subTest(user=user.login, kind=kind, field=fname):
                        if user in self.roads | self.secretary:
                            self.assertFalse(shown)
                        elif kind == "form":
                            self.assertTrue(shown)
