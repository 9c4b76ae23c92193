from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

MAX_DAYS = 366


class DutyFill(models.TransientModel):
    """Fill the duty roster by rotation over the officers."""

    _name = "skks.duty.fill"
    _description = "Fill the Duty Roster"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_date_to()
    )
    rotation = fields.Selection(
        [("day", "Every day another person"), ("week", "One person for a week")],
        "Change",
        required=True,
        default="day",
    )
    overwrite = fields.Boolean(
        "Replace days that are filled already",
        help="Otherwise they stay, e.g. those that were swapped.",
    )
    line_ids = fields.One2many(
        "skks.duty.fill.line",
        "fill_id",
        "Officers",
        default=lambda self: self._default_line_ids(),
    )

    @api.model
    def _default_date_from(self):
        Duty = self.env["skks.duty"]
        last = Duty.search(
            [("company_id", "=", self.env.company.id)], order="day desc", limit=1
        )
        today = self.env.company._skks_today()
        return max(today, last.day + timedelta(days=1)) if last else today

    @api.model
    def _default_date_to(self):
        return self._default_date_from() + timedelta(days=27)

    @api.model
    def _default_line_ids(self):
        Duty = self.env["skks.duty"]
        company = self.env.company
        officers = self.env["res.users"].search(
            [*Duty._domain_user_id(), ("company_ids", "in", company.ids)], order="name"
        )
        queue = Duty._skks_queue(company, officers, self._default_date_from())
        return [
            Command.create({"user_id": user.id, "sequence": number})
            for number, user in enumerate(queue)
        ]

    def action_fill(self):
        """Fill the days, then show the roster."""
        self.ensure_one()
        days = self._working_days()
        users = self.line_ids.sorted("sequence").user_id
        if not users:
            raise UserError(self.env._("Choose at least one officer."))
        filled = self.env["skks.duty"]._skks_fill(
            self.company_id,
            days,
            users,
            by_week=self.rotation == "week",
            overwrite=self.overwrite,
        )
        self.env["bus.bus"]._sendone(
            self.env.user.partner_id,
            "simple_notification",
            {"type": "success", "message": self._summary(filled, days)},
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "skks_base.skks_duty_action"
        ) | {"target": "main"}

    def _working_days(self):
        if self.date_to < self.date_from:
            raise UserError(
                self.env._("The last day comes before the first. Correct the dates.")
            )
        count = (self.date_to - self.date_from).days + 1
        if count > MAX_DAYS:
            raise UserError(self.env._("Fill at most one year at a time."))
        hours = self.company_id._skks_working_time()
        days = (self.date_from + timedelta(days=number) for number in range(count))
        return [day for day in days if hours.is_working_day(day)]

    def _summary(self, filled, days):
        taken = self.env["skks.duty"].search_count(
            [("company_id", "=", self.company_id.id), ("day", "in", days)]
        )
        empty = len(days) - taken
        if empty:
            return self.env._(
                "Days filled: %(count)s. Left empty, because everybody is absent:"
                " %(empty)s.",
                count=len(filled),
                empty=empty,
            )
        return self.env._("Days filled: %(count)s.", count=len(filled))


class DutyFillLine(models.TransientModel):
    """One officer in the order of the rotation."""

    _name = "skks.duty.fill.line"
    _description = "Officer in the Rotation"
    _order = "sequence, id"

    fill_id = fields.Many2one(
        "skks.duty.fill", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    user_id = fields.Many2one(
        "res.users",
        "Officer",
        required=True,
        domain=lambda self: self.env["skks.duty"]._domain_user_id(),
    )
