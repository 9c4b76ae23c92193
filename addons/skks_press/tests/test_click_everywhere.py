"""Every menu, view and filter of the suite is opened by every role, in Polish."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.skks_base.tests import common_silence

from . import common

CLICK = """
    odoo.loader.modules.get("@web/webclient/clickbot/clickbot_loader")
        .startClickEverywhere("skks_base.menu_root");
"""


@tagged("post_install", "-at_install")
class TestClickEverywhere(common.PressCommon, common_silence.SilenceCase):
    """A red dialog, a line in the browser's console or a call outside fails it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.admin = cls._user("admin.click", "admin")
        cls.dispatcher = cls._user("dispatcher.click", "dispatcher")
        people = (cls.officer + cls.head + cls.roads + cls.secretary + cls.auditor) + (
            cls.admin + cls.dispatcher
        )
        people.lang = "pl_PL"
        cls._set_up_cases()

    @classmethod
    def _set_up_cases(cls):
        """At least one of each, so that no view is opened empty."""
        cls._inquiry(name="Nowe pytanie")
        answered = cls._inquiry(name="Remont ulicy Lipowej", topic_id=cls.topic.id)
        cls._contribution(answered, cls.wdt_person)
        cls._contribution(answered, cls.mpwik_person)
        answered.with_user(cls.officer).action_draft_answer()
        cls._set_up_orders(answered)
        cls.env["skks.narrative"].with_user(cls.officer).create(
            {
                "name": "Most na Młyńskiej",
                "thesis": "Most otworzymy w poniedziałek.",
                "body": "<p>Most otworzymy w poniedziałek.</p>",
                "expert_id": cls.roads.id,
                "entity_id": cls.wdt.id,
                "topic_ids": cls.topic.ids,
            }
        )
        cls._set_up_releases(answered)
        cls._set_up_planning(answered)
        cls.env["skks.tag"].create({"name": "budżet", "color": 3})
        stand_in = {"stand_in_id": cls.officer.id}
        cls.officer2.write(
            stand_in
            | {
                "out_of_office_from": "2026-01-01 07:00:00",
                "out_of_office_to": "2036-01-01 07:00:00",
            }
        )

    @classmethod
    def _set_up_orders(cls, inquiry):
        order = cls.env["skks.order"].browse(inquiry.action_make_order()["res_id"])
        order = order.with_user(cls.officer)
        order.write({"entity_ids": cls.wdt.ids, "description": "<p>Proszę.</p>"})
        order.action_send()
        cls.env["skks.order"].with_user(cls.roads).create({"name": "Sprostowanie"})
        cls.env["skks.correction"].with_user(cls.officer).create(
            {"name": "Most", "outlet_id": cls.outlet.id, "published_on": "2026-11-20"}
        )

    @classmethod
    def _set_up_releases(cls, inquiry):
        """One that waits for the department, a list, and what was published."""
        mailing_list = cls.env["skks.recipient.list"].create(
            {"name": "Lokalne", "added_ids": cls.journalist.ids}
        )
        release = (
            cls.env["skks.release"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Otwarcie tężni",
                    "body": "<p>Zapraszamy.</p>",
                    "embargo_until": "2036-01-01 07:00:00",
                    "planned_at": "2035-12-01 07:00:00",
                    "entity_ids": [(6, 0, cls.wdt.ids)],
                    "list_ids": [(6, 0, mailing_list.ids)],
                }
            )
        )
        release.action_submit()
        for tone in ("positive", "negative"):
            cls.env["skks.coverage"].create(
                {
                    "name": tone,
                    "tone": tone,
                    "outlet_id": cls.outlet.id,
                    "inquiry_id": inquiry.id,
                }
            )

    @classmethod
    def _set_up_planning(cls, inquiry):
        start = fields.Datetime.now() + timedelta(hours=3)
        meetings = cls.env["skks.meeting"].with_user(cls.officer)
        meetings.create(
            {
                "inquiry_id": inquiry.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "spokesperson_id": cls.roads.id,
            }
        ).action_confirm()
        items = cls.env["skks.plan.item"].with_user(cls.officer)
        items.create({"name": "Sesja rady", "date": start.date()}).action_plan()
        items.create({"name": "Plac", "date": start.date(), "owner_id": cls.roads.id})
        kind = cls.env.ref("skks_press.category_authorisation")
        cls._inquiry(name="Autoryzacja", category_id=kind.id)
        cls.env["skks.calendar.feed"].with_user(cls.officer)._make("Telefon")

    def _click_everywhere(self, user):
        self.browser_js(
            "/odoo",
            CLICK,
            "odoo.isReady === true",
            login=user.login,
            timeout=300,
            success_signal="clickbot test succeeded",
        )
        self.assertSilent(user.login)

    def test_officer(self):
        letter = self._letter(
            "Nieznana skrzynka", "Dzień dobry", to="x@nowhere.example"
        )
        self.deliver(letter.as_bytes())
        self._click_everywhere(self.officer)

    def test_head_of_office(self):
        self._click_everywhere(self.head)

    def test_representative(self):
        self._click_everywhere(self.roads)

    def test_leadership(self):
        self._click_everywhere(self.secretary)

    def test_auditor(self):
        self._click_everywhere(self.auditor)

    def test_administrator(self):
        self._click_everywhere(self.admin)

    def test_dispatcher(self):
        menu = self.env.ref("skks_intervention.menu_intervention", False)
        if not menu:
            self.skipTest("Only citizens' reports have a menu for dispatchers")
        self._click_everywhere(self.dispatcher)
