from odoo import api, models
from odoo.exceptions import UserError

from ..tools import upload


class Intervention(models.Model):
    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    @api.model
    def _clean_files(self, files):
        """Files of a stranger as they may be kept.

        :param list files: ``(name, content)``
        :return: list of values of ``ir.attachment``
        :raises UserError: with a sentence about the file that is refused
        """
        files = [(name, content) for name, content in files if name or content]
        if len(files) > upload.MAX_FILES:
            raise UserError(
                self.env._(
                    "Attach up to %s files; choose them again.", upload.MAX_FILES
                )
            )
        return [self._clean_file(name, content) for name, content in files]

    @api.model
    def _clean_file(self, name, content):
        try:
            file = upload.clean(name, content)
        except upload.RefusedFileError as refusal:
            raise UserError(
                self._tell_refused_file((name or "")[-60:], refusal.reason)
            ) from refusal
        return {"name": file.name, "raw": file.content, "mimetype": file.mimetype}

    @api.model
    def _tell_refused_file(self, name, reason):
        if reason == "large":
            return self.env._(
                "“%(file)s” is too large: a file may have %(size)s MB. Choose your"
                " files again.",
                file=name,
                size=upload.MAX_BYTES // 1024 // 1024,
            )
        if reason == "empty":
            return self.env._("“%s” is empty; choose your files again.", name)
        return self.env._(
            "“%s” is neither a photo (JPEG, PNG, WebP, GIF) nor a plain PDF. Choose"
            " your files again.",
            name,
        )
