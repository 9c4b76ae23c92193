from odoo import api, fields, models

PRIORITIES = [
    ("0", "Plan or idea"),
    ("1", "Standard"),
    ("2", "Urgent"),
    ("3", "Danger"),
]


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
    _journaled_fields = (
        "name",
        "code",
        "parent_id",
        "entity_id",
        "priority",
        "on_form",
        "hint",
        "is_emergency",
        "acknowledgement",
        "keywords",
        "office_accepts",
        "photo_required",
        "active",
    )

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

    # what the citizen is told
    on_form = fields.Boolean(
        "On the public form", default=True, help="Citizens may choose it."
    )
    hint = fields.Text(
        translate=True, help="What belongs here, under its name on the form."
    )
    is_emergency = fields.Boolean(
        "Danger to life or health",
        help="The form says first: call 112.",
    )
    acknowledgement = fields.Text(
        translate=True,
        help="A sentence of its own in the notice that the report was received. Left"
        " empty, that of the wider category.",
    )
    # how it is handled
    keywords = fields.Text(
        help="Words by which a letter about it is recognized, separated by commas."
    )
    priority = fields.Selection(PRIORITIES, required=True, default="1")
    office_accepts = fields.Boolean(
        "Press office accepts too",
        help="A reply is accepted by the unit and then by the press office. It holds"
        " for the narrower categories as well.",
    )
    photo_required = fields.Boolean(
        "Photo of the result",
        help="A reply that says it is done needs a picture. It holds for the narrower"
        " categories as well.",
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
        return self._skks_path().entity_id[:1]

    def _skks_path(self):
        """The category and those above it, the narrowest first."""
        path = self.browse()
        category = self
        while category:
            path += category
            category = category.parent_id
        return path

    def _skks_acknowledgement(self):
        """The sentence of the category, or of the nearest wider one that has any."""
        words = self._skks_path().mapped("acknowledgement")
        return next(filter(None, words), "")

    # ------------------------------------------------------------------
    # On the form
    # ------------------------------------------------------------------

    def _form_groups(self):
        """The tree as a citizen chooses from it: ``[(heading, categories)]``.

        Those of one root stand together under its name, the root as the last of
        them; a root without anything narrower stands alone, without a heading.
        """
        groups = {}
        for category in self:
            root = category._skks_path()[-1:]
            groups.setdefault(root, []).append(category)
        return [
            (
                root.name if root.child_ids & self else "",
                sorted(found, key=lambda one: not one.parent_id),
            )
            for root, found in groups.items()
        ]

    def _form_name(self):
        """The name below the heading of its group."""
        if self.parent_id:
            path = self._skks_path()[:-1]
            return " / ".join(reversed(path.mapped("name")))
        if self.child_ids.filtered("on_form"):
            return self.env._("%s: other", self.name)
        return self.name

    def _form_is_emergency(self):
        """Whether it, or what it is part of, is a danger: call 112."""
        return any(self._skks_path().mapped("is_emergency"))
