from odoo import api, fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    skks_is_contact = fields.Boolean(
        "Contacts the Person",
        compute="_compute_skks_is_contact",
        store=True,
        readonly=False,
        precompute=True,
        help="Doing such a task means calling, meeting or writing to the contact: once"
        " done it counts as the last contact, and it is not planned for those who"
        " asked not to be contacted.",
    )

    @api.depends("category")
    def _compute_skks_is_contact(self):
        for kind in self:
            kind.skks_is_contact = kind.skks_is_contact or kind.category in (
                "phonecall",
                "meeting",
            )
