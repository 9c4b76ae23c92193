from odoo import fields, models


class MediaGroup(models.Model):
    """Who owns several outlets: a publisher, a broadcaster, a media concern."""

    _name = "skks.media.group"
    _description = "Owner Group"
    _order = "name, id"

    name = fields.Char(required=True)
    website = fields.Char()
    note = fields.Text()
    outlet_ids = fields.One2many("res.partner", "owner_group_id", "Outlets")
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE (name)", "There already is an owner group of this name."
    )
