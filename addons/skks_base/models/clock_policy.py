from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.working_time import HOUR_UNITS, Term, Unit

KINDS = [
    ("service", "Service"),
    ("legal", "Statutory"),
    ("internal", "Internal"),
]
UNITS = [
    (Unit.CLOCK_HOURS.value, "Hours by the clock"),
    (Unit.WORKING_HOURS.value, "Working hours"),
    (Unit.WORKING_DAYS.value, "Working days"),
    (Unit.CALENDAR_DAYS.value, "Calendar days"),
    (Unit.MONTHS.value, "Months"),
]


class ClockPolicy(models.Model):
    """How long something may take. A clock copies it when it starts, so a later
    change concerns new clocks only."""

    _name = "skks.clock.policy"
    _description = "Time Limit"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _journaled_as = "clock.policy"
    _journaled_fields = (
        "name",
        "code",
        "kind",
        "amount",
        "unit",
        "rolling",
        "warning_share",
        "second_warning_share",
        "superior",
        "can_pause",
        "company_id",
        "active",
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable name used by imports and reports.")
    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Left empty, the time limit holds for every company.",
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="service",
        help="A statutory time limit is counted by law and never pauses; it moves only"
        " by a recorded extension.",
    )
    amount = fields.Float(required=True, default=1.0)
    unit = fields.Selection(UNITS, required=True, default=Unit.WORKING_DAYS.value)
    rolling = fields.Boolean(
        string="Moves off free days",
        default=True,
        help="A date that falls on a free day moves to the next working day. Without"
        " this, it is the last working day before.",
    )
    warning_share = fields.Float(
        string="Warn after",
        default=0.8,
        help="Share of the time after which whoever owes is warned.",
    )
    second_warning_share = fields.Float(
        string="Warn the superior after",
        help="Share of the time after which the superior is warned as well; 0 for no"
        " warning. When the time is over, the superior is told anyway.",
    )
    superior = fields.Selection(
        [
            ("none", "Nobody"),
            ("entity_head", "Head of the entity"),
            ("office_head", "Head of the press office"),
        ],
        string="Superior to tell",
        required=True,
        default="none",
    )
    can_pause = fields.Boolean(
        help="The clock may stand still while the office waits for somebody outside."
    )

    _code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "Another time limit has this code. Choose a code of its own.",
    )

    @api.constrains("amount", "unit")
    def _check_amount(self):
        for policy in self:
            try:
                policy._skks_term()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(policy)s”: the amount must be above 0, and whole for days"
                        " and months.",
                        policy=policy.name,
                    )
                ) from error

    @api.constrains("kind", "unit", "can_pause")
    def _check_legal(self):
        for policy in self.filtered(lambda policy: policy.kind == "legal"):
            if policy.can_pause:
                raise ValidationError(
                    self.env._(
                        "“%(policy)s” is statutory and never pauses; its date moves"
                        " only by a recorded extension.",
                        policy=policy.name,
                    )
                )

    @api.constrains("warning_share", "second_warning_share")
    def _check_share(self):
        for policy in self:
            for share in (policy.warning_share, policy.second_warning_share):
                if not 0 <= share <= 1:
                    raise ValidationError(
                        self.env._(
                            "“%(policy)s”: a warning comes after 0 to 100 percent of"
                            " the time.",
                            policy=policy.name,
                        )
                    )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "legal":
            self.can_pause = False

    def _skks_term(self):
        """Return the :class:`~.working_time.Term` of the policy."""
        self.ensure_one()
        return Term(self.amount, Unit(self.unit), self.rolling)

    def _skks_superior(self, company, entity, heads=None):
        """Return the user to tell when the time is over (may be empty).

        :param dict heads: heads of offices found so far; another is added
        """
        self.ensure_one()
        if self.superior == "entity_head":
            return entity.sudo().head_id.with_env(self.env)
        if self.superior == "office_head":
            heads = {} if heads is None else heads
            if company not in heads:
                heads[company] = company._skks_head_of_office()
            return heads[company]
        return self.env["res.users"]

    def _skks_prepare_clock(self):
        """Return the values that a clock keeps for ever."""
        self.ensure_one()
        company = self.company_id or self.env.company
        lang = company.sudo().partner_id.lang
        return {
            "policy_id": self.id,
            "name": self.with_context(lang=lang).name,
            "kind": self.kind,
            "amount": self.amount,
            "unit": self.unit,
            "rolling": self.rolling,
            "warning_share": self.warning_share,
            "second_warning_share": self.second_warning_share,
            "can_pause": self.can_pause,
        }


def counts_in_working_time(unit):
    """Tell whether shares of a term in ``unit`` are shares of working time."""
    return Unit(unit) in (HOUR_UNITS - {Unit.CLOCK_HOURS}) | {Unit.WORKING_DAYS}
