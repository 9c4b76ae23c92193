import base64
import binascii
from urllib.parse import unquote, urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .material_version import LINK, Content

# What a client sends as the content of a new material; it becomes its first version.
CONTENT = ("file", "file_name", "url")


class Material(models.Model):
    """Anything that belongs to an outlet and is worth keeping.

    A clipping, a recording, a photo, a letter, a link: what it is now and what it was
    before is told by its versions, which never change. It is deleted by nobody but
    the head of the office, with a reason, and leaves its name, dates and checksums in
    the journal.
    """

    _name = "skks.material"
    _description = "Material"
    _inherit = ["skks.guard.mixin", "skks.journaled.mixin"]
    _order = "date desc, id desc"
    _journaled_as = "material"
    _journaled_fields = (
        "name",
        "kind_id",
        "outlet_id",
        "journalist_id",
        "date",
        "author",
        "rights",
        "rights_until",
        "rights_note",
        "embargo_until",
        "active",
    )
    _guarded_fields = ("current_version_id", "url")
    _reason_actions = ("action_delete",)
    # What was published stays; who made it may ask to be forgotten.
    _erasure_loose = ("journalist_id",)

    name = fields.Char("Title", required=True)
    active = fields.Boolean(default=True)
    kind_id = fields.Many2one(
        "skks.material.type", "Type", required=True, index=True, ondelete="restrict"
    )
    kind_icon = fields.Selection(related="kind_id.icon", string="Icon")
    outlet_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("skks_kind", "=", "outlet")],
    )
    journalist_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("skks_kind", "=", "journalist")],
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._skks_today(),
        help="When it was published, recorded or received.",
    )
    author = fields.Char(help="Who wrote, recorded or photographed it.")
    tag_ids = fields.Many2many("skks.tag", string="Tags")
    note = fields.Text("Description")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    # content
    version_ids = fields.One2many(
        "skks.material.version", "material_id", "Versions", readonly=True
    )
    version_count = fields.Integer(compute="_compute_version_count")
    current_version_id = fields.Many2one(
        "skks.material.version",
        "Newest version",
        compute="_compute_current_version_id",
        store=True,
        index="btree_not_null",
        copy=False,
    )
    url = fields.Char(
        "Link",
        compute="_compute_url",
        store=True,
        readonly=False,
        copy=False,
    )
    file = fields.Binary(compute="_compute_file", readonly=False)
    file_name = fields.Char(related="current_version_id.file_name", readonly=False)
    attachment_id = fields.Many2one(
        related="current_version_id.attachment_id", string="Newest file"
    )
    mimetype = fields.Char(related="current_version_id.mimetype")
    size = fields.Integer(related="current_version_id.size")
    checksum = fields.Char(related="current_version_id.checksum")

    # ------------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------------

    @api.depends("version_ids")
    def _compute_version_count(self):
        for material in self:
            material.version_count = len(material.version_ids)

    @api.depends("version_ids")
    def _compute_current_version_id(self):
        for material in self:
            newest = material.version_ids.sorted("number")[-1:]
            material.current_version_id = newest

    @api.depends("current_version_id")
    def _compute_url(self):
        for material in self:
            material.url = material.current_version_id.url

    def _compute_file(self):
        """Only taken in; what is kept is opened by its version."""
        self.file = False

    @api.onchange("file_name", "url")
    def _onchange_content(self):
        """Propose the title and the type."""
        content = Content(name=self.file_name or "", url=self.url or "")
        if self.current_version_id or not (content.name or content.url):
            return
        self.name = self.name or self._name_of(content)
        self.kind_id = self.kind_id or self._kind_of(content)

    @api.constrains("outlet_id", "journalist_id")
    def _check_kinds(self):
        self.outlet_id._skks_check_is("outlet")
        self.journalist_id._skks_check_is("journalist")

    # ------------------------------------------------------------------
    # Create and delete
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        vals_list = [dict(vals) for vals in vals_list]
        contents = [self._take_content(vals) for vals in vals_list]
        for vals, content in zip(vals_list, contents, strict=True):
            vals["name"] = vals.get("name") or self._name_of(content)
            vals["kind_id"] = vals.get("kind_id") or self._kind_of(content).id
        materials = super().create(vals_list)
        self.env["skks.material.version"]._append_to(materials, contents)
        return materials

    def write(self, vals):
        """Another file or link is another version; what was there stays."""
        content = {fname: vals[fname] for fname in CONTENT if vals.get(fname)}
        rest = {fname: vals[fname] for fname in vals if fname not in content}
        result = super().write(rest) if rest or not content else True
        if content.get("file") or content.get("url"):
            new = self._take_content(dict(content))
            for material in self.filtered(lambda one: one.checksum != new.checksum):
                material._add_version(new)
        return result

    @api.model
    def _take_content(self, vals):
        """Take the file or the link out of the values of a material."""
        file, name, url = (vals.pop(fname, None) for fname in CONTENT)
        if isinstance(file, Content):  # of our own methods: no client can send one
            return file
        return self._content(file=file, name=name or vals.get("name"), url=url)

    @api.model
    def _content(self, *, file=None, name=None, url=None, note=None):
        """Return the :class:`Content`, or say what is wrong with it.

        :param file: base64, as clients send it
        """
        if file and url or not (file or url):
            raise UserError(self.env._("Choose a file, or enter a link."))
        if url:
            return Content(url=self._clean_url(url), note=note or "")
        try:
            data = base64.b64decode(file)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The file “%s” is damaged.", name)) from error
        return self._content_of(data, name, note)

    @api.model
    def _content_of(self, data, name, note=None):
        if not data:
            raise UserError(self.env._("The file “%s” is empty.", name))
        name = name or self.env._("File")
        mimetype = self.env["ir.attachment"]._compute_mimetype(
            {"name": name, "raw": data}
        )
        return Content(data=data, name=name, mimetype=mimetype, note=note or "")

    @api.model
    def _clean_url(self, url):
        """Only addresses of the web: a link must not run anything when clicked."""
        url = url.strip()
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = None
        if not parts or parts.scheme not in ("http", "https") or not parts.hostname:
            raise UserError(
                self.env._(
                    "“%s” is not a link. Enter an address that begins with https://.",
                    url[:100],
                )
            )
        return url

    @api.model
    def _name_of(self, content):
        """A title until somebody enters a better one."""
        if not content.url:
            stem, _dot, extension = content.name.rpartition(".")
            return stem if stem and len(extension) <= 5 else content.name
        parts = urlsplit(content.url)
        last = unquote(parts.path.rstrip("/").rpartition("/")[2])
        words = last.rpartition(".")[0] or last
        return f"{parts.hostname}: {words}"[:120] if words else parts.hostname

    @api.model
    def _kind_of(self, content):
        mimetype = LINK if content.url else content.mimetype
        if not content.url and not content.data:
            mimetype = self.env["ir.attachment"]._compute_mimetype(
                {"name": content.name}
            )
        return self.env["skks.material.type"]._of_file(mimetype)

    def _add_version(self, content):
        """Append a version, which is the one that is shown from now on."""
        self.ensure_one()
        self.check_access("write")
        return self.env["skks.material.version"]._append_to(self, [content])

    @api.ondelete(at_uninstall=False)
    def _unlink_journaled(self):
        """A deletion is journalled, with its reason, by the act that decides on it."""
        if not self._has_guard_pass():
            raise AccessError(
                self.env._(
                    "Materials are deleted only by the head of the office, with a"
                    " reason. Use “Delete for good” in the form, or archive them."
                )
            )

    def action_delete(self, reason=None):
        """Delete materials with all their versions; the journal keeps what they were.

        :return: the list in which they stood
        :raises AccessError: by anybody but the head of the office
        """
        if not self.env.user.has_group("skks_base.group_manager"):
            raise AccessError(
                self.env._("Only the head of the office deletes materials.")
            )
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        self.env["skks.journal.entry"]._log_each(
            "material.delete",
            [
                (material, {"old": material._last_words(), "reason": reason})
                for material in self
            ],
        )
        due = all(self.mapped("is_due"))
        self.sudo()._guarded_unlink()
        name = "skks_material_action_review" if due else "skks_material_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"skks_crm.{name}")
        return action | {"target": "main"}

    def _last_words(self):
        """What the journal keeps of a material that is gone."""
        self.ensure_one()
        values = self._journaled_values(self._journaled_names())
        versions = self.version_ids.sorted("number")
        lines = [version._journal_text() for version in versions]
        return "\n".join([self._journaled_text(values), *lines])

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open(self):
        """Open the newest file, or follow the link, in another tab."""
        self.ensure_one()
        return self.current_version_id.action_open()

    @api.model
    def _of_contact(self, contacts):
        """Domain of the materials of outlets and journalists."""
        return Domain("outlet_id", "in", contacts.ids) | Domain(
            "journalist_id", "in", contacts.ids
        )
