"""The index of the Polish search is made by the analyser that this server has.

What there is to index belongs to other add-ons; their own scripts do it.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["skks.polish.task"]._note_analyser()
