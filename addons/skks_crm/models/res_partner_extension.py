import copy
import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.properties import carry_over, fits, is_filled, same_field
from .media_definition_mixin import DEFINITION
from .res_partner import READERS

# Fields whose definition is kept elsewhere, and where.
CONTAINERS = {"type_properties": "media_type_id", "own_properties": "extension_id"}


class ResPartner(models.Model):
    """M2.2: fields that the office adds itself, for a media type or one outlet.

    Core forgets the values when the type changes. Here they are set aside, shown as
    values from a former type, and come back with the type; what the new type has
    under the same label goes over.
    """

    _inherit = "res.partner"

    _guarded_fields = ("extension_id",)

    type_properties = fields.Properties(
        "Fields of the Media Type",
        definition=f"media_type_id.{DEFINITION}",
        copy=True,
        # worked out with all rights, once the card is there
        precompute=False,
        groups=READERS,
    )
    extension_id = fields.Many2one(
        "skks.media.extension",
        "Fields Added to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=READERS,
    )
    own_properties = fields.Properties(
        "Fields of This Outlet",
        definition=f"extension_id.{DEFINITION}",
        precompute=False,
        groups=READERS,
    )
    former_properties = fields.Json(
        readonly=True,
        copy=False,
        groups=READERS,
        help="Values under former media types: {id of the type: {field: value}}.",
    )
    former_properties_text = fields.Text(
        "From a Former Type",
        compute="_compute_former_properties_text",
        groups=READERS,
    )
    may_define_fields = fields.Boolean(
        compute="_compute_may_define_fields",
        exportable=False,
        export_string_translation=False,
    )

    # ------------------------------------------------------------------
    # Computes, constraints
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    @api.depends("former_properties", "media_type_id")
    def _compute_former_properties_text(self):
        types = self.env["skks.media.type"].sudo().with_context(active_test=False)
        for partner in self:
            former = partner.former_properties or {}
            current = partner.media_type_id[DEFINITION] or []
            partner.former_properties_text = "\n".join(
                line
                for media_type in types.browse(map(int, former)).exists()
                for line in partner._skks_former_lines(
                    media_type, former[str(media_type.id)], current
                )
            )

    def _skks_former_lines(self, media_type, values, current):
        """Yield what is kept of one former type and not gone over to the current."""
        definition = [
            field
            for field in media_type[DEFINITION] or []
            if is_filled(values.get(field["name"]))
            and not carry_over(values, [field], current)
        ]
        for field in self._skks_readable(definition, values):
            yield f"{field['string']}: {self._skks_in_words(field)} ({media_type.name})"

    @api.model
    def _skks_readable(self, definition, values):
        """Return the entries of a definition with their values as core reads them."""
        core = self._fields["type_properties"]
        entries = core._dict_to_list(values, definition)
        known = core._get_res_ids_per_model(self.env, [entries])
        core._parse_json_types(entries, self.env, known)
        core._add_display_name(entries, self.env, value_keys=("value",))
        return entries

    @api.model
    def _skks_in_words(self, field):
        value = field["value"]
        if field["type"] == "boolean":
            return self.env._("yes")
        if field["type"] == "selection":
            return dict(field["selection"]).get(value, "")
        if field["type"] == "tags":
            labels = {tag[0]: tag[1] for tag in field["tags"]}
            return ", ".join(labels[one] for one in value)
        if field["type"] == "many2one":
            return value[1] or ""
        if field["type"] == "many2many":
            return ", ".join(name for _id, name in value if name)
        return str(value)

    @api.depends_context("uid")
    def _compute_may_define_fields(self):
        self.may_define_fields = self.env["skks.media.extension"].has_access("create")

    @api.constrains("extension_id")
    def _check_extension_id(self):
        for partner in self.sudo():
            if partner.extension_id and partner.extension_id.outlet_id != partner:
                raise ValidationError(
                    self.env._(
                        "The fields belong to “%s” alone.",
                        partner.extension_id.outlet_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            self._skks_without_empty(self._skks_without_former(vals))
            for vals in vals_list
        ]
        for vals in vals_list:
            for fname in CONTAINERS.keys() & vals.keys():
                self._skks_check_new(fname, vals)
        return super().create(vals_list)

    def write(self, vals):
        vals = self._skks_without_former(vals)
        given = {fname: vals.pop(fname) for fname in CONTAINERS if fname in vals}
        before = self._skks_before_switch(vals)
        result = super().write(vals) if vals or not given else True
        for partner in self:
            if partner in before:
                partner._skks_switch(*before[partner])
        for fname, value in given.items():
            self._skks_write_values(fname, self._skks_parsed(value))
        return result

    @api.model
    def _add_missing_default_values(self, values):
        values = super()._add_missing_default_values(values)
        return self._skks_without_empty(self._skks_without_former(values))

    @api.model
    def _skks_without_former(self, vals):
        """Only a change of type sets values aside, no client does."""
        return {name: vals[name] for name in vals if name != "former_properties"}

    @api.model
    def _skks_without_empty(self, vals):
        """Core fills in the properties of every new card, even with none, and checks
        the rights on them: who may not read them makes contacts and users all the same.
        """
        return {
            name: value
            for name, value in vals.items()
            if value or name not in CONTAINERS
        }

    def _skks_store(self, vals):
        return super().write(vals)

    @api.onchange("media_type_id")
    def _onchange_media_type_id(self):
        """Show at once what goes over to the new type, and what comes back."""
        origin = self._origin
        if not origin:
            return
        if origin.media_type_id == self.media_type_id:
            self.type_properties = origin.type_properties._values
        else:
            self.type_properties = self._skks_values_after(
                origin.media_type_id,
                origin.type_properties._values,
                origin.former_properties or {},
            )

    def _skks_before_switch(self, vals):
        """Return ``{outlet: (former type, its values)}`` where the type changes."""
        if "media_type_id" not in vals:
            return {}
        new = vals["media_type_id"] or False
        return {
            partner: (partner.media_type_id, dict(partner.type_properties._values))
            for partner in self
            if partner.media_type_id.id != new
        }

    def _skks_switch(self, old_type, values):
        """Set the values of the former type aside, take up those of the new one."""
        former = dict(self.former_properties or {})
        filled = {name: value for name, value in values.items() if is_filled(value)}
        new_values = self._skks_values_after(old_type, values, former)
        former.pop(str(self.media_type_id.id), None)
        if old_type and filled:
            former[str(old_type.id)] = filled
        self._skks_store(
            {"former_properties": former or False, "type_properties": new_values}
        )

    def _skks_values_after(self, old_type, values, former):
        """Return the values under the type that the outlet has now.

        The last ones win: defaults, then those that it had when it was of this type
        before, then those of the same label and type.
        """
        definition = self.media_type_id.sudo()[DEFINITION] or []
        names = {field["name"] for field in definition}
        defaults = {
            field["name"]: field["default"]
            for field in definition
            if is_filled(field.get("default"))
        }
        kept = former.get(str(self.media_type_id.id), {})
        carried = carry_over(values, old_type.sudo()[DEFINITION] or [], definition)
        found = defaults | kept | carried
        return {name: value for name, value in found.items() if name in names}

    def _skks_write_values(self, fname, given):
        """Lay the given values over the present ones, so that none is lost.

        With a changed definition they are the whole list, and core writes both; the
        model of the definition asks who may.
        """
        if self._skks_defines(given):
            self._skks_store({fname: copy.deepcopy(given)})
            return
        for partner in self:
            present = dict(partner[fname]._values)
            definition = partner[CONTAINERS[fname]].sudo()[DEFINITION] or []
            values = partner._skks_check_values(fname, given, definition, present)
            partner._skks_store({fname: present | values})

    @api.model
    def _skks_check_new(self, fname, vals):
        """Check what a new outlet is to say in its additional fields."""
        given = self._skks_parsed(vals[fname])
        container = CONTAINERS[fname]
        id_ = vals.get(container, self.env.context.get(f"default_{container}"))
        if not given or self._skks_defines(given):
            return
        record = self[container].sudo().browse(id_ or [])
        self._skks_check_values(fname, given, record[DEFINITION] or [], {})

    @api.model
    def _skks_parsed(self, given):
        return json.loads(given) if isinstance(given, str) and given else given or {}

    @api.model
    def _skks_defines(self, given):
        """Whether the client means to change the definition, too."""
        return isinstance(given, list) and any(
            isinstance(field, dict)
            and (field.get("definition_changed") or field.get("definition_deleted"))
            for field in given
        )

    @api.model
    def _skks_check_values(self, fname, given, definition, present):
        """Return ``{field: value}`` of what was given, or say what is wrong with it.

        A field that was taken away meanwhile may come with the value it had.
        """
        labels = {}
        if isinstance(given, list):
            labels = {one["name"]: one.get("string") for one in given if "name" in one}
        values = self._fields[fname].convert_to_cache(copy.deepcopy(given), self) or {}
        known = {field["name"]: field for field in definition}
        for name, value in values.items():
            if not is_filled(value) or value == present.get(name):
                continue
            if name not in known:
                raise ValidationError(
                    self.env._(
                        "“%s” is no additional field of this outlet, or was taken away."
                        " Check its media type, or reload the page.",
                        labels.get(name) or name,
                    )
                )
            if not fits(known[name], value):
                raise ValidationError(
                    self.env._(
                        "“%(value)s” does not fit the field “%(field)s”. Correct it.",
                        value=value,
                        field=known[name].get("string") or name,
                    )
                )
        return {name: value for name, value in values.items() if name in known}

    # ------------------------------------------------------------------
    # Fields of one outlet
    # ------------------------------------------------------------------

    def action_skks_extend(self):
        """Let fields be added to this outlet alone."""
        self.ensure_one()
        self._skks_extend(self.env["skks.media.extension"])
        return True

    def _skks_extend(self, extensions):
        """Return the holder of this outlet's own fields, made if there is none."""
        if not self.extension_id:
            held = extensions.sudo().search([("outlet_id", "=", self.id)])
            held = held or extensions.create({"outlet_id": self.id})
            self._guarded_write({"extension_id": held.id})
        return self.extension_id

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    def _skks_merge_extension(self, sources):
        """Take over what merged outlets say in additional fields; own values first.

        To be called before the sources go; calling it twice does no harm.

        :param sources: ``res.partner`` that are merged into this one
        """
        self.ensure_one()
        for source in sources - self:
            self._skks_merge_type_values(source)
            self._skks_merge_own_fields(source)

    def _skks_merge_type_values(self, source):
        """Values of one type are joined; those of another are kept as former ones."""
        former = dict(source.former_properties or {})
        theirs = dict(source.type_properties._values)
        if source.media_type_id:
            former[str(source.media_type_id.id)] = theirs
        old = (
            source.media_type_id if source.media_type_id != self.media_type_id else None
        )
        current = former.pop(str(self.media_type_id.id), {})
        if old and self.media_type_id:
            current |= carry_over(
                theirs,
                old.sudo()[DEFINITION] or [],
                self.media_type_id.sudo()[DEFINITION] or [],
            )
        kept = {
            key: self._skks_joined((self.former_properties or {}).get(key, {}), values)
            for key, values in former.items()
        }
        joined = (self.former_properties or {}) | kept
        self._skks_store(
            {
                "former_properties": {k: v for k, v in joined.items() if v} or False,
                "type_properties": self._skks_joined(
                    self.type_properties._values, current
                ),
            }
        )

    def _skks_merge_own_fields(self, source):
        """Fields of the same label and type become one, others are added."""
        definition = source.extension_id.sudo()[DEFINITION] or []
        if not definition:
            return
        extension = self._skks_extend(self.env["skks.media.extension"].sudo()).sudo()
        new = [
            field
            for field in definition
            if not same_field(field, extension[DEFINITION])
        ]
        if new:
            extension._adopt_fields(new)
        theirs = source.own_properties._values
        carried = carry_over(theirs, definition, extension[DEFINITION])
        self._skks_store(
            {"own_properties": self._skks_joined(self.own_properties._values, carried)}
        )

    @api.model
    def _skks_joined(self, first, second):
        """Return both dicts in one; where both say something, the first is right."""
        return {**second, **{name: v for name, v in first.items() if is_filled(v)}}
