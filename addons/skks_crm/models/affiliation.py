from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class Affiliation(models.Model):
    """Where a journalist works or worked: people move, the history stays.

    Rules on overlapping periods are checked in Python, not by a database
    constraint: merging two contacts rewrites the links in SQL and drops the rows
    that a constraint on them refuses.
    """

    _name = "skks.affiliation"
    _description = "Workplace of a Journalist"
    _order = "date_to desc nulls first, is_main desc, date_from desc nulls last, id"

    journalist_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("skks_kind", "=", "journalist")],
    )
    outlet_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("skks_kind", "=", "outlet")],
    )
    job_title = fields.Char()
    beats = fields.Char(help="Subjects that the person covers there.")
    date_from = fields.Date("From", help="Empty: since an unknown date.")
    date_to = fields.Date("To", help="Last day. Empty: still works there.")
    is_main = fields.Boolean(
        "Main",
        help="Proposed as the outlet when the person writes from a private address.",
    )
    is_current = fields.Boolean(
        "Current", compute="_compute_is_current", search="_search_is_current"
    )

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A workplace cannot end before it begins."
    )

    @api.depends("journalist_id.name", "outlet_id.name", "job_title")
    def _compute_display_name(self):
        for affiliation in self:
            # who may read the line may read whom it links
            names = affiliation.sudo()
            label = f"{names.journalist_id.name or ''} – {names.outlet_id.name or ''}"
            if affiliation.job_title:
                label += f" ({affiliation.job_title})"
            affiliation.display_name = label

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = self.env.company._skks_today()
        for affiliation in self:
            begun = not affiliation.date_from or affiliation.date_from <= today
            ended = affiliation.date_to and affiliation.date_to < today
            affiliation.is_current = begun and not ended

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._skks_today()
        begun = Domain("date_from", "=", False) | Domain("date_from", "<=", today)
        not_ended = Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        return begun & not_ended

    @api.constrains("journalist_id", "outlet_id")
    def _check_kinds(self):
        self.outlet_id._skks_check_is("outlet")
        self.journalist_id._skks_check_is("journalist")

    @api.constrains("journalist_id", "outlet_id", "date_from", "date_to", "is_main")
    def _check_overlaps(self):
        siblings = self.search([("journalist_id", "in", self.journalist_id.ids)])
        by_journalist = siblings.grouped("journalist_id")
        for affiliation in self:
            for other in by_journalist[affiliation.journalist_id] - affiliation:
                if affiliation._overlaps(other):
                    affiliation._check_beside(other)

    def _overlaps(self, other):
        return (self.date_from or date.min) <= (other.date_to or date.max) and (
            other.date_from or date.min
        ) <= (self.date_to or date.max)

    def _check_beside(self, other):
        """Refuse what may not be true of two workplaces at the same time."""
        if self.outlet_id == other.outlet_id:
            raise ValidationError(
                self.env._(
                    "%(journalist)s already works at %(outlet)s at that time. End the"
                    " earlier entry first, or change it.",
                    journalist=self.journalist_id.display_name,
                    outlet=self.outlet_id.display_name,
                )
            )
        if self.is_main and other.is_main:
            raise ValidationError(
                self.env._(
                    "%(journalist)s can have only one main workplace at a time:"
                    " “%(outlet)s” is the main one. End it or clear its mark first.",
                    journalist=self.journalist_id.display_name,
                    outlet=other.outlet_id.display_name,
                )
            )

    def _choose_outlet(self, preferred):
        """Return the outlet for which somebody with these workplaces writes.

        :param preferred: outlets to which the sender's address belongs, best first
        """
        outlets = self.outlet_id
        named = preferred.filtered(lambda outlet: outlet in outlets)
        if named:
            return named[0]
        main = self.filtered("is_main") or self
        return main[:1].outlet_id
