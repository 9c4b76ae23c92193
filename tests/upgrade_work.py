"""Work of a few days in the demo town, with the real actions of an earlier revision.

Runs in the shell of Odoo, on that revision's add-ons and not on ours: nothing of them
is imported. What is made is found again by the subjects below.
"""

import os
from email.message import EmailMessage

PRESS = "prasa@zarnoleka.example"
JOURNALIST = "anna.kowalska@kurier.example"
ANSWERED = "Remont ulicy Młyńskiej"
IN_APPROVAL = "Awaria wodociągu"
DELIVERED = "Parking przy dworcu"
PAUSED = "Nagranie na rynku"
CONFIDENTIAL = "Sprawa poufna"
OLD_CASES = 20
TOWN = {
    "skks_press.category_questions": "Pytania e-mailem",
    "skks_base.topic_dro_demo": "Ulice i chodniki",
    "skks_base.mail_activity_deliver": "Wkład do oddania",
}
INVITATION = "<p>Zapraszamy do Biura Prasowego. <a t-att-href='object.id'>Hasło</a></p>"


def letter(subject, sender=JOURNALIST, number=1, **headers):
    """Bytes of a letter to the press office."""
    message = EmailMessage()
    message["From"] = f"Anna Kowalska <{sender}>"
    message["To"] = PRESS
    message["Subject"] = subject
    message["Message-ID"] = f"<{number}.{len(subject)}@kurier.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Dzień dobry,\n\nile to kosztowało?\n\nAnna Kowalska")
    return message.as_bytes()


class Town:
    """The people of the demo town at work."""

    def __init__(self, env):
        self.env = env(context={"lang": "pl_PL", "tz": "Europe/Warsaw"})
        self.number = 0

    def user(self, login):
        """A user of the demo town."""
        return self.env["res.users"].search([("login", "=", login)])

    def mail_server(self):
        """Letters go to the catcher of the test."""
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {
                "name": "sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": int(os.environ["SKKS_TEST_SMTP_PORT"]),
                "smtp_encryption": "none",
            }
        )

    def arrive(self, subject, sender=JOURNALIST, **headers):
        """A letter comes in; returns the case it became, if any."""
        self.number += 1
        raw = letter(subject, sender, self.number, **headers)
        self.env["mail.thread"].message_process(False, raw)
        self.env.cr.commit()
        return self.env["skks.inquiry"].search([("name", "=", subject)], limit=1)

    def confirmed(self, subject, **values):
        """An inquiry that an officer has taken."""
        officer = self.user("prasa1")
        topic = self.env.ref("skks_base.topic_dro_demo")
        inquiry = self.arrive(subject).with_user(officer)
        inquiry.write({"topic_id": topic.id, "coordinator_id": officer.id})
        inquiry.write(values)  # only whoever coordinates a case may hide it
        inquiry.action_confirm()
        return inquiry

    def ask(self, inquiry, login):
        """Ask the entity of that representative for a contribution."""
        people = self.env["skks.representative"]
        person = people.search([("user_id", "=", self.user(login).id)], limit=1)
        return (
            self.env["skks.contribution"]
            .with_user(self.user("prasa1"))
            .create(
                {
                    "inquiry_id": inquiry.id,
                    "entity_id": person.entity_id.id,
                    "representative_id": person.id,
                    "request": "<p>Ile kilometrów?</p>",
                }
            )
        )

    def deliver(self, contribution, text):
        """The entity writes and hands over."""
        own = contribution.with_user(contribution.user_id)
        own.body = text
        own.action_deliver()

    def draft(self, inquiry):
        """The officer drafts the answer from what was delivered, and passes it on."""
        answers = self.env["skks.answer"].with_user(self.user("prasa1"))
        answer = answers.browse(inquiry.action_draft_answer()["res_id"])
        answer.body = "<p>Wyremontowano 12 km dróg.</p>"
        answer.action_submit()
        return answer

    def answered(self):
        """A case from the letter in to the answer out."""
        inquiry = self.confirmed(ANSWERED)
        contribution = self.ask(inquiry, "drogi")
        self.deliver(contribution, "<p>Wyremontowano 12 km dróg.</p>")
        contribution.action_accept()
        answer = self.draft(inquiry)
        answer.with_user(self.user("drogi")).action_approve()
        answer.with_user(self.user("rzecznik")).action_approve()
        answer.action_send()
        self.env.cr.commit()
        assert answer.sent_at, "the earlier revision did not send"

    def in_approval(self):
        """The entity has accepted, the head of the office not yet."""
        inquiry = self.confirmed(IN_APPROVAL)
        self.deliver(self.ask(inquiry, "drogi"), "<p>Woda wraca o 14.</p>")
        self.draft(inquiry).with_user(self.user("drogi")).action_approve()

    def delivered(self):
        """One entity has delivered, another still owes."""
        inquiry = self.confirmed(DELIVERED, priority="1")
        self.deliver(self.ask(inquiry, "drogi"), "<p>120 miejsc.</p>")
        self.ask(inquiry, "prezes.wodociagi")

    def paused(self):
        """A promise that stands still, which the town has allowed."""
        self.env.ref("skks_press.clock_policy_standard").can_pause = True
        self.env.cr.commit()
        clocks = self.confirmed(PAUSED).sudo().clock_ids.filtered("can_pause")
        clocks._skks_pause(reason="Redakcja ustala termin")

    def position(self):
        """A position that was accepted in both stages and is in force."""
        officer, expert = self.user("prasa1"), self.user("drogi")
        narrative = (
            self.env["skks.narrative"]
            .with_user(officer)
            .create(
                {
                    "name": "Remonty dróg 2026",
                    "topic_ids": [(6, 0, self.env.ref("skks_base.topic_dro_demo").ids)],
                    "body": "<p>Remontujemy 12 km dróg.</p>",
                    "expert_id": expert.id,
                }
            )
        )
        narrative.action_submit()
        narrative.with_user(expert).action_approve()
        narrative.with_user(self.user("rzecznik")).action_approve()

    def letters_aside(self):
        """A letter that nobody could read, and one that nobody wrote."""
        raw = letter("Pytanie z Chin", number=900)
        raw = raw.replace(b'charset="utf-8"', b'charset="iso-gb2312"')
        self.env["mail.thread"].message_process(False, raw)
        self.env.cr.commit()
        self.arrive("Newsletter", List_Unsubscribe="<mailto:x@pr.example>")

    def own_words(self):
        """The town gives things names of its own, and edits a letter of core."""
        admin = self.env.ref("base.user_admin")
        for xmlid, name in TOWN.items():
            self.env.ref(xmlid).with_user(admin).sudo().name = name
        invitation = self.env.ref("auth_signup.set_password_email").with_user(admin)
        invitation.body_html = INVITATION


def work(env):
    """Everything, committed."""
    town = Town(env)
    town.mail_server()
    for story in (
        town.answered,
        town.in_approval,
        town.delivered,
        town.paused,
        town.position,
        town.letters_aside,
        town.own_words,
    ):
        story()
        env.cr.commit()
    town.confirmed(CONFIDENTIAL, confidential=True)
    for number in range(OLD_CASES):
        town.arrive(f"Sprawa {number}", f"redakcja{number}@gazeta.example")
    env.cr.commit()
