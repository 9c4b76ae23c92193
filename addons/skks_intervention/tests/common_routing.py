from odoo.tests import new_test_user

from .common import InterventionCase


class RoutingCase(InterventionCase):
    """Three units, a street and a district; nobody asked first but by rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.intervention.rule"].search([("id", ">", 0)]).active = False
        cls.category.entity_id = False
        cls.zacisze = cls.env["skks.district"].create({"name": "TZacisze"})
        cls.street = cls.env["skks.street"].create(
            {"name": "TLipowa", "district_id": cls.zacisze.id}
        )
        cls.clerk = cls._user("nowak", "representative", name="Adam Nowak")
        cls.clerk_person = cls.env["skks.representative"].create(
            {"user_id": cls.clerk.id, "entity_id": cls.wdt.id}
        )

    @classmethod
    def _rule(cls, **values):
        return (
            cls.env["skks.intervention.rule"]
            .with_user(cls.dispatcher)
            .create({"entity_id": cls.wdt.id} | values)
        )

    @classmethod
    def _other_town(cls):
        """Another town hall on the same database, with a unit of its own."""
        company = cls.env["res.company"].create({"name": "Łęgi"})
        user = new_test_user(
            cls.env,
            "obcy",
            groups="skks_base.group_representative",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        entity = cls.env["skks.entity"].create(
            {"name": "Drogi Łęgów", "code": "TOBCY", "company_id": company.id}
        )
        person = cls.env["skks.representative"].create(
            {"user_id": user.id, "entity_id": entity.id}
        )
        return entity, person

    def _way(self, case):
        """The steps of its way, the last one first."""
        return case.route_ids.sorted("id", reverse=True)

    def _not_ours(self, case, user, entity=None, why="To powiat."):
        wizard = (
            self.env["skks.intervention.not.ours"]
            .with_user(user)
            .create(
                {
                    "intervention_id": case.id,
                    "entity_id": entity.id if entity else False,
                    "why": why,
                }
            )
        )
        return wizard.action_confirm()

    def _send(self, case, entity, user=None, **values):
        wizard = (
            self.env["skks.intervention.send"]
            .with_user(user or self.dispatcher)
            .create({"intervention_id": case.id, "entity_id": entity.id} | values)
        )
        return wizard.action_confirm()
