from odoo import api, fields, models
from odoo.fields import Domain


class Narrative(models.Model):
    """The tree of topics beside the positions.

    The panel of core draws a tree for a field of one value only; positions have
    several topics. ``topic_id`` stands in for them: it is searched as they are, and
    each branch counts the positions in it once.
    """

    _inherit = "skks.narrative"

    topic_id = fields.Many2one(
        "skks.topic",
        "Topic",
        compute="_compute_topic_id",
        search="_search_topic_id",
    )
    use_ids = fields.One2many(
        "skks.narrative.use", "narrative_id", "Used in", readonly=True
    )

    @api.depends("topic_ids")
    def _compute_topic_id(self):
        for narrative in self:
            narrative.topic_id = narrative.topic_ids[:1]

    def _search_topic_id(self, operator, value):
        if operator not in ("in", "any", "child_of", "parent_of"):
            return NotImplemented
        return Domain("topic_ids", operator, value)

    @api.model
    def _search_panel_domain_image(
        self, field_name, domain, set_count=False, limit=False
    ):
        if field_name == "topic_id":
            field_name = "topic_ids"
        return super()._search_panel_domain_image(field_name, domain, set_count, limit)

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        panel = super().search_panel_select_range(field_name, **kwargs)
        if field_name == "topic_id" and panel.get("parent_field"):
            self._name_branches(panel["values"])
            if kwargs.get("enable_counters"):
                self._count_branches(panel["values"], panel["parent_field"], kwargs)
        return panel

    @api.model
    def _name_branches(self, values):
        """A branch needs no names of the branches above it."""
        topics = self.env["skks.topic"].browse([one["id"] for one in values])
        names = dict(zip(topics.ids, topics.mapped("name"), strict=True))
        for one in values:
            one["display_name"] = names[one["id"]]

    @api.model
    def _count_branches(self, values, parent_field, kwargs):
        """A position with two topics of one branch is one position of it."""
        domain = Domain.AND(
            Domain(kwargs.get(name) or [])
            for name in ("search_domain", "category_domain", "filter_domain")
        )
        branches = {one[parent_field] for one in values}
        for one in values:
            if one["id"] in branches:
                inside = Domain("topic_ids", "child_of", one["id"])
                one["__count"] = self.search_count(domain & inside)
