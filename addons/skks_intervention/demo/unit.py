"""What people do with reports, each by the action behind their button."""

from odoo.fields import Command
from odoo.tools.mail import plaintext2html

from odoo.addons.skks_base.demo.acting import Acting
from odoo.addons.skks_base.demo.replay import DOMAIN

from ..models.intervention_intake import Origin

DISPATCHER = "dyspozytor"
HEAD = "rzecznik"


class Unit(Acting):
    """Verbs for the stories of reports."""

    def __init__(self, replay):
        super().__init__(replay)
        self.reports = self.env["skks.intervention"]
        self.replies = self.env["skks.intervention.reply"]

    # Receiving ----------------------------------------------------------------

    def place(self, street, house):
        """A street of the list, and the place in words."""
        street = self.replay.ref(f"street_{street}_demo")
        return {"street_id": street.id, "address": f"{street.name} {house}"}

    def category(self, name):
        """The category of that name in the data."""
        return self.replay.ref(f"category_{name}")

    def _taken(self, category, subject, text, street, house):
        return {
            "what": f"{subject}\n{text}",
            "category_id": self.category(category).id,
            **self.place(street, house),
        }

    def taken_down(self, name, /, *what, **values):
        """Somebody calls, writes on paper or comes; the dispatcher takes it down."""
        shown = self.window(
            DISPATCHER,
            "skks.intervention.call",
            "action_register",
            **self._taken(*what),
            **values,
        )
        return self.replay.name(name, self.reports.browse(shown["params"]["id"]))

    def noticed(self, name, login, *what):
        """An employee reports what they have seen."""
        shown = self.window(
            login, "skks.intervention.official", "action_register", **self._taken(*what)
        )
        number = shown["params"]["number"]
        case = self.reports.search([("number", "=", number)])
        return self.replay.name(name, case)

    def form(self, name, /, lang="pl_PL", **values):
        """A citizen fills in the form on the website."""
        origin = Origin(
            self.env.company, lang, vouched_by=f"demo {name}", by_hand=False
        )
        case, _code = self.env["skks.intervention.intake"]._receive_form(
            values, [], origin
        )
        return self.replay.name(name, case.with_env(self.env))

    def letter(self, name, sender, subject, text):
        """A letter comes to the address of the reports."""
        kept = self.replay.letter(sender, subject, text, to=f"interwencje@{DOMAIN}")
        return self.replay.name(name, self.reports.browse(kept.res_id))

    # Sorting ------------------------------------------------------------------

    def send(self, case, code, category=None, why=None):
        """The dispatcher says what it is about and sends it to a unit."""
        values = {"category_id": self.category(category).id} if category else {}
        self.press(
            DISPATCHER,
            case,
            "action_send_to_unit",
            "action_confirm",
            entity_id=self.entity(code).id,
            why=why,
            **values,
        )

    def change(self, case, **values):
        """The dispatcher corrects something on the form."""
        self.by(DISPATCHER, case).write(values)

    def join(self, main, others):
        """The dispatcher joins reports of the same thing with the one that stays."""
        self.press(
            DISPATCHER,
            main + others,
            "action_join",
            "action_confirm",
            main_id=main.id,
        )

    def split(self, case, lead, codes, task):
        """One unit replies, the others do a part; return the parts."""
        entities = [self.entity(code).id for code in codes]
        self.press(
            DISPATCHER,
            case,
            "action_split",
            "action_confirm",
            lead_id=self.entity(lead).id,
            entity_ids=[Command.set(entities)],
            task=task,
        )
        return case.part_ids

    def qualify(self, case, kind, reason, about=(), **values):
        """The dispatcher says what it is in law, and about which units."""
        complained = [self.entity(code).id for code in about]
        self.press(
            DISPATCHER,
            case,
            "action_qualify",
            "action_confirm",
            qualification_id=self.replay.ref(f"qualification_{kind}").id,
            complained_entity_ids=[Command.set(complained)],
            reason=reason,
            **values,
        )

    def forward(self, case, **values):
        """The dispatcher drafts both letters, the head accepts, they leave."""
        drafted = self.press(
            DISPATCHER, case, "action_forward", "action_draft", **values
        )
        letters = self.env["skks.intervention.forwarding"].browse(drafted["res_id"])
        self.pass_on(letters, DISPATCHER)
        self.sign(letters, HEAD)
        self.release(letters, DISPATCHER)

    # Working ------------------------------------------------------------------

    def clerk(self, case):
        """Who works on it in its unit: the expert, not the head."""
        people = case.entity_id.representative_ids.filtered("user_id.active")
        experts = people.filtered(lambda one: one.role == "expert") or people
        return experts[:1].user_id.login

    def confirm(self, case):
        """The unit takes it up and tells the submitter by when."""
        self.by(self.clerk(case), case).action_confirm_to_submitter()

    def ask(self, case, question):
        """The unit asks the submitter for what is missing, in the town's words."""
        template = self.replay.ref(f"template_question_{question}")
        self.press(
            self.clerk(case),
            case,
            "action_ask_submitter",
            "action_confirm",
            question_ids=[Command.set(template.ids)],
        )

    def act(self, case, what):
        """The unit has secured the place; the page of the report says when."""
        self.press(
            self.clerk(case),
            case,
            "action_take_action",
            "action_confirm",
            what=what,
            shown=True,
        )

    def not_ours(self, case, why, code=None):
        """The unit gives it back, and names whose it is if it knows."""
        self.press(
            self.clerk(case),
            case,
            "action_not_ours",
            "action_confirm",
            why=why,
            entity_id=code and self.entity(code).id,
        )

    # Replying -----------------------------------------------------------------

    def draft(self, case, outcome, text):
        """The unit writes the reply."""
        clerk = self.clerk(case)
        opened = self.by(clerk, case).action_draft_reply()
        reply = self.replies.browse(opened["res_id"])
        self.by(clerk, reply).write(
            {
                "body": plaintext2html(text),
                "outcome_id": self.replay.ref(f"outcome_{outcome}").id,
            }
        )
        return reply

    def submit(self, reply):
        """The unit passes the reply on."""
        self.pass_on(reply, self.clerk(reply.intervention_id))

    def accept(self, reply):
        """Whoever has to accepts it, up to the last of them."""
        while reply.signoff_state in ("substantive", "office"):
            self.sign(reply, reply.approver_ids[:1].login)

    def answer(self, case, outcome, text):
        """The unit replies: written, accepted at every stage, sent."""
        reply = self.draft(case, outcome, text)
        self.submit(reply)
        self.accept(reply)
        self.release(reply, self.clerk(case))

    def tell_spoken(self, cases):
        """The units call the submitters: it is being seen to.

        Calls leave no letter and need no button: only that there was one is noted.
        """
        cases._note_first_word()

    def act_unwritten(self, cases):
        """The units have secured the places; nothing is written about it."""
        cases._stop_clock("action")

    def answer_spoken(self, case, text):
        """The unit calls the submitter and says how it ended; nothing is written."""
        case.message_line_ids._add(case, "out", "reply", plaintext2html(text))
        case._note_answered()

    def reopen(self, case):
        """The dispatcher agrees with the submitter."""
        self.by(DISPATCHER, case).action_reopen()

    def close(self, cases):
        """Nothing more is to be done."""
        self.by(DISPATCHER, cases).action_close()

    def ask_opinions(self):
        """The nightly job asks those who have had a reply what they think of it."""
        self.reports._cron_ask_opinion()

    # The submitter: what the pages call once a secret link has opened the report --

    def withdraw(self, case):
        """The submitter does not want anything done any more."""
        case.with_env(self.env)._submitter_withdraws()

    def object_to(self, case, text):
        """The submitter asks to have it opened again."""
        case.with_env(self.env)._submitter_objects(text)

    def give_opinion(self, case, feedback, text=""):
        """The submitter answers our question after the reply."""
        case.with_env(self.env)._take_opinion(feedback, text)
