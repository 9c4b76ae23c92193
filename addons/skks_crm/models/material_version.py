import hashlib
from typing import NamedTuple

from odoo import api, fields, models

LINK = "text/uri-list"


class Content(NamedTuple):
    """What a version consists of: a file with its name, or a link."""

    data: bytes = b""
    name: str = ""
    url: str = ""
    mimetype: str = LINK
    note: str = ""

    @property
    def checksum(self):
        return hashlib.sha256(self.data or self.url.encode()).hexdigest()


class MaterialVersion(models.Model):
    """A material as it was at one time: its file or link, by whom and when.

    Versions are written once. They leave only together with their material, by the
    decision that is journalled with their checksums.
    """

    _name = "skks.material.version"
    _description = "Version of a Material"
    _inherit = ["skks.append.only.mixin"]
    _order = "material_id, number desc"
    _rec_names_search = ["material_id.name", "file_name", "url"]

    material_id = fields.Many2one(
        "skks.material", required=True, readonly=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    attachment_id = fields.Many2one(
        "ir.attachment",
        "File",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    url = fields.Char("Link", readonly=True)
    file_name = fields.Char(readonly=True)
    mimetype = fields.Char("MIME type", readonly=True)
    size = fields.Integer("Size in bytes", readonly=True, aggregator=None)
    checksum = fields.Char("Checksum (SHA-256)", readonly=True)
    note = fields.Char(readonly=True)
    at = fields.Datetime("Added on", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Added by", required=True, readonly=True, ondelete="restrict"
    )

    _number_uniq = models.UniqueIndex(
        "(material_id, number)",
        "Somebody has just added a version. Open the material again.",
    )

    @api.depends("material_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(title)s (version %(number)s)",
                title=version.material_id.name,
                number=version.number,
            )

    @api.model
    def _append_to(self, materials, contents):
        """Append one version to each of the materials, and journal it.

        Private: whoever calls it has checked that the user may do so.

        :param contents: a :class:`Content` for each of the materials
        """
        files = self._store(materials, contents)
        versions = self._append(
            [
                {
                    "material_id": material.id,
                    "number": material.version_count + 1,
                    "attachment_id": file.id,
                    "url": content.url,
                    "file_name": content.name,
                    "mimetype": file.mimetype or content.mimetype,
                    "size": len(content.data),
                    "checksum": content.checksum,
                    "note": content.note,
                    "at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
                for material, content, file in zip(
                    materials, contents, files, strict=True
                )
            ]
        )
        self.env["skks.journal.entry"]._log_each(
            "material.version",
            [
                (version.material_id, {"new": version._journal_text()})
                for version in versions
            ],
        )
        return versions

    @api.model
    def _store(self, materials, contents):
        """Keep the files with their materials; an empty record for each link.

        :return: list of ``ir.attachment``, one a content
        """
        attachments = self.env["ir.attachment"].sudo()
        stored = iter(
            attachments.create(
                [
                    {
                        "name": content.name,
                        "raw": content.data,
                        "res_model": materials._name,
                        "res_id": material.id,
                    }
                    for material, content in zip(materials, contents, strict=True)
                    if not content.url
                ]
            )
        )
        return [
            attachments.browse() if content.url else next(stored)
            for content in contents
        ]

    def action_open(self):
        """Open the file, or follow the link, in another tab."""
        self.ensure_one()
        url = self.url or f"/web/content/{self.attachment_id.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _journal_text(self):
        self.ensure_one()
        what = self.file_name or self.url
        return f"{self.number}: {what}, SHA-256 {self.checksum}"
