"""People of two entities and a position of one of them."""

from odoo import fields, models
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.skks_base.tests import common_model


class NarrativeCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for group in ("group_manager", "group_leadership"):
            cls.env.ref(f"skks_base.{group}").all_user_ids.active = False
        cls.officer = cls._user("officer")
        cls.manager = cls._user("manager")
        cls.leader = cls._user("leader", "leadership")
        cls.auditor = cls._user("auditor")
        cls.dispatcher = cls._user("dispatcher")
        cls.expert = cls._user("expert", "representative")
        cls.deputy = cls._user("deputy", "representative")
        cls.head = cls._user("head", "representative")
        cls.stranger = cls._user("stranger", "representative")
        cls.employee = new_test_user(cls.env, "employee.n", groups="base.group_user")
        cls.roads = cls._entity("Roads", "T-WDT", cls.expert, cls.deputy)
        cls._represent(cls.head, cls.roads, role="head")
        cls.water = cls._entity("Water", "T-MPWIK", cls.stranger)
        cls.Narrative = cls.env["skks.narrative"]

    @classmethod
    def _user(cls, name, group=None):
        return new_test_user(
            cls.env,
            f"{name}.n",
            groups=f"skks_base.group_{group or name}",
            email=f"{name}.n@town.example",
            tz="Europe/Warsaw",
        )

    @classmethod
    def _entity(cls, name, code, *users):
        entity = cls.env["skks.entity"].create({"name": name, "code": code})
        for user in users:
            cls._represent(user, entity)
        return entity

    @classmethod
    def _represent(cls, user, entity, **values):
        return cls.env["skks.representative"].create(
            {"user_id": user.id, "entity_id": entity.id} | values
        )

    @classmethod
    def draft(cls, author=None, **values):
        return cls.Narrative.with_user(author or cls.officer).create(
            {
                "name": "Bridge on Młyńska",
                "thesis": "The bridge opens on Monday.",
                "body": "<p>The bridge opens on Monday.</p>",
                "expert_id": cls.expert.id,
                "deputy_id": cls.deputy.id,
            }
            | values
        )

    @classmethod
    def accept(cls, narrative, expert=None, head=None):
        """Pass on and accept at both stages."""
        narrative.action_submit()
        narrative.with_user(expert or cls.expert).action_approve()
        narrative.with_user(head or cls.manager).action_approve()
        return narrative

    @classmethod
    def approved(cls, **values):
        return cls.accept(cls.draft(**values))

    def run_cron(self, xmlid):
        """Run the job as the server does, here and now."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    @classmethod
    def absent(cls, user, stand_in):
        user.write(
            {
                "out_of_office_from": "2020-01-01 00:00:00",
                "out_of_office_to": False,
                "stand_in_id": stand_in.id,
            }
        )


class AnswerCase(NarrativeCase):
    """Two test-only kinds of signed-off text in which positions are used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        class SkksTestAnswer(models.Model):
            _module = None
            _name = "skks.test.answer"
            _description = "Answer"
            _inherit = ["skks.signoff.mixin", "skks.narrative.used.mixin"]

            name = fields.Char()
            is_secret = fields.Boolean()
            topic_id = fields.Many2one("skks.topic")

            def _narrative_topic(self):
                return self.topic_id

        class SkksTestNotice(models.Model):
            _module = None
            _name = "skks.test.notice"
            _description = "Notice"
            _inherit = ["skks.signoff.mixin"]

            name = fields.Char()
            narrative_use_ids = fields.One2many(
                "skks.narrative.use", "res_id", bypass_search_access=True
            )

        common_model.add_models(cls, SkksTestAnswer, SkksTestNotice)
        cls._open([SkksTestAnswer._name, SkksTestNotice._name])
        cls.answer = cls.env["skks.test.answer"].create({"name": "Answer"})
        cls.notice = cls.env["skks.test.notice"].create({"name": "Notice"})

    @classmethod
    def _open(cls, names):
        """Everybody may write these texts, except with what is secret."""
        for name in names:
            cls.env["ir.model.access"].create(
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(name),
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                }
            )
        cls.env["ir.rule"].create(
            [
                {
                    "name": "secret answers",
                    "model_id": cls.env["ir.model"]._get_id("skks.test.answer"),
                    "groups": [Command.link(cls.env.ref(group).id)],
                    "domain_force": domain,
                }
                for group, domain in (
                    ("base.group_user", "[('is_secret', '=', False)]"),
                    ("skks_base.group_officer", "[(1, '=', 1)]"),
                )
            ]
        )
