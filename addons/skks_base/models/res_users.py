from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain

STAND_IN_DEPTH = 3
# Who may see how an outsider can be reached.
ADDRESS_READERS = "skks_base.group_officer,skks_base.group_auditor"
_ABSENCE_FIELDS = ("stand_in_id", "out_of_office_from", "out_of_office_to")


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "skks.journaled.setting.mixin"]

    _journaled_as = "user"
    # the second factor is core's; its addons may be absent
    _journaled_fields = ("login", "email", "totp_secret", "auth_passkey_key_ids")
    _journaled_secrets = ("totp_secret",)

    stand_in_id = fields.Many2one(
        "res.users",
        string="Stand-in",
        domain=[("share", "=", False)],
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="Acts for this person during the absence.",
    )
    skks_representative_ids = fields.One2many(
        "skks.representative", "user_id", string="Represents"
    )

    skks_briefing = fields.Selection(
        [("daily", "Every working day"), ("weekly", "Once a week"), ("none", "Never")],
        string="Briefing by e-mail",
        default="daily",
        required=True,
    )
    skks_briefed_on = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )

    _stand_in_is_another = models.Constraint(
        "CHECK (stand_in_id IS NULL OR stand_in_id <> id)",
        "Nobody stands in for themselves. Choose another person.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "skks_briefing", "stand_in_id"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        """Users choose their stand-in, but not their own address.

        The address of a user decides what may leave the building: mail to staff
        needs no acceptance, so nobody may declare a journalist's mailbox theirs.
        """
        fnames = [name for name in super().SELF_WRITEABLE_FIELDS if name != "email"]
        return [*fnames, "skks_briefing", "stand_in_id"]

    @api.model
    def _journaled_names(self):
        names = super()._journaled_names()
        return [name for name in names if name in self._fields]

    @api.constrains("stand_in_id")
    def _check_stand_in(self):
        for user in self.sudo():
            if user.stand_in_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s has no account of the office and cannot stand in.",
                        user=user.stand_in_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._skks_check_may_let_in()
        users = super().create(vals_list)
        nobody = dict.fromkeys(users, self.env["res.groups"])
        users._skks_log_groups(nobody)
        return users

    def _create_user_from_template(self, values):
        # core hides the reason of a refusal in an error of its own
        self._skks_check_may_let_in()
        return super()._create_user_from_template(values)

    def copy_data(self, default=None):
        """A role is given to a person: the copy of an account has none.

        Accounts are copied not only by administrators: LDAP and the sign-up make
        them from a template for whoever comes, and nobody may be let in that way.
        """
        vals_list = super().copy_data(default)
        if "group_ids" not in (default or {}):
            for user, vals in zip(self, vals_list, strict=True):
                vals["group_ids"] = [Command.set(user._skks_groups_without_role().ids)]
        return vals_list

    def write(self, vals):
        if vals.get("active") or "group_ids" in vals:
            self._skks_check_may_let_in()
        archived = self.browse()
        if "active" in vals and not vals["active"]:
            archived = self.filtered("active")
        with self._skks_journal_absence(vals), self._skks_journal_groups(vals):
            result = super().write(vals)
        archived._skks_after_archive()
        return result

    @api.model
    def _skks_check_may_let_in(self):
        """Ask who acts, not which rights the code lent them.

        Core's window "Grant portal access" opens an account with all rights for
        whoever may edit contacts. Who signs up alone is no member of staff and may.
        """
        user = self.env.user
        if self.env.uid == SUPERUSER_ID or not user._is_internal():
            return
        if not user.has_groups("skks_base.group_admin,base.group_erp_manager"):
            raise AccessError(
                self.env._(
                    "Only the administrator opens accounts, for people outside as"
                    " well. Ask the administrator."
                )
            )

    def _skks_invitation_subject(self):
        """Of the letter to a person whose account was opened, in their language."""
        self.ensure_one()
        return self.env._(
            "%(office)s: your account in the press office's system",
            office=self.company_id.name,
        )

    def _init_odoobot(self):
        """No robot writes to people on their first day, as addon `mail_bot` would."""

    def _skks_after_archive(self):
        """A person who left represents nobody any more; others take over the work."""
        if not self:
            return
        log = self.env["skks.journal.entry"]._log
        for user in self.sudo():
            if not user.share:
                self.env["skks.handover"]._hand_over_archived(user)
            people = user.skks_representative_ids
            codes = ", ".join(people.entity_id.mapped("code"))
            people.write({"active": False})
            log(user, "user.archive", old=codes)

    @contextmanager
    def _skks_journal_absence(self, vals):
        watched = [name for name in _ABSENCE_FIELDS if name in vals]
        before = {user: user._skks_absence_text() for user in self} if watched else {}
        yield
        for user, old in before.items():
            if (new := user._skks_absence_text()) != old:
                self.env["skks.journal.entry"]._log(
                    user, "user.absence", old=old, new=new
                )

    def _skks_absence_text(self):
        user = self.sudo()
        return (
            f"{user.out_of_office_from or '–'} … {user.out_of_office_to or '–'}"
            f" ({user.stand_in_id.login or '–'})"
        )

    @contextmanager
    def _skks_journal_groups(self, vals):
        before = {}
        if "group_ids" in vals:
            before = {user: user._skks_groups() for user in self}
        yield
        self._skks_log_groups(before)

    def _skks_groups(self):
        """Return the groups of the suite that the user has, implied ones included."""
        self.ensure_one()
        user = self.sudo()
        return user.all_group_ids & user.env["res.groups"]._skks_all()

    def _skks_groups_without_role(self):
        """Return the user's own groups except those that bring a role of the suite."""
        self.ensure_one()
        user = self.sudo()
        roles = user.env["res.groups"]._skks_all()
        groups = user.group_ids.filtered(
            lambda group: not group.all_implied_ids & roles
        )
        if not user.share:  # may have been implied by a role only
            groups |= user.env.ref("base.group_user")
        return groups

    @api.model
    def _skks_log_groups(self, before):
        """Journal what changed since ``before`` (``{user: groups}``)."""
        for user, old in before.items():
            new = user._skks_groups()
            if new != old:
                self.env["skks.journal.entry"]._log(
                    user, "user.groups", old=old._skks_names(), new=new._skks_names()
                )

    # ------------------------------------------------------------
    # ABSENCE
    # ------------------------------------------------------------

    def _skks_is_absent(self, at=None):
        """Tell whether the user is out of office at ``at`` (naive UTC, now)."""
        self.ensure_one()
        user = self.sudo()
        at = at or fields.Datetime.now()
        start, end = user.out_of_office_from, user.out_of_office_to
        return bool(start and start <= at and (not end or at <= end))

    def _skks_acting_users(self, at=None):
        """Return who acts for these users at ``at`` (naive UTC, now).

        Whoever is present acts alone; for an absent person the stand-in does, or
        the stand-in's stand-in, at most three steps away. Where nobody of them is
        present, nobody is left out: the person stays responsible.
        """
        acting = self.env["res.users"].union(
            *(user._skks_acting_user(at) for user in self)
        )
        # Who is read here one by one in a list is read from the database together.
        return acting.with_prefetch(self._prefetch_ids)

    def _skks_acting_user(self, at=None):
        seen = candidate = self
        for _step in range(STAND_IN_DEPTH + 1):
            if candidate.sudo().active and not candidate._skks_is_absent(at):
                return candidate
            candidate = candidate.sudo().stand_in_id.with_env(self.env)
            if not candidate or candidate in seen:
                break
            seen |= candidate
        return self

    def _skks_acts_for(self):
        """Return for whom this user may act now: self and absent colleagues."""
        self.ensure_one()
        absent = self.sudo().search(self._skks_absent_domain(""))
        return self | absent.with_env(self.env)

    def _skks_act_for_domain(self, field):
        """Return the domain of records whose ``field`` is this user or one absent.

        It carries no list of ids and no computed date, so the same pattern may
        stand in a record rule, whose domain is cached per user.

        :param str field: path to a many2one to ``res.users``
        """
        return Domain(field, "=", self.id) | self._skks_absent_domain(f"{field}.")

    def _skks_absent_domain(self, prefix):
        return (
            Domain(f"{prefix}stand_in_id", "=", self.id)
            & Domain(f"{prefix}out_of_office_from", "<=", "now")
            & (
                Domain(f"{prefix}out_of_office_to", "=", False)
                | Domain(f"{prefix}out_of_office_to", ">=", "now")
            )
        )

    def action_set_absence(self, date_from, date_to, stand_in_id):
        """Enter the absence of a colleague, by the head of office or administrator.

        Everybody enters their own in the preferences; this is the one thing that
        these roles may change on somebody else's account.
        """
        self.ensure_one()
        allowed = "skks_base.group_manager,skks_base.group_admin"
        if self != self.env.user and not self.env.user.has_groups(allowed):
            raise AccessError(
                self.env._(
                    "Only %(user)s, the head of office or an administrator may enter"
                    " this absence.",
                    user=self.sudo().name,
                )
            )
        return self.sudo().write(
            {
                "out_of_office_from": date_from,
                "out_of_office_to": date_to,
                "stand_in_id": stand_in_id,
            }
        )

    def _skks_sees_addresses(self):
        """Tell whether the user may see how outsiders can be reached."""
        return self.has_groups(ADDRESS_READERS)

    def _skks_entity_ids(self):
        """Return the ids of the entities that the user represents now."""
        self.ensure_one()
        return self.sudo().skks_representative_ids.filtered("active").entity_id.ids

    def _skks_calendar(self):
        """Return the hours in which this user works: of the entity or the office."""
        self.ensure_one()
        user = self.sudo()
        entity = user.skks_representative_ids[:1].entity_id
        owner = entity or user.company_id
        return owner._skks_calendar().with_env(self.env)
