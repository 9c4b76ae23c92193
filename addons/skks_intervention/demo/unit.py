"""What people do with reports, each by the action behind their button."""

from odoo.tools.mail import plaintext2html

from odoo.addons.skks_base.demo.replay import DOMAIN

from ..models.intervention_intake import Origin

DISPATCHER = "dyspozytor"


class Unit:
    """Verbs for the stories; logins name who acts."""

    def __init__(self, replay):
        self.replay = replay
        self.env = replay.env
        self.dispatcher = replay.user(DISPATCHER)

    # Receiving ----------------------------------------------------------------

    def values(self, category, subject, text, street=None, house=None, **values):
        """Values of a report that somebody takes down."""
        place = self.env["skks.street"]
        if street:
            place = self.replay.ref(f"street_{street}_demo")
        return {
            "name": subject,
            "description": plaintext2html(text),
            "category_id": self.replay.ref(f"category_{category}").id,
            "street_id": place.id,
            "address": " ".join(filter(None, (place.name, house))),
            **values,
        }

    def taken_down(self, name, login, *args, **values):
        """Somebody calls, writes on paper or comes; it is registered."""
        case = self.replay.by(login, self.env["skks.intervention"]).create(
            self.values(*args, **values)
        )
        return self.replay.name(name, case.with_env(self.env))

    def form(self, xmlid, lang="pl_PL", **values):
        """A citizen fills in the form on the website."""
        intake = self.env["skks.intervention.intake"]
        case, _code = intake._receive_form(
            values,
            [],
            Origin(self.env.company, lang, vouched_by=f"demo {xmlid}", by_hand=False),
        )
        return self.replay.name(xmlid, case.with_env(self.env))

    def letter(self, name, sender, subject, text):
        """A letter comes to the address of the reports."""
        kept = self.replay.letter(sender, subject, text, to=f"interwencje@{DOMAIN}")
        case = self.env["skks.intervention"].browse(kept.res_id)
        return self.replay.name(name, case)

    # Sorting ------------------------------------------------------------------

    def sort(self, case, category, **values):
        """The dispatcher says what it is about."""
        values["category_id"] = self.replay.ref(f"category_{category}").id
        self.replay.by(DISPATCHER, case).write(values)

    def route(self, case, code, reason):
        """The dispatcher sends it to a unit."""
        entity = self.env.ref(f"skks_base.entity_{code}_demo")
        self.replay.by(DISPATCHER, case)._route_to(
            entity, self.env["res.users"], reason
        )

    def drop(self, case, reason):
        """The dispatcher says that it is no report."""
        self.replay.by(DISPATCHER, case)._letter_drop(reason)

    # Working ------------------------------------------------------------------

    def clerk(self, cases):
        """Who works on them in their unit: the expert, not the head."""
        entity = cases[:1].entity_id
        people = entity.representative_ids.filtered("user_id.active")
        experts = people.filtered(lambda one: one.role == "expert") or people
        return experts[:1].user_id

    def start(self, cases):
        """The unit takes them up."""
        cases.with_user(self.clerk(cases)).action_start()

    def draft(self, cases, outcome, text):
        """The unit writes the replies."""
        clerk = self.clerk(cases)
        replies = self.env["skks.intervention.reply"].with_user(clerk)
        return replies.create(
            [
                case._prepare_reply_values()
                | {
                    "body": plaintext2html(text),
                    "outcome_id": self.replay.ref(f"outcome_{outcome}").id,
                }
                for case in cases.with_user(clerk)
            ]
        )

    def accept(self, replies):
        """Whoever accepts next accepts them."""
        for approver, waiting in replies.grouped(
            lambda reply: reply.sudo().approver_ids[:1]
        ).items():
            waiting.with_user(approver).action_approve()

    def answer(self, cases, outcome, text):
        """The unit answers: written, accepted at every stage, sent."""
        replies = self.draft(cases, outcome, text)
        replies.action_submit()
        while waiting := replies.filtered(
            lambda reply: reply.signoff_state in ("substantive", "office")
        ):
            self.accept(waiting)
        replies.action_send()

    def answer_spoken(self, case, text):
        """The unit calls the submitter and says how it ended."""
        case.message_line_ids._add(case, "out", "reply", plaintext2html(text))
        case._note_answered()

    def explain(self, cases, reason="department"):
        """The office says why terms were missed."""
        reason = self.env.ref(f"skks_base.missed_reason_{reason}")
        late = cases.with_user(self.dispatcher)._skks_unexplained_clocks()
        if late:
            late._skks_explain(reason)

    def close(self, cases):
        """Nothing more is to be done."""
        self.replay.by(DISPATCHER, cases).action_close()
