from odoo import api, fields, models


class InterventionQualify(models.TransientModel):
    """Says as well which editorial office has passed the report on."""

    _inherit = "skks.intervention.qualify"

    editors_id = fields.Many2one(
        "res.partner",
        "Passed on by",
        domain=[("skks_kind", "=", "outlet")],
        compute="_compute_editors_id",
        store=True,
        readonly=False,
        precompute=True,
        help="An editorial office that has passed it on for somebody is told of the"
        " outcome. It is not the submitter: enter whose complaint it is.",
    )

    @api.depends("intervention_id")
    def _compute_editors_id(self):
        for wizard in self:
            wizard.editors_id = wizard.intervention_id._editors_proposed()

    def action_confirm(self):
        """Whoever has passed it on is not its submitter, and gets no reply to it."""
        self.ensure_one()
        editors = self.editors_id
        if self.register != "complaints":
            editors = editors.browse()
        case = self.intervention_id
        theirs, journalist = case._journalist_of(editors, self.email_from)
        if editors and theirs:
            self.email_from = False
            if self.contact_name == journalist.name:
                self.contact_name = False
        result = super().action_confirm()
        case._set_editors(editors, self.reason)
        return result
