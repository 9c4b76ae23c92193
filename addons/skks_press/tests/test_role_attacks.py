"""M4.2, M4.3: leadership, dispatcher, auditor and administrator, each with that role
alone: what they read, and that they change nothing but what is theirs."""

from odoo import models
from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_doors import DoorMatrix

from . import common
from .test_stranger_matrix import OF_NO_CASE, StrangerCommon

# What whoever works with cases looks up.
WORDS = (
    "skks.answer.kind",
    "skks.clock",
    "skks.clock.pause",
    "skks.clock.policy",
    "skks.desk",
    "skks.district",
    "skks.duty",
    "skks.entity",
    "skks.inquiry.category",
    "skks.inquiry.term",
    "skks.intervention.category",
    "skks.intervention.letter",
    "skks.intervention.outcome",
    "skks.intervention.template",
    "skks.intervention.qualification",
    "skks.intervention.rule",
    "skks.intervention.term",
    "skks.reopening.reason",
    "skks.representative",
    "skks.resolution",
    "skks.signoff.line",
    "skks.street",
    "skks.tag",
    "skks.topic",
)
CASES = (
    "skks.answer",
    "skks.contribution",
    "skks.contribution.version",
    "skks.inquiry",
    "skks.inquiry.question",
    "skks.narrative",
    "skks.narrative.confirmation",
    "skks.narrative.message",
    "skks.narrative.question",
    "skks.narrative.report",
    "skks.narrative.source",
    "skks.narrative.use",
    "skks.narrative.version",
)
# Whatever else the office does, and when.
WORK = (
    "skks.authorisation",
    "skks.calendar.entry",
    "skks.calendar.feed",
    "skks.correction",
    "skks.coverage",
    "skks.meeting",
    "skks.missed.reason",
    "skks.order",
    "skks.order.part",
    "skks.plan.item",
    "skks.release",
    "skks.release.file",
    "skks.release.recipient",
    "skks.release.version",
)
# Citizens' reports, of which the dispatcher is master.
REPORTS = (
    "skks.intervention",
    "skks.intervention.forwarding",
    "skks.intervention.message",
    "skks.intervention.reopening",
    "skks.intervention.reply",
    "skks.intervention.route",
)
FIGURES = (
    "skks.contribution.report",
    "skks.equal.treatment",
    "skks.inquiry.measure",
    "skks.inquiry.report",
    "skks.intervention.report",
    "skks.narrative.figures",
)
LEADERSHIP = {
    "r": (*WORDS, *CASES, *WORK, *REPORTS, *FIGURES),
    "rc": ("skks.briefing",),
    "rwc": ("skks.narrative.not.mine",),
    "rwcu": ("skks.calendar.feed.link", "skks.reason"),
}
# Where reports come from and where they go.
KEPT_BY_DISPATCHERS = ("skks.district", "skks.intervention.rule", "skks.street")
DISPATCHER = {
    "r": (
        *(name for name in WORDS if name not in KEPT_BY_DISPATCHERS),
        "skks.intervention.link",
        "skks.intervention.message",
        "skks.intervention.report",
        "skks.intervention.reopening",
        "skks.intervention.route",
        "skks.missed.reason",
        "skks.retention.rule",
        "skks.tombstone",
    ),
    "rwc": (
        *KEPT_BY_DISPATCHERS,
        "skks.clock.explain",
        "skks.desk.reassign",
        "skks.intervention",
        "skks.intervention.action",
        "skks.intervention.ask",
        "skks.intervention.merge",
        "skks.intervention.forwarding",
        "skks.intervention.contractor",
        "skks.intervention.decline",
        "skks.intervention.call",
        "skks.intervention.give",
        "skks.intervention.official",
        "skks.intervention.reply",
        "skks.intervention.send",
        "skks.intervention.split",
    ),
    "rwcu": (
        "skks.intervention.extend",
        "skks.intervention.forward",
        "skks.intervention.qualify",
        "skks.intervention.register",
        "skks.intervention.uphold",
        "skks.reason",
    ),
}
AUDITOR = {
    "r": (
        *WORDS,
        *CASES,
        *WORK,
        *REPORTS,
        *FIGURES,
        "skks.affiliation",
        "skks.audit.line",
        "skks.care.report",
        "skks.care.rule",
        "skks.care.run",
        "skks.contact.pair",
        "skks.gate.permit",
        "skks.intervention.link",
        "skks.journal.entry",
        "skks.journal.payload",
        "skks.journal.seal",
        "skks.journal.seal.line",
        "skks.material",
        "skks.material.type",
        "skks.material.version",
        "skks.media.desk",
        "skks.media.extension",
        "skks.media.group",
        "skks.media.type",
        "skks.open311.key",
        "skks.recipient.list",
        "skks.retention.rule",
        "skks.timeline.event",
        "skks.tombstone",
    ),
    "rc": ("skks.audit",),
    "rwcu": (
        "skks.calendar.feed.link",
        "skks.contact.export",
        "skks.intervention.register",
        "skks.reason",
    ),
}
ADMIN = {
    "r": (
        "skks.clock",
        "skks.clock.pause",
        "skks.journal.seal",
        "skks.journal.seal.line",
        "skks.open311.key",
        "skks.polish.miss",
        "skks.setup.check",
        "skks.signoff.line",
    ),
    "rwc": ("skks.clock.recompute", "skks.representative.invite", "skks.setup"),
    "rwcu": (
        "skks.answer.kind",
        "skks.clock.policy",
        "skks.clock.recompute.line",
        "skks.district",
        "skks.duty",
        "skks.duty.fill",
        "skks.duty.fill.line",
        "skks.entity",
        "skks.erasure.run",
        "skks.erasure.run.line",
        "skks.inquiry.category",
        "skks.inquiry.term",
        "skks.intervention.category",
        "skks.intervention.letter",
        "skks.intervention.outcome",
        "skks.intervention.template",
        "skks.intervention.qualification",
        "skks.intervention.rule",
        "skks.intervention.term",
        "skks.material.type",
        "skks.media.type",
        "skks.missed.reason",
        "skks.open311.key.new",
        "skks.people.import",
        "skks.people.import.line",
        "skks.polish.synonym",
        "skks.reason",
        "skks.reopening.reason",
        "skks.representative",
        "skks.resolution",
        "skks.retention.preview",
        "skks.retention.preview.line",
        "skks.retention.rule",
        "skks.street",
        "skks.tag",
        "skks.topic",
    ),
}
# Changes that matter to nobody's rights, and no entry tells of.
UNSEEN = {
    ("skks.duty", "note"),
    ("skks.representative", "invitation_due"),
    ("skks.representative", "job_title"),
    ("skks.representative", "mobile"),
    ("skks.representative", "phone"),
    ("skks.topic", "complete_name"),
}


