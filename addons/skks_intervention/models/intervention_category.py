from odoo import api, fields, models


class InterventionCategory(models.Model):
    """What a citizen's report is about, and so which entity is asked first."""

    _name = "skks.intervention.category"
    _description = "Category of Reports"
    _inherit = ["skks.journaled.mixin"]
    _parent_store = True
    _check_company_auto = True
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _journaled_as = "category"
    _journaled_fields = ("name", "code", "parent_id", "entity_id", "active")

    name = fields.Char(required=True, translate=True)
    display_name = fields.Char(recursive=True)
    code = fields.Char(
        required=True,
        help="Short symbol used in imports and statistics; it outlives a new name.",
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    parent_id = fields.Many2one(
        "skks.intervention.category",
        string="Part of",
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True, export_string_translation=False)
    child_ids = fields.One2many(
        "skks.intervention.category", "parent_id", string="Narrower categories"
    )
    entity_id = fields.Many2one(
        "skks.entity",
        string="Asked first",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Left empty, the entity of the wider category is asked.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (company_id, code)",
        "Another category has this code. Choose a code of its own.",
    )

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            above = category.parent_id.display_name
            category.display_name = (
                f"{above} / {category.name}" if above else category.name
            )

    def copy_data(self, default=None):
        default = dict(default or {})
        return [
            vals
            | {
                "code": default.get("code") or f"{category.code}-2",
                "name": default.get("name") or self.env._("%s (copy)", category.name),
            }
            for category, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _skks_default_entity(self):
        """Return the entity asked first for the category or for one above it."""
        category = self
        while category and not category.entity_id:
            category = category.parent_id
        return category.entity_id
