from odoo import api, fields, models
from odoo.exceptions import UserError


class ReleaseFile(models.Model):
    """A file of a release: whose it is, and whether we may give it away.

    Only files that may be published are among the attachments of the release, so
    only they are accepted and leave.
    """

    _name = "skks.release.file"
    _description = "File of a Release"
    _inherit = ["skks.release.part.mixin"]
    _order = "release_id, sequence, id"

    sequence = fields.Integer(default=10, export_string_translation=False)
    name = fields.Char("File name", required=True)
    file = fields.Binary(compute="_compute_file", readonly=False)
    attachment_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        index=True,
        ondelete="restrict",
        export_string_translation=False,
    )
    author = fields.Char(required=True, help="Who took the picture or made the file.")
    rights = fields.Selection(
        [
            ("yes", "Yes"),
            ("credit", "Yes, with the author named"),
            ("no", "No"),
        ],
        "May be published",
        required=True,
        default="no",
        help="Files that may not be published stay here: they do not leave.",
    )
    alt_text = fields.Char(
        "Description",
        help="What the picture shows, for people who do not see it. Required for"
        " pictures.",
    )
    is_picture = fields.Boolean(compute="_compute_is_picture")
    leaves = fields.Boolean(compute="_compute_leaves")

    @api.depends("attachment_id")
    def _compute_file(self):
        for line in self:
            line.file = line.sudo().attachment_id.datas

    @api.depends("attachment_id")
    def _compute_is_picture(self):
        for line in self:
            mimetype = line.sudo().attachment_id.mimetype or ""
            line.is_picture = mimetype.startswith("image/")

    @api.depends("rights", "attachment_id")
    def _compute_leaves(self):
        for line in self:
            line.leaves = line.rights in ("yes", "credit") and bool(line.attachment_id)

    @api.model_create_multi
    def create(self, vals_list):
        releases = self.env["skks.release"].browse(
            [vals.get("release_id") for vals in vals_list if vals.get("release_id")]
        )
        releases.check_access("write")
        before = releases._files_before()
        contents = [vals.pop("file", None) for vals in vals_list]
        for vals in vals_list:
            vals.pop("attachment_id", None)
        lines = super().create(vals_list)
        for line, content in zip(lines, contents, strict=True):
            line._store(content)
        releases._files_changed(before)
        return lines

    def write(self, vals):
        vals = dict(vals)
        vals.pop("attachment_id", None)
        self._check_release_stays(vals)
        self.release_id.check_access("write")
        before = self.release_id._files_before()
        content = vals.pop("file", None)
        result = super().write(vals)
        for line in self:
            if content:
                line._store(content)
            elif "name" in vals and line.attachment_id:
                line.sudo().attachment_id.name = line.name
        self.release_id._files_changed(before)
        return result

    def unlink(self):
        releases, files = self.release_id, self.sudo().attachment_id
        releases.check_access("write")
        before = releases._files_before()
        result = super().unlink()
        releases._files_changed(before)
        files.unlink()
        return result

    def _check_release_stays(self, vals):
        if "release_id" in vals and any(
            line.release_id.id != vals["release_id"] for line in self
        ):
            raise UserError(self.env._("A file stays with its release."))

    def _store(self, content):
        """Keep the content as a file of the release, in place of the one before."""
        if not content:
            raise UserError(
                self.env._("Choose the file to which “%s” belongs.", self.name)
            )
        old = self.sudo().attachment_id
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "datas": content,
                    "res_model": "skks.release",
                    "res_id": self.release_id.id,
                }
            )
        )
        result = super().write({"attachment_id": file.id})
        if old:
            self.release_id._sync_files()
            old.unlink()
        return result

    def _summary(self):
        """What an acceptance keeps of the files, as JSON values."""
        return [
            [line.name, line.author, line.rights, line.alt_text or ""]
            for line in self.sorted("id")
            if line.leaves
        ]

    def _check_described(self):
        for line in self.filtered("leaves"):
            if line.is_picture and not (line.alt_text or "").strip():
                raise UserError(
                    self.env._(
                        "Describe what “%s” shows: people who do not see it are read"
                        " the description.",
                        line.name,
                    )
                )


class Release(models.Model):
    """Its attachments are those of its files that may be published."""

    _inherit = "skks.release"

    def _files_before(self):
        """``{release: what an acceptance would cover}``, before files change."""
        if gone := self._outgoing_gone():
            raise gone._outgoing_gone_error()
        return {release: release._signoff_snapshot() for release in self}

    def _files_changed(self, before):
        """Draw the consequences of changed files, whoever changed them."""
        for release, snapshot in before.items():
            release._sync_files()
            release._signoff_changed_from(snapshot)

    def _sync_files(self):
        for release in self.sudo():
            files = release.file_ids.filtered("leaves").attachment_id
            if release.attachment_ids != files:
                release._guarded_write({"attachment_ids": [(6, 0, files.ids)]})
