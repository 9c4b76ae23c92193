"""M6.4, M5: positions beside a reply to a citizen, as a unit's clerk writes it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.skks_intervention.tests import common

NAME = "Wymiana nawierzchni na Lipowej"
BODY = "<p>Nawierzchnię wymienimy do czerwca.</p>"


@tagged("post_install", "-at_install")
class TestReply(common.InterventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.position = cls._position(cls.wdt, cls.roads)
        cls.foreign = cls._position(
            cls.mpwik, cls.water, name="Ciśnienie wody: nawierzchnia"
        )

    @classmethod
    def _position(cls, entity, expert, **values):
        position = (
            cls.env["skks.narrative"]
            .with_user(cls.officer)
            .create(
                {
                    "name": NAME,
                    "body": BODY,
                    "entity_id": entity.id,
                    "expert_id": expert.id,
                    "topic_ids": [(6, 0, cls.topic.ids)],
                }
                | values
            )
        )
        return cls._accept(position, expert)

    @classmethod
    def _accept(cls, position, expert):
        position.action_submit()
        position.with_user(expert).action_approve()
        position.with_user(cls.head).action_approve()
        return position

    def setUp(self):
        super().setUp()
        self.case = self._report(topic_id=self.topic.id)
        self.case.sudo().entity_id = self.wdt
        self.reply = self._drafted_reply(self.case)

    def found(self, query, user=None):
        rows = (
            self.env["skks.narrative"]
            .with_user(user or self.roads)
            .panel_search(query, self.reply._name, self.reply.id)["rows"]
        )
        return [row["id"] for row in rows]

    def use(self, user=None, position=None):
        position = (position or self.position).with_user(user or self.roads)
        return position.action_use_in(self.reply._name, self.reply.id)

    def test_clerk_finds_the_positions_of_the_unit_alone(self):
        self.assertEqual(self.found("nawierzchni"), self.position.ids)
        self.assertEqual(self.found(""), self.position.ids)
        everything = self.position + self.foreign
        self.assertEqual(
            set(self.found("nawierzchni", self.officer)), set(everything.ids)
        )
        with self.assertRaises(AccessError):
            self.use(position=self.foreign)

    def test_text_goes_in_and_is_recorded(self):
        self.assertIn("do czerwca", self.use())
        use = self.reply.narrative_use_ids
        self.assertEqual(use.version_id, self.position.current_version_id)
        self.assertEqual(use.inserted_by, self.roads)
        self.assertIn(NAME, self.reply.narrative_basis)

    def test_no_use_in_a_foreign_reply(self):
        for user in (self.water, self.school, self.auditor, self.dispatcher):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.use(user=user)
        with self.assertRaises(AccessError):
            self.found("nawierzchni", self.school)
        self.assertFalse(self.reply.narrative_use_ids)

    def test_nothing_goes_into_what_has_left(self):
        self.reply.action_submit()
        self.reply.with_user(self.roads_head).action_approve()
        self.reply.action_send()
        self.assertTrue(self.reply.sent_at)
        with self.assertRaises(UserError):
            self.use()

    def test_changed_since(self):
        self.use()
        self.assertFalse(self.reply.narrative_notice)
        self.position.write({"body": "<p>Do lipca.</p>", "change_note": "Deszcze"})
        self._accept(self.position, self.roads)
        self.env.invalidate_all()
        self.assertIn(NAME, self.reply.narrative_notice)

    def test_to_whom_it_went_names_no_citizen(self):
        self.use()
        use = self.reply.narrative_use_ids.with_user(self.officer)
        self.assertIn(self.case.number, use.document_recipient)
        (row,) = use.read()
        for word in ("Gałązka", common.CITIZEN, "700 20"):
            self.assertNotIn(word, str(row))

    def test_what_a_clerk_may_not_read_is_not_named(self):
        """The office puts in words of the water company; the roads do not learn it."""
        self.use(user=self.officer, position=self.foreign)
        self.use()
        seen = self.reply.with_user(self.roads)
        self.env.invalidate_all()
        self.assertIn(NAME, seen.narrative_basis)
        self.assertNotIn("Ciśnienie", seen.narrative_basis)
        self.assertIn("Ciśnienie", self.reply.with_user(self.officer).narrative_basis)

    def test_every_writer_opens_the_form(self):
        """A dispatcher has no part in positions, and opens the reply all the same."""
        self.use()
        for user in (self.roads, self.officer, self.dispatcher):
            with self.subTest(user.login), Form(self.reply.with_user(user)) as form:
                form.name = f"Re: {user.login}"
