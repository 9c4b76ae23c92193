"""What was there before is found by the Polish search as well."""

from odoo import SUPERUSER_ID, api

MODELS = ("skks.narrative",)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in MODELS:
        env["skks.polish.task"]._index_missing(name)
