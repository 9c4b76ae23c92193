from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize


class MediaDesk(models.Model):
    """A part of a newsroom with an address of its own: local, sports, duty desk."""

    _name = "skks.media.desk"
    _description = "Desk of an Outlet"
    _order = "outlet_id, sequence, name, id"

    outlet_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("skks_kind", "=", "outlet")],
    )
    name = fields.Char("Desk", required=True)
    sequence = fields.Integer(default=10, export_string_translation=False)
    email = fields.Char(
        "E-mail", help="Letters from this address are recognised as the outlet's."
    )
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index="btree_not_null"
    )
    phone = fields.Char()
    topic_ids = fields.Many2many("skks.topic", string="Topics")
    deadline = fields.Char(
        "Deadlines", help="Until when this desk takes answers, e.g. daily by 3 p.m."
    )
    active = fields.Boolean(default=True)

    @api.depends("email")
    def _compute_email_normalized(self):
        for desk in self:
            desk.email_normalized = email_normalize(desk.email or "")

    @api.depends("name", "outlet_id.name")
    def _compute_display_name(self):
        for desk in self:
            # who may read the desk may read whose it is
            outlet = desk.sudo().outlet_id.name or ""
            desk.display_name = f"{desk.name or ''} – {outlet}"

    @api.constrains("outlet_id")
    def _check_outlet_id(self):
        self.outlet_id._skks_check_is("outlet")

    @api.constrains("email")
    def _check_email(self):
        for desk in self:
            if desk.email and not desk.email_normalized:
                raise ValidationError(
                    self.env._(
                        "Desk “%(desk)s”: “%(email)s” is not one e-mail address. Enter"
                        " for example “miejski@kurier.example”.",
                        desk=desk.name,
                        email=desk.email,
                    )
                )
