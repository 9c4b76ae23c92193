from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..models.material_rights import RIGHTS

# Files of the document's own fields are attachments, too (see ``ir.attachment``).
WITH_FIELDS = {"skip_res_field_check": True}
# So many bytes are held in memory at once; a bigger file is added by itself.
AT_ONCE = 16 * 1024 * 1024
# What is asked once for all of the materials.
COMMON = (
    "outlet_id",
    "journalist_id",
    "kind_id",
    "date",
    "author",
    "rights",
    "rights_until",
    "rights_note",
    "embargo_until",
)


class MaterialAdd(models.TransientModel):
    """Puts many files and links into the archive at once."""

    _name = "skks.material.add"
    _description = "Adding Materials"

    # which ones
    file_ids = fields.Many2many(
        "ir.attachment", "skks_material_add_file_rel", string="Files"
    )
    links = fields.Text(help="One a line. Nothing is fetched from these addresses.")
    source_model = fields.Char(readonly=True, export_string_translation=False)
    source_id = fields.Many2oneReference(
        "Document", model_field="source_model", readonly=True
    )
    found_ids = fields.Many2many(
        "ir.attachment",
        "skks_material_add_found_rel",
        string="Attachments",
        compute="_compute_found_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', available_ids)]",
        context=WITH_FIELDS,
    )
    available_ids = fields.Many2many(
        "ir.attachment",
        string="Found",
        compute="_compute_available_ids",
        context=WITH_FIELDS,
    )
    # what they have in common
    outlet_id = fields.Many2one(
        "res.partner", required=True, domain=[("skks_kind", "=", "outlet")]
    )
    journalist_id = fields.Many2one(
        "res.partner", domain=[("skks_kind", "=", "journalist")]
    )
    kind_id = fields.Many2one(
        "skks.material.type", "Type", help="Empty: by the kind of each file."
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._skks_today()
    )
    author = fields.Char()
    rights = fields.Selection(RIGHTS, required=True, default="unknown")
    rights_until = fields.Date("Licence until")
    rights_note = fields.Char("Basis of the rights")
    embargo_until = fields.Datetime()
    tag_ids = fields.Many2many("skks.tag", string="Tags")

    @api.depends("source_model", "source_id")
    def _compute_available_ids(self):
        for wizard in self:
            source = wizard._source()
            wizard.available_ids = source and source._material_attachments()

    @api.depends("available_ids")
    def _compute_found_ids(self):
        for wizard in self:
            wizard.found_ids = wizard.available_ids

    @api.model_create_multi
    def create(self, vals_list):
        """Files that were uploaded for the window go with it if nobody adds them."""
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._uploaded().write({"res_id": wizard.id})
        return wizards

    def _uploaded(self):
        """Those of the files that this user uploaded for this window."""
        return self.file_ids.filtered(
            lambda file: file.res_model == self._name
            and file.res_id in (0, False, self.id)
        )

    def _source(self):
        """The document whose attachments are offered, if there is one."""
        model = self.env.get(self.source_model) if self.source_model else None
        mixin = self.env.registry["skks.material.source.mixin"]
        if model is None or not isinstance(model, mixin):
            return None
        source = model.browse(self.source_id).exists()
        if source:
            source._check_material_source()
        return source

    @api.model
    def add_files(self, attachment_ids):
        """Add uploaded files at once if the outlet is known; else ask for it.

        :param attachment_ids: ids of attachments that were uploaded for this window
        :return: ``{"count": added, "action": window that asks, or False}``
        """
        self.check_access("create")
        values = {"file_ids": [Command.set(attachment_ids)]}
        if not self.env.context.get("default_outlet_id"):
            return {"count": 0, "action": self._window(file_ids=attachment_ids)}
        wizard = self.create(values)
        return {"count": len(wizard._add()), "action": False}

    @api.model
    def add_from_chatter(self, attachment_id):
        """Add one attachment of a chatter at once if the outlet is known; else ask.

        :return: as of :meth:`add_files`
        """
        file = self.env["ir.attachment"].browse(attachment_id)
        file.check_access("read")
        window = self.with_context(
            default_source_model=file.res_model, default_source_id=file.res_id
        )
        source = window.new({})._source()
        if not source:
            raise UserError(
                self.env._("Attachments of this kind of document are not kept there.")
            )
        if file not in source._material_attachments():
            raise UserError(self.env._("“%s” is in the archive already.", file.name))
        values = source._prepare_material_values() | {
            "source_model": file.res_model,
            "source_id": file.res_id,
            "found_ids": [Command.set(file.ids)],
        }
        values.pop("links", None)
        if not values.get("outlet_id"):
            return {"count": 0, "action": self._window(**values)}
        return {"count": len(self.create(values)._add()), "action": False}

    @api.model
    def _window(self, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to the archive"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                **self.env.context,
                **{f"default_{name}": value for name, value in defaults.items()},
            },
        }

    def action_add(self):
        """Add the files and the links, and show what was added."""
        materials = self._add()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.skks_material_action"
        )
        action["domain"] = [("id", "in", materials.ids)]
        action["display_name"] = self.env._("Added: %s", len(materials))
        action["context"] = {"default_outlet_id": self.outlet_id.id}
        return action

    def _add(self):
        self.ensure_one()
        files = self.file_ids + self._checked_found()
        files.check_access("read")
        links = list(dict.fromkeys((self.links or "").split()))
        if not (files or links):
            raise UserError(self.env._("Choose a file, or enter a link."))
        common = self._common_values()
        materials = self.env["skks.material"]
        added = materials.browse()
        for lot in self._lots(files):
            contents = (materials._content_of(file.raw, file.name) for file in lot)
            added += materials.create([common | {"file": one} for one in contents])
            lot.invalidate_recordset(["raw"])
        contents = (materials._content(url=link) for link in links)
        added += materials.create([common | {"file": one} for one in contents])
        self._uploaded().unlink()
        return added

    @api.model
    def _lots(self, files):
        """Yield the files in lots of ``AT_ONCE`` bytes, in their order."""
        lot, size = files.browse(), 0
        for file in files:
            if lot and size + file.file_size > AT_ONCE:
                yield lot
                lot, size = files.browse(), 0
            lot, size = lot + file, size + file.file_size
        if lot:
            yield lot

    def _checked_found(self):
        """The chosen attachments of the document, none of another one."""
        source = self._source()
        found = self.found_ids
        if found and (not source or found - source._material_attachments()):
            raise AccessError(
                self.env._("Only attachments of the document itself can be added.")
            )
        return found

    def _common_values(self):
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in COMMON
        }
        return values | {"tag_ids": [Command.set(self.tag_ids.ids)]}
