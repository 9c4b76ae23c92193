from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts keeps the values of additional fields (M2.2)."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Core rewrites links in SQL and drops rows of which there may be only one."""
        if dst_partner.skks_kind == "outlet":
            dst_partner._skks_merge_extension(src_partners)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        desks = dst_partner._fields["desk_emails"]
        self.env.add_to_compute(desks, dst_partner)
        return result
