"""A citizen writes by every way there is, is answered, and is erased afterwards.

Runs in the shell of Odoo on a database of its own; every step is committed, as in a
town hall, and letters leave over a real SMTP conversation.
"""

import io
import os
from datetime import timedelta
from email.message import EmailMessage

from PIL import Image

from odoo.addons.skks_intervention.models.intervention_intake import Origin

DOMAIN = "zarnoleka.example"
SURNAME = "Brzęczyszczykiewicz"
NAME = f"Żegota {SURNAME}"
ADDRESS = "zegota.brzeczyszczykiewicz@poczta.example"
PHONE = "601 234 567"
# Words that stand in the letters of the citizen and nowhere else.
WORD, FILE_WORD = "śnieżychowisko", "gżegżółkowanie"
STREET = "Wyżółkłej Jaźni"


class Story:
    """What happens between the citizen and the town hall."""

    def __init__(self, env):
        self.env = env(context={"lang": "pl_PL", "tz": "Europe/Warsaw"})

    def commit(self):
        """The transaction of a request ends: letters leave, nothing is remembered."""
        self.env.cr.commit()
        self.env.invalidate_all()

    def user(self, login, role, **values):
        return self.env["res.users"].create(
            {
                "name": login.title(),
                "login": login,
                "email": f"{login}@{DOMAIN}",
                "tz": "Europe/Warsaw",
                "group_ids": [(6, 0, self.env.ref(f"skks_base.group_{role}").ids)],
                **values,
            }
        )

    def town(self):
        """A dispatcher, a unit with a head, mail; the head reads inside the system."""
        env, company = self.env, self.env.company
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create(
            {
                "name": "sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": int(os.environ["SKKS_TEST_SMTP_PORT"]),
                "smtp_encryption": "none",
            }
        )
        domains = env["mail.alias.domain"]
        domain = domains.search([("name", "=", DOMAIN)]) or domains.create(
            {"name": DOMAIN}
        )
        company.alias_domain_id = domain
        for addon, name in (("press", "inquiry"), ("intervention", "intervention")):
            env.ref(f"skks_{addon}.mail_alias_{name}").alias_domain_id = domain
        self.dispatcher = self.user("dyspozytorka", "dispatcher")
        self.manager = self.user("kierowniczka", "manager")
        self.clerk = self.user("referent", "representative")
        self.head = self.user("naczelnik", "representative", notification_type="inbox")
        unit = env["skks.entity"].create({"name": "Drogi", "code": "EDR"})
        for person in (self.clerk, self.head):
            env["skks.representative"].create(
                {"user_id": person.id, "entity_id": unit.id}
                | ({"role": "head"} if person == self.head else {})
            )
        unit.head_id = self.head
        company.skks_head_id = self.manager
        self.category = env.ref("skks_intervention.category_dro")
        self.category.entity_id = unit
        self.commit()

    # -- the citizen ---------------------------------------------------------------

    def letter(self, subject, text, to):
        message = EmailMessage()
        message["From"] = f"{NAME} <{ADDRESS}>"
        message["To"] = f"{to}@{DOMAIN}"
        message["Cc"] = f"Zona {SURNAME} <zona.{ADDRESS}>"
        message["Subject"] = subject
        message["Message-ID"] = f"<{len(text)}.{len(subject)}@poczta.example>"
        message.set_content(text, cte="quoted-printable")
        message.add_attachment(
            f"{FILE_WORD}, {NAME}, {PHONE}".encode(), "text", "plain", filename="a.txt"
        )
        message.add_attachment(
            self.picture(), "image", "jpeg", filename=f"{SURNAME}.jpg"
        )
        self.env["mail.thread"].message_process(False, message.as_bytes())
        self.commit()

    @staticmethod
    def picture():
        exif = Image.Exif()
        exif[0x010E] = FILE_WORD
        buffer = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG", exif=exif)
        return buffer.getvalue()

    def last(self):
        reports = self.env["skks.intervention"]
        return reports.search([], order="id desc", limit=1)

    def by_letter(self):
        text = f"Na jezdni {WORD}.\n\nTel. {PHONE}\n{NAME}\nul. {STREET} 7"
        self.letter(f"{WORD} ({SURNAME})", text, "interwencje")
        report = self.last()
        report.with_user(self.dispatcher).category_id = self.category
        report._route()
        self.commit()
        self.letter(f"Re: [{report.number}]", f"Dalej {WORD}!\n{NAME}", "interwencje")
        return report

    def by_form(self):
        visitor = self.env.ref("base.public_user")
        intake = self.env["skks.intervention.intake"].with_user(visitor)
        since, key = intake._read_stamp(intake._new_stamp())
        values = {
            "category": self.category.code,
            "name": f"Znowu {WORD}",
            "description": f"{WORD} aż po krawężnik.\n{NAME}",
            "address": f"{STREET} 7",
            "contact_name": NAME,
            "email_from": ADDRESS,
            "phone": PHONE,
        }
        origin = Origin(
            company=self.env.company,
            lang="pl_PL",
            address="192.0.2.7",
            since=since - timedelta(minutes=1),
            key=key,
        )
        files = [("zdjecie.jpg", self.picture())]
        report, _code = intake._receive_form(values, files, origin)
        report = report.with_env(self.env)
        self.commit()
        report._submitter_adds(f"Dodam, że {WORD} rośnie. {PHONE}", [])
        self.env["skks.intervention.link.request"]._ask(report.number, ADDRESS)
        self.commit()
        self.env["skks.intervention.link.request"]._cron_send()
        return report

    def by_phone(self):
        report = self.env["skks.intervention"].with_user(self.dispatcher)
        report = report.create(
            {
                "name": f"Telefon: {WORD}",
                "category_id": self.category.id,
                "description": f"<p>{NAME} mówi, że to {WORD}.</p>",
                "address": f"{STREET} 7",
                "contact_name": NAME,
                "phone": PHONE,
            }
        )
        self.commit()
        return report.with_env(self.env)

    def to_the_press_office(self):
        """The same person asks there as well, and gives up."""
        self.letter(f"Pytanie ({SURNAME})", f"Ile kosztuje {WORD}?\n{NAME}", "prasa")
        inquiry = self.env["skks.inquiry"].search([], order="id desc", limit=1)
        inquiry._withdraw(NAME, inquiry.received_at, "e-mail")
        self.commit()

    # -- the town hall ---------------------------------------------------------------

    def work(self, report):
        """Notes, a call, a returned reply and the one that leaves."""
        asked = self.env["skks.intervention.contact"].with_user(self.clerk)
        asked = asked.create(
            {"intervention_id": report.id, "reason": "other", "note": f"do: {SURNAME}"}
        )
        asked.action_show()
        self.commit()
        report.with_user(self.dispatcher).message_post(
            body=f"Dzwonił {NAME} w sprawie: {WORD}",
            partner_ids=self.head.partner_id.ids,
        )
        report.with_user(self.dispatcher).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"Oddzwonić: {SURNAME}",
            user_id=self.clerk.id,
        )
        report.with_user(self.dispatcher).name = f"{report.name} – pilne"
        self.commit()
        self.answer(report)
        report.with_user(self.dispatcher).action_close()
        self.commit()

    def answer(self, report):
        own = report.with_user(self.clerk)
        reply = self.env["skks.intervention.reply"].browse(
            own.action_draft_reply()["res_id"]
        )
        reply = reply.with_user(self.clerk)
        outcome = self.env.ref("skks_intervention.outcome_done")
        reply.write(
            {
                "body": f"<p>Szanowny Panie {SURNAME}, {WORD} usunięto.</p>",
                "outcome_id": outcome.id,
            }
        )
        reply.action_submit()
        self.commit()
        reply.with_user(self.head).action_return(f"Panu {SURNAME} należy się więcej")
        self.commit()
        reply.action_submit()
        reply.with_user(self.head).action_approve()
        self.commit()
        if reply.signoff_state != "approved":  # the category asks the office as well
            reply.with_user(self.manager).action_approve()
        if not reply.sent_at:
            reply.with_user(self.clerk).action_send()
        self.commit()
        assert reply.sent_at, reply.signoff_state

    # -- erasure -----------------------------------------------------------------------

    def erase(self, number):
        """On the citizen's request, by the head of the office; then the night."""
        run = self.env["skks.erasure.run"].with_user(self.manager)
        run = run.create({"email": ADDRESS, "numbers": number, "reason": "RODO 17"})
        run.action_search()
        assert not any(run.line_ids.mapped("stays_because")), run.line_ids.read()
        self.commit()
        run.action_erase()
        self.commit()
        self.night()

    def night(self):
        """What the scheduler clears away a day later."""
        self.env.cr.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)",
            [[m._table for m in self.env.registry.values() if m._transient]],
        )
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                f"UPDATE {table} SET write_date = write_date - interval '2 days',"
                " create_date = create_date - interval '2 days'"
            )
        self.commit()
        for model in self.env.registry.values():
            if model._transient and not model._abstract:
                self.env[model._name].sudo()._transient_vacuum()
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.commit()


def tell(env):
    """All of it but the erasure; returns the number of the report by phone."""
    story = Story(env)
    story.town()
    reports = [story.by_letter(), story.by_form(), story.by_phone()]
    for report in reports:
        story.work(report)
    story.to_the_press_office()
    return reports[-1].number


def erase(env, number):
    story = Story(env)
    people = env["res.users"].search([("login", "=", "kierowniczka")])
    story.manager = people
    story.erase(number)
