"""Terms that told no superior tell one: one reminder, then the head."""

from odoo import SUPERUSER_ID, api

SUPERIORS = {
    "internal": "entity_head",
    "service": "office_head",
    "legal": "office_head",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    shipped = env["ir.model.data"].search(
        [("module", "=", "skks_press"), ("model", "=", "skks.clock.policy")]
    )
    policies = env["skks.clock.policy"].browse(shipped.mapped("res_id")).exists()
    for policy in policies:
        if policy.superior == "none":
            policy.superior = SUPERIORS[policy.kind]
