from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import html_escape

from odoo.addons.skks_base.tools.fill_in import fill_in, words_of

# What a letter that nobody accepts may say: nothing that anybody has typed.
FIXED_WORDS = (
    "number",
    "received",
    "today",
    "promised",
    "unit",
    "town",
    "questions",
    "answer_by",
    "joined_with",
)
# Somebody reads a reply before it leaves.
REPLY_WORDS = (*FIXED_WORDS, "subject", "place", "category")
# Sent as they are, so there has to be one for every case.
LETTERS = ("first", "ask", "duplicate")


class InterventionTemplate(models.Model):
    """A text that the town has agreed upon: a letter to submitters, or a question.

    A reply begins with one and is accepted as written. The other letters leave word
    for word, so their words in double braces are filled in from a closed list that
    has nothing which a submitter or an employee has typed.
    """

    _name = "skks.intervention.template"
    _description = "Text to Submitters"
    _inherit = ["skks.journaled.mixin"]
    _order = "purpose, sequence, id"
    _journaled_as = "intervention.template"
    _journaled_fields = (
        "name",
        "active",
        "purpose",
        "category_id",
        "outcome_id",
        "subject",
        "body",
    )

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    purpose = fields.Selection(
        [
            ("reply", "Reply"),
            ("first", "First reply"),
            ("ask", "Letter that asks the submitter"),
            ("question", "Question in that letter"),
            ("duplicate", "Joined with another report"),
        ],
        "Used as",
        required=True,
        default="reply",
        index=True,
    )
    category_id = fields.Many2one(
        "skks.intervention.category",
        ondelete="cascade",
        index="btree_not_null",
        help="For this category and the narrower ones. Left empty, for all.",
    )
    outcome_id = fields.Many2one(
        "skks.intervention.outcome",
        ondelete="cascade",
        index="btree_not_null",
        help="Offered when a reply has this outcome. Left empty, with any.",
    )
    subject = fields.Char("Subject of the letter", translate=True)
    body = fields.Html(
        "Text",
        required=True,
        translate=True,
        sanitize_attributes=True,
        help="Words in double braces are filled in: {{ number }}.",
    )
    words = fields.Char("Words to fill in", compute="_compute_words")

    @api.depends("purpose")
    def _compute_words(self):
        for template in self:
            template.words = ", ".join(
                f"{{{{ {word} }}}}" for word in template._words()
            )

    def _words(self):
        return REPLY_WORDS if self.purpose == "reply" else FIXED_WORDS

    def _journaled_values(self, fnames):
        """The text in the language in which it was edited."""
        texts = {"subject", "body"} & set(fnames)
        values = super()._journaled_values(fnames)
        return values | {name: str(self.sudo()[name] or "") for name in texts}

    @api.constrains("purpose", "subject", "body")
    def _check_words(self):
        for template in self:
            known = template._words()
            for word in words_of(f"{template.subject or ''} {template.body or ''}"):
                if word not in known:
                    raise ValidationError(
                        self.env._(
                            "“%(template)s” does not know the word {{ %(word)s }}. It"
                            " fills in: %(known)s.",
                            template=template.name,
                            word=word,
                            known=", ".join(known),
                        )
                    )

    # ------------------------------------------------------------------
    # Which
    # ------------------------------------------------------------------

    @api.model
    def _purpose_domain(self, purpose, category):
        """Texts for ``purpose`` in a report of ``category``."""
        return Domain("purpose", "=", purpose) & Domain(
            "category_id", "in", [False, *category.sudo()._skks_path().ids]
        )

    @api.model
    def _letter_of(self, purpose, category):
        """The text of a letter: the one of the nearest category."""
        path = category.sudo()._skks_path().ids
        found = self.sudo().search(self._purpose_domain(purpose, category))
        return found.sorted(
            lambda one: path.index(one.category_id.id) if one.category_id else len(path)
        )[:1]

    # ------------------------------------------------------------------
    # Text
    # ------------------------------------------------------------------

    def _fill_subject(self, words):
        """The subject of a letter, one line of plain text."""
        subject = fill_in(self.subject or self.name or "", words, self._words())
        return " ".join(subject.split())

    def _fill_body(self, words):
        """The text as HTML; a value that is no ``Markup`` is escaped."""

        def quoted(value):
            if isinstance(value, Markup):
                return str(value)
            return str(html_escape(value)).replace("\n", "<br/>")

        return Markup(fill_in(str(self.body or ""), words, self._words(), quoted))
