from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .res_partner import READERS


class ResPartner(models.Model):
    """What the office knows of an outlet and of a journalist, beyond the address."""

    _inherit = "res.partner"

    _erasure_children = ("desk_ids",)
    _erasure_empties = ("accreditation_until",)

    # outlet
    scope = fields.Selection(
        [
            ("local", "Local"),
            ("regional", "Regional"),
            ("national", "National"),
            ("foreign", "Foreign"),
        ],
        "Area",
        tracking=True,
        help="The area for which the outlet writes or broadcasts.",
    )
    owner_group_id = fields.Many2one(
        "skks.media.group",
        "Owner Group",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups=READERS,
        help="The publisher or broadcaster to whom the outlet belongs.",
    )
    reach = fields.Integer(help="As the outlet or a survey says; see the unit.")
    reach_unit = fields.Selection(
        [
            ("copies", "copies of an issue"),
            ("users", "users a month"),
            ("listeners", "listeners a day"),
            ("viewers", "viewers a day"),
            ("followers", "followers"),
        ],
        "Unit of Reach",
    )
    deadlines = fields.Text(
        help="When issues close and programmes go on air, so that an answer still"
        " makes it.",
    )
    desk_ids = fields.One2many("skks.media.desk", "outlet_id", "Desks", groups=READERS)
    desk_emails = fields.Char(
        compute="_compute_desk_emails",
        store=True,
        groups=READERS,
        help="Addresses of the desks, so that a sender is looked up in one place.",
    )
    outlet_child_ids = fields.One2many(
        "res.partner",
        "parent_id",
        "Parts",
        domain=[("skks_kind", "=", "outlet"), ("active", "=", True)],
        groups=READERS,
        help="Local editions and newsrooms of this outlet.",
    )
    outlet_child_count = fields.Integer(
        "Number of Parts", compute="_compute_outlet_child_count", groups=READERS
    )
    parent_id = fields.Many2one(tracking=True)

    # journalist
    freelancer = fields.Boolean(
        tracking=True, help="Works on their own account; needs no outlet."
    )
    accreditation_number = fields.Char(tracking=True)
    accreditation_until = fields.Date("Accredited until", tracking=True)
    contact_hours = fields.Char(help="When to call, e.g. weekdays 9 a.m. to 3 p.m.")

    # both
    topic_ids = fields.Many2many(
        "skks.topic",
        "res_partner_skks_topic_rel",
        string="Topics",
        help="What the outlet or the journalist writes about.",
    )
    language_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        context={"active_test": False},
        help="Languages in which they publish or talk with us.",
    )

    _reach_positive = models.Constraint(
        "CHECK (reach >= 0)", "The reach of an outlet cannot be less than zero."
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("desk_ids.email_normalized", "desk_ids.active")
    def _compute_desk_emails(self):
        for partner in self:
            addresses = filter(None, partner.desk_ids.mapped("email_normalized"))
            partner.desk_emails = " ".join(addresses) or False

    def _compute_avatar(self, avatar_field, image_field):
        """An outlet without a logo has its initial, as persons have.

        Core gives all companies one picture, by which nobody tells them apart.
        """
        bare = self.filtered(
            lambda one: (
                one.skks_kind == "outlet" and one.name and not one[image_field]
            )
        )
        for outlet in bare:
            outlet[avatar_field] = outlet._avatar_generate_svg()
        return super(ResPartner, self - bare)._compute_avatar(avatar_field, image_field)

    @api.depends("outlet_child_ids")
    def _compute_outlet_child_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("parent_id", "in", self.ids), ("skks_kind", "=", "outlet")],
                ["parent_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.outlet_child_count = counts.get(partner._origin, 0)

    # ------------------------------------------------------------------
    # Criteria of lists and rules
    # ------------------------------------------------------------------

    @api.model
    def _skks_work_domain(self, work):
        """Journalists who have such a place of work today.

        :param Domain work: of ``skks.affiliation``
        """
        return Domain("affiliation_ids", "any", Domain("is_current", "=", True) & work)

    @api.model
    def _skks_topic_domain(self, topics, work=Domain.TRUE):
        """Contacts on these topics or on those below them.

        A journalist for whom no topics are entered goes by those of the outlets.

        :param Domain work: which places of work count
        """
        if not topics:
            return Domain.TRUE
        own = Domain("topic_ids", "child_of", topics.ids)
        there = self._skks_work_domain(work & Domain("outlet_id", "any", own))
        return own | Domain("topic_ids", "=", False) & there

    # ------------------------------------------------------------------
    # Hierarchy
    # ------------------------------------------------------------------

    @api.constrains("parent_id", "skks_kind", "type")
    def _check_skks_parent(self):
        """Outlets stand under outlets, journalists under nobody of the media.

        Core gives a contact the address of the one above it, writes a changed address
        up there too and names a person after it. That is wrong for a newsroom, which
        has an address of its own (type "other" keeps it), and for a journalist, who
        moves between outlets.
        """
        for partner in self.sudo() | self.sudo().outlet_child_ids:
            parent = partner.parent_id
            if partner.skks_kind == "outlet" and parent:
                partner._check_above_outlet()
            elif partner.skks_kind == "journalist" and parent.skks_kind == "outlet":
                raise ValidationError(
                    self.env._(
                        "%(journalist)s cannot be kept under “%(outlet)s”, because"
                        " people move. Add “%(outlet)s” to the workplaces instead.",
                        journalist=partner.name,
                        outlet=parent.name,
                    )
                )

    def _check_above_outlet(self):
        parent = self.parent_id
        if parent.skks_kind != "outlet":
            raise ValidationError(
                self.env._(
                    "“%(outlet)s” can only be a part of another outlet, which"
                    " “%(parent)s” is not. Enter a publisher as the owner group.",
                    outlet=self.name,
                    parent=parent.name,
                )
            )
        if self.type == "contact":
            raise ValidationError(
                self.env._(
                    "“%s” keeps an address of its own: its type of address must be"
                    " “Other”.",
                    self.name,
                )
            )

    @api.model
    def _skks_clean_vals(self, vals):
        vals = super()._skks_clean_vals(vals)
        if vals.get("skks_kind") == "outlet":
            vals["type"] = "other"
        return vals

    def action_skks_hierarchy(self):
        """Open the outlet among those above and below it."""
        self.ensure_one()
        top = self
        while top.parent_id:
            top = top.parent_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.res_partner_outlet_action_hierarchy"
        )
        action["domain"] = [("id", "child_of", top.id), ("skks_kind", "=", "outlet")]
        return action

    @api.model
    def hierarchy_read(
        self, domain, specification, parent_field, child_field=None, order=None
    ):
        """Keep other contacts under an outlet, e.g. a reception, out of its parts.

        Around a single record core looks for whatever stands above and below it.
        """
        rows = super().hierarchy_read(
            domain, specification, parent_field, child_field=child_field, order=order
        )
        if child_field != "outlet_child_ids":
            return rows
        found = self.browse([row["id"] for row in rows])
        outlets = found.filtered(lambda partner: partner.skks_kind == "outlet")
        return [row for row in rows if row["id"] in outlets._ids]
