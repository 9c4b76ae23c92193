from datetime import date, time

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.moments import naive_utc
from ..tools.rotation import rotate
from ..tools.working_time import local_instant

MIDDAY = time(12)
PAIR = 2


class Duty(models.Model):
    """Who is on duty on a day: what nobody has taken goes to that person."""

    _name = "skks.duty"
    _description = "Duty"
    _inherit = [
        "skks.cached.mixin",
        "skks.journaled.mixin",
        "skks.desk.mixin",
        "skks.handover.mixin",
    ]
    _order = "day desc, id"
    _rec_names_search = ["user_id.name", "name"]
    _journaled_as = "duty"
    _journaled_fields = ("day", "user_id", "name")
    _handover_fields = ("user_id",)
    _handover_listed = False
    _desk_columns = {"name": "name", "user_id": "user_id", "company_id": "company_id"}

    day = fields.Date(
        required=True, index=True, default=lambda self: self.env.company._skks_today()
    )
    user_id = fields.Many2one(
        "res.users",
        "On duty",
        required=True,
        index=True,
        ondelete="restrict",
        domain=lambda self: self._domain_user_id(),
    )
    name = fields.Char(
        "What", required=True, default=lambda self: self.env._("Press duty")
    )
    note = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    acting_id = fields.Many2one(
        "res.users",
        "In fact",
        compute="_compute_acting_id",
        help="Who acts on that day: the stand-in, where the person is absent.",
    )
    is_absent = fields.Boolean("Absent", compute="_compute_acting_id")
    is_past = fields.Boolean(
        compute="_compute_is_past", export_string_translation=False
    )

    _day_uniq = models.Constraint(
        "UNIQUE (company_id, day)",
        "Somebody is already on duty on that day. Change that entry instead.",
    )

    @api.model
    def _domain_user_id(self):
        group = self.env.ref("skks_base.group_officer", raise_if_not_found=False)
        return [
            ("all_group_ids", "in", group.ids if group else []),
            ("share", "=", False),
        ]

    @api.depends("day", "user_id", "company_id")
    def _compute_acting_id(self):
        for duty in self:
            user = duty.user_id
            if not (duty.day and user):
                duty.acting_id, duty.is_absent = user, False
                continue
            noon = duty._skks_noon()
            duty.is_absent = user._skks_is_absent(noon)
            duty.acting_id = user._skks_acting_user(noon)

    @api.depends("day")
    def _compute_is_past(self):
        today = self.env.company._skks_today()
        for duty in self:
            duty.is_past = bool(duty.day) and duty.day < today

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Lists begin with today; what is over comes last."""
        if field_name != "is_past":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        day = self._field_to_sql(alias, "day", query)
        return SQL(
            "(%s < %s) %s %s", day, self.env.company._skks_today(), direction, nulls
        )

    @api.depends("day", "user_id")
    @api.depends_context("skks_in_calendar")
    def _compute_display_name(self):
        """Day and person; in a calendar the day is seen anyway."""
        in_calendar = self.env.context.get("skks_in_calendar")
        for duty in self:
            name = duty.sudo().user_id.name or ""
            with_day = duty.day and not in_calendar
            duty.display_name = f"{duty.day} · {name}" if with_day else name

    def _skks_noon(self):
        zone = self.company_id._skks_tz()
        return naive_utc(local_instant(self.day, MIDDAY, zone))

    @api.constrains("user_id", "company_id")
    def _check_user(self):
        for duty in self.sudo():
            user = duty.user_id
            if (
                not user.active
                or duty.company_id not in user.company_ids
                or not user.has_group("skks_base.group_officer")
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in the press office of %(company)s"
                        " and cannot be on duty. Choose an officer.",
                        user=user.name,
                        company=duty.company_id.name,
                    )
                )

    # ------------------------------------------------------------
    # DESK
    # ------------------------------------------------------------

    @api.model
    def _desk_open_domain(self):
        return Domain("day", "=", "today")

    @api.model
    def _desk_mine_domain(self):
        return self.env.user._skks_act_for_domain("user_id")

    def _desk_waiting_names(self):
        return {duty.id: duty.acting_id.name or "" for duty in self}

    # ------------------------------------------------------------
    # HANDING OVER
    # ------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("day", ">=", "today")

    def _skks_handover_may_take(self, fname, successor):
        return successor.has_group("skks_base.group_officer")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_swap(self):
        """Let two people change their days."""
        if len(self) != PAIR:
            raise UserError(self.env._("Choose the two days that are to be swapped."))
        self.check_access("write")
        first, second = self
        if first.company_id != second.company_id:
            raise UserError(self.env._("Choose two days of the same office."))
        first.user_id, second.user_id = second.user_id, first.user_id
        return True

    # ------------------------------------------------------------
    # FILLING
    # ------------------------------------------------------------

    @api.model
    def _skks_fill(self, company, days, users, *, by_week=False, overwrite=False):
        """Fill ``days`` by rotation over ``users``, who come in that order.

        Days that are filled already stay as they are, unless ``overwrite``; a day
        on which everybody is absent stays empty.

        :param days: list of dates, in order
        :return: duties that were created or changed
        """
        known = {
            duty.day: duty
            for duty in self.search(
                [("company_id", "=", company.id), ("day", "in", days)]
            )
        }
        wanted = [day for day in days if overwrite or day not in known]
        away = company._skks_absences(users, wanted)
        turns = rotate(
            wanted, users, lambda user, day: day in away[user], by_week=by_week
        )
        filled = self.browse()
        for day, user in turns.items():
            if not user:
                continue
            if day in known:
                if known[day].user_id != user:
                    known[day].user_id = user
                    filled |= known[day]
            else:
                filled |= self.create(
                    {"day": day, "user_id": user.id, "company_id": company.id}
                )
        return filled

    @api.model
    def _skks_queue(self, company, users, before):
        """``users`` in the order in which it is their turn on the day ``before``.

        Who has not been on duty for longest comes first.
        """
        last = dict(
            self._read_group(
                Domain("company_id", "=", company.id)
                & Domain("day", "<", before)
                & Domain("user_id", "in", users.ids),
                ["user_id"],
                ["day:max"],
            )
        )
        never = date.min
        return users.sorted(lambda user: last.get(user, never))
