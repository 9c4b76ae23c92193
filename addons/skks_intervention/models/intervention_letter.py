from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, html_escape

from odoo.addons.skks_base.tools.fill_in import fill_in, words_of

# What a letter that nobody accepts may say: nothing that anybody types.
FIXED_WORDS = (
    "number",
    "received",
    "qualification",
    "missing",
    "days",
    "officer",
    "phone",
    "town",
)
WORDS = (*FIXED_WORDS, "body_name", "basis", "reason", "legal_due", "extend_to")
# Letters that leave as they are.
FIXED = ("call", "call_petition", "call_application")


class InterventionLetter(models.Model):
    """Text of a letter that the law prescribes, one for each purpose.

    Words in double braces are filled in from a closed list, nothing is computed.
    """

    _name = "skks.intervention.letter"
    _description = "Letter the Law Prescribes"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, id"
    _journaled_as = "intervention.letter"
    _journaled_fields = ("name", "purpose", "subject", "template")

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, export_string_translation=False)
    purpose = fields.Selection(
        [
            ("call", "Calls for what is missing"),
            ("call_petition", "Calls for what a petition lacks"),
            ("call_application", "Calls for what an application lacks"),
            ("extension", "Tells of a new statutory date"),
            ("extension_motion", "Tells of a new date of a motion"),
            ("extension_plain", "Tells of a new date, without urging complaint"),
            ("state", "Tells how the matter stands"),
            ("forward", "Passes the report on to another body"),
            ("notice", "Tells the submitter that it was passed on"),
            ("clause", "Information on personal data"),
            ("facts", "Grounds in fact of an answer"),
            ("law", "Grounds in law of an answer"),
            ("instruction", "Instruction in the answer to a complaint"),
            ("instruction_motion", "Instruction in the answer to a motion"),
        ],
        required=True,
    )
    subject = fields.Char("Subject of the letter", translate=True)
    template = fields.Html(
        "Text",
        translate=True,
        sanitize_attributes=True,
        help="Words in double braces are filled in: {{ number }}.",
    )
    words = fields.Char("Words to fill in", compute="_compute_words")

    _purpose_uniq = models.Constraint(
        "UNIQUE (purpose)", "There is a letter for this purpose already."
    )

    @api.depends("purpose")
    def _compute_words(self):
        for letter in self:
            letter.words = ", ".join(f"{{{{ {word} }}}}" for word in letter._words())

    def _words(self):
        return FIXED_WORDS if self.purpose in FIXED else WORDS

    @api.constrains("purpose", "subject", "template")
    def _check_words(self):
        for letter in self:
            known = letter._words()
            text = f"{letter.subject or ''} {letter.template or ''}"
            unknown = [word for word in words_of(text) if word not in known]
            if unknown:
                raise ValidationError(
                    self.env._(
                        "“%(letter)s” does not know the word {{ %(word)s }}. It fills"
                        " in: %(known)s.",
                        letter=letter.name,
                        word=unknown[0],
                        known=", ".join(known),
                    )
                )

    def _journaled_values(self, fnames):
        """The text in the language in which it was edited."""
        texts = {"subject", "template"} & set(fnames)
        values = super()._journaled_values(fnames)
        return values | {name: str(self.sudo()[name] or "") for name in texts}

    @api.model
    def _of(self, purpose, case):
        """The text for ``purpose`` in a report of the kind of ``case``."""
        kind = case.sudo().qualification_id
        own = {
            "call": kind.call_letter_id,
            "extension": kind.extension_letter_id,
            "instruction": kind.instruction_id,
        }.get(purpose)
        return own or self.sudo().search([("purpose", "=", purpose)], limit=1)

    @api.model
    def _compose(self, purpose, case, lang=None, **words):
        """``(subject, body)`` of the letter about ``case``.

        :param str lang: its language, if it is not the one of the submitter
        """
        lang = lang or case.sudo().lang or case.sudo().company_id.partner_id.lang
        letter = self._of(purpose, case).with_context(lang=lang)
        values = letter._values_of(case) | words
        known = letter._words()
        subject = fill_in(letter.subject or letter.name or "", values, known)
        body = fill_in(
            str(letter.template or ""),
            values,
            known,
            lambda value: str(html_escape(str(value))).replace("\n", "<br/>"),
        )
        return " ".join(subject.split()), Markup(body)

    def _values_of(self, case):
        """``{word: text}`` that any letter about ``case`` may say."""
        case = case.with_env(self.env).sudo()
        due = case.legal_clock_id.due_at
        return {
            "number": case.number,
            "received": self._date(case._skks_local(case.received_at)),
            "qualification": case.qualification_id.name,
            "missing": case.missing_data,
            "days": f"{case.qualification_id.call_policy_id.amount:g}",
            "legal_due": due and self._date(case._skks_local(due)),
            "officer": self.env.user.name,
            "phone": self.env.user.partner_id.phone or case.company_id.phone,
            "town": case.company_id.name,
        }

    def _date(self, day):
        return format_date(self.env, day, date_format="d MMMM y")
