from odoo.tests import TransactionCase

from odoo.addons.skks_base.tests.common_town import TownCommon

INTERVENTIONS = "interwencje@zarnoleka.example"
CITIZEN = "stefan.galazka@poczta.example"


class InterventionCommon(TownCommon):
    """The town hall with its dispatcher, and a unit that mends roads."""

    alias_xmlids = ("skks_intervention.mail_alias_intervention",)
    # Whether submitters are told that a report was received: one letter and one row
    # of correspondence more, which most tests are not about.
    acknowledges = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.acknowledges:
            model = cls.env.registry["skks.intervention"]
            cls.classPatch(model, "_acknowledge", lambda cases: None)
        cls.roads_head = cls._user("kepa", "representative", name="Anna Kępa")
        cls.env["skks.representative"].create(
            {"user_id": cls.roads_head.id, "entity_id": cls.wdt.id, "role": "head"}
        )
        cls.wdt.head_id = cls.roads_head
        cls.category = cls.env.ref("skks_intervention.category_dro")
        cls.category.entity_id = cls.wdt
        cls.env.ref("skks_intervention.category_inn").entity_id = False
        cls.done = cls.env.ref("skks_intervention.outcome_done")

    @classmethod
    def _letter(cls, subject, text, sender=None, to=INTERVENTIONS, **headers):
        sender = sender or f"Stefan Gałązka <{CITIZEN}>"
        return super()._letter(subject, text, sender, to, **headers)

    @classmethod
    def _report(cls, user=None, **values):
        """A report that the dispatcher took down on the phone, and acknowledged."""
        case = (
            cls.env["skks.intervention"]
            .with_user(user or cls.dispatcher)
            .create(
                {
                    "name": "Dziura w jezdni",
                    "category_id": cls.category.id,
                    "address": "Lipowa 12",
                    "description": "<p>Dziura na pół metra.</p>",
                    "contact_name": "Stefan Gałązka",
                    "email_from": CITIZEN,
                    "phone": "00 700 20 01",
                }
                | values
            )
        )
        cls.sink.clear()
        return case

    def _narrower(self, code, **values):
        """A category that is part of the one of roads."""
        return self.env["skks.intervention.category"].create(
            {"name": code, "code": code, "parent_id": self.category.id} | values
        )

    def _drafted_reply(self, case, user=None):
        """The reply as the unit's clerk wrote it, not passed on yet."""
        case = case.with_user(user or self.roads)
        reply = self.env["skks.intervention.reply"].browse(
            case.action_draft_reply()["res_id"]
        )
        reply = reply.with_user(user or self.roads)
        reply.write({"body": "<p>Załatane.</p>", "outcome_id": self.done.id})
        return reply

    def _accepted_reply(self, case):
        """The same, accepted by the head of the unit and not sent yet."""
        reply = self._drafted_reply(case)
        reply.action_submit()
        reply.with_user(self.roads_head).action_approve()
        return reply


class InterventionCase(InterventionCommon, TransactionCase):
    """Base of the addon's tests without a browser."""
