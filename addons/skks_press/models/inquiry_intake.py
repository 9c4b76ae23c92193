from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from odoo.addons.skks_base.tools import keywords, mail_text
from odoo.addons.skks_base.tools.moments import naive_utc

from ..tools.letter_questions import paragraphs, wanted_by

# Working hours that are left when a question is urgent, and when it is high.
URGENT_WITHIN = 4
HIGH_WITHIN = 9


class Inquiry(models.Model):
    """What a letter proposes; an officer decides."""

    _inherit = "skks.inquiry"

    suggested_category_id = fields.Many2one(
        "skks.inquiry.category", "Suggested kind", compute="_compute_suggestions"
    )
    suggested_topic_id = fields.Many2one(
        "skks.topic", "Suggested topic", compute="_compute_suggestions"
    )
    suggested_priority = fields.Selection(
        selection=lambda self: self._fields["priority"]._description_selection(
            self.env
        ),
        compute="_compute_suggestions",
    )
    suggested_asked_for = fields.Datetime(
        "Suggested date", compute="_compute_suggestions"
    )
    suggestion_reason = fields.Text("Because", compute="_compute_suggestions")

    # ------------------------------------------------------------------
    # Suggestions
    # ------------------------------------------------------------------

    @api.depends(
        "name",
        "description",
        "category_id",
        "topic_id",
        "priority",
        "asked_for",
        "state",
        "received_at",
    )
    @api.depends_context("lang", "tz")
    def _compute_suggestions(self):
        for inquiry in self:
            found = inquiry._suggestions() if inquiry.state == "new" else {}
            values = {fname: value for fname, (value, _why) in found.items()}
            inquiry.suggested_category_id = values.get("category_id")
            inquiry.suggested_topic_id = values.get("topic_id")
            inquiry.suggested_priority = values.get("priority")
            inquiry.suggested_asked_for = values.get("asked_for")
            inquiry.suggestion_reason = "\n".join(why for _value, why in found.values())

    def _suggestions(self):
        """What the letter proposes in place of what is there.

        :return: ``{field name: (value, sentence that says why)}``
        """
        self.ensure_one()
        text = self._asked_text()
        wanted = wanted_by(
            text, self._skks_local(self.received_at or fields.Datetime.now())
        )
        found = {
            "category_id": self._suggest_by_words("skks.inquiry.category", text),
            "topic_id": self._suggest_by_words("skks.topic", text),
            "asked_for": wanted and self._suggest_asked_for(wanted),
            "priority": wanted and self._suggest_priority(wanted),
        }
        if self.asked_for:
            found["asked_for"] = None
        return {
            fname: proposal
            for fname, proposal in found.items()
            if proposal and proposal[0] != self[fname]
        }

    def _asked_text(self):
        """The subject and the sender's own words, as plain text."""
        body = mail_text.html_reply_to_text(str(self.description or ""))
        return f"{self.name or ''}\n\n{body}"

    def _suggest_by_words(self, model, text):
        """The record most of whose keywords stand in the text; None if none does."""
        best, words = None, []
        for record in self._records_with_keywords(model):
            found = keywords.find(text, record.keywords)
            if len(found) > len(words):
                best, words = record, found
        if not best:
            return None
        why = self.env._(
            "%(what)s: the letter says “%(words)s”.",
            what=best.display_name,
            words="”, “".join(words),
        )
        return best, why

    def _records_with_keywords(self, model):
        """The narrowest topics first: they win where as many words are found."""
        records = self.env[model].search([("keywords", "!=", False)])
        if "parent_path" in records._fields:
            records = records.sorted(lambda one: -one.parent_path.count("/"))
        return records

    def _suggest_asked_for(self, wanted):
        due_at = naive_utc(wanted)
        why = self.env._(
            "Wanted by %s: so says the letter.", format_datetime(self.env, due_at)
        )
        return due_at, why

    def _suggest_priority(self, wanted):
        hours = self.company_id._skks_working_time()
        now = self._skks_local(self.received_at)
        if wanted <= hours.add_hours(now, URGENT_WITHIN):
            level, within = "2", URGENT_WITHIN
        elif wanted <= hours.add_hours(now, HIGH_WITHIN):
            level, within = "1", HIGH_WITHIN
        else:
            return None
        if self.priority > level:
            return None
        labels = dict(self._fields["priority"]._description_selection(self.env))
        why = self.env._(
            "%(priority)s: the answer is wanted within %(hours)s working hours.",
            priority=labels[level],
            hours=within,
        )
        return level, why

    def action_use_suggestions(self):
        """Take over what the letter proposes."""
        self.check_access("write")
        for inquiry in self:
            found = inquiry._suggestions()
            values = {
                fname: getattr(value, "id", value)
                for fname, (value, _why) in found.items()
            }
            inquiry.write(values)
        return True

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    question_count = fields.Integer(compute="_compute_question_count")
    open_question_count = fields.Integer(compute="_compute_question_count")

    @api.depends("question_ids.is_answered")
    def _compute_question_count(self):
        for inquiry in self:
            questions = inquiry.question_ids
            inquiry.question_count = len(questions)
            inquiry.open_question_count = len(
                questions.filtered(lambda question: not question.is_answered)
            )

    def action_split_questions(self):
        """Offer the letter paragraph by paragraph; a click makes one a question."""
        self.ensure_one()
        self.check_access("write")
        known = set(self.question_ids.mapped("text"))
        pieces = [
            piece
            for piece in paragraphs(
                mail_text.html_reply_to_text(str(self.description or ""))
            )
            if piece.text not in known
        ]
        if not pieces:
            raise UserError(
                self.env._("The letter has no text that is not a question yet.")
            )
        wizard = self.env["skks.inquiry.split"].create(
            {
                "inquiry_id": self.id,
                "line_ids": [
                    (0, 0, {"text": piece.text, "is_question": piece.is_question})
                    for piece in pieces
                ],
            }
        )
        return wizard._get_records_action(
            name=self.env._("Questions of the Letter"), target="new"
        )

    # ------------------------------------------------------------------
    # Answered without a letter
    # ------------------------------------------------------------------

    _guarded_fields = ("oral_answer_by_id", "oral_answer_gist", "is_undelivered")

    oral_answer_by_id = fields.Many2one(
        "res.users", "Answered by", readonly=True, copy=False, index="btree_not_null"
    )
    oral_answer_gist = fields.Text("What was said", readonly=True, copy=False)
    is_undelivered = fields.Boolean(
        "Not delivered",
        readonly=True,
        copy=False,
        help="The answer was sent, but did not arrive: it has to be sent again.",
    )

    def action_answered_otherwise(self):
        """Open the window in which an answer without a letter is recorded."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answered without a Letter"),
            "res_model": "skks.inquiry.oral",
            "view_mode": "form",
            "target": "new",
            "context": {"default_inquiry_id": self.id},
        }

    def _answer_without_letter(self, resolution, officer, at, gist):
        """Record who told the journalist what and when; the clocks stop then.

        :param at: naive UTC, between the receipt and now
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office decides on this."))
        if not resolution.is_oral:
            raise UserError(
                self.env._("Choose how the answer was given without a letter.")
            )
        if not (gist or "").strip():
            raise UserError(self.env._("Write what was said, in a sentence or two."))
        if not self.received_at <= at <= fields.Datetime.now():
            raise UserError(
                self.env._("“When” lies between the receipt of the inquiry and now.")
            )
        if self.state == "new":
            self.action_confirm()
        self.write({"resolution_id": resolution.id})
        self.sudo()._guarded_write(
            {"oral_answer_by_id": officer.id, "oral_answer_gist": gist}
        )
        self.env["skks.journal.entry"]._log(
            self,
            "inquiry.oral",
            new=f"{resolution.code} {officer.login} {at}",
            payload={"gist": gist},
        )
        self._note_answered(at)

    # ------------------------------------------------------------------
    # Undelivered
    # ------------------------------------------------------------------

    def _note_answered(self, at=None):
        result = super()._note_answered(at)
        if self.is_undelivered:
            self.sudo()._guarded_write({"is_undelivered": False})
        return result

    def _note_undelivered(self, reason):
        result = super()._note_undelivered(reason)
        self.sudo()._guarded_write({"is_undelivered": True})
        return result

    # ------------------------------------------------------------------
    # Follow-up
    # ------------------------------------------------------------------

    def action_follow_up(self):
        """Register a further question of the same journalist on the same matter."""
        self.ensure_one()
        self.check_access("write")
        fnames = (
            "journalist_id",
            "outlet_id",
            "contact_name",
            "email_from",
            "phone",
            "topic_id",
            "category_id",
        )
        defaults = {
            f"default_{fname}": self._fields[fname].convert_to_write(self[fname], self)
            for fname in fnames
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow-up"),
            "res_model": self._name,
            "view_mode": "form",
            "context": defaults
            | {
                "default_parent_id": self.id,
                "default_name": self.name,
                "default_coordinator_id": self.coordinator_id.id or self.env.uid,
            },
        }
