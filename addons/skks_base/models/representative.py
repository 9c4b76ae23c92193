from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.mail import email_normalize

# Whoever may know how to reach a colleague directly; a representative sees names.
PHONE_GROUPS = ",".join(
    f"skks_base.group_{name}"
    for name in ("officer", "dispatcher", "leadership", "auditor", "admin")
)
# Letters of invitation in one run.
INVITATIONS = 50


class Representative(models.Model):
    """A user who answers for an entity."""

    _name = "skks.representative"
    _description = "Representative of an Entity"
    _inherit = ["skks.journaled.mixin"]
    _check_company_auto = True
    _order = "entity_id, sequence, id"
    _rec_names_search = ["user_id.name", "job_title", "entity_id.code"]
    _journaled_as = "representative"
    _journaled_fields = ("user_id", "entity_id", "role", "active")

    user_id = fields.Many2one(
        "res.users",
        string="User",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    name = fields.Char(related="user_id.name")
    email = fields.Char(related="user_id.email", string="E-mail")
    image_128 = fields.Image(related="user_id.image_128")
    entity_id = fields.Many2one(
        "skks.entity",
        string="Entity",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="entity_id.company_id", store=True, index=True)
    role = fields.Selection(
        [("expert", "Expert"), ("head", "Head")],
        required=True,
        default="expert",
        help="Experts know the matter and answer first; a head accepts and helps out.",
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    job_title = fields.Char()
    phone = fields.Char(groups=PHONE_GROUPS)
    mobile = fields.Char(groups=PHONE_GROUPS)
    active = fields.Boolean(default=True)
    invitation_due = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The letter by which the person chooses a password is still to be sent.",
    )
    is_absent = fields.Boolean(compute="_compute_is_absent", string="Absent")
    stand_in_id = fields.Many2one(related="user_id.stand_in_id")

    _user_entity_uniq = models.Constraint(
        "UNIQUE (user_id, entity_id)",
        "This user already represents the entity (perhaps in the archive).",
    )

    @api.depends("user_id.out_of_office_from", "user_id.out_of_office_to")
    def _compute_is_absent(self):
        for person in self:
            user = person.user_id
            person.is_absent = bool(user) and user._skks_is_absent()

    @api.depends("name", "entity_id.code")
    def _compute_display_name(self):
        for person in self.sudo():
            names = (person.user_id.name, person.entity_id.code)
            person.display_name = ", ".join(filter(None, names))

    @api.constrains("user_id", "active")
    def _check_user(self):
        for person in self.filtered("active"):
            user = person.sudo().user_id
            if user.share or not user.active:
                raise ValidationError(
                    self.env._(
                        "%(user)s has no active account of the office and cannot"
                        " represent an entity. Invite the person first.",
                        user=user.name,
                    )
                )

    # ------------------------------------------------------------
    # NOBODY LEFT
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        people.entity_id._skks_check_has_somebody()
        return people

    def write(self, vals):
        entities = self.entity_id
        result = super().write(vals)
        if {"active", "user_id", "entity_id"} & vals.keys():
            (entities | self.entity_id)._skks_check_has_somebody()
        return result

    def unlink(self):
        entities = self.entity_id
        result = super().unlink()
        entities._skks_check_has_somebody()
        return result

    # ------------------------------------------------------------
    # INVITATION
    # ------------------------------------------------------------

    @api.model
    def action_invite_user(
        self, name, email, entity_id, role="expert", job_title=False, phone=False
    ):
        """Create a user who may do nothing but represent ``entity_id``.

        The administrator of the addon manages no accounts; this is the one door to
        them, and the groups that it gives are fixed.

        :return: the new representative
        :raises AccessError: for anybody but the administrator
        :raises UserError: bad address, or an account that exists already
        """
        self._skks_check_may_invite()
        entity = self.env["skks.entity"].browse(entity_id)
        entity.check_access("read")
        user = self._skks_invite_users([(name, email)], entity.company_id)
        return self.create(
            {
                "user_id": user.id,
                "entity_id": entity.id,
                "role": role,
                "job_title": job_title,
                "phone": phone,
            }
        )

    @api.model
    def _skks_check_may_invite(self):
        if not (self.env.su or self.env.user.has_group("skks_base.group_admin")):
            raise AccessError(
                self.env._("Only the administrator of the press office invites users.")
            )

    @api.model
    def _skks_invite_users(self, people, company):
        """Create accounts that may do nothing but represent.

        :param people: ``[(name, address)]``
        :return: the new users, in that order
        """
        self._skks_check_may_invite()
        logins = [self._skks_new_login(email) for _name, email in people]
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        taken = ["|", ("login", "in", logins), ("email_normalized", "in", logins)]
        if known := Users.search(taken, limit=1):
            raise UserError(
                self.env._(
                    "There is already an account %(login)s. Choose this user in the"
                    " list of representatives instead.",
                    login=known.login,
                )
            )
        return Users.with_context(active_test=True).create(
            [
                self._skks_prepare_user(name, login, company)
                for (name, _email), login in zip(people, logins, strict=True)
            ]
        )

    @api.model
    def _cron_invite(self, batch=INVITATIONS):
        """Send imported people the letters by which they choose their passwords."""
        everybody = self.sudo().with_context(active_test=False)
        due = everybody.search([("invitation_due", "=", True)], limit=batch)
        waiting = due.user_id.filtered(
            lambda user: user.active and not user.share and not user.login_date
        )
        due.invitation_due = False
        template = self.env.ref("auth_signup.set_password_email", False)
        if waiting and template:
            waiting.partner_id.signup_prepare(signup_type="signup")
            template.sudo().send_mail_batch(waiting.ids, force_send=False)
        left = everybody.search_count([("invitation_due", "=", True)])
        self.env["ir.cron"]._commit_progress(len(due), remaining=left)

    @api.model
    def _skks_new_login(self, email):
        login = email_normalize(email or "")
        if not login:
            raise UserError(
                self.env._("“%(email)s” is not an e-mail address.", email=email or "")
            )
        return login

    @api.model
    def _skks_prepare_user(self, name, login, company):
        return {
            "name": name,
            "login": login,
            "email": login,
            "company_id": company.id,
            "company_ids": [fields.Command.set(company.ids)],
            "lang": company.partner_id.lang,
            "tz": company._skks_calendar().tz,
            "group_ids": [
                fields.Command.set(self.env.ref("skks_base.group_representative").ids)
            ],
        }
