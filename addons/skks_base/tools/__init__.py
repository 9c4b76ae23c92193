"""Pure Python helpers: no Odoo import in here."""
