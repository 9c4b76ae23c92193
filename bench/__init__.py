"""What SKKS does at scale: one module a benchmark, run by ``./skks bench``.

Each benchmark is a function with the decorator ``registry.benchmark``. It gets a
``run.Run`` on a database of its own, loads rows (``load``), does what the product
does, and reports figures; a figure with a bar that it does not keep fails the run.
"""

from odoo.tools import config

# Reads ODOO_RC; from here on the add-ons can be imported.
config.parse_config(["--no-http", "--log-level=warn", "--logfile="])
