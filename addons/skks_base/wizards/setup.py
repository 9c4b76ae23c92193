from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

COMPANY_FIELDS = {
    "head_id": "skks_head_id",
    "duty_user_id": "skks_duty_user_id",
    "calendar_id": "resource_calendar_id",
    "confirm_every": "skks_confirm_every",
    "heads_see_work": "skks_heads_see_work",
}
DOMAIN_FIELDS = {
    "alias_domain_name": "name",
    "catchall_alias": "catchall_alias",
    "bounce_alias": "bounce_alias",
    "default_from": "default_from",
}
OUTGOING_FIELDS = {
    "smtp_host": "smtp_host",
    "smtp_port": "smtp_port",
    "smtp_encryption": "smtp_encryption",
    "smtp_user": "smtp_user",
    "smtp_from_filter": "from_filter",
}
INCOMING_FIELDS = {
    "incoming_type": "server_type",
    "incoming_host": "server",
    "incoming_port": "port",
    "incoming_ssl": "is_ssl",
    "incoming_user": "user",
}
SETTINGS = {
    *COMPANY_FIELDS,
    *DOMAIN_FIELDS,
    *OUTGOING_FIELDS,
    *INCOMING_FIELDS,
    "smtp_password",
    "incoming_password",
}
# Of a mailbox that is entered for the first time.
MAILBOX = {"server_type": "imap", "port": 993, "is_ssl": True}
# A password is for one account on one machine over one kind of line.
SMTP_ACCOUNT = {"smtp_host", "smtp_port", "smtp_encryption", "smtp_user"}
INCOMING_ACCOUNT = {"server_type", "server", "port", "is_ssl", "user"}