class RoleCase(DoorMatrix, common.PressCase):
    """Cases with texts at every stage, so that each button has its moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("administrator", "admin")
        cls.draft = cls._answer(0)
        cls.substantive = cls._answer(1)
        cls.office = cls._answer(2)
        cls.approved = cls._answer(3)
        cls.position = cls._position()
        district = cls.env["skks.district"].create({"name": "Zacisze"})
        cls.env["skks.street"].create({"name": "Lipowa", "district_id": district.id})
        cls.env["skks.intervention.rule"].create(
            {"district_id": district.id, "entity_id": cls.wdt.id}
        )
        delivered = cls._contribution(cls._confirmed(), cls.wdt_person)
        delivered.with_user(cls.roads).body = "<p>12 km.</p>"
        delivered.with_user(cls.roads).action_deliver()
        cls._contribution(cls._confirmed(), cls.wdt_person)
        cls.env.flush_all()

    @classmethod
    def _confirmed(cls):
        """An inquiry that has just been taken."""
        inquiry = cls._inquiry()
        inquiry.action_confirm()
        return inquiry

    @classmethod
    def _answer(cls, steps):
        """An answer that has come ``steps`` far on its way to being accepted."""
        inquiry = cls._confirmed()
        part = cls._contribution(inquiry, cls.wdt_person).with_user(cls.roads)
        part.body = "<p>12 km.</p>"
        part.action_deliver()
        answer = cls.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer.with_user(cls.officer).body = "<p>12 km.</p>"
        way = (
            (cls.officer, "action_submit"),
            (cls.roads, "action_approve"),
            (cls.head, "action_approve"),
        )
        for user, action in way[:steps]:
            getattr(answer.with_user(user), action)()
        return answer

    @classmethod
    def _position(cls):
        position = (
            cls.env["skks.narrative"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Drogi",
                    "body": "<p>Remontujemy.</p>",
                    "entity_id": cls.wdt.id,
                    "expert_id": cls.roads.id,
                }
            )
        )
        position.action_submit()
        return position


@tagged("post_install", "-at_install")
class TestDoors(RoleCase):
    """What each of them may do, and nothing else."""

    def test_rights(self):
        self.maxDiff = None
        for user, rights in (
            (self.secretary, LEADERSHIP),
            (self.dispatcher, DISPATCHER),
            (self.auditor, AUDITOR),
            (self.admin, ADMIN),
        ):
            with self.subTest(user=user.login):
                self.assertRights(user, rights)

    def test_rows(self):
        for user in (self.secretary, self.auditor):
            self.assertWritesNothing(user)
        self.assertWritesNothing(self.dispatcher, but=DISPATCHER["rwc"])
        self.assertWritesNothing(self.admin, but=ADMIN["rwcu"])

    def test_methods(self):
        """The measure is the head of the office, whom the same calls obey."""
        self.assertGreater(len(self.changes_by_methods(self.head)), 15)
        own_link = ("skks.calendar.feed.link", "action_make")
        export = ("skks.intervention.register", "action_export")  # it is journalled
        for user, expected in (
            (self.secretary, {("skks.answer", "action_emergency_release"), own_link}),
            (self.dispatcher, {("skks.intervention.rule", "message_post"), export}),
            (self.auditor, {own_link, export}),
            (
                self.admin,
                {
                    ("skks.duty.fill", "action_fill"),
                    ("skks.entity", "action_ask_for_correction"),
                    ("skks.entity", "action_confirm_list"),
                    ("skks.entity", "message_post"),
                    ("skks.intervention.rule", "message_post"),
                    # by its number: who holds a case reads nothing of it
                    ("skks.inquiry", "action_hold"),
                    ("skks.retention.rule", "action_look"),
                    ("skks.retention.rule", "action_switch_off"),
                    ("skks.setup", "action_finish"),
                },
            ),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.changes_by_methods(user), expected)

    def test_notes_followers_activities_files(self):
        """Whoever reads may follow; who keeps a setting may put a note on it."""
        cases = {"skks.inquiry", "skks.contribution", "skks.answer"}
        kept = {"skks.entity", "skks.intervention.rule"}
        for user, followed in (
            (self.secretary, cases | kept),
            (self.auditor, cases | kept),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self.changes_around(user), {(name, "follow") for name in followed}
                )
        for user, kept in (
            (self.dispatcher, {*DISPATCHER["rwc"], "skks.entity"}),
            (self.admin, set(ADMIN["rwcu"])),
        ):
            found = {name for name, _door in self.changes_around(user)}
            self.assertTrue(found)
            self.assertFalse(found - kept)

    def test_settings_change_in_the_journal_only(self):
        """No stage is lowered, nobody made an approver, without an entry."""
        unseen = set()
        self.env["skks.duty"].create({"user_id": self.officer.id})
        for name in sorted(set(ADMIN["rwcu"]) - {"skks.tag"}):
            if not self.env[name]._transient:
                row = self.rows(name)[:1]
                self.assertTrue(row, name)
                unseen |= {
                    (name, fname)
                    for fname, field in row._fields.items()
                    if field.store
                    and field.type not in ("one2many", "many2many")
                    and fname not in models.MAGIC_COLUMNS
                    for value in self._values(field)
                    if self._changes_unseen(row, fname, value)
                }
        self.assertEqual(
            unseen, UNSEEN | {(n, f) for n, f in unseen if f == "sequence"}
        )

    def _values(self, field):
        if field.type == "selection":
            return [value for value, _label in field._description_selection(self.env)]
        if field.type == "many2one":
            found = self.env[field.comodel_name].search([("id", "!=", 1)], limit=2)
            return [False, *found.ids, self.admin.id]
        if field.type == "boolean":
            return [True, False]
        return [self._forged(self.admin, field)]

    def _changes_unseen(self, row, fname, value):
        """Whether the administrator changes the field and no entry says so."""
        changed = seen = False
        journal = self.env["skks.journal.entry"].sudo()
        with self.undone():
            old, entries = row[fname], journal.search_count([])
            self._try(self.admin, row._name, "write", row.ids, {fname: value})
            self.env.invalidate_all()
            changed = row[fname] != old
            seen = journal.search_count([]) > entries
        return changed and not seen


@tagged("post_install", "-at_install")
class TestAdministrator(RoleCase):
    """M4.2: who sets the office up reads no case, makes nobody an approver unseen."""

    def _stand_in_for(self, user):
        self.rpc(
            self.admin,
            "res.users",
            "action_set_absence",
            user.ids,
            "2020-01-01 00:00:00",
            False,
            self.admin.id,
        )

    def test_stand_in_of_the_head(self):
        self._stand_in_for(self.head)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "user.absence"), ("res_id", "=", self.head.id)], limit=1
        )
        self.assertEqual(entry.user_id, self.admin)
        self.assertIn(self.admin.login, entry.new_value)
        for answer in (self.draft, self.office):
            self.assertFalse(answer.with_user(self.admin).has_access("read"))
        self.rpc_or_refused(
            self.admin, "skks.answer", "action_approve", self.office.ids
        )
        self.assertEqual(self.office.signoff_state, "office")

    def test_representative_of_oneself(self):
        (person,) = self.rpc(
            self.admin,
            "skks.representative",
            "create",
            [{"user_id": self.admin.id, "entity_id": self.wdt.id}],
        )
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "representative.create"), ("res_id", "=", person)]
        )
        self.assertEqual(entry.user_id, self.admin)
        for name in ("skks.inquiry", "skks.contribution", "skks.answer"):
            self.assertIsNone(self.rpc_or_refused(self.admin, name, "search", []))
        self.rpc_or_refused(
            self.admin, "skks.answer", "action_approve", self.substantive.ids
        )
        self.assertEqual(self.substantive.signoff_state, "substantive")

    def test_groups(self):
        manager = self.env.ref("skks_base.group_manager")
        for user in (self.secretary, self.dispatcher, self.auditor, self.admin):
            for model, ids, values in (
                ("res.users", user.ids, {"group_ids": [(4, manager.id)]}),
                ("res.groups", manager.ids, {"user_ids": [(4, user.id)]}),
                ("res.groups", manager.ids, {"implied_by_ids": user.group_ids.ids}),
            ):
                with self.subTest(user=user.login, model=model):
                    self.rpc_or_refused(user, model, "write", ids, values)
                    self.env.invalidate_all()
                    self.assertFalse(user.has_group("skks_base.group_manager"))

    def test_head_of_the_office(self):
        (setup,) = self.rpc(self.admin, "skks.setup", "create", [{}])
        for user in (self.admin, self.secretary, self.officer):
            self.rpc_or_refused(
                self.admin, "skks.setup", "write", [setup], {"head_id": user.id}
            )
            self.assertFalse(self.company.skks_head_id & user)
        self.rpc(self.admin, "skks.setup", "write", [setup], {"head_id": self.head.id})
        entry = self.env["skks.journal.entry"].search(
            [("user_id", "=", self.admin.id)], order="id desc", limit=1
        )
        self.assertIn(f"skks_head_id: {self.head.name}", entry.new_value)
        self.assertFalse(self.office.with_user(self.admin).has_access("read"))


@tagged("post_install", "-at_install")
class TestReading(StrangerCommon, common.PressCase):
    """M4.3: whom no case concerns comes by none, nor by a contact of the press."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("administrator", "admin")

    def test_dispatcher(self):
        self.assertFindsNothing(self.dispatcher, but=OF_NO_CASE)

    def test_administrator(self):
        self.assertFindsNothing(self.admin, but=OF_NO_CASE)
        for record in (self.wdt, self.topic):
            self.assertFormTellsNothing(self.admin, record)

    def test_contacts_of_the_press(self):
        domain = [("id", "=", self.journalist.id)]
        email = [("email", "ilike", "kurier.example")]
        for user in (self.dispatcher, self.admin, self.secretary):
            for method, args in (
                ("search_read", [domain, ["email"]]),
                ("search_count", [domain]),
                ("search_count", [email]),
                ("name_search", ["Jan Nowak"]),
                ("read", [self.journalist.ids, ["email"]]),
                ("export_data", [self.journalist.ids, ["email"]]),
            ):
                with self.subTest(user=user.login, method=method, args=args):
                    self.assertFalse(
                        self.rpc_or_refused(user, "res.partner", method, *args)
                    )
        found = self.rpc(self.auditor, "res.partner", "search_count", domain)
        self.assertTrue(found, "whom the journal names, the auditor may look up")


