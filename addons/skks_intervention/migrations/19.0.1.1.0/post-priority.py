"""Categories get the urgency that new databases have from the start."""

from odoo import SUPERUSER_ID, api

PRIORITIES = {
    "0": ("prz", "kul", "pom"),
    "2": ("syg", "zim", "sro", "wod", "bez", "zwi"),
}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for priority, codes in PRIORITIES.items():
        for code in codes:
            category = env.ref(
                f"skks_intervention.category_{code}", raise_if_not_found=False
            )
            if category:
                category.priority = priority
