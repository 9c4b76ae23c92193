from random import randint

from odoo import fields, models


class Tag(models.Model):
    """A free label on cases."""

    _name = "skks.tag"
    _description = "Tag"
    _inherit = ["skks.polish.source.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(
        default=lambda self: self._default_color(), export_string_translation=False
    )

    _name_uniq = models.Constraint("UNIQUE (name)", "This tag exists already.")

    def _default_color(self):
        return randint(1, 11)
