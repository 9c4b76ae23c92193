from odoo import api, models


class Contribution(models.Model):
    """What entities are told of the letters about an inquiry."""

    _inherit = "skks.contribution"

    @api.model_create_multi
    def create(self, vals_list):
        contributions = super().create(vals_list)
        contributions.inquiry_id.sudo()._start_holding_clock()
        return contributions

    def _cancel_open(self, reason):
        """Whoever works on a contribution learns that nobody needs it any more."""
        owed = self.filtered(lambda one: one.waiting_for == "entity")
        result = super()._cancel_open(reason)
        for contribution in owed.sudo():
            people = contribution.user_id._skks_acting_users()
            contribution.message_post(
                body=self.env._("No longer needed: %s", reason),
                author_id=self.env.user.partner_id.id,
                partner_ids=people.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
            )
        return result
