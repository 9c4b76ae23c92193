from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

RIGHTS = [
    ("ours", "May be published"),
    ("licence", "Licence until a date"),
    ("inside", "Only inside the office"),
    ("unknown", "Not known"),
]


class Material(models.Model):
    """Whether a material may be given away: rights (copyright law) and embargo."""

    _inherit = "skks.material"

    rights = fields.Selection(
        RIGHTS,
        required=True,
        default="unknown",
        index=True,
        help="What nobody has cleared is not published.",
    )
    rights_until = fields.Date("Licence until", help="Last day of the licence.")
    rights_note = fields.Char(
        "Basis of the rights", help="Licence, agreement or consent, and where it is."
    )
    embargo_until = fields.Datetime(help="Nothing of it leaves before that time.")
    is_embargoed = fields.Boolean(
        "Under embargo",
        compute="_compute_is_embargoed",
        search="_search_is_embargoed",
    )
    may_publish = fields.Boolean(
        "May be published now",
        compute="_compute_may_publish",
        search="_search_may_publish",
    )
    publishing_obstacle = fields.Char(compute="_compute_may_publish")

    @api.depends("embargo_until")
    def _compute_is_embargoed(self):
        now = fields.Datetime.now()
        for material in self:
            until = material.embargo_until
            material.is_embargoed = bool(until and until > now)

    def _search_is_embargoed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("embargo_until", ">", "now")

    @api.depends("rights", "rights_until", "embargo_until", "company_id")
    @api.depends_context("lang")
    def _compute_may_publish(self):
        for material in self:
            obstacle = material._publishing_obstacle()
            material.publishing_obstacle = obstacle
            material.may_publish = not obstacle

    def _search_may_publish(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self._today()
        licensed = Domain("rights", "=", "licence")
        licensed &= Domain("rights_until", ">=", today)
        free = Domain("embargo_until", "=", False) | Domain(
            "embargo_until", "<=", "now"
        )
        return (Domain("rights", "=", "ours") | licensed) & free

    @api.constrains("rights", "rights_until")
    def _check_rights_until(self):
        for material in self:
            if material.rights == "licence" and not material.rights_until:
                raise ValidationError(
                    self.env._(
                        "“%s”: enter the last day of the licence.", material.name
                    )
                )

    @api.model
    def _today(self):
        return self.env.company._skks_today()

    def _publishing_obstacle(self):
        """Why the material may not be given away now, in words; empty if it may."""
        self.ensure_one()
        if self.is_embargoed:
            zone = str(self.company_id.sudo()._skks_tz())
            until = format_datetime(
                self.env, self.embargo_until, tz=zone, dt_format="short"
            )
            return self.env._("Embargo until %s.", until)
        if self.rights == "licence":
            if self.rights_until and self.rights_until >= self._today():
                return ""
            until = format_date(self.env, self.rights_until)
            return self.env._("The licence ended on %s.", until)
        if self.rights == "inside":
            return self.env._("For use inside the office only.")
        if self.rights == "unknown":
            return self.env._("Nobody has cleared the rights.")
        return ""

    def _check_may_publish(self):
        """Refuse to let anything out that may not be published now.

        :raises UserError: naming each material and why
        """
        obstacles = [
            f"{material.name}: {obstacle}"
            for material in self
            if (obstacle := material._publishing_obstacle())
        ]
        if obstacles:
            raise UserError(
                self.env._(
                    "These materials may not be published:\n%s", "\n".join(obstacles)
                )
            )
