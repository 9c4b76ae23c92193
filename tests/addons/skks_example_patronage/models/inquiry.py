from odoo import fields, models


class Inquiry(models.Model):
    _inherit = "skks.inquiry"

    registry_number = fields.Char(
        "File reference",
        copy=False,
        index="trigram",
        tracking=True,
        help="Under which the town's registry keeps the papers of the case.",
    )