class Setup(models.TransientModel):
    """The settings of the press office, for its administrator.

    Whoever opens it may change neither the company nor mail servers anywhere else:
    the fields here show exactly what may be changed and write it through, each
    after the role was checked. Nothing is stored here; a password goes through in
    one direction only.
    """

    _name = "skks.setup"
    _description = "Press Office Settings"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    check_ids = fields.One2many("skks.setup.check", "setup_id", readonly=True)
    set_up_at = fields.Datetime("Set up on", compute="_compute_company", readonly=True)
    # people and time
    head_id = fields.Many2one(
        "res.users",
        "Head of the press office",
        compute="_compute_company",
        readonly=False,
        domain=lambda self: self._domain_role("manager"),
    )
    duty_user_id = fields.Many2one(
        "res.users",
        "Default duty officer",
        compute="_compute_company",
        readonly=False,
        domain=lambda self: self._domain_role("officer"),
        help="Answers on days for which the duty roster names nobody.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Office hours",
        compute="_compute_company",
        readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    confirm_every = fields.Integer(
        "Lists of representatives are confirmed every (days)",
        compute="_compute_company",
        readonly=False,
    )
    heads_see_work = fields.Boolean(
        "Heads see the orders of their entity",
        compute="_compute_company",
        readonly=False,
    )
    # e-mail domain
    alias_domain_name = fields.Char(
        "E-mail domain", compute="_compute_domain", readonly=False
    )
    catchall_alias = fields.Char(
        "Answers to notices come to",
        compute="_compute_domain",
        readonly=False,
    )
    bounce_alias = fields.Char(
        "Returned letters come to",
        compute="_compute_domain",
        readonly=False,
    )
    default_from = fields.Char(
        "Notices are sent from", compute="_compute_domain", readonly=False
    )
    # outgoing mail
    smtp_host = fields.Char("SMTP server", compute="_compute_outgoing", readonly=False)
    smtp_port = fields.Integer("SMTP port", compute="_compute_outgoing", readonly=False)
    smtp_encryption = fields.Selection(
        selection=lambda self: self._selection_smtp_encryption(),
        string="Encryption",
        compute="_compute_outgoing",
        readonly=False,
    )
    smtp_user = fields.Char("SMTP user", compute="_compute_outgoing", readonly=False)
    smtp_password = fields.Char(
        "SMTP password", compute="_compute_outgoing", readonly=False
    )
    smtp_from_filter = fields.Char(
        "Allowed senders",
        compute="_compute_outgoing",
        readonly=False,
        help="Domain of the addresses for which this server may send.",
    )
    smtp_has_password = fields.Boolean(
        "SMTP password is stored", compute="_compute_outgoing", readonly=True
    )
    smtp_is_ours = fields.Boolean(compute="_compute_outgoing", readonly=True)
    # incoming mail
    incoming_type = fields.Selection(
        [("imap", "IMAP"), ("pop", "POP")],
        "Mailbox type",
        compute="_compute_incoming",
        readonly=False,
    )
    incoming_host = fields.Char(
        "Mailbox server", compute="_compute_incoming", readonly=False
    )
    incoming_port = fields.Integer(
        "Mailbox port", compute="_compute_incoming", readonly=False
    )
    incoming_ssl = fields.Boolean(
        "SSL/TLS", compute="_compute_incoming", readonly=False
    )
    incoming_user = fields.Char(
        "Mailbox user", compute="_compute_incoming", readonly=False
    )
    incoming_password = fields.Char(
        "Mailbox password", compute="_compute_incoming", readonly=False
    )
    incoming_has_password = fields.Boolean(
        "Mailbox password is stored", compute="_compute_incoming", readonly=True
    )
    incoming_is_ours = fields.Boolean(compute="_compute_incoming", readonly=True)

    @api.model
    def _domain_role(self, name):
        group = self.env.ref(f"skks_base.group_{name}", raise_if_not_found=False)
        return [
            ("all_group_ids", "in", group.ids if group else []),
            ("share", "=", False),
        ]

    @api.model
    def _selection_smtp_encryption(self):
        field = self.env["ir.mail_server"]._fields["smtp_encryption"]
        return field._description_selection(self.env)

    # ------------------------------------------------------------
    # WHO MAY
    # ------------------------------------------------------------

    @api.model
    def _check_admin(self):
        if not (self.env.su or self.env.user.has_group("skks_base.group_admin")):
            raise AccessError(
                self.env._("Only the administrator sets the press office up.")
            )

    @api.model
    def _company_fields(self):
        """``{field of this screen: field of the company}``; an addon adds its own."""
        return COMPANY_FIELDS

    @api.model
    def _settings(self, vals):
        names = SETTINGS | self._company_fields().keys()
        return {name: value for name, value in vals.items() if name in names}

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    def _show(self, record, fields_of):
        """Show the fields of ``record``; what one would start with where none is."""
        start = self._start(record, fields_of)
        for own, fname in fields_of.items():
            value = record[fname] if record else start[fname]
            self[own] = (
                value.with_env(self.env)
                if isinstance(value, models.BaseModel)
                else value
            )

    @api.model
    def _start(self, record, fields_of):
        """Values that a record has when it is made; empty where there is one."""
        if record:
            return {}
        values = record.default_get(list(fields_of.values()))
        if record._name == "fetchmail.server":
            values |= MAILBOX
        return {fname: values.get(fname, False) for fname in fields_of.values()}

    @api.depends("company_id")
    def _compute_company(self):
        self._check_admin()
        for setup in self:
            company = setup.company_id.sudo()
            setup._show(company, self._company_fields())
            setup.set_up_at = company.skks_set_up_at

    @api.depends("company_id")
    def _compute_domain(self):
        self._check_admin()
        for setup in self:
            setup._show(setup.company_id.sudo().alias_domain_id, DOMAIN_FIELDS)

    @api.depends("company_id")
    def _compute_outgoing(self):
        self._check_admin()
        for setup in self:
            server = setup._outgoing_server()
            setup._show(server, OUTGOING_FIELDS)
            setup.smtp_password = False
            setup.smtp_has_password = bool(server.smtp_pass)
            setup.smtp_is_ours = not server or server.smtp_authentication == "login"

    @api.depends("company_id")
    def _compute_incoming(self):
        self._check_admin()
        for setup in self:
            server = setup._incoming_server()
            ours = not server or not server._skks_signs_in_by_token()
            shown = dict(INCOMING_FIELDS)
            if not ours:  # a type that cannot be chosen here
                setup.incoming_type = False
                del shown["incoming_type"]
            setup._show(server, shown)
            setup.incoming_password = False
            setup.incoming_has_password = bool(server.password)
            setup.incoming_is_ours = ours

    def _outgoing_server(self):
        """The server by which the office sends; nobody's personal one."""
        servers = self.env["ir.mail_server"].sudo()
        return servers.search(
            [("owner_user_id", "=", False)], order="sequence, id", limit=1
        )

    def _incoming_server(self):
        return self.company_id._skks_incoming_servers()[:1]

    # ------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_admin()
        settings = [self._settings(vals) for vals in vals_list]
        setups = super().create(
            [_without(vals, own) for vals, own in zip(vals_list, settings, strict=True)]
        )
        for setup, values in zip(setups, settings, strict=True):
            if values:
                setup.write(values)
        return setups

    def write(self, vals):
        """Write the settings through to where they belong, and nothing else there."""
        self._check_admin()
        self.check_access("write")
        if "company_id" in vals:
            raise AccessError(self.env._("Open the settings of that organisation."))
        settings = self._settings(vals)
        result = super().write(_without(vals, settings))
        for setup in self:
            setup._write_company(settings)
            setup._write_domain(settings)
            setup._write_outgoing(settings)
            setup._write_incoming(settings)
        self.invalidate_recordset(list(settings))
        return result

    @api.model
    def _changed(self, record, settings, fields_of):
        """Return what of ``settings`` differs on ``record``, as values to write."""
        values = {}
        start = self._start(record, fields_of)
        for own, fname in fields_of.items():
            if own in settings:
                new = settings[own] or False
                old = record[fname] if record else start[fname]
                old = old.id if isinstance(old, models.BaseModel) else old or False
                if new != old:
                    values[fname] = new
        return values

    def _write_through(self, record, values, secret=()):
        """Write on ``record`` and journal it; of secrets only that they changed."""
        shown = {name: value for name, value in values.items() if name not in secret}
        old = {name: record[name] for name in shown}
        record.write(values)
        new = {name: record[name] for name in shown}
        new |= {
            name: "•••" if values[name] else "–" for name in secret if name in values
        }
        self.env["skks.journal.entry"]._log(
            self.company_id, "setup.change", old=_text(old), new=_text(new)
        )

    def _write_company(self, settings):
        company = self.company_id.sudo()
        values = self._changed(company, settings, self._company_fields())
        if values:
            self._check_people(values)
            self._check_hours(values)
            self._write_through(company, values)

    def _check_people(self, values):
        """Only whoever could be chosen on the screen."""
        roles = {"skks_head_id": "manager", "skks_duty_user_id": "officer"}
        for fname, role in roles.items():
            user = self.env["res.users"].sudo().browse(values.get(fname) or [])
            if user and user not in self.company_id._skks_users(role):
                raise UserError(
                    self.env._(
                        "%s does not have the role that this needs. Choose another"
                        " person.",
                        user.name,
                    )
                )

    def _check_hours(self, values):
        if "resource_calendar_id" not in values:
            return
        hours = self.env["resource.calendar"].sudo()
        hours = hours.browse(values["resource_calendar_id"] or [])
        if not hours or hours.company_id - self.company_id:
            raise UserError(self.env._("Choose office hours of your organisation."))

    def _write_domain(self, settings):
        company = self.company_id.sudo()
        domain = company.alias_domain_id
        values = self._changed(domain, settings, DOMAIN_FIELDS)
        if not values:
            return
        if not domain:
            self._create_domain(values)
            return
        if domain.company_ids - self.env.user.company_ids:
            raise UserError(
                self.env._(
                    "Other organisations use this e-mail domain too. Ask the"
                    " administrator of the whole system."
                )
            )
        if not values.get("name", True):
            raise UserError(self.env._("Enter the e-mail domain first."))
        self._write_through(domain, values)

    def _create_domain(self, values):
        if not values.get("name"):
            raise UserError(self.env._("Enter the e-mail domain first."))
        values = {name: value for name, value in values.items() if value}
        domain = self.env["mail.alias.domain"].sudo().create(values)
        self._write_through(self.company_id.sudo(), {"alias_domain_id": domain.id})

    def _write_outgoing(self, settings):
        server = self._outgoing_server()
        values = self._changed(server, settings, OUTGOING_FIELDS)
        typed = settings.get("smtp_password")
        _set_password(values, "smtp_pass", typed, SMTP_ACCOUNT)
        if not values:
            return
        if not self.smtp_is_ours:
            raise UserError(self._foreign_server())
        if not server:
            if not values.get("smtp_host"):
                raise UserError(self.env._("Enter the SMTP server first."))
            domain = self.company_id.sudo().alias_domain_id.name
            server = server.create({"name": values["smtp_host"], "from_filter": domain})
        self._write_through(server, values, secret=("smtp_pass",))

    def _write_incoming(self, settings):
        server = self._incoming_server()
        values = self._changed(server, settings, INCOMING_FIELDS)
        account = INCOMING_ACCOUNT & values.keys()
        typed = settings.get("incoming_password")
        _set_password(values, "password", typed, INCOMING_ACCOUNT)
        if not values:
            return
        if not self.incoming_is_ours:
            raise UserError(self._foreign_server())
        if not server:
            if not values.get("server"):
                raise UserError(self.env._("Enter the server of the mailbox first."))
            server = server.create(MAILBOX | {"name": values["server"]})
        if account or typed:
            values["state"] = "draft"
        self._write_through(server, values, secret=("password",))

    def _foreign_server(self):
        return self.env._(
            "This mail server signs in in another way (e.g. Microsoft or Google). Its"
            " settings are changed by the administrator of the whole system."
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    def action_open(self):
        """Open the settings of the current organisation, with fresh checks."""
        self._check_admin()
        setup = self.create({})
        setup.action_check()
        return setup._form()

    def _form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Press Office Settings"),
            "path": "skks-setup",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_check(self):
        """Judge anew what the office needs."""
        self.ensure_one()
        self._check_admin()
        self.check_access("write")
        company = self.company_id
        tests = company._skks_tests()
        blocking = company._skks_blocking_checks()
        self.sudo().check_ids = [Command.clear()] + [
            Command.create(
                {
                    "sequence": number,
                    "code": code,
                    "state": "ok" if ok else "bad" if code in blocking else "warning",
                    "message": message,
                    "has_test": code in tests,
                }
            )
            for number, (code, ok, message) in enumerate(
                company._skks_check_foundation()
            )
        ]
        return True

    def action_finish(self):
        """End the set-up; refused while some text could be accepted by nobody."""
        self.ensure_one()
        self._check_admin()
        self.check_access("write")
        company = self.company_id
        blocking = company._skks_blocking_checks()
        obstacles = [
            message
            for code, ok, message in company._skks_check_foundation()
            if not ok and code in blocking
        ]
        if obstacles:
            raise UserError(
                self.env._("The set-up cannot be ended yet:\n%s", "\n".join(obstacles))
            )
        company.sudo().skks_set_up_at = fields.Datetime.now()
        self.env["skks.journal.entry"]._log(company, "setup.finish")
        self.invalidate_recordset(["set_up_at"])
        return True


class SetupCheck(models.TransientModel):
    """One thing that the office needs, and whether it is there."""

    _name = "skks.setup.check"
    _description = "Check of the Set-up"
    _order = "sequence, id"

    setup_id = fields.Many2one(
        "skks.setup", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(export_string_translation=False)
    code = fields.Char(readonly=True, export_string_translation=False)
    name = fields.Char("What", compute="_compute_name")
    state = fields.Selection(
        [("ok", "Fine"), ("warning", "To be mended"), ("bad", "Missing")],
        readonly=True,
    )
    message = fields.Text("What there is", readonly=True)
    has_test = fields.Boolean(readonly=True)
    result = fields.Text("Result of the test", readonly=True)

    @api.depends("code")
    def _compute_name(self):
        names = self._names()
        for check in self:
            check.name = names.get(check.code, check.code)

    @api.model
    def _names(self):
        """Return ``{code: name}``; an addon adds the names of its own checks."""
        return {
            "calendar": self.env._("Office hours"),
            "tz": self.env._("Time zone"),
            "holidays": self.env._("Holidays"),
            "alias_domain": self.env._("E-mail domain"),
            "default_from": self.env._("Sender of notices"),
            "mail_server": self.env._("Outgoing mail"),
            "head": self.env._("Head of the office"),
            "incoming": self.env._("Incoming mail"),
            "entities": self.env._("Entities"),
            "roles": self.env._("Roles"),
            "duty": self.env._("Duty roster"),
            "deadlock": self.env._("Acceptance"),
            "search": self.env._("Polish search"),
        }

    def action_test(self):
        """Try it and say what was found."""
        self.ensure_one()
        self.setup_id._check_admin()
        self.check_access("read")
        test = self.setup_id.company_id._skks_tests().get(self.code)
        if not test:
            raise UserError(self.env._("There is nothing to test here."))
        try:
            result = test()
        except (UserError, ValueError) as error:
            result = str(error)
        self.sudo().result = result
        return True


def _without(vals, settings):
    return {name: value for name, value in vals.items() if name not in settings}


def _set_password(values, fname, typed, account):
    """Take a new password; an old one never goes to another place.

    Otherwise whoever may name the server could have the stored password sent to a
    machine of their own.
    """
    if typed:
        values[fname] = typed
    elif account & values.keys():
        values[fname] = False


def _text(values):
    lines = []
    for name, value in values.items():
        if isinstance(value, models.BaseModel):
            value = ", ".join(value.mapped("display_name"))
        lines.append(f"{name}: {value or '–'}")
    return "\n".join(lines)
