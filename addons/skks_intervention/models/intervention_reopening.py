from odoo import api, fields, models
from odoo.exceptions import UserError


class InterventionReopening(models.Model):
    """The submitter is not content with the answer and asks to have the report
    opened again. Whether it is, people decide, within a term of its own.
    """

    _name = "skks.intervention.reopening"
    _description = "Request to Open a Report Again"
    _inherit = ["skks.guard.mixin", "skks.document.access.mixin"]
    _order = "id desc"
    _rec_name = "asked_at"

    _document_fields = ("intervention_id",)
    _guarded_fields = (
        "intervention_id",
        "asked_at",
        "source",
        "body",
        "state",
        "clock_id",
        "decided_at",
        "decided_by",
        "reason_id",
    )

    intervention_id = fields.Many2one(
        "skks.intervention",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    asked_at = fields.Datetime("Asked", required=True, readonly=True)
    source = fields.Selection(
        [("letter", "Letter"), ("page", "Page of the report"), ("feedback", "Opinion")],
        required=True,
        readonly=True,
    )
    body = fields.Text("Why", readonly=True, help="In the submitter's words.")
    state = fields.Selection(
        [
            ("asked", "To decide"),
            ("reopened", "Opened again"),
            ("declined", "Declined"),
        ],
        required=True,
        readonly=True,
        default="asked",
    )
    clock_id = fields.Many2one(
        "skks.clock", "Decision", readonly=True, index="btree_not_null"
    )
    decided_at = fields.Datetime("Decided", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    reason_id = fields.Many2one(
        "skks.reopening.reason",
        "Declined because",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"state": "asked"}

    def _decide(self, state, reason=None):
        """Note the decision; its time is over."""
        self.ensure_one()
        request = self.sudo()
        if request.state != "asked":
            raise UserError(self.env._("This request has been decided."))
        request._guarded_write(
            {
                "state": state,
                "decided_at": fields.Datetime.now(),
                "decided_by": self.env.uid,
                "reason_id": reason.id if reason else False,
            }
        )
        request.clock_id._skks_stop()
        self.env["skks.journal.entry"]._log(
            self.intervention_id,
            f"intervention.reopening.{state}",
            reason=reason and reason.with_context(lang="en_US").name,
        )
