from odoo import models
from odoo.exceptions import UserError


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        """Look past the rights of fields: the lines name no more than kind and number.

        Core asks each field for its SQL with the rights of the user, who as a system
        administrator may not read cases of the press office.
        """
        return super(PrivacyLookupWizard, self.sudo())._get_query()

    def action_skks_erase(self):
        """Go on to the screen that erases cases, letters and cards by the law."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_base.skks_erasure_run_action"
        )
        action["context"] = {"default_email": self.email}
        return action


class PrivacyLookupWizardLine(models.TransientModel):
    """Core deletes and archives past all rights; ours goes by its own rules only."""

    _inherit = "privacy.lookup.wizard.line"

    def _compute_res_name(self):
        """Name nothing that the user may not read."""
        result = super()._compute_res_name()
        for line in self:
            if line.res_model in self.env and line.res_id:
                # the field is computed past all rights: ask for the user's own
                model = self.env[line.res_model].sudo(False)
                record = model.browse(line.res_id).exists()
                if record and not record.has_access("read"):
                    line.res_name = f"{line.res_model_id.name}/{line.res_id}"
        return result

    def _onchange_is_active(self):
        self._skks_check_by_hand()
        return super()._onchange_is_active()

    def action_unlink(self):
        self._skks_check_by_hand(deletion=True)
        return super().action_unlink()

    def _skks_check_by_hand(self, deletion=False):
        """Refuse what the press office must be able to show later.

        An objection would be lost with the card (art. 21 GDPR), a case with its
        letters (art. 17(3)(b) GDPR).
        """
        for line in self:
            record = self.env.get(line.res_model)
            if record is not None:
                record = record.sudo().browse(line.res_id).exists()
            if record and self._skks_goes_by_rules_only(record, deletion):
                raise UserError(
                    self.env._(
                        "%(kind)s no. %(number)s is neither deleted nor archived here:"
                        " use “Erase by the rules”, which keeps dates and numbers.",
                        kind=line.res_model_id.name,
                        number=line.res_id,
                    )
                )

    def _skks_goes_by_rules_only(self, record, deletion):
        if record._name == "res.partner":
            return deletion and record.skks_contact
        of = {"mail.message": "model", "ir.attachment": "res_model"}.get(record._name)
        return str(record[of] if of else record._name).startswith("skks.")
