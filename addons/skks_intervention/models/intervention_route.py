from odoo import api, fields, models


class InterventionRoute(models.Model):
    """Where a report has been: to which unit it went, when, by whom and why.

    Rows stay as they were written. That a report was sent wrong is said by a later
    row that corrects it: the unit gave it back, or the dispatcher sent it elsewhere.
    """

    _name = "skks.intervention.route"
    _description = "Way of a Report"
    _inherit = ["skks.append.only.mixin", "skks.document.access.mixin"]
    _order = "at desc, id desc"
    _rec_name = "kind"

    _document_fields = ("intervention_id",)

    intervention_id = fields.Many2one(
        "skks.intervention",
        "Report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    at = fields.Datetime(
        "When", required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    kind = fields.Selection(
        [
            ("auto", "By itself"),
            ("sent", "By a person"),
            ("not_ours", "“Not ours”"),
            ("given", "Given to a colleague"),
        ],
        "How",
        required=True,
        readonly=True,
    )
    by_id = fields.Many2one(
        "res.users", "By", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    entity_id = fields.Many2one(
        "skks.entity",
        "Unit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: back to whoever sorts the reports.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Person",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    why = fields.Char(readonly=True)
    rule_id = fields.Many2one(
        "skks.intervention.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    category_id = fields.Many2one(
        "skks.intervention.category",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="As it was then.",
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    corrects_id = fields.Many2one(
        "skks.intervention.route",
        "Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The step that was wrong.",
    )
    correction_ids = fields.One2many(
        "skks.intervention.route", "corrects_id", "Corrected by", readonly=True
    )
    is_wrong = fields.Boolean(
        "Sent wrong", compute="_compute_is_wrong", store=True, index=True
    )

    @api.depends("correction_ids")
    def _compute_is_wrong(self):
        for route in self:
            route.is_wrong = bool(route.correction_ids)

    @api.model
    def _add(self, case, kind, why, **values):
        """Keep one more step of the way of ``case``.

        :param case: the report as it is after the step
        :param values: ``corrects`` the step that was wrong, ``rule`` that decided
        """
        case = case.sudo()
        corrects, rule = values.get("corrects"), values.get("rule")
        return self._append(
            [
                {
                    "intervention_id": case.id,
                    "at": fields.Datetime.now(),
                    "kind": kind,
                    "by_id": False if kind == "auto" else self.env.uid,
                    "entity_id": case.entity_id.id,
                    "user_id": case.user_id.id,
                    "why": why,
                    "rule_id": rule.id if rule else False,
                    "category_id": case.category_id.id,
                    "company_id": case.company_id.id,
                    "corrects_id": corrects.id if corrects else False,
                }
            ]
        )
