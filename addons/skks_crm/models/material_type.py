from odoo import api, fields, models

from odoo.addons.skks_base.tools.keeping import kept_until

ICONS = [
    ("fa-newspaper-o", "Newspaper"),
    ("fa-microphone", "Microphone"),
    ("fa-camera", "Camera"),
    ("fa-archive", "Box"),
    ("fa-envelope-o", "Envelope"),
    ("fa-link", "Link"),
    ("fa-file-text-o", "Document"),
    ("fa-paperclip", "Paper clip"),
    ("fa-film", "Movie"),
    ("fa-folder-o", "Folder"),
]


class MaterialType(models.Model):
    """What a material is, and how long materials of this kind are kept.

    The time after which somebody looks at a material again is decided by the town's
    archivist and its data protection officer; by itself nothing is ever deleted.
    """

    _name = "skks.material.type"
    _description = "Type of Material"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, name, id"
    _journaled_as = "material.type"
    _journaled_fields = (
        "name",
        "code",
        "icon",
        "mimetypes",
        "keep_for",
        "keep_unit",
        "basis",
        "active",
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Short name by which imports and other programs know this type.",
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    icon = fields.Selection(ICONS, required=True, default="fa-paperclip")
    mimetypes = fields.Char(
        "Files",
        help="Beginnings of the MIME types of files that are taken for this type, such"
        " as “image/ video/”. An asterisk takes what no other type names, text/uri-list"
        " the links.",
    )
    keep_for = fields.Integer(
        "Review after",
        help="After that time from its date somebody decides whether a material stays."
        " 0: it is never put up for review.",
    )
    keep_unit = fields.Selection(
        [
            ("days", "days"),
            ("months", "months"),
            ("years", "full years, from 1 January"),
        ],
        required=True,
        default="years",
    )
    basis = fields.Char(
        translate=True,
        help="On what the time rests, such as the class in the file plan.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "Another type of material already has this code."
    )
    _keep_for_not_negative = models.Constraint(
        "CHECK (keep_for >= 0)", "The time of keeping is not below zero."
    )

    def _kept_until(self, day):
        """The day on which a material of ``day`` is put up for review, or False."""
        if not (self.keep_for and day):
            return False
        return kept_until(day, self.keep_for, self.keep_unit)

    @api.model
    def _of_file(self, mimetype):
        """Return the type that names the file's MIME type most exactly."""
        best, length = self.browse(), -1
        for kind in self.search_fetch([("mimetypes", "!=", False)], ["mimetypes"]):
            for beginning in kind.mimetypes.replace(",", " ").split():
                start = beginning.rstrip("*")
                if (mimetype or "").startswith(start) and len(start) > length:
                    best, length = kind, len(start)
        return best
