import os

from odoo import models
from odoo.tools.misc import file_path

# Distributions that may not ship minified third-party files deliver `mail`
# without this one. It only blurs the background of a camera, but a missing file
# is logged as an error in the browser's console.
OPTIONAL_ASSETS = {
    "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
}


def _is_there(path):
    try:
        return os.path.isfile(file_path(path))
    except (FileNotFoundError, ValueError):
        return False


class IrAsset(models.Model):
    _inherit = "ir.asset"

    def _get_paths(self, path_def, installed):
        """Leave out optional third-party files that this server does not have."""
        path = path_def.strip("/")
        if path in OPTIONAL_ASSETS and not _is_there(path):
            return []
        return super()._get_paths(path_def, installed)
