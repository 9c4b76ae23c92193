from odoo import api, fields, models


class InterventionAsk(models.TransientModel):
    """Asks the submitter for what is missing.

    The town's own questions leave at once, word for word; a question in own words is
    a draft that the head accepts.
    """

    _name = "skks.intervention.ask"
    _description = "Question to the Submitter"

    intervention_id = fields.Many2one(
        "skks.intervention", "Report", required=True, readonly=True
    )
    available_ids = fields.Many2many(
        "skks.intervention.template", compute="_compute_available_ids"
    )
    question_ids = fields.Many2many(
        "skks.intervention.template",
        string="What is missing",
        domain="[('id', 'in', available_ids)]",
    )
    own_words = fields.Text(
        "In your own words", help="The head accepts it before it leaves."
    )
    preview = fields.Html("The letter", compute="_compute_preview", sanitize=False)

    @api.depends("intervention_id")
    def _compute_available_ids(self):
        templates = self.env["skks.intervention.template"]
        for wizard in self:
            category = wizard.intervention_id.sudo().category_id
            wizard.available_ids = templates.search(
                templates._purpose_domain("question", category)
            )

    @api.depends("question_ids", "own_words")
    def _compute_preview(self):
        for wizard in self:
            if not wizard.question_ids and not (wizard.own_words or "").strip():
                wizard.preview = False
                continue
            case = wizard.intervention_id._origin
            _subject, wizard.preview = case._prepare_question(
                wizard.question_ids._origin, wizard.own_words
            )

    def action_confirm(self):
        """Ask; in own words, pass the question on for acceptance."""
        self.ensure_one()
        case = self.intervention_id
        if not (self.own_words or "").strip():
            case._ask(self.question_ids)
            return {"type": "ir.actions.act_window_close"}
        question = case._draft_question(self.question_ids, self.own_words)
        question.action_submit()
        return question._get_records_action()
