"""Open inquiries that ask to authorise a quotation get what they ask for."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    inquiries = env["skks.inquiry"].search(
        [
            ("legal_regime", "=", "authorisation"),
            ("state", "in", ("new", "in_progress", "approval")),
        ]
    )
    inquiries._sync_authorisation()
