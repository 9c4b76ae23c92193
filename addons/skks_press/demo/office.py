"""What people do in the press office, each by the action behind their button."""

from markupsafe import Markup

from odoo import fields
from odoo.tools.mail import plaintext2html

from odoo.addons.skks_base.demo.acting import Acting


class Office(Acting):
    """Verbs for the stories of inquiries."""

    def _part(self, case, code):
        """What that entity owes to the case."""
        return case.contribution_ids.filtered(
            lambda part: part.entity_id == self.entity(code)
        )[-1:]

    # Receiving ----------------------------------------------------------------

    def letter(self, name, sender, subject, text, **headers):
        """A letter arrives and becomes an inquiry."""
        kept = self.replay.letter(sender, subject, text, **headers)
        case = self.env["skks.inquiry"].browse(kept.res_id)
        return self.replay.name(name, case)

    def call(self, name, login, journalist, subject, text, kind, **values):
        """Somebody calls, or comes; an officer registers it."""
        person = self.env.ref(f"skks_crm.journalist_{journalist}_demo")
        case = self.by(login, self.env["skks.inquiry"]).create(
            {
                "name": subject,
                "description": plaintext2html(text),
                "journalist_id": person.id,
                "outlet_id": person.current_outlet_ids[:1].id,
                "category_id": self._kind(kind).id,
                "coordinator_id": self.replay.user(login).id,
                **values,
            }
        )
        return self.replay.name(name, case.with_env(self.env))

    def _kind(self, name):
        return self.env.ref(f"skks_press.category_{name}")

    def start(self, case, login, topic=None, kind=None, **values):
        """Take the case, say what it is about, begin to work."""
        if topic:
            values["topic_id"] = self.topic(topic).id
        if kind:
            values["category_id"] = self._kind(kind).id
        case = self.by(login, case)
        case.action_take()
        if values:
            case.write(values)
        case.action_confirm()

    def questions(self, case, login, *texts):
        """Write down what is asked, question by question."""
        self.by(login, case).question_ids = [
            (0, 0, {"sequence": number, "text": text})
            for number, text in enumerate(texts, 1)
        ]

    # Entities -----------------------------------------------------------------

    def ask(self, case, login, code, request=None):
        """Ask an entity for its part of the answer."""
        values = {"inquiry_id": case.id, "entity_id": self.entity(code).id}
        if request:
            values["request"] = plaintext2html(request)
        self.window(login, "skks.contribution.ask", "action_ask", **values)

    def deliver(self, case, code, login, text, **values):
        """The entity writes its part and hands it over."""
        part = self.by(login, self._part(case, code))
        part.write({"body": plaintext2html(text), **values})
        part.action_deliver()

    def not_ours(self, case, code, login, reason):
        """The entity says that the matter is somebody else's."""
        self.by(login, self._part(case, code)).action_not_ours(reason)

    def more_time(self, case, code, login, reason):
        """The entity asks for another date."""
        self.by(login, self._part(case, code)).action_ask_more_time(reason)

    def accept(self, case, login, *codes):
        """The office takes what the entities delivered."""
        for code in codes:
            self.by(login, self._part(case, code)).action_accept()

    def give_back(self, case, login, code, reason):
        """The office returns what an entity delivered."""
        self.by(login, self._part(case, code)).action_return(reason)

    # The answer ---------------------------------------------------------------

    def draft(self, case, login, text=None, position=None):
        """Draft the answer, of what was delivered or of the officer's own words."""
        case = self.by(login, case)
        answer = self.env["skks.answer"].browse(case.action_draft_answer()["res_id"])
        answer = self.by(login, answer)
        if position:
            narrative = self.env.ref(f"skks_narrative.narrative_{position}_demo")
            narrative = self.by(login, narrative)
            text = narrative.action_use_in("skks.answer", answer.id)
        elif text:
            text = plaintext2html(text)
        if text:
            paragraphs = str(answer.body).split("</p>", 1)
            answer.body = Markup("</p>").join(
                [Markup(paragraphs[0]), Markup(text) + Markup(paragraphs[1])]
            )

    def submit(self, case, login):
        """Pass the answer on for acceptance."""
        self.pass_on(case.answer_ids[:1], login)

    def approve(self, case, *logins):
        """Accept the answer, one after the other."""
        self.sign(case.answer_ids[:1], *logins)

    def refuse(self, case, login, reason):
        """Return the answer for correction."""
        self.send_back(case.answer_ids[:1], login, reason)

    def send(self, case, login):
        """Let the accepted answer leave."""
        self.release(case.answer_ids[:1], login)

    def letter_out(self, case, login, kind, **values):
        """Write a letter that is no answer; somebody accepts it."""
        drafted = self.window(
            login,
            "skks.inquiry.letter",
            "action_draft",
            inquiry_id=case.id,
            kind_id=self.env.ref(f"skks_press.answer_kind_{kind}").id,
            **values,
        )
        return self.env["skks.answer"].browse(drafted["res_id"])

    def let_out(self, login, head, letters):
        """Pass letters on, accept them and let them leave."""
        for letter in letters:
            self.pass_on(letter, login)
            self.sign(letter, head)
            self.release(letter, login)

    def ask_sender(self, case, login, kind):
        """Ask the sender by a template."""
        self.window(
            login,
            "skks.inquiry.letter",
            "action_send",
            inquiry_id=case.id,
            purpose="ask",
            kind_id=self.env.ref(f"skks_press.answer_kind_{kind}").id,
        )

    # The end ------------------------------------------------------------------

    def resolve(self, case, login, resolution):
        """Say how the case ended."""
        record = self.env.ref(f"skks_press.resolution_{resolution}")
        self.by(login, case).resolution_id = record

    def spoken(self, case, login, resolution, gist):
        """Record that it was answered without a letter, just now."""
        officer = self.by(login, case)
        officer._answer_without_letter(
            self.env.ref(f"skks_press.resolution_{resolution}"),
            officer.env.user,
            fields.Datetime.now(),
            gist,
        )

    def withdraw(self, case, login):
        """Record that the journalist withdrew the question."""
        self.window(
            login, "skks.inquiry.withdraw", "action_withdraw", inquiry_id=case.id
        )

    def close(self, case, login, resolution=None):
        """Close an answered case."""
        if resolution:
            self.resolve(case, login, resolution)
        self.by(login, case).action_close()
