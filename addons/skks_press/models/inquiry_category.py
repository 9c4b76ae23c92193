from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.skks_base.models.gate_permit import RULES_CHANGED_WITHIN


class InquiryCategory(models.Model):
    """Kind of request: what is asked for decides the clocks and the sign-off."""

    _name = "skks.inquiry.category"
    _description = "Kind of Inquiry"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, id"
    _journaled_as = "inquiry.category"
    _journaled_fields = (
        "name",
        "code",
        "active",
        "keywords",
        "is_main",
        "service_policy_id",
        "legal_policy_id",
        "contribution_policy_id",
        "holding_policy_id",
        "legal_regime",
        "signoff_stages",
        "lead_only",
        "drafting_hours",
        "acceptance_hours",
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    keywords = fields.Text(
        help="Words of a letter that suggest this kind, separated by commas."
    )
    is_main = fields.Boolean(
        "Shown first", help="Others are found under “more” when a case is registered."
    )
    # clocks
    service_policy_id = fields.Many2one(
        "skks.clock.policy",
        "Service term",
        domain=[("kind", "=", "service")],
        help="By when the office means to answer if the newsroom asked for no date.",
    )
    legal_policy_id = fields.Many2one(
        "skks.clock.policy", "Statutory term", domain=[("kind", "=", "legal")]
    )
    contribution_policy_id = fields.Many2one(
        "skks.clock.policy",
        "Internal term",
        domain=[("kind", "=", "internal")],
        help="What an entity has at most; less when the answer is due earlier.",
    )
    holding_policy_id = fields.Many2one(
        "skks.clock.policy",
        "Holding reply",
        domain=[("kind", "=", "internal")],
        help="By when the sender is told that the answer takes time, once several"
        " entities have to be asked.",
    )
    legal_regime = fields.Selection(
        selection=lambda self: self._selection_legal_regime(),
        default="public_information",
        required=True,
    )
    # sign-off
    signoff_stages = fields.Selection(
        [
            ("0", "None"),
            ("1", "Press office only"),
            ("2", "Entities, then press office"),
        ],
        "Acceptance",
        default="2",
        required=True,
    )
    lead_only = fields.Boolean(
        "Only the lead entity accepts",
        help="Otherwise every entity whose contribution is used does.",
    )
    drafting_hours = fields.Float(
        default=2.0, help="Working hours planned for drafting the answer."
    )
    acceptance_hours = fields.Float(
        default=1.0, help="Working hours planned for each acceptance."
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "This code is already in use.")
    _hours_positive = models.Constraint(
        "CHECK (drafting_hours >= 0 AND acceptance_hours >= 0)",
        "Planned hours cannot be negative.",
    )

    def _selection_legal_regime(self):
        labels = {
            "public_information": self.env._("Access to public information"),
            "criticism": self.env._("Press criticism"),
            "correction": self.env._("Correction"),
            "own_correction": self.env._("Correction in our own media"),
            "written_refusal": self.env._("Refusal in writing"),
            "authorisation": self.env._("Quote authorisation"),
            "complaint": self.env._("Complaint passed on by a newsroom"),
            "none": self.env._("No statutory term"),
        }
        return list(labels.items())

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Where a case is registered the main kinds come first, the rest under “more”.

        Typing finds every kind, and the list behind “more” shows them all.
        """
        if not name and self.env.context.get("skks_main_kinds"):
            main = Domain(domain or []) & Domain("is_main", "=", True)
            if found := super().name_search(name, main, operator, limit):
                return found
        return super().name_search(name, domain, operator, limit)

    def _stages(self):
        """Stages of acceptance, as ``skks.signoff.mixin`` names them."""
        return {"0": (), "1": ("office",), "2": ("substantive", "office")}[
            self.signoff_stages or "2"
        ]

    def _demanded_stages(self):
        """How many acceptances the kind demands.

        A lowering of the last weeks does not count: it may have been made for one
        letter only.
        """
        former = self._journaled_former("signoff_stages", RULES_CHANGED_WITHIN)
        return max(len(self._stages()), *map(int, former), 0)

    def _planned_steps(self):
        """Working hours of the office's own steps, in order of work."""
        return [self.drafting_hours, *(self.acceptance_hours for _ in self._stages())]
