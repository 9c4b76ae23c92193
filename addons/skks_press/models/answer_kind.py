from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html_escape

from odoo.addons.skks_base.models.gate_permit import RULES_CHANGED_WITHIN
from odoo.addons.skks_base.tools.fill_in import fill_in, words_of

# Letters that end the matter: each is accepted as the kind of inquiry demands.
FINAL = ("answer", "refusal", "not_public", "written_refusal", "correction_refusal")
# Letters that only inquiries of one legal regime know.
REGIMES = {"written_refusal": "written_refusal", "correction_refusal": "own_correction"}
# Letters in which the case itself waits for acceptance.
MOVING = (*FINAL, "forward")
# Letters that ask the sender, or confirm what was agreed with them.
ASKING = ("deadline", "clarification", "date")
# What a letter without acceptance may say: nothing that an officer types.
FIXED_WORDS = (
    "number",
    "received",
    "agreed_for",
    "questions",
    "officer",
    "phone",
    "town",
)
WORDS = (
    *FIXED_WORDS,
    "subject",
    "body_name",
    "decision",
    "extend_to",
    "legal_due",
    "reason",
    "outlet",
    "refuser",
    "refused_on",
    "information",
    "ground",
    "fragments",
)


class AnswerKind(models.Model):
    """Kind of letter: what it brings about and whose acceptance it needs.

    The template is plain text with words in double braces; only the words of a
    closed list are filled in, nothing is computed.
    """

    _name = "skks.answer.kind"
    _description = "Kind of Letter"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, id"
    _journaled_as = "answer.kind"
    _journaled_fields = (
        "name",
        "code",
        "active",
        "effect",
        "stages",
        "resolution_id",
        "subject",
        "template",
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    effect = fields.Selection(
        [
            ("answer", "Answers the inquiry"),
            ("holding", "Says that the answer takes time"),
            ("extension", "Extends the statutory term"),
            ("refusal", "Tells of a refusal by decision"),
            ("not_public", "Says that it is not public information"),
            ("written_refusal", "States a refusal in writing"),
            ("correction_refusal", "Refuses to publish a correction"),
            ("forward", "Passes the matter on to another body"),
            ("forward_notice", "Tells the sender that it was passed on"),
            ("deadline", "Asks by when the answer is needed"),
            ("clarification", "Asks for a clarification"),
            ("date", "Confirms the agreed date"),
        ],
        "What it does",
        required=True,
    )
    stages = fields.Selection(
        [
            ("inquiry", "As the kind of inquiry says"),
            ("office", "Press office only"),
            ("none", "None while the text is the template's"),
        ],
        "Acceptance",
        required=True,
        default="inquiry",
        help="A text that differs from the template is accepted by the head of the"
        " office.",
    )
    resolution_id = fields.Many2one(
        "skks.resolution",
        "Ends the case as",
        ondelete="restrict",
        index="btree_not_null",
    )
    subject = fields.Char("Subject of the letter", translate=True)
    template = fields.Html(
        "Text",
        translate=True,
        sanitize_attributes=True,
        help="Words in double braces are filled in: {{ number }}.",
    )
    words = fields.Char("Words to fill in", compute="_compute_words")

    _code_uniq = models.Constraint("UNIQUE (code)", "This code is already in use.")

    @api.depends("stages")
    def _compute_words(self):
        for kind in self:
            kind.words = ", ".join(f"{{{{ {word} }}}}" for word in kind._words())

    def _words(self):
        return FIXED_WORDS if self.effect in ASKING else WORDS

    # ------------------------------------------------------------------
    # Acceptance
    # ------------------------------------------------------------------

    @api.constrains("effect", "stages")
    def _check_stages(self):
        """A letter that ends the matter has no shorter way than the answer."""
        for kind in self:
            if kind.effect in FINAL and kind.stages != "inquiry":
                raise ValidationError(
                    self.env._(
                        "“%s” ends the matter, so it is accepted as the kind of inquiry"
                        " says.",
                        kind.name,
                    )
                )
            if kind.stages == "none" and kind.effect not in ASKING:
                raise ValidationError(
                    self.env._(
                        "Only a letter that asks the sender, or confirms the agreed"
                        " date, leaves without acceptance."
                    )
                )

    def write(self, vals):
        if "effect" in vals:
            changed = self.filtered(lambda kind: kind.effect != vals["effect"])
            changed._check_unused()
        return super().write(vals)

    def _check_unused(self):
        letters = self.env["skks.answer"].sudo()
        if letters.search_count([("kind_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Letters of this kind exist, so what it does stays. Make a new"
                    " kind and archive this one."
                )
            )

    def _stages(self, category):
        """Stages that a letter of this kind needs in an inquiry of ``category``."""
        if self.stages == "inquiry":
            return category._stages()
        return ("office",) if self.stages == "office" else ()

    def _demanded_stages(self, category):
        """How many acceptances the kind demands, not counting a recent lowering."""
        if self.effect in FINAL:  # never anything else, see _check_stages
            return category._demanded_stages()
        counts = {"inquiry": category._demanded_stages(), "office": 1, "none": 0}
        former = self._journaled_former("stages", RULES_CHANGED_WITHIN)
        return max(counts[stages] for stages in (self.stages, *former))

    # ------------------------------------------------------------------
    # Text
    # ------------------------------------------------------------------

    def _journaled_values(self, fnames):
        """The text in the language in which it was edited."""
        texts = {"subject", "template"} & set(fnames)
        values = super()._journaled_values(fnames)
        return values | {name: str(self.sudo()[name] or "") for name in texts}

    @api.constrains("effect", "subject", "template")
    def _check_words(self):
        for kind in self:
            kind._check_words_of(kind.subject or "")
            kind._check_words_of(str(kind.template or ""))

    def _check_words_of(self, text):
        known = self._words()
        for word in words_of(text):
            if word not in known:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” does not know the word {{ %(word)s }}. It fills in:"
                        " %(known)s.",
                        kind=self.name,
                        word=word,
                        known=", ".join(known),
                    )
                )

    def _fill(self, text, words, quote=str):
        """``text`` with its words replaced; see :func:`fill_in`."""
        return fill_in(text, words, self._words(), quote)

    def _fill_subject(self, words):
        """The subject of a letter, one line of plain text."""
        return " ".join(self._fill(self.subject or self.name, words).split())

    def _fill_text(self, words):
        """The text of a letter as HTML."""
        text = self._fill(
            str(self.template or ""),
            words,
            lambda value: str(html_escape(value)).replace("\n", "<br/>"),
        )
        return Markup(text)
