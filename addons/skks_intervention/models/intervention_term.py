from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

# Steps that the town promises -> field of the policy that says by when.
STEPS = {
    "first": "first_policy_id",
    "action": "action_policy_id",
    "answer": "answer_policy_id",
}


class InterventionTerm(models.Model):
    """What service the town promises: by category and priority, for each step.

    For every step the first line that fits and names a time limit decides. A field
    left empty fits everything; a category stands for the narrower ones as well.
    """

    _name = "skks.intervention.term"
    _description = "Service Level"
    _inherit = ["skks.journaled.mixin", "skks.cached.mixin"]
    _order = "sequence, id"
    _journaled_as = "intervention.term"
    _journaled_fields = ("category_id", "priority", "active", *STEPS.values())

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category_id = fields.Many2one(
        "skks.intervention.category", ondelete="cascade", index="btree_not_null"
    )
    priority = fields.Selection(
        selection=lambda self: self._selection_priority(), help="Empty: any."
    )
    first_policy_id = fields.Many2one(
        "skks.clock.policy", "First reply", domain=[("kind", "=", "service")]
    )
    action_policy_id = fields.Many2one(
        "skks.clock.policy", "Action", domain=[("kind", "=", "service")]
    )
    answer_policy_id = fields.Many2one(
        "skks.clock.policy", "Answer", domain=[("kind", "=", "service")]
    )

    @api.model
    def _selection_priority(self):
        field = self.env["skks.intervention"]._fields["priority"]
        return field._description_selection(self.env)

    @api.depends("category_id", "priority")
    def _compute_display_name(self):
        labels = dict(self._selection_priority())
        for term in self:
            parts = (term.category_id.name, labels.get(term.priority))
            term.display_name = " · ".join(filter(None, parts)) or self.env._(
                "All other reports"
            )

    @api.model
    @ormcache()
    def _rules(self):
        """``((category id, priority, {step: policy id}), ...)`` in order."""
        terms = self.sudo().search(Domain("active", "=", True))
        return tuple(
            (
                term.category_id.id,
                term.priority,
                {step: term[fname].id for step, fname in STEPS.items()},
            )
            for term in terms
        )

    @api.model
    def _policies_of(self, category, priority):
        """``{step: skks.clock.policy}``; a step that nobody promised is left out."""
        above = {int(part) for part in (category.parent_path or "").split("/") if part}
        found = {}
        for category_id, wanted, by_step in self._rules():
            if (category_id and category_id not in above) or (
                wanted and wanted != priority
            ):
                continue
            for step, policy_id in by_step.items():
                if policy_id:
                    found.setdefault(step, policy_id)
        policies = self.env["skks.clock.policy"]
        return {step: policies.browse(policy_id) for step, policy_id in found.items()}
