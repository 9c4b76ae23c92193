from odoo import fields, models

# The press law knows two: a title that appears more often than once a week is a
# "dziennik" (6 hours to authorise a quotation), any other one is not (24 hours).
FREQUENCIES = [
    ("daily", "More often than weekly"),
    ("weekly", "Weekly"),
    ("monthly", "Monthly"),
    ("quarterly", "Quarterly"),
    ("irregular", "Irregularly"),
]


class MediaType(models.Model):
    """What kind of medium an outlet is: daily newspaper, portal, radio..."""

    _name = "skks.media.type"
    _description = "Media Type"
    _inherit = ["skks.media.definition.mixin"]
    _order = "sequence, name, id"
    _journaled_as = "media.type"
    _journaled_fields = ("name", "code", "default_frequency", "active")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Short name by which imports and other programs know this type.",
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    default_frequency = fields.Selection(
        FREQUENCIES,
        help="How often outlets of this type usually publish. A new outlet takes it"
        " over and may differ.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "Another media type already has this code."
    )
