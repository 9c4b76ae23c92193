from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    skks_positions_told_on = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )
