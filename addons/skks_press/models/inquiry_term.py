from odoo import api, fields, models
from odoo.tools import ormcache


class InquiryTerm(models.Model):
    """Which terms hold for which inquiries: by kind, urgency and complexity.

    The first line that fits decides; where none does, the kind itself says it. A
    field left empty fits everything.
    """

    _name = "skks.inquiry.term"
    _description = "Terms by Urgency and Complexity"
    _inherit = ["skks.cached.mixin", "skks.journaled.mixin"]
    _order = "sequence, id"
    _journaled_as = "inquiry.term"
    _journaled_fields = (
        "name",
        "active",
        "category_id",
        "priority",
        "complexity",
        "service_policy_id",
        "contribution_policy_id",
    )

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category_id = fields.Many2one(
        "skks.inquiry.category", "Kind", ondelete="cascade", index="btree_not_null"
    )
    priority = fields.Selection(
        selection=lambda self: self._selection_of_inquiry("priority")
    )
    complexity = fields.Selection(
        selection=lambda self: self._selection_of_inquiry("complexity")
    )
    service_policy_id = fields.Many2one(
        "skks.clock.policy", "Service term", domain=[("kind", "=", "service")]
    )
    contribution_policy_id = fields.Many2one(
        "skks.clock.policy", "Internal term", domain=[("kind", "=", "internal")]
    )

    @api.model
    def _selection_of_inquiry(self, fname):
        field = self.env["skks.inquiry"]._fields[fname]
        return field._description_selection(self.env)

    @api.model
    @ormcache()
    def _rules(self):
        """``((kind id, priority, complexity, service id, internal id), ...)``."""
        terms = self.sudo().search_fetch([("active", "=", True)])
        return tuple(
            (
                term.category_id.id,
                term.priority,
                term.complexity,
                term.service_policy_id.id,
                term.contribution_policy_id.id,
            )
            for term in terms
        )

    @api.model
    def _policy_of(self, inquiry, kind):
        """The policy for a clock of ``inquiry`` (``kind`` service or internal)."""
        have = (inquiry.category_id.id, inquiry.priority, inquiry.complexity)
        for *wanted, service_id, internal_id in self._rules():
            fits = all(
                not want or want == value
                for want, value in zip(wanted, have, strict=True)
            )
            policy_id = service_id if kind == "service" else internal_id
            if fits and policy_id:
                return self.env["skks.clock.policy"].browse(policy_id)
        fname = "service_policy_id" if kind == "service" else "contribution_policy_id"
        return inquiry.category_id[fname]
