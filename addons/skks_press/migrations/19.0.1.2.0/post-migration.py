"""Every letter has a kind now: what there was are answers.

The kinds of inquiry that the town had before get the date of the holding reply.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

WITH_HOLDING_REPLY = ("questions", "information", "other")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    kind = env.ref("skks_press.answer_kind_answer")
    cr.execute(
        SQL("UPDATE skks_answer SET kind_id = %s WHERE kind_id IS NULL", kind.id)
    )
    env["skks.answer"].invalidate_model(["kind_id"])
    policy = env.ref("skks_press.clock_policy_holding")
    for name in WITH_HOLDING_REPLY:
        category = env.ref(f"skks_press.category_{name}", raise_if_not_found=False)
        if category:  # nobody's act, so past the journal
            cr.execute(
                SQL(
                    "UPDATE skks_inquiry_category SET holding_policy_id = %s"
                    " WHERE id = %s AND holding_policy_id IS NULL",
                    policy.id,
                    category.id,
                )
            )
    env["skks.inquiry.category"].invalidate_model(["holding_policy_id"])
