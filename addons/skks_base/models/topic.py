from odoo import api, fields, models
from odoo.fields import Domain


class Topic(models.Model):
    """What a case is about, and so who is asked first: the routing table."""

    _name = "skks.topic"
    _description = "Topic"
    _inherit = [
        "skks.journaled.mixin",
        "skks.handover.mixin",
        "skks.polish.source.mixin",
    ]
    _polish_source_fields = ("name", "parent_id")
    _parent_store = True
    _check_company_auto = True
    _rec_name = "complete_name"
    _order = "complete_name, id"
    _rec_names_search = ["complete_name", "code", "keywords"]
    _journaled_as = "topic"
    _journaled_fields = (
        "name",
        "code",
        "keywords",
        "parent_id",
        "entity_id",
        "representative_id",
        "active",
    )

    _handover_fields = ("representative_id",)
    _handover_entity_field = "entity_id"

    name = fields.Char(required=True)
    complete_name = fields.Char(
        string="Full name", compute="_compute_complete_name", recursive=True, store=True
    )
    code = fields.Char()
    parent_id = fields.Many2one(
        "skks.topic",
        string="Part of",
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True, export_string_translation=False)
    child_ids = fields.One2many("skks.topic", "parent_id", string="Narrower topics")
    entity_id = fields.Many2one(
        "skks.entity",
        string="Asked first",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    representative_id = fields.Many2one(
        "skks.representative",
        string="Person asked first",
        index="btree_not_null",
        check_company=True,
        domain="[('entity_id', '=', entity_id)]",
        ondelete="restrict",
    )
    keywords = fields.Text(
        help="Words by which the topic is recognized, separated by commas."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _code_uniq = models.Constraint(
        "UNIQUE (company_id, code)",
        "Another topic has this code. Choose a code of its own.",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for topic in self:
            above = topic.parent_id.complete_name
            topic.complete_name = f"{above} / {topic.name}" if above else topic.name

    @api.onchange("entity_id")
    def _onchange_entity_id(self):
        if self.representative_id.entity_id != self.entity_id:
            self.representative_id = False

    # ------------------------------------------------------------
    # HANDING OVER
    # ------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        return Domain("representative_id.user_id", "=", user.id)

    def _skks_handover_may_take(self, fname, successor):
        return bool(self.entity_id._skks_representative_of(successor))

    def _skks_handover_write(self, fname, user, successor):
        for topic in self:
            person = topic.entity_id._skks_representative_of(successor)
            topic.representative_id = person
        return self

    def _skks_default_entity(self):
        """Return the entity asked first for the topic or for one above it."""
        topic = self
        while topic and not topic.entity_id:
            topic = topic.parent_id
        return topic.entity_id
