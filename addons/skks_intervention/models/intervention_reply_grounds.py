import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty

# What a refusal gives besides the answer itself, in the order of the letter.
GROUNDS = ("facts", "law", "instruction")
# A line that a text leaves to be written.
GAP = re.compile(r"^\W*(…|\.{3})\W*$", re.MULTILINE)
LETTERS = re.compile(r"[^\W\d_]")


class InterventionReply(models.Model):
    """What the law wants in an answer, and without which it does not leave.

    A complaint is settled by a notice that says how, signed with name and position;
    one that refuses gives the grounds in fact and in law, and the instruction of
    art. 239 (Code of Administrative Procedure, art. 238 par. 1). The same holds for
    a motion (art. 247), whose submitter may complain (art. 246). A petition is
    answered with reasons (act on petitions, art. 13(1)), and public information is
    refused by a decision (access to public information act, art. 16).

    This is checked when the answer is passed on, again at each acceptance, and once
    more when it leaves, since the report may have been qualified in between.
    """

    _inherit = "skks.intervention.reply"

    qualification_id = fields.Many2one(related="intervention_id.qualification_id")
    grounds = fields.Selection(related="intervention_id.qualification_id.grounds")
    facts = fields.Html("Grounds in fact", sanitize_attributes=True, sanitize_form=True)
    law = fields.Html("Grounds in law", sanitize_attributes=True, sanitize_form=True)
    instruction = fields.Html(sanitize_attributes=True, sanitize_form=True)
    signatory = fields.Char(
        "Settled by", help="Name and position of whoever settles the matter."
    )
    lacking = fields.Char("The answer lacks", compute="_compute_lacking")

    # ------------------------------------------------------------------
    # What is wanted
    # ------------------------------------------------------------------

    def _wanted(self):
        """Names of the fields that this answer has to have."""
        if self.effect != "answer":
            return ()
        rule = self.intervention_id.sudo().qualification_id.grounds
        if rule == "always":
            return ("facts",)
        if rule != "negative":
            return ()
        return (*(GROUNDS if self.outcome_id.is_negative else ()), "signatory")

    def _is_written(self, fname):
        """Whether somebody has written it: a block with its gap left open is none."""
        text = html2plaintext(self[fname] or "")
        return bool(LETTERS.search(text)) and not GAP.search(text)

    @api.depends("outcome_id", "effect", "grounds", *GROUNDS, "signatory")
    @api.depends_context("lang")
    def _compute_lacking(self):
        for reply in self:
            reply.lacking = ", ".join(
                self._fields[fname]._description_string(self.env)
                for fname in reply._wanted()
                if not reply._is_written(fname)
            )

    def _check_grounds(self):
        """Refuse what the law does not let leave as an answer."""
        if GAP.search(html2plaintext(self.body or "")):
            raise UserError(
                self.env._(
                    "“%s” still has a gap (…). Write what belongs there.",
                    self.display_name,
                )
            )
        if self.effect != "answer":
            return
        self._check_who_settles()
        if self.lacking:
            raise UserError(
                self.env._(
                    "This answer to a report of the kind “%(kind)s” lacks what the law"
                    " wants in it: %(lacking)s.",
                    kind=self.intervention_id.sudo().qualification_id.name,
                    lacking=self.lacking,
                )
            )

    def _check_who_settles(self):
        """The council settles some, and some refusals are decisions."""
        case = self.intervention_id.sudo()
        if case.complains_of:
            raise UserError(
                self.env._(
                    "“%s” complains of the mayor or the head of a municipal unit, so"
                    " the council settles it (Code of Administrative Procedure, art."
                    " 229(3)). Forward it to the council.",
                    case.number,
                )
            )
        if case.qualification_id.grounds == "decision" and self.outcome_id.is_negative:
            raise UserError(
                self.env._(
                    "A report of the kind “%s” is refused by a decision, not by a"
                    " letter. Issue it, then tell here that you did and choose another"
                    " outcome.",
                    case.qualification_id.name,
                )
            )

    def _check_complete(self):
        result = super()._check_complete()
        kinds = self.outcome_id.sudo().qualification_ids
        if kinds and self.intervention_id.sudo().qualification_id not in kinds:
            raise UserError(
                self.env._(
                    "“%(outcome)s” is an outcome for: %(kinds)s. Choose another one.",
                    outcome=self.outcome_id.name,
                    kinds=", ".join(kinds.mapped("name")),
                )
            )
        self._check_grounds()
        return result

    def _signoff_accept(self):
        self._check_grounds()
        return super()._signoff_accept()

    def _emergency_check(self, reason):
        result = super()._emergency_check(reason)
        self._check_grounds()
        return result

    def _outgoing_send(self):
        self._check_grounds()
        return super()._outgoing_send()

    # ------------------------------------------------------------------
    # Blocks to begin with
    # ------------------------------------------------------------------

    def _missing_blocks(self):
        """``{field: text}`` of what is wanted and not begun yet."""
        case = self.intervention_id._origin
        letters = self.env["skks.intervention.letter"]
        blocks = {
            fname: letters._compose(fname, case)[1]
            for fname in self._wanted()
            if fname in GROUNDS and is_html_empty(self[fname])
        }
        if "signatory" in self._wanted() and not self.signatory:
            blocks["signatory"] = case._signatory()
        return blocks

    @api.onchange("outcome_id")
    def _onchange_outcome_id(self):
        self.update(self._missing_blocks())

    def action_insert_blocks(self):
        """Begin what the answer lacks with the texts that the town has agreed upon."""
        for reply in self:
            reply.check_access("write")
            if blocks := reply._missing_blocks():
                reply.write(blocks)
        return True

    # ------------------------------------------------------------------
    # The letter
    # ------------------------------------------------------------------

    def _outgoing_letter(self):
        letter = super()._outgoing_letter()
        return letter | {"body": letter["body"] + self._grounds_of_letter()}

    def _grounds_of_letter(self):
        """What follows the answer, in the language of the submitter."""
        case = self.intervention_id.sudo()
        lang = case.lang or case.company_id.partner_id.lang
        labels = self.with_context(lang=lang).env
        titles = zip(
            GROUNDS,
            (
                labels._("Grounds in fact"),
                labels._("Grounds in law"),
                labels._("Instruction"),
            ),
            strict=True,
        )
        parts = [
            Markup("<p><b>%s</b></p>%s") % (title, Markup(self[fname]))
            for fname, title in titles
            if not is_html_empty(self[fname])
        ]
        if self.signatory:
            lines = (self.signatory, case.company_id.name)
            parts.append(Markup("<p>%s</p>") % Markup("<br/>").join(lines))
        return Markup().join(parts)

    @api.depends("facts", "law", "instruction", "signatory")
    def _compute_preview(self):
        return super()._compute_preview()

    def _signoff_snapshot(self):
        """A reply without grounds is what it was before there were any."""
        snapshot = super()._signoff_snapshot()
        content, names = snapshot["content"], (*GROUNDS, "signatory")
        added = {fname: content.pop(fname) for fname in names}
        if any(added.values()):
            content |= {"body": f"{content['body']}{self._grounds_of_letter()}"}
            content |= added
        return snapshot


class Intervention(models.Model):
    """Who settles a report, as the law wants it named in the answer."""

    _inherit = "skks.intervention"

    def _signatory(self):
        """Name and position of the head of the unit, or of whoever works there."""
        case = self.sudo()
        entity = case.entity_id
        people = entity.representative_ids.filtered("active").user_id
        user = entity.head_id or people[:1]
        return ", ".join(filter(None, (user.name, user.function or entity.name)))

    def _prepare_reply_values(self):
        values = super()._prepare_reply_values()
        if self.sudo().qualification_id.grounds == "negative":
            values["signatory"] = self._signatory()
        return values
