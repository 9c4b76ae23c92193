from odoo import api, fields, models

from ..tools.file_text import read_text


class Material(models.Model):
    """Materials are found by the words in their files, in whatever Polish form.

    Files are read in the background: whoever drops twenty recordings and reports does
    not wait for it.
    """

    _name = "skks.material"
    _inherit = ["skks.material", "skks.polish.search.mixin"]

    _guarded_fields = ("is_read", "file_text")
    _polish_texts = {
        "A": ("name",),
        "B": ("tag_ids.name", "author"),
        "C": ("note",),
        "D": ("file_text",),
    }

    is_read = fields.Boolean(readonly=True, copy=False, export_string_translation=False)
    file_text = fields.Text(
        readonly=True,
        copy=False,
        prefetch=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    _unread_idx = models.Index("(id) WHERE is_read IS NOT TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        materials = super().create(vals_list)
        materials._read_soon()
        return materials

    def _add_version(self, content):
        version = super()._add_version(content)
        self.sudo()._guarded_write({"is_read": False, "file_text": False})
        self._read_soon()
        return version

    def _read_soon(self):
        if any(material.attachment_id for material in self.sudo()):
            self.env.ref("skks_crm.ir_cron_material_read").sudo()._trigger()

    @api.model
    def _cron_read(self):
        """Read the files that nobody has read yet, each in a transaction of its own.

        A file is marked before it is opened: one that takes the server down is not
        opened a second time, and stands in nobody's way.
        """
        cron = self.env["ir.cron"]
        materials = self.sudo().with_context(active_test=False)
        unread = [("is_read", "=", False)]
        while material := materials.search(unread, order="id", limit=1):
            material._guarded_write({"is_read": True})
            cron._commit_progress(0, remaining=1)
            material._read_file()
            if not cron._commit_progress(1, remaining=materials.search_count(unread)):
                return
            self.env.invalidate_all()

    def _read_file(self):
        """Let the materials be found by the words in their newest files."""
        for material in self.sudo():
            file = material.attachment_id
            text = read_text(file.raw, file.mimetype) if file else ""
            material._guarded_write({"is_read": True, "file_text": text})
