from odoo import api, fields, models
from odoo.fields import Domain


class Topic(models.Model):
    _inherit = "skks.topic"

    inquiry_count = fields.Integer(compute="_compute_case_counts")
    intervention_count = fields.Integer(compute="_compute_case_counts")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_case_counts(self):
        """Cases on the topic and on narrower ones, as far as the reader sees them."""
        for topic in self:
            topic.inquiry_count = topic._count_cases("skks.inquiry")
            topic.intervention_count = topic._count_cases("skks.intervention")

    def _count_cases(self, model):
        cases = self.env[model]
        if not self.ids or not cases.has_access("read"):
            return 0
        return cases.search_count(self._cases_domain())

    def _cases_domain(self):
        return Domain("topic_id", "child_of", self.ids) & Domain(
            "state", "!=", "not_a_case"
        )

    def action_view_inquiries(self):
        """What journalists ask about the topic."""
        return self._view_cases("skks_press.skks_inquiry_action")

    def action_view_interventions(self):
        """What citizens report about the topic."""
        return self._view_cases("skks_intervention.skks_intervention_action")

    def _view_cases(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        context = {"default_topic_id": self.id}
        return action | {"domain": list(self._cases_domain()), "context": context}
