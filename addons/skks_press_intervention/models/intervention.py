from odoo import fields, models

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS

# Ways of receipt that the press office knows too.
CHANNELS = ("email", "phone", "paper")


class Intervention(models.Model):
    _name = "skks.intervention"
    _inherit = ["skks.intervention", "skks.crossing.mixin"]

    _guarded_fields = ("inquiry_id",)

    inquiry_id = fields.Many2one(
        "skks.inquiry",
        "Inquiry",
        readonly=True,
        copy=False,
        index=True,
        groups=ADDRESS_READERS,
        help="The same matter as an inquiry to the press office.",
    )

    _inquiry_uniq = models.UniqueIndex(
        "(inquiry_id) WHERE inquiry_id IS NOT NULL",
        "This inquiry is a report already.",
    )

    def action_to_press(self):
        """A journalist has written: it goes on as an inquiry to the press office."""
        self.check_access("write")
        if self.state == "routed":  # the unit has not begun
            self._transition("new", reason=self.env._("To the press office"))
        inquiry = self._cross()
        if inquiry.sudo(False).has_access("read"):
            return inquiry.sudo(False)._get_records_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The press office has it as %s.", inquiry.number),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _crossed(self):
        return self.sudo().inquiry_id

    def _crossing_make(self):
        channel = self.channel if self.channel in CHANNELS else "other"
        inquiry = self._crossing_create("skks.inquiry", {"channel": channel})
        self.sudo()._guarded_write({"inquiry_id": inquiry.id})
        return inquiry