@tagged("post_install", "-at_install")
class TestConfidential(StrangerCommon, common.PressCase):
    """M4.3: a confidential case is hidden from the leadership as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inquiry.confidential = True
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def begin_case(cls):
        """An accepted position is no secret of a case; that it was used in one is."""
        cls.open_position = cls._accepted_position("Drogi")
        return super().begin_case()

    @classmethod
    def _secret_position(cls):
        return cls.open_position

    @classmethod
    def _report_outdated(cls, position):
        """Not: whoever reads the position reads what is said of it."""

    # Orders, releases and the plan are confidential by themselves or not at all.

    @classmethod
    def _secret_orders(cls, inquiry):
        """None."""

    @classmethod
    def _secret_release(cls, inquiry):
        """None."""

    @classmethod
    def _secret_meeting(cls, inquiry):
        result = super()._secret_meeting(inquiry)
        cls.env["skks.plan.item"].search([("name", "=", cls.secret)]).unlink()
        return result

    def test_leadership(self):
        self.assertTrue(self.of_case["skks.narrative.use"])
        self.assertFindsNothing(self.secretary, but=OF_NO_CASE)

    def test_leadership_finds_what_is_not_confidential(self):
        self.inquiry.confidential = False
        found = self.rpc(self.secretary, "skks.inquiry", "search", [])
        self.assertIn(self.inquiry.id, found)
