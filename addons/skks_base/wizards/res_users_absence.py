from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsersAbsence(models.TransientModel):
    """The head of office or an administrator enters a colleague's absence."""

    _name = "res.users.absence"
    _description = "Absence of a Colleague"

    user_id = fields.Many2one(
        "res.users", string="Who", required=True, domain=[("share", "=", False)]
    )
    date_from = fields.Datetime("Absent from")
    date_to = fields.Datetime("Absent to")
    stand_in_id = fields.Many2one(
        "res.users",
        string="Stand-in",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )

    @api.onchange("user_id")
    def _onchange_user_id(self):
        user = self.user_id.sudo()
        self.date_from = user.out_of_office_from
        self.date_to = user.out_of_office_to
        self.stand_in_id = user.stand_in_id

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for absence in self:
            start, end = absence.date_from, absence.date_to
            if start and end and end < start:
                raise ValidationError(
                    self.env._("The absence ends before it starts. Correct the dates.")
                )

    def action_apply(self):
        self.ensure_one()
        self.user_id.action_set_absence(
            self.date_from, self.date_to, self.stand_in_id.id
        )
        return {"type": "ir.actions.act_window_close"}
