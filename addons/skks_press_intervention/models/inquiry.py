from odoo import api, fields, models

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS


class Inquiry(models.Model):
    _name = "skks.inquiry"
    _inherit = ["skks.inquiry", "skks.crossing.mixin"]

    intervention_ids = fields.One2many(
        "skks.intervention", "inquiry_id", readonly=True, groups=ADDRESS_READERS
    )
    intervention_id = fields.Many2one(
        "skks.intervention",
        "Citizen's report",
        compute="_compute_intervention_id",
        groups=ADDRESS_READERS,
        help="The same matter as a report of a citizen.",
    )

    @api.depends("intervention_ids")
    def _compute_intervention_id(self):
        for inquiry in self:
            inquiry.intervention_id = inquiry.intervention_ids[:1]

    def action_to_reports(self):
        """A citizen has written, no journalist: it goes on as a report."""
        report = self._cross()
        return report.sudo(False)._get_records_action()

    def _crossed(self):
        return self.sudo().intervention_ids[:1]

    def _crossing_make(self):
        """A letter that a colleague forwarded is from whoever wrote it."""
        inquiry = self.sudo()
        values = {"channel": inquiry.channel}
        if letter := inquiry.forward_letter_id:
            values |= {
                "email_from": letter.original_email,
                "contact_name": letter.original_name,
                "received_at": letter.original_at or inquiry.received_at,
            }
        report = self._crossing_create("skks.intervention", values)
        report._guarded_write({"inquiry_id": inquiry.id})
        return report
