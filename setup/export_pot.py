"""Write the .pot of each of our add-ons into SKKS_POT; run inside ``odoo shell``."""

import io
import os
import re
from pathlib import Path

from odoo.tools.translate import trans_export

# dates would make every export differ from the last one
DATES = re.compile(rb'^"(POT-Creation|PO-Revision)-Date:.*\n', re.MULTILINE)


def export(environment):
    """One file for each installed add-on that has words."""
    found = environment["ir.module.module"].search(
        [("name", "=like", r"skks\_%"), ("state", "=", "installed")]
    )
    for name in found.mapped("name"):
        content = io.BytesIO()
        if trans_export(False, [name], content, "po", environment):
            path = Path(os.environ["SKKS_POT"], f"{name}.pot")
            path.write_bytes(DATES.sub(b"", content.getvalue()))


export(env)  # noqa: F821 - given by the shell
