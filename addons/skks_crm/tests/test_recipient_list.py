"""M2.1, M5.3: saved recipient lists refill by themselves; objections are honoured."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from odoo.addons.skks_crm.tools.words import split_words

from .common import CrmCommon


class TestWords(BaseCase):
    def test_split(self):
        self.assertEqual(split_words(" drogi, mosty;drogi ,, "), ["drogi", "mosty"])
        self.assertEqual(split_words(None), [])


@tagged("post_install", "-at_install")
class TestRecipientList(CrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.press = cls.env["skks.media.type"].create({"name": "Prasa", "code": "TPR"})
        cls.air = cls.env["skks.media.type"].create({"name": "Radio", "code": "TRA"})
        cls.region = cls.env["res.country.state"].create(
            {"name": "R", "code": "TR", "country_id": cls.env.ref("base.pl").id}
        )
        cls.kurier.write(
            {
                "media_type_id": cls.press.id,
                "email": "k@kurier.test",
                "state_id": cls.region.id,
            }
        )
        cls.radio.write({"media_type_id": cls.air.id, "email": "r@radio.test"})
        cls.anna = cls.make_journalist("Anna", cls.kurier, email="a@kurier.test")
        cls.anna.affiliation_ids.beats = "drogi, mosty"
        cls.igor = cls.make_journalist("Igor", cls.radio, email="i@radio.test")
        cls.igor.affiliation_ids.beats = "kultura"

    def _list(self, **values):
        lists = self.env["skks.recipient.list"].with_user(self.officer)
        return lists.create({"name": "Lista"} | values)

    def test_criteria(self):
        cases = (
            ({"media_type_ids": self.press.ids}, self.kurier + self.anna),
            (
                {"media_type_ids": (self.press + self.air).ids, "reach": "outlet"},
                self.kurier + self.radio,
            ),
            ({"outlet_ids": self.radio.ids, "reach": "journalist"}, self.igor),
            ({"state_ids": self.region.ids}, self.kurier + self.anna),
            ({"beats": "mosty, wodociągi"}, self.anna),
            (
                {"beats": "drogi", "outlet_ids": self.radio.ids, "reach": "journalist"},
                self.env["res.partner"],
            ),
            ({}, self.env["res.partner"]),
        )
        for values, expected in cases:
            with self.subTest(**values):
                found = self._list(
                    **{
                        name: [Command.set(value)] if isinstance(value, list) else value
                        for name, value in values.items()
                    }
                )
                self.assertEqual(set(found.recipient_ids.ids), set(expected.ids))
                self.assertEqual(found.recipient_count, len(expected))

    def test_topics_area_and_tags(self):
        """M2.3: criteria narrow each other; what lies below a topic or tag counts."""
        roads = self.env["skks.topic"].create({"name": "Drogi testowe"})
        bridges = self.env["skks.topic"].create(
            {"name": "Mosty", "parent_id": roads.id}
        )
        tag = self.env["res.partner.category"].create({"name": "Ranne"})
        below = self.env["res.partner.category"].create(
            {"name": "O szóstej", "parent_id": tag.id}
        )
        free = self.make_journalist("Wolny", email="w@poczta.test")
        self.kurier.write({"scope": "local", "topic_ids": bridges.ids})
        self.radio.write({"scope": "regional", "category_id": below.ids})
        (self.igor + free).topic_ids = roads
        free.category_id = tag
        cases = (
            ({"scope": "local"}, self.kurier + self.anna),
            # Anna has no topics of her own and goes by those of her newsroom
            ({"topic_ids": roads.ids}, self.kurier + self.anna + self.igor + free),
            ({"topic_ids": bridges.ids}, self.kurier + self.anna),
            ({"topic_ids": roads.ids, "scope": "regional"}, self.igor),
            ({"category_ids": tag.ids}, self.radio + free),
            ({"category_ids": tag.ids, "topic_ids": roads.ids}, free),
            ({"category_ids": tag.ids, "reach": "outlet"}, self.radio),
        )
        for values, expected in cases:
            with self.subTest(**values):
                found = self._list(
                    **{
                        name: [Command.set(value)] if isinstance(value, list) else value
                        for name, value in values.items()
                    }
                )
                self.assertEqual(set(found.recipient_ids.ids), set(expected.ids))

    def test_topic_refills(self):
        """A topic entered later brings the person in; an objection takes them out."""
        topic = self.env["skks.topic"].create({"name": "Zieleń testowa"})
        found = self._list(topic_ids=[Command.set(topic.ids)], reach="journalist")
        self.assertFalse(found.recipient_ids)
        self.igor.with_user(self.officer).topic_ids = topic
        found.invalidate_recordset()
        self.assertEqual(found.recipient_ids, self.igor)
        self.igor.with_user(self.officer).action_skks_opt_out()
        found.invalidate_recordset()
        self.assertFalse(found.recipient_ids)

    def test_by_hand(self):
        found = self._list(
            outlet_ids=[Command.set(self.kurier.ids)],
            added_ids=[Command.set(self.igor.ids)],
            excluded_ids=[Command.set(self.kurier.ids)],
        )
        self.assertEqual(set(found._recipients().ids), {self.anna.id, self.igor.id})
        plain = self.env["res.partner"].create({"name": "Zwykły"})
        with self.assertRaises(ValidationError):
            found.added_ids = plain

    def test_refills(self):
        found = self._list(
            outlet_ids=[Command.set(self.kurier.ids)], reach="journalist"
        )
        self.assertEqual(found.recipient_ids, self.anna)
        newcomer = self.make_journalist("Ola", self.kurier, email="o@kurier.test")
        self.anna.affiliation_ids.date_to = "2020-01-01"
        found.invalidate_recordset()
        self.assertEqual(found.recipient_ids, newcomer)

    def test_nobody_who_may_not_be_written_to(self):
        found = self._list(added_ids=[Command.set((self.anna + self.igor).ids)])
        self.anna.with_user(self.officer).action_skks_opt_out()
        self.assertTrue(self.anna.mailing_opt_out_at)
        self.igor.do_not_contact = True
        self.assertFalse(found._recipients())
        self.igor.with_user(self.manager).do_not_contact = False
        self.igor.email = "nie adres"
        self.assertFalse(found._recipients())

    def test_only_the_head_lifts_an_objection(self):
        self.anna.mailing_opt_out = True
        with self.assertRaises(AccessError):
            self.anna.with_user(self.officer).write({"mailing_opt_out": False})
        with self.assertRaises(AccessError):
            self.anna.with_user(self.officer).sudo().write({"mailing_opt_out": False})
        self.anna.with_user(self.manager).mailing_opt_out = False
        self.assertFalse(self.anna.mailing_opt_out_at)
        acts = self.env["skks.journal.entry"].search(
            [("act", "=", "contact.mailing_opt_out"), ("res_id", "=", self.anna.id)]
        )
        self.assertEqual(len(acts), 2)

    def test_rights(self):
        """Lists name journalists, so they are for whoever sees these."""
        auditor = self.make_user("auditor", "skks_base.group_auditor")
        other = self.make_user("other", "skks_base.group_representative")
        found = self._list()
        self.assertTrue(found.with_user(auditor).has_access("read"))
        self.assertFalse(found.with_user(auditor).has_access("write"))
        self.assertFalse(found.with_user(other).sudo(False).has_access("read"))
