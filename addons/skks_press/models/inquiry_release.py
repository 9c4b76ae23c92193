from odoo import fields, models


class Inquiry(models.Model):
    """An inquiry that came as a reply to a release."""

    _inherit = "skks.inquiry"

    release_id = fields.Many2one(
        "skks.release",
        "Reply to",
        index="btree_not_null",
        ondelete="restrict",
        groups="skks_base.group_officer,skks_base.group_leadership,"
        "skks_base.group_auditor",
        help="The release to which the letter replies.",
    )
