from email.message import EmailMessage
from email.utils import make_msgid

from odoo.tests import new_test_user

from .common_smtp import SmtpCase


class TownCommon(SmtpCase):
    """A small town hall: press office, three entities, real SMTP."""

    # Mailboxes that the town hall has.
    alias_xmlids = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_mail_domain()
        cls.office_hours = cls._hours("Office", 7.5, 16)
        cls.env.company.resource_calendar_id = cls.office_hours
        cls._set_up_people()
        cls._set_up_entities()
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
        for xmlid in cls.alias_xmlids:
            cls.env.ref(xmlid).alias_domain_id = cls.alias_domain

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
        cls.dispatcher = cls._user("dyspozytorka", "dispatcher", name="Iwona Bąk")

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

    # Letters ------------------------------------------------------------------

    @classmethod
    def _letter(cls, subject, text, sender, to, **headers):
        """Bytes of a letter; headers by keyword with ``_`` for ``-``."""
        message = EmailMessage()
        message["From"] = sender
        message["To"] = to
        message["Subject"] = subject
        message["Message-ID"] = make_msgid(domain="outside.example")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message
