import re
import socketserver
import threading
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import config

from . import common_signoff, common_who
from .common_rpc import RpcMixin
from .common_smtp import SmtpCase

ROLES = (
    "officer",
    "manager",
    "representative",
    "leadership",
    "dispatcher",
    "auditor",
    "employee",
)
SECRET = "s3cr3t-of-the-town"


class Mailbox(socketserver.ThreadingTCPServer):
    """An IMAP server with three unread letters, which notes what it is asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Imap)
        self.commands = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Imap(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _space, command = line.decode().strip().partition(" ")
            verb = command.split()[0].upper()
            self.server.commands.append(command)
            if verb == "CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif verb == "SELECT":
                self.wfile.write(b"* 3 EXISTS\r\n")
            elif verb == "SEARCH":
                self.wfile.write(b"* SEARCH 1 2 3\r\n")
            elif verb == "LOGIN" and SECRET not in command:
                self.wfile.write(f"{tag} NO wrong password\r\n".encode())
                continue
            elif verb == "LOGOUT":
                self.wfile.write(f"* BYE\r\n{tag} OK\r\n".encode())
                return
            self.wfile.write(f"{tag} OK done\r\n".encode())


class SetupCase(common_who.WhoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domains = cls.env["mail.alias.domain"]
        cls.company.alias_domain_id = domains.create({"name": "office.example"})

    def _open(self, user=None):
        action = self.env["skks.setup"].with_user(user or self.admin).action_open()
        return (
            self.env["skks.setup"]
            .with_user(user or self.admin)
            .browse(action["res_id"])
        )

    def _check(self, setup, code):
        return setup.check_ids.filtered(lambda check: check.code == code)

    def _journal_of_setup(self):
        return self.env["skks.journal.entry"].search([("act", "=", "setup.change")])


@tagged("post_install", "-at_install")
class TestSetup(SetupCase, RpcMixin):
    """M4.1, M4.2: the office is set up by its own administrator."""

    def test_office(self):
        form = Form(self._open())
        self.assertEqual(form.head_id, self.manager)
        form.duty_user_id = self.officer
        form.confirm_every = 90
        form.save()
        self.assertEqual(self.company.skks_duty_user_id, self.officer)
        self.assertEqual(self.company.skks_confirm_every, 90)
        entry = self._journal_of_setup()[:1]
        self.assertEqual(entry.user_id, self.admin)
        self.assertIn(self.officer.name, entry.new_value)

    def test_only_whoever_has_the_role(self):
        setup = self._open()
        for values in (
            {"head_id": self.officer.id},
            {"duty_user_id": self.employee.id},
            {"calendar_id": False},
        ):
            with self.assertRaises(UserError):
                setup.write(values)
        other = self.env["res.company"].create({"name": "Second town"})
        with self.assertRaises(UserError):
            setup.calendar_id = other.resource_calendar_id

    def test_email_domain(self):
        self.company.alias_domain_id = False
        setup = self._open()
        with self.assertRaises(UserError):
            setup.write({"catchall_alias": "all"})
        setup.write({"alias_domain_name": "new.example", "default_from": "notices"})
        domain = self.company.alias_domain_id
        self.assertEqual(domain.name, "new.example")
        self.assertEqual(domain.default_from_email, "notices@new.example")
        setup.invalidate_recordset()
        setup.write({"bounce_alias": "returned"})
        self.assertEqual(domain.bounce_alias, "returned")
        other = self.env["res.company"].create({"name": "Second town"})
        other.alias_domain_id = domain
        with self.assertRaisesRegex(UserError, "Other organisations"):
            setup.write({"bounce_alias": "elsewhere"})

    def _servers(self):
        self.env["ir.mail_server"].search([]).active = False
        self.env["fetchmail.server"].search([]).active = False
        return self._open()

    def test_mail_servers(self):
        setup = self._servers()
        setup.write(
            {
                "smtp_host": "smtp.town.example",
                "smtp_port": 587,
                "smtp_encryption": "starttls",
                "smtp_user": "office",
                "smtp_password": SECRET,
                "incoming_type": "imap",
                "incoming_host": "imap.town.example",
                "incoming_port": 993,
                "incoming_ssl": True,
                "incoming_user": "press",
                "incoming_password": SECRET,
            }
        )
        outgoing = setup._outgoing_server()
        self.assertEqual(outgoing.smtp_pass, SECRET)
        self.assertEqual(outgoing.from_filter, self.company.alias_domain_id.name)
        incoming = setup._incoming_server()
        self.assertEqual((incoming.password, incoming.state), (SECRET, "draft"))
        setup.invalidate_recordset()
        self.assertTrue(setup.smtp_has_password and setup.incoming_has_password)
        texts = str(self._journal_of_setup().mapped("new_value"))
        self.assertIn("smtp.town.example", texts)
        self.assertNotIn(SECRET, texts)

    def test_first_mail_servers_start_with_usual_ports(self):
        self.env["ir.mail_server"].search([]).active = False
        self.env["fetchmail.server"].search([]).active = False
        setup = self._open()
        self.assertEqual((setup.smtp_port, setup.smtp_encryption), (25, "none"))
        self.assertEqual((setup.incoming_port, setup.incoming_ssl), (993, True))
        self.assertFalse(setup.smtp_host or setup.incoming_host)
        with Form(setup) as form:
            form.incoming_host = "imap.office.example"
        server = self.env["fetchmail.server"].search([])
        self.assertEqual((server.port, server.is_ssl), (993, True))
        server.active = False
        plain = self._open()
        plain.write({"incoming_host": "old.example", "incoming_ssl": False})
        self.assertFalse(self.env["fetchmail.server"].search([]).is_ssl)

    def test_mail_server_of_the_configuration_file(self):
        """Mail may leave through the server of the file: then nothing is missing."""
        self.env["ir.mail_server"].search([]).active = False
        for host, port, enough in (
            ("localhost", 25, False),
            ("smtp.town.example", 25, True),
            ("localhost", 1025, True),
        ):
            settings = {"smtp_server": host, "smtp_port": port}
            with self.subTest(settings), patch.dict(config.options, settings):
                _code, is_right, message = self.company._skks_check_mail_server()
                self.assertEqual(is_right, enough)
                self.assertEqual(f"{host}:{port}" in message, enough)

    def test_password_never_comes_back(self):
        self.test_mail_servers()
        setup = self._open()
        read = self.rpc(self.admin, "skks.setup", "read", setup.ids, [])
        spec = {name: {} for name in setup._fields}
        read += self.rpc(self.admin, "skks.setup", "web_read", setup.ids, spec)
        self.env.ref("base.group_allow_export").user_ids += self.admin
        fnames = ["smtp_password", "incoming_password", "smtp_host"]
        read += [self.rpc(self.admin, "skks.setup", "export_data", setup.ids, fnames)]
        self.assertIn("smtp.town.example", str(read))
        self.assertNotIn(SECRET, str(read))
        for model, fname in (
            ("ir.mail_server", "smtp_pass"),
            ("fetchmail.server", "password"),
        ):
            server = self.env[model].search([], limit=1)
            self.assertIsNone(
                self.rpc_or_refused(self.admin, model, "read", server.ids, [fname])
            )

    def test_password_does_not_go_elsewhere(self):
        self.test_mail_servers()
        for values, server, fname in (
            ({"smtp_host": "evil.example"}, "_outgoing_server", "smtp_pass"),
            ({"incoming_host": "evil.example"}, "_incoming_server", "password"),
        ):
            setup = self._open()
            setup.write(values)
            self.assertFalse(getattr(setup, server)()[fname])
        setup = self._open()
        setup.write({"smtp_password": SECRET, "incoming_password": SECRET})
        setup = self._open()
        setup.write({"smtp_encryption": "none", "incoming_ssl": False})
        self.assertFalse(setup._outgoing_server().smtp_pass)
        self.assertFalse(setup._incoming_server().password)

    def test_a_saved_form_keeps_the_password(self):
        self.test_mail_servers()
        form = Form(self._open())
        form.confirm_every = 100
        form.save()
        setup = self._open()
        self.assertEqual(setup._outgoing_server().smtp_pass, SECRET)
        self.assertEqual(setup._incoming_server().password, SECRET)
        setup.smtp_from_filter = "other.example"
        self.assertEqual(setup._outgoing_server().smtp_pass, SECRET)

    def test_personal_and_foreign_servers_are_left_alone(self):
        setup = self._servers()
        personal = self.env["ir.mail_server"].create(
            {
                "name": "Personal",
                "smtp_host": "own.example",
                "owner_user_id": self.officer.id,
                "sequence": 0,
            }
        )
        setup.write({"smtp_host": "smtp.town.example"})
        self.assertEqual(personal.smtp_host, "own.example")

    def test_nobody_else_gets_in(self):
        setup = self._open()
        for role in ROLES:
            user = getattr(self, role)
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._open(user)
                with self.assertRaises(AccessError):
                    setup.with_user(user).write({"confirm_every": 1})
                with self.assertRaises(AccessError):
                    setup.with_user(user).action_finish()
                with self.assertRaises(AccessError):
                    setup.check_ids[0].with_user(user).action_test()
        second = new_test_user(self.env, "second.a", groups="skks_base.group_admin")
        with self.assertRaises(AccessError):
            setup.with_user(second).write({"confirm_every": 1})

    def test_administrator_of_the_office_has_no_wider_door(self):
        for model in ("res.company", "ir.mail_server", "fetchmail.server"):
            record = self.env[model].sudo().search([], limit=1)
            if record:
                self.assertIsNone(
                    self.rpc_or_refused(
                        self.admin, model, "write", record.ids, {"name": "X"}
                    )
                )
        other = self.env["res.company"].create({"name": "Second town"})
        with self.assertRaises(AccessError):
            self.env["skks.setup"].with_user(self.admin).create(
                {"company_id": other.id}
            )
        setup = self._open()
        with self.assertRaises(AccessError):
            setup.write({"company_id": other.id})
        with self.assertRaises(AccessError):
            setup.check_ids[0].write({"code": "incoming"})


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 09:00:00")
class TestSetupChecks(SetupCase):
    """Every check names what is missing, and its button says what it found."""

    def test_people(self):
        self._represent(self.representative, self.roads)
        setup = self._open()
        self.assertIn("T-MPWIK", self._check(setup, "entities").message)
        self.assertNotIn("T-WDT", self._check(setup, "entities").message)
        names = self.company._skks_check_roles()[2]
        self.env["res.users"].search(
            [("share", "=", False), ("id", "!=", self.employee.id)]
        ).filtered(
            lambda user: not user.all_group_ids & self.env["res.groups"]._skks_all()
        ).active = False
        names = self.company._skks_check_roles()[2]
        self.assertIn(self.employee.name, names)
        self.employee.active = False
        self.assertTrue(self.company._skks_check_roles()[1])

    def test_duty(self):
        days = [date(2026, 11, day) for day in (10, 12, 13, 16, 17, 18, 19, 20, 23)]
        self.assertEqual(self.company._skks_days_without_duty(), days)
        self.env["skks.duty"]._skks_fill(self.company, days, self.officer)
        setup = self._open()
        self.assertEqual(self._check(setup, "duty").state, "ok")
        check = self._check(setup, "duty")
        check.action_test()
        self.assertIn(self.officer.name, check.result)

    def test_time(self):
        setup = self._open()
        check = self._check(setup, "calendar")
        check.action_test()
        self.assertIn("8 working hours end on", check.result)
        for code, words in (("tz", "10:00"), ("holidays", "11"), ("alias_domain", "@")):
            check = self._check(setup, code)
            check.action_test()
            self.assertIn(words, check.result)

    def test_an_addon_adds_a_check(self):
        company_class = type(self.company)
        extended = (*self.company._skks_checks(), lambda: ("own", False, "Own check"))
        with patch.object(company_class, "_skks_checks", lambda self: extended):
            self.assertEqual(self._check(self._open(), "own").message, "Own check")


@tagged("post_install", "-at_install")
class TestSetupMail(SmtpCase, SetupCase):
    """The buttons talk with real servers."""

    def setUp(self):
        super().setUp()
        self.mailbox = Mailbox()
        self.addCleanup(self.mailbox.server_close)
        self.addCleanup(self.mailbox.shutdown)
        self.env["fetchmail.server"].search([]).active = False

    def test_outgoing(self):
        check = self._check(self._open(), "mail_server")
        check.action_test()
        letter = self.assertOneLetterTo(self.admin.email)
        self.assertIn(self.company.name, letter.message["Subject"])
        self.assertIn(self.admin.email, check.result)

    def test_outgoing_refused(self):
        self.sink.refuse(self.admin.email)
        check = self._check(self._open(), "mail_server")
        check.action_test()
        self.assertIn("did not leave", check.result)

    def _mailbox(self, password):
        setup = self._open()
        host, port = self.mailbox.server_address
        setup.write(
            {
                "incoming_type": "imap",
                "incoming_host": host,
                "incoming_port": port,
                "incoming_ssl": False,
                "incoming_user": "press",
                "incoming_password": password,
            }
        )
        check = self._check(setup, "incoming")
        self.assertEqual(check.state, "warning")
        check.action_test()
        return check

    def test_incoming(self):
        check = self._mailbox(SECRET)
        self.assertIn("letters waiting: 3", check.result)
        verbs = {command.split()[0].upper() for command in self.mailbox.commands}
        self.assertFalse(verbs & {"FETCH", "STORE", "EXPUNGE"}, verbs)
        self.assertEqual(self._check(self._open(), "incoming").state, "ok")

    def test_incoming_with_a_wrong_password(self):
        check = self._mailbox("wrong")
        self.assertIn("no connection", check.result)
        self.assertEqual(self._check(self._open(), "incoming").state, "warning")


@tagged("post_install", "-at_install")
class TestDeadlock(common_signoff.SignoffCase):
    """M1.3: set-up does not end while some text could be accepted by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.entity"].search([]).filtered(
            lambda entity: entity not in cls.roads | cls.water
        ).active = False

    def _locks(self):
        return self.company._skks_deadlocks()

    def _goes_through(self, author, entity):
        """Whether a text of ``author`` about ``entity`` gets accepted in the end."""
        try:
            text = self.submitted(author=author, entities=entity)
            while text.signoff_state != "approved":
                text.with_user(text.approver_ids[:1]).action_approve()
        except UserError:
            return False
        return True

    def _agrees(self):
        """What the check says is what the sign-off does."""
        officers = self.company._skks_users("officer")
        through = [
            self._goes_through(author, entity)
            for entity in self.roads | self.water
            for author in officers
            | entity.representative_ids.filtered("active").user_id
        ]
        self.assertEqual(all(through), not self._locks(), self._locks())

    def test_full_office(self):
        self.assertFalse(self._locks())
        self._agrees()

    def test_head_writes_and_there_is_no_leadership(self):
        self.leadership.active = False
        self.assertTrue(self._locks())
        self._agrees()
        setup = self.env["skks.setup"].with_user(self.admin)
        setup = setup.browse(setup.action_open()["res_id"])
        with self.assertRaisesRegex(UserError, re.escape(self.manager.name)):
            setup.action_finish()
        self.assertFalse(self.company.skks_set_up_at)
        self.assertTrue(self._user("second.head", "group_manager"))
        self.assertIn(self.roads.name, str(self._locks()), "its only person writes")
        self._agrees()
        self.assertTrue(self._user("new.leader", "group_leadership"))
        self.assertFalse(self._locks())
        self._agrees()
        setup.action_finish()
        self.assertTrue(self.company.skks_set_up_at)
        self.assertTrue(self._journal(self.company, "setup.finish"))

    def test_one_person_office(self):
        (self.officer | self.second_officer).active = False
        self.assertFalse(self._locks())
        self._agrees()

    def test_entity_without_anybody(self):
        self.water_expert.active = False
        self.assertTrue(self._locks(), "the only leader would accept both times")
        self._agrees()
        self.assertTrue(self._user("second.leader", "group_leadership"))
        self.assertFalse(self._locks())
        self._agrees()

    def test_no_officer(self):
        (self.officer | self.second_officer | self.manager).active = False
        self.assertTrue(self._locks())
