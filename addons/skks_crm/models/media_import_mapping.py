from odoo import api, fields, models

from ..tools.media_sheet import heading_key, signature

MEANINGS = [
    ("name", "First name and surname"),
    ("first_name", "First name"),
    ("surname", "Surname"),
    ("contact", "Person with address and phone in one cell"),
    ("email", "E-mail addresses"),
    ("phone", "Phone numbers"),
    ("outlet", "Outlet"),
    ("media_type", "Media type"),
    ("job_title", "Job title"),
    ("topics", "Topics"),
    ("city", "Town"),
    ("website", "Website"),
    ("domain", "E-mail domain"),
    ("frequency", "Frequency"),
    ("language", "Languages"),
    ("source", "Source of the data"),
    ("note", "Note"),
    ("ignore", "Leave out"),
]


class MediaImportMapping(models.Model):
    """What the columns of a list mean, kept for the next list with these headings."""

    _name = "skks.media.import.mapping"
    _description = "Remembered Columns of a List of Media"
    _order = "write_date desc, id desc"

    name = fields.Char("List", required=True, help="The last file that was read so.")
    company_id = fields.Many2one("res.company", required=True, index=True)
    column_ids = fields.One2many(
        "skks.media.import.mapping.column", "mapping_id", "Columns"
    )
    signature = fields.Char(
        compute="_compute_signature",
        store=True,
        export_string_translation=False,
        help="The headings, in one order and spelling.",
    )

    _signature_uniq = models.UniqueIndex(
        "(company_id, signature)", "The columns of such a list are remembered already."
    )

    @api.depends("column_ids.heading")
    def _compute_signature(self):
        for mapping in self:
            mapping.signature = signature(mapping.column_ids.mapped("heading"))

    @api.model
    def _find(self, company, headings):
        """Return what is remembered of lists with these headings."""
        known = signature(headings)
        if not known:
            return self.browse()
        return self.search(
            [("company_id", "=", company.id), ("signature", "=", known)], limit=1
        )

    def _meanings(self):
        """Return ``{compared heading: meaning}``."""
        return {heading_key(one.heading): one.meaning for one in self.column_ids}

    @api.model
    def _remember(self, company, filename, pairs):
        """Keep what the columns mean; of one list there is one memory.

        :param pairs: ``(heading, meaning)``
        """
        mapping = self._find(company, [heading for heading, _meaning in pairs])
        name = filename or mapping.name or "–"
        if not mapping:
            columns = [
                fields.Command.create({"heading": heading, "meaning": meaning})
                for heading, meaning in pairs
            ]
            return self.create(
                {"name": name, "company_id": company.id, "column_ids": columns}
            )
        wanted = {heading_key(heading): meaning for heading, meaning in pairs}
        for column in mapping.column_ids:
            meaning = wanted.get(heading_key(column.heading), column.meaning)
            if column.meaning != meaning:
                column.meaning = meaning
        mapping.name = name
        return mapping


class MediaImportMappingColumn(models.Model):
    """What one heading means."""

    _name = "skks.media.import.mapping.column"
    _description = "Remembered Column"
    _order = "id"
    _rec_name = "heading"

    mapping_id = fields.Many2one(
        "skks.media.import.mapping", required=True, index=True, ondelete="cascade"
    )
    heading = fields.Char("Column", required=True)
    meaning = fields.Selection(MEANINGS, required=True)
