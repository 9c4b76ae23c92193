from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.words import split_words


class RecipientList(models.Model):
    """A saved way to choose journalists and newsrooms; it refills by itself.

    Criteria of different kinds narrow each other, several of one kind widen it.
    Whoever was added by hand is on it whatever the criteria, whoever was taken out
    by hand never is. Nobody is on it who may not be written to.
    """

    _name = "skks.recipient.list"
    _description = "Recipient List"
    _inherit = ["skks.journaled.mixin"]
    _order = "name, id"
    # a list keeps nobody who is to be erased
    _erasure_loose = ("added_ids", "excluded_ids")
    _journaled_as = "recipient.list"
    _journaled_fields = (
        "name",
        "reach",
        "media_type_ids",
        "outlet_ids",
        "state_ids",
        "scope",
        "topic_ids",
        "category_ids",
        "beats",
        "added_ids",
        "excluded_ids",
        "active",
    )

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    note = fields.Text(help="What the list is for.")
    # criteria
    reach = fields.Selection(
        [
            ("journalist", "Journalists"),
            ("outlet", "Newsrooms"),
            ("both", "Journalists and newsrooms"),
        ],
        "Whom",
        default="both",
        required=True,
        help="Journalists are those who work for the chosen outlets today; newsrooms"
        " are the outlets' own addresses.",
    )
    media_type_ids = fields.Many2many("skks.media.type", string="Media types")
    outlet_ids = fields.Many2many(
        "res.partner",
        "skks_recipient_list_outlet_rel",
        string="Outlets",
        domain=[("skks_kind", "=", "outlet")],
    )
    state_ids = fields.Many2many(
        "res.country.state", string="Regions", help="Where the outlet has its seat."
    )
    scope = fields.Selection(
        selection=lambda self: self._selection_scope(),
        string="Area",
        help="For which the outlet writes or broadcasts.",
    )
    topic_ids = fields.Many2many(
        "skks.topic",
        string="Topics",
        help="With those below them. A journalist for whom no topics are entered goes"
        " by those of the outlet.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Contact tags",
        help="Of the journalist or the newsroom itself, with those below them.",
    )
    beats = fields.Char(
        help="Words, separated by commas; one of them stands among the subjects that"
        " the journalist covers.",
    )
    # by hand
    added_ids = fields.Many2many(
        "res.partner",
        "skks_recipient_list_added_rel",
        string="Added",
        domain=[("skks_kind", "!=", False)],
    )
    excluded_ids = fields.Many2many(
        "res.partner",
        "skks_recipient_list_excluded_rel",
        string="Taken out",
        domain=[("skks_kind", "!=", False)],
    )
    # who is on it now
    recipient_ids = fields.Many2many(
        "res.partner", string="Recipients today", compute="_compute_recipient_ids"
    )
    recipient_count = fields.Integer("Recipients", compute="_compute_recipient_ids")

    @api.model
    def _selection_scope(self):
        return self.env["res.partner"]._fields["scope"]._description_selection(self.env)

    @api.depends(
        "reach",
        "media_type_ids",
        "outlet_ids",
        "state_ids",
        "scope",
        "topic_ids",
        "category_ids",
        "beats",
        "added_ids",
        "excluded_ids",
    )
    def _compute_recipient_ids(self):
        for one in self:
            one.recipient_ids = one._recipients()
            one.recipient_count = len(one.recipient_ids)

    @api.constrains("added_ids")
    def _check_added_ids(self):
        for contact in self.added_ids.filtered(lambda one: not one.skks_kind):
            raise ValidationError(
                self.env._(
                    "“%s” is neither a journalist nor a media outlet.",
                    contact.display_name,
                )
            )

    def _recipients(self):
        """Contacts on these lists to whom a mailing may go now."""
        partners = self.env["res.partner"]
        found = partners.browse()
        for one in self:
            chosen = Domain("id", "in", one.added_ids.ids) | one._criteria_domain()
            chosen &= Domain("id", "not in", one.excluded_ids.ids)
            found |= partners.search(chosen & partners._skks_mailing_domain())
        return found

    def _criteria_domain(self):
        """Contacts that match the criteria; nobody where there is no criterion."""
        if not any(self[fname] for fname in self._criteria()):
            return Domain.FALSE
        work = self._work_domain()
        both = self._tag_domain() & self.env["res.partner"]._skks_topic_domain(
            self.topic_ids._origin, work
        )
        domain = Domain.FALSE
        if self.reach != "outlet":
            # who works for nobody is found where no criterion is about the work
            there = self.env["res.partner"]._skks_work_domain(work)
            people = both & (Domain.TRUE if work.is_true() else there)
            domain |= Domain("skks_kind", "=", "journalist") & people
        newsrooms = self._outlet_domain() & both
        if self.reach != "journalist" and not newsrooms.is_true():
            domain |= Domain("skks_kind", "=", "outlet") & newsrooms
        return domain

    @api.model
    def _criteria(self):
        """Names of the fields that choose."""
        return (
            "media_type_ids",
            "outlet_ids",
            "state_ids",
            "scope",
            "topic_ids",
            "category_ids",
            "beats",
        )

    def _work_domain(self):
        """Places of work at such an outlet, on one of the subjects."""
        outlet = self._outlet_domain()
        domain = Domain.TRUE if outlet.is_true() else Domain("outlet_id", "any", outlet)
        if words := split_words(self.beats):
            domain &= Domain.OR(Domain("beats", "ilike", word) for word in words)
        return domain

    def _tag_domain(self):
        tags = self.category_ids._origin.ids
        return Domain("category_id", "child_of", tags) if tags else Domain.TRUE

    def _outlet_domain(self):
        domain = Domain.TRUE
        if self.media_type_ids:
            domain &= Domain("media_type_id", "in", self.media_type_ids.ids)
        if self.outlet_ids:
            domain &= Domain("id", "in", self.outlet_ids.ids)
        if self.state_ids:
            domain &= Domain("state_id", "in", self.state_ids.ids)
        if self.scope:
            domain &= Domain("scope", "=", self.scope)
        return domain

    def action_open_recipients(self):
        """Open those who are on the list today."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("skks_crm.res_partner_journalist_view_list").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", self.recipient_ids.ids)],
            "context": {"create": False},
        }
