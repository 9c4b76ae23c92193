"""People, an entity and their opening hours, for the tests of several models."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

WARSAW = ZoneInfo("Europe/Warsaw")


def utc(*local):
    """Return a local Warsaw time as the naive UTC datetime that Odoo stores."""
    return datetime(*local, tzinfo=WARSAW).astimezone(UTC).replace(tzinfo=None)


class WhoCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        for role in (
            "officer",
            "manager",
            "representative",
            "leadership",
            "dispatcher",
            "auditor",
            "admin",
        ):
            user = new_test_user(
                cls.env,
                f"{role}.who",
                groups=f"skks_base.group_{role}",
                email=f"{role}@town.example",
            )
            setattr(cls, role, user)
        cls.employee = new_test_user(
            cls.env, "employee.who", groups="base.group_user", email="e@town.example"
        )
        cls.office_hours = cls._opening_hours("Office", 7.5, 16.0)
        cls.company.resource_calendar_id = cls.office_hours
        cls.company.skks_head_id = cls.manager
        cls.roads = cls.env["skks.entity"].create(
            {
                "name": "Roads",
                "code": "T-WDT",
                "calendar_id": cls._opening_hours("Roads", 7.5, 15.5).id,
                "email": "Roads <roads@town.example>, wdt@town.example",
            }
        )
        cls.water = cls.env["skks.entity"].create(
            {
                "name": "Water company",
                "code": "T-MPWIK",
                "kind": "company",
                "calendar_id": cls._opening_hours("Water", 7.0, 15.0).id,
            }
        )

    @classmethod
    def _opening_hours(cls, name, hour_from, hour_to):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "Europe/Warsaw",
                "company_id": cls.env.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": str(day),
                                "dayofweek": str(day),
                                "day_period": "full_day",
                                "hour_from": hour_from,
                                "hour_to": hour_to,
                            }
                        )
                        for day in range(5)
                    ),
                ],
            }
        )

    @classmethod
    def _represent(cls, user, entity, **values):
        return cls.env["skks.representative"].create(
            {"user_id": user.id, "entity_id": entity.id, **values}
        )

    def _journal(self, record, act):
        return self.env["skks.journal.entry"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("act", "=", act),
            ]
        )
