"""The pages for citizens are read in English as well."""

from odoo import SUPERUSER_ID, api

from odoo.addons.skks_intervention.hooks import offer_english


def migrate(cr, version):
    if version:
        offer_english(api.Environment(cr, SUPERUSER_ID, {}))
