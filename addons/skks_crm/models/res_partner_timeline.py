from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_skks_timeline(self):
        """Open what happened between the office and this contact."""
        self.ensure_one()
        self.env["skks.timeline.event"]._timeline_card(self.id)
        action = self.env["ir.actions.client"]._for_xml_id(
            "skks_crm.skks_timeline_action"
        )
        return action | {"context": {"active_id": self.id, "active_ids": self.ids}}
