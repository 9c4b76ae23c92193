from email.message import EmailMessage
from email.utils import make_msgid

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.skks_base.tests.common_smtp import SmtpCase

PRESS = "prasa@zarnoleka.example"
JOURNALIST = "jan.nowak@kurier.example"


class PressCommon(SmtpCase):
    """A small town hall: press office, two entities, one newsroom, real SMTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_mail_domain()
        cls.office_hours = cls._hours("Office", 7.5, 16)
        cls.env.company.resource_calendar_id = cls.office_hours
        cls._set_up_people()
        cls._set_up_entities()
        cls._set_up_media()
        cls.company = cls.env.company
        cls.company.write(
            {
                "skks_duty_user_id": cls.officer.id,
                "phone": "00 100",
                "name": "Żarnołęka",
            }
        )

    @classmethod
    def _set_up_mail_domain(cls):
        domains = cls.env["mail.alias.domain"]
        cls.alias_domain = domains.search([("name", "=", "zarnoleka.example")])
        if not cls.alias_domain:
            cls.alias_domain = domains.create({"name": "zarnoleka.example"})
        cls.env.company.alias_domain_id = cls.alias_domain
        cls.mail_server.from_filter = cls.alias_domain.name
        alias = cls.env.ref("skks_press.mail_alias_inquiry")
        alias.alias_domain_id = cls.alias_domain

    @classmethod
    def _hours(cls, name, opens, closes):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "Europe/Warsaw",
                "attendance_ids": [(5,)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": name,
                            "dayofweek": str(day),
                            "day_period": "full_day",
                            "hour_from": opens,
                            "hour_to": closes,
                        },
                    )
                    for day in range(5)
                ],
            }
        )

    @classmethod
    def _user(cls, login, group, **values):
        return new_test_user(
            cls.env,
            login,
            groups=f"skks_base.group_{group}",
            email=f"{login}@zarnoleka.example",
            tz="Europe/Warsaw",
            notification_type="email",
            **values,
        )

    @classmethod
    def _set_up_people(cls):
        # nobody accepts here but the people of the test
        for group in ("group_manager", "group_leadership"):
            cls.env.ref(f"skks_base.{group}").all_user_ids.active = False
        cls.officer = cls._user("sledz", "officer", name="Jakub Śledź")
        cls.officer2 = cls._user("gasior", "officer", name="Ola Gąsior")
        cls.head = cls._user("zolc", "manager", name="Marta Żółć-Krajewska")
        cls.secretary = cls._user("cwik", "leadership", name="Ewa Ćwik")
        cls.roads = cls._user("zrebiec", "representative", name="Piotr Źrebiec")
        cls.water = cls._user("jazwiec", "representative", name="Zofia Jaźwiec")
        cls.school = cls._user("lis", "representative", name="Grażyna Lis")
        cls.auditor = cls._user("zmuda", "auditor", name="Leon Żmuda")

    @classmethod
    def _entity(cls, code, name, user, opens, closes):
        entity = cls.env["skks.entity"].create(
            {
                "name": name,
                "code": code,
                "email": f"{code.lower()}@zarnoleka.example",
                "calendar_id": cls._hours(code, opens, closes).id,
            }
        )
        person = cls.env["skks.representative"].create(
            {"user_id": user.id, "entity_id": entity.id}
        )
        return entity, person

    @classmethod
    def _set_up_entities(cls):
        cls.wdt, cls.wdt_person = cls._entity(
            "TWDT", "Wydział Dróg i Transportu", cls.roads, 7.5, 15.5
        )
        cls.mpwik, cls.mpwik_person = cls._entity(
            "TMPWIK", "MPWiK sp. z o.o.", cls.water, 7, 15
        )
        cls.sp5, cls.sp5_person = cls._entity(
            "TSP5", "Szkoła Podstawowa nr 5", cls.school, 8, 15
        )
        cls.topic = cls.env["skks.topic"].create(
            {
                "name": "Drogi",
                "code": "TDRO",
                "entity_id": cls.wdt.id,
                "representative_id": cls.wdt_person.id,
            }
        )

    @classmethod
    def _set_up_media(cls):
        cls.outlet = cls.env["res.partner"].create(
            {
                "name": "Kurier Żarnołęcki",
                "is_company": True,
                "skks_kind": "outlet",
                "outlet_domains": "kurier.example",
            }
        )
        cls.journalist = cls.env["res.partner"].create(
            {"name": "Jan Nowak", "email": JOURNALIST, "skks_kind": "journalist"}
        )
        cls.env["skks.affiliation"].create(
            {"journalist_id": cls.journalist.id, "outlet_id": cls.outlet.id}
        )

    # Letters ------------------------------------------------------------------

    @classmethod
    def _letter(cls, subject, text, sender=None, to=PRESS, **headers):
        """Bytes of a letter; headers by keyword with ``_`` for ``-``."""
        message = EmailMessage()
        message["From"] = sender or f"Jan Nowak <{JOURNALIST}>"
        message["To"] = to
        message["Subject"] = subject
        message["Message-ID"] = make_msgid(domain="kurier.example")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message

    @classmethod
    def _inquiry(cls, **values):
        """An inquiry registered by the officer."""
        return (
            cls.env["skks.inquiry"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Remont ul. Młyńskiej",
                    "journalist_id": cls.journalist.id,
                    "outlet_id": cls.outlet.id,
                    "coordinator_id": cls.officer.id,
                    "topic_id": cls.topic.id,
                }
                | values
            )
        )

    def _drafted_answer(self, inquiry):
        """The answer to ``inquiry`` as the officer wrote it, not handed in yet."""
        inquiry.action_confirm()
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.officer)
        answer.body = "<p>Odpowiedź.</p>"
        return answer

    def _accepted_answer(self, inquiry):
        """The same, accepted by the head and not sent yet."""
        answer = self._drafted_answer(inquiry)
        answer.action_submit()
        answer.with_user(self.head).action_approve()
        return answer

    @classmethod
    def _contribution(cls, inquiry, person, **values):
        return (
            cls.env["skks.contribution"]
            .with_user(cls.officer)
            .create(
                {
                    "inquiry_id": inquiry.id,
                    "entity_id": person.entity_id.id,
                    "representative_id": person.id,
                    "request": "<p>Ile kilometrów?</p>",
                }
                | values
            )
        )


class PressCase(PressCommon, TransactionCase):
    """Base of the addon's tests without a browser."""
