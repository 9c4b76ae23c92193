"""Pure-Python helpers without Odoo imports; import each module by its name."""
