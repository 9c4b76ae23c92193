from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Positions that have ended are looked at once more: theirs is another question."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    narratives = env["skks.narrative"].with_context(active_test=False)
    ended = narratives.search([("valid_to", "!=", False)])
    env.add_to_compute(ended._fields["remind_on"], ended)
    ended.flush_model(["remind_on"])
