from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

DEFINITION = "outlet_properties_definition"
OPTIONS = ("selection", "tags")


class MediaDefinitionMixin(models.AbstractModel):
    """Fields that the head of the office adds to outlets in the screen.

    The core widget writes them through the card of an outlet, which every officer
    may edit; so it is asked here who acts, whatever door the change comes through.
    """

    _name = "skks.media.definition.mixin"
    _description = "Additional Fields of Outlets"
    _inherit = ["skks.journaled.mixin"]

    outlet_properties_definition = fields.PropertiesDefinition(
        "Additional Fields", copy=False
    )
    outlet_fields_text = fields.Char(
        "Fields added",
        compute="_compute_outlet_fields_text",
        help="The head of the office adds them on the card of an outlet.",
    )

    @api.depends("outlet_properties_definition")
    def _compute_outlet_fields_text(self):
        for record in self:
            definition = record.outlet_properties_definition or []
            record.outlet_fields_text = ", ".join(
                field["string"]
                for field in definition
                if field["type"] != "separator" and field.get("string")
            )

    @api.model
    def _journaled_names(self):
        return (*super()._journaled_names(), DEFINITION)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(DEFINITION) for vals in vals_list):
            self._check_may_define()
        return super().create(vals_list)

    def write(self, vals):
        if DEFINITION in vals:
            self._check_may_define()
        return super().write(vals)

    def _adopt_fields(self, definition):
        """Add fields whose outlet was merged into another: they are no new ones."""
        return super().write({DEFINITION: [*(self[DEFINITION] or []), *definition]})

    @api.model
    def _check_may_define(self):
        """Ask who acts, not which rights the code lent them."""
        if self.env.uid != SUPERUSER_ID and not self.env.user.has_groups(
            "skks_base.group_manager,skks_base.group_admin"
        ):
            raise AccessError(
                self.env._(
                    "Only the head of the office adds, changes or removes fields. Ask"
                    " the head."
                )
            )

    def _journaled_value(self, fname):
        if fname != DEFINITION:
            return super()._journaled_value(fname)
        return "; ".join(map(self._journaled_field, self[fname] or []))

    @api.model
    def _journaled_field(self, field):
        """Return one added field in words: label, type, choices."""
        options = [option[1] for kind in OPTIONS for option in field.get(kind) or ()]
        kind = field["type"] + (f": {'/'.join(options)}" if options else "")
        return f"{field.get('string') or field['name']} ({kind})"
