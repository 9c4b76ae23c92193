from odoo import api, fields, models
from odoo.fields import Domain


class RetentionRule(models.Model):
    _inherit = "skks.retention.rule"

    category_ids = fields.Many2many(
        "skks.intervention.category",
        string="Categories of reports",
        help="With the narrower ones. Left empty, the rule holds for reports of every"
        " category.",
    )

    is_of_reports = fields.Boolean(
        compute="_compute_is_of_reports", export_string_translation=False
    )

    @api.depends("subject")
    def _compute_is_of_reports(self):
        for rule in self:
            model = (rule.subject or "").partition(":")[0]
            rule.is_of_reports = model == "skks.intervention"

    @api.model
    def _journaled_names(self):
        return (*super()._journaled_names(), "category_ids")

    def _terms(self):
        return f"{super()._terms()} {sorted(self.category_ids.ids)}"

    def _domain(self):
        domain = super()._domain()
        if self.category_ids and self.is_of_reports:
            domain &= Domain("category_id", "child_of", self.category_ids.ids)
        return domain
