from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Core's way of merging, for media contacts only through our own window.

    Core merges by itself whatever has the same name, asks nobody which value stays,
    forgets objections and drops rows that meet a unique constraint. Citizens and staff
    are left to the administrator of the system: nobody can take two cards apart again.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        media = partners.sudo().filtered("skks_kind")
        ours = partners._skks_merge_pass()
        if media and not ours:
            raise UserError(
                self.env._(
                    "One of them is a contact with the media. Journalists and outlets"
                    " are merged under Media, Possible duplicates, or by “Compare and"
                    " merge” in the menu of the list."
                )
            )
        system = self.env.uid == SUPERUSER_ID or self.env.user._is_system()
        if not ours and not system:
            raise AccessError(
                self.env._(
                    "Contacts that are neither journalists nor outlets are merged by"
                    " the administrator of the system only. Ask them."
                )
            )
        return super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )

    def _update_foreign_keys(self, src_partners, dst_partner):
        ours = dst_partner._skks_merge_pass()
        if ours:
            dst_partner._skks_before_merge(src_partners)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        if ours:
            self.env.invalidate_all()
            dst_partner._skks_after_merge(src_partners)
        return result

    def _update_reference_fields(self, src_partners, dst_partner):
        result = super()._update_reference_fields(src_partners, dst_partner)
        if dst_partner._skks_merge_pass():
            dst_partner._skks_move_references(src_partners)
        return result

    def _update_values(self, src_partners, dst_partner):
        """Take the values that somebody chose, not the last that is not empty."""
        ours = dst_partner._skks_merge_pass()
        if not ours:
            return super()._update_values(src_partners, dst_partner)
        return dst_partner._skks_take_over(src_partners, ours.taken)

    def _log_merge_operation(self, src_partners, dst_partner):
        if not dst_partner._skks_merge_pass():
            return super()._log_merge_operation(src_partners, dst_partner)
        return dst_partner._skks_log_merge(src_partners)
