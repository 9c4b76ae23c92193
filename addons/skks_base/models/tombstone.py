from odoo import api, fields, models


class Tombstone(models.Model):
    """What is left of a case that was erased: that it was, and what became of it.

    It names nobody, so it stays for good; the database itself refuses to change it.
    """

    _name = "skks.tombstone"
    _description = "Tombstone of a Case"
    _inherit = ["skks.evidence.mixin"]
    _order = "id desc"
    _rec_name = "number"

    _loose_fields = ("rule_id",)

    number = fields.Char(readonly=True, index=True)
    case_model = fields.Char(
        required=True, readonly=True, export_string_translation=False
    )
    kind = fields.Char(compute="_compute_labels")
    category = fields.Char(readonly=True)
    received_at = fields.Datetime("Received", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    state = fields.Char(readonly=True, export_string_translation=False)
    state_name = fields.Char("Ended as", compute="_compute_labels")
    outcome = fields.Char(readonly=True)
    at = fields.Datetime("Gone on", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict"
    )
    reason = fields.Char("Basis", required=True, readonly=True)
    rule_id = fields.Many2one(
        "skks.retention.rule",
        "Rule of retention",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    batch = fields.Char(
        readonly=True, index=True, help="What went in one run has one batch."
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, index=True, ondelete="restrict"
    )

    @api.depends("case_model", "state")
    @api.depends_context("lang")
    def _compute_labels(self):
        for stone in self:
            model = self.env["ir.model"].sudo()._get(stone.case_model)
            stone.kind = model.name or stone.case_model
            case = self.env.get(stone.case_model)
            known = stone.state and case is not None and "state" in case._fields
            stone.state_name = case._state_name(stone.state) if known else stone.state

    @api.model
    def _set_for(self, cases, reason, said=None, rule=None, batch=None):
        """Set one for each of ``cases``, which are about to be erased.

        :param dict said: what it says of the case, instead of what it would
        """
        return self._append(
            [
                (case._tombstone_values() if said is None else said)
                | {
                    "number": case.number,
                    "case_model": case._name,
                    "at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "reason": reason,
                    "rule_id": rule.id if rule else False,
                    "batch": batch or False,
                    "company_id": case.company_id.id,
                }
                for case in cases.sudo()
            ]
        )
