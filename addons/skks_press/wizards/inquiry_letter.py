from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.answer_kind import ASKING, REGIMES
from ..models.answer_letter import NEEDED

REFUSAL_FIELDS = (
    "refusing_name",
    "refused_on",
    "refused_information",
    "refusal_ground",
    "refused_fragments",
)
# Field of what a letter cannot do without: word of the templates that stands for it.
WORDS = {
    "extend_to": "extend_to",
    "letter_reason": "reason",
    "decision_number": "decision",
    "forward_name": "body_name",
}


class InquiryLetter(models.TransientModel):
    """Writes a letter from the template of its kind.

    A question to the sender leaves from here, word for word as the template has it;
    every other text, and a changed question, is a draft that somebody accepts.
    """

    _name = "skks.inquiry.letter"
    _description = "Letter about an Inquiry"

    inquiry_id = fields.Many2one("skks.inquiry", required=True, readonly=True)
    purpose = fields.Selection(
        [("letter", "Letter"), ("ask", "Question to the sender")],
        required=True,
        readonly=True,
        default="letter",
    )
    kind_id = fields.Many2one(
        "skks.answer.kind",
        "Kind of letter",
        required=True,
        domain="[('effect', 'in', allowed_effects)]",
        compute="_compute_kind_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    allowed_effects = fields.Json(compute="_compute_allowed_effects")
    effect = fields.Selection(related="kind_id.effect")
    stages = fields.Selection(related="kind_id.stages")
    # what the letter needs
    extend_to = fields.Date("New statutory date")
    last_extension_day = fields.Date(
        "Not later than", compute="_compute_last_extension_day"
    )
    letter_reason = fields.Text("Reason")
    decision_number = fields.Char("Number of the decision")
    decision_date = fields.Date("Date of the decision")
    decision_file = fields.Binary("Decision", attachment=False)
    decision_filename = fields.Char(export_string_translation=False)
    forward_name = fields.Char("Body in charge")
    forward_email = fields.Char("E-mail of that body")
    refusing_name = fields.Char("Who refuses")
    refused_on = fields.Date(
        "Refused on", default=lambda self: self.env.company._skks_today()
    )
    refused_information = fields.Text("Information refused")
    refusal_ground = fields.Selection(
        selection=lambda self: self.env["skks.answer"]
        ._fields["refusal_ground"]
        ._description_selection(self.env),
        string="Ground of the refusal",
    )
    refused_fragments = fields.Text("Fragments concerned")
    question_ids = fields.Many2many("skks.inquiry.question", string="Questions meant")
    can_pause = fields.Boolean(compute="_compute_can_pause")
    pauses_service = fields.Boolean(
        "Pause the service term until the sender answers",
        help="A statutory term never pauses.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("purpose")
    def _compute_allowed_effects(self):
        effects = self.env["skks.answer.kind"]._fields["effect"].get_values(self.env)
        for wizard in self:
            wizard.allowed_effects = [
                effect
                for effect in effects
                if effect != "answer"
                and (effect in ASKING) == (wizard.purpose == "ask")
                and (effect != "date" or wizard.inquiry_id.agreed_for)
                and wizard.inquiry_id.legal_regime
                == REGIMES.get(effect, wizard.inquiry_id.legal_regime)
            ]

    @api.depends("purpose")
    def _compute_kind_id(self):
        for wizard in self:
            kinds = self.env["skks.answer.kind"]
            wizard.kind_id = wizard.kind_id or kinds.search(
                [("effect", "in", wizard.allowed_effects)], limit=1
            )

    @api.depends("inquiry_id")
    def _compute_last_extension_day(self):
        for wizard in self:
            wizard.last_extension_day = wizard.inquiry_id._last_extension_day()

    @api.depends("inquiry_id")
    def _compute_can_pause(self):
        for wizard in self:
            clock = wizard.inquiry_id._skks_clock("service")
            wizard.can_pause = clock.can_pause and not clock.paused_at

    @api.depends(
        "kind_id",
        "extend_to",
        "letter_reason",
        "decision_number",
        "decision_date",
        "forward_name",
        "question_ids",
        *REFUSAL_FIELDS,
    )
    def _compute_preview(self):
        for wizard in self:
            if not wizard.kind_id:
                wizard.preview = False
                continue
            values = wizard._letter_values()
            letter = wizard.inquiry_id._prepare_letter(
                wizard.kind_id, wizard._gaps(), **values
            )
            wizard.preview = self.env["ir.qweb"]._render(
                "skks_press.letter_preview",
                {"letter": letter, "address": wizard._address()},
            )

    def _gaps(self):
        """``{word: label}``: the preview says what is still to be filled in."""
        needed = NEEDED.get(self.effect, ())
        return {
            word: f"[{self._fields[name]._description_string(self.env)}]"
            for name, word in WORDS.items()
            if name in needed
        }

    def _address(self):
        if self.effect == "forward":
            return self.forward_email
        return self.inquiry_id._reply_address()

    def _letter_values(self):
        return {
            "extend_to": self.extend_to,
            "letter_reason": self.letter_reason,
            "decision_number": self.decision_number,
            "decision_date": self.decision_date,
            "forward_name": self.forward_name,
            "question_ids": self.question_ids,
            **self._refusal_values(),
        }

    def _refusal_values(self):
        """What the letter is about alone: a default of another kind says nothing."""
        refuses = self.effect in REGIMES
        return {name: self[name] if refuses else False for name in REFUSAL_FIELDS}

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_draft(self):
        """Make the draft and open it, to be completed and passed on."""
        letter = self._draft()
        if self.effect == "extension" and self.extend_to:  # said at once, if wrong
            letter._letter_check()
        return letter._get_records_action()

    def action_send(self):
        """Let the template's own text leave now."""
        self.ensure_one()
        if self.effect not in ASKING or self.stages != "none":
            raise UserError(
                self.env._("Only a question to the sender leaves without acceptance.")
            )
        letter = self._draft()
        letter.action_submit()
        letter.action_send()
        return {"type": "ir.actions.act_window_close"}

    def _draft(self):
        self.ensure_one()
        inquiry = self.inquiry_id
        inquiry.check_access("write")
        if self.effect not in self.allowed_effects:
            raise UserError(
                self.env._("“%s” is not written from here.", self.kind_id.name)
            )
        letter = inquiry._draft_letter(
            self.kind_id,
            **self._letter_values(),
            forward_email=self.forward_email,
            pauses_service=self.can_pause and self.pauses_service,
        )
        self._attach_decision(letter)
        if self.effect == "forward" and inquiry._reply_address():
            self._draft_notice()
        return letter

    def _draft_notice(self):
        """The sender is told to whom the matter was passed on, by a letter too."""
        kinds = self.env["skks.answer.kind"]
        notice = kinds.search([("effect", "=", "forward_notice")], limit=1)
        if notice:
            self.inquiry_id._draft_letter(
                notice,
                forward_name=self.forward_name,
                letter_reason=self.letter_reason,
            )

    def _attach_decision(self, letter):
        if self.effect == "refusal" and self.decision_file:
            letter.attachment_ids = [
                (
                    0,
                    0,
                    {
                        "name": self.decision_filename or self.decision_number,
                        "datas": self.decision_file,
                        "res_model": letter._name,
                        "res_id": letter.id,
                    },
                )
            ]
