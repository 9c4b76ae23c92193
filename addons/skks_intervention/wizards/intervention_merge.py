from odoo import api, fields, models
from odoo.exceptions import UserError


class InterventionMerge(models.TransientModel):
    """Asks which of several reports about the same thing stays."""

    _name = "skks.intervention.merge"
    _description = "Joining of Reports"

    intervention_ids = fields.Many2many(
        "skks.intervention", string="Reports", required=True
    )
    main_id = fields.Many2one(
        "skks.intervention",
        "The one that stays",
        required=True,
        compute="_compute_main_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', intervention_ids)]",
    )
    letters = fields.Integer("Submitters told by letter", compute="_compute_letters")
    is_later = fields.Boolean(
        compute="_compute_is_later",
        help="Another one came in before the one that stays.",
    )

    @api.depends("intervention_ids")
    def _compute_main_id(self):
        """The oldest: its terms are the nearest."""
        for wizard in self:
            oldest = wizard.intervention_ids._origin.sorted("received_at")[:1]
            wizard.main_id = wizard.main_id or oldest

    @api.depends("intervention_ids", "main_id")
    def _compute_is_later(self):
        for wizard in self:
            first = min(wizard.intervention_ids.mapped("received_at"), default=False)
            main = wizard.main_id
            wizard.is_later = bool(main and first and main.received_at > first)

    @api.depends("intervention_ids", "main_id")
    def _compute_letters(self):
        for wizard in self:
            others = wizard.intervention_ids._origin - wizard.main_id._origin
            addresses = {one._submitter_address() for one in others}
            wizard.letters = len(addresses - {""})

    def action_confirm(self):
        """Join the reports and tell each submitter once."""
        self.ensure_one()
        if self.main_id not in self.intervention_ids:
            raise UserError(self.env._("Choose the one that stays from among them."))
        self.intervention_ids._join(self.main_id)
        return self.main_id._get_records_action()
