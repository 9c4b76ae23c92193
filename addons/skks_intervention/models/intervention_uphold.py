from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class Intervention(models.Model):
    """A complaint made again without anything new.

    Where an earlier one was found groundless and the answer showed why, the body may
    uphold its position with a note in the file and without telling the submitter
    (Code of Administrative Procedure, art. 239).
    """

    _inherit = "skks.intervention"

    _guarded_fields = ("upheld_case_id",)

    upheld_case_id = fields.Many2one(
        "skks.intervention",
        "Repeats",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The earlier complaint whose answer is upheld.",
    )

    def action_uphold(self):
        """Choose the complaint that this one repeats."""
        self._check_open()
        self._check_may_repeat()
        return self._open_law_wizard(
            "skks.intervention.uphold", self.env._("Uphold the Earlier Position")
        )

    def _check_may_repeat(self):
        if not self.sudo().qualification_id.is_complaint:
            raise UserError(
                self.env._("Only a complaint may be settled so. Qualify it first.")
            )

    def _repeatable_domain(self):
        """Earlier complaints that were refused with grounds, as art. 239 wants it."""
        refused = (
            Domain("effect", "=", "answer")
            & Domain("sent_at", "!=", False)
            & Domain("outcome_id.is_negative", "=", True)
            & Domain("facts", "!=", False)
            & Domain("law", "!=", False)
        )
        return (
            Domain("qualification_id", "=", self.sudo().qualification_id.id)
            & Domain("received_at", "<", self.received_at)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("reply_ids", "any", refused)
        )

    def _uphold(self, earlier, reason):
        """Close the complaint with a note that the earlier answer stands.

        :param earlier: ``skks.intervention`` that it repeats
        :param str reason: why nothing in it is new
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_may_repeat()
        earlier.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why nothing in it is new."))
        if not earlier.filtered_domain(self._repeatable_domain()):
            raise UserError(
                self.env._(
                    "“%s” is no earlier complaint that was refused with its grounds"
                    " (Code of Administrative Procedure, art. 239).",
                    earlier.display_name,
                )
            )
        case = self.sudo()
        case._guarded_write({"upheld_case_id": earlier.id})
        self.env["skks.journal.entry"]._log(
            self, "intervention.uphold", new=earlier.number, reason=reason
        )
        case._skks_running_clocks()._skks_stop()
        case._transition("closed", reason=reason)
