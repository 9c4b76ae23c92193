from odoo.tests import TransactionCase

from odoo.addons.skks_base.tests.common_town import TownCommon

PRESS = "prasa@zarnoleka.example"
JOURNALIST = "jan.nowak@kurier.example"


class PressCommon(TownCommon):
    """The town hall and one newsroom."""

    alias_xmlids = ("skks_press.mail_alias_inquiry",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_media()

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
        sender = sender or f"Jan Nowak <{JOURNALIST}>"
        return super()._letter(subject, text, sender, to, **headers)

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
