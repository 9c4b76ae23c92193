"""Texts that pass through acceptance, for the tests of sign-off."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command
from odoo.tests import new_test_user

from . import common_model, common_who

NAMES = ["skks.test.folder", "skks.test.text", "skks.test.outgoing"]


class SignoffCase(common_who.WhoCase):
    """Two test-only models, and people who write and accept.

    Every employee may create and write the texts: what is refused here is refused
    by the sign-off itself, not by a lucky access right.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_text_models()
        groups = cls.env["res.groups"]
        for group in ("group_manager", "group_leadership"):
            others = cls.env.ref(f"skks_base.{group}").all_user_ids
            (others - cls.manager - cls.leadership).active = False
        cls.expert = cls.representative
        cls.water_expert = cls._user("water.expert", "group_representative")
        cls.second_officer = cls._user("second.officer", "group_officer")
        cls._represent(cls.expert, cls.roads)
        cls._represent(cls.water_expert, cls.water)
        cls.Text = cls.env["skks.test.text"]
        cls.groups = groups

    @classmethod
    def _user(cls, login, group, **values):
        return new_test_user(
            cls.env,
            login,
            groups=f"skks_base.{group}",
            email=f"{login}@town.example",
            **values,
        )

    @classmethod
    def _add_text_models(cls):
        class SkksTestFolder(models.Model):
            _module = None
            _name = "skks.test.folder"
            _description = "Folder of texts"

            name = fields.Char()
            text_ids = fields.One2many("skks.test.text", "folder_id")

        class SkksTestText(models.Model):
            _module = None
            _name = "skks.test.text"
            _description = "Text that is accepted"
            _inherit = ["skks.signoff.mixin"]
            _signoff_content = ("name", "body")

            name = fields.Char()
            is_secret = fields.Boolean()
            note = fields.Char()
            stages = fields.Char(default="substantive,office")
            entity_codes = fields.Char()
            folder_id = fields.Many2one("skks.test.folder", index=True)
            company_id = fields.Many2one(
                "res.company", default=lambda self: self.env.company
            )

            def _signoff_subject(self):
                return self.name

            def _signoff_stages(self):
                return tuple((self.stages or "").split(","))

            def _signoff_entities(self):
                codes = (self.entity_codes or "").split(",")
                return self.env["skks.entity"].search([("code", "in", codes)])

        class SkksTestOutgoing(models.Model):
            _module = None
            _name = "skks.test.outgoing"
            _description = "Letter that is accepted"
            _inherit = ["skks.outgoing.mixin"]

            name = fields.Char()
            email_to = fields.Char()

            def _signoff_stages(self):
                return ("office",)

            def _signoff_subject(self):
                return self.name

            def _signoff_addresses(self):
                return [self.email_to]

        common_model.add_models(cls, SkksTestFolder, SkksTestText, SkksTestOutgoing)
        cls._open_text_models()

    @classmethod
    def _open_text_models(cls):
        """Let every employee do everything, except with what is secret."""
        for name in NAMES:
            cls.env["ir.model.access"].create(
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(name),
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                    "perm_unlink": True,
                }
            )
        cls.env["ir.rule"].create(
            [
                {
                    "name": "secret texts",
                    "model_id": cls.env["ir.model"]._get_id("skks.test.text"),
                    "groups": [Command.link(cls.env.ref(f"{group}").id)],
                    "domain_force": domain,
                }
                for group, domain in (
                    ("base.group_user", "[('is_secret', '=', False)]"),
                    ("skks_base.group_officer", "[(1, '=', 1)]"),
                )
            ]
        )

    def write_text(self, author=None, entities=None, **values):
        values = {"name": "Bridge", "body": "<p>It opens on Monday.</p>"} | values
        values["entity_codes"] = ",".join((entities or self.roads[:0]).mapped("code"))
        return self.Text.with_user(author or self.officer).create(values)

    def submitted(self, **values):
        text = self.write_text(**values)
        text.action_submit()
        return text

    def approved(self, **values):
        text = self.submitted(**values)
        for entity in text.sudo()._signoff_entities():
            person = entity.representative_ids[:1].user_id
            text.with_user(person).action_approve()
        text.with_user(self.manager).action_approve()
        self.assertEqual(text.signoff_state, "approved")
        return text

    def attach(self, user, name="map.txt", raw=b"old", **values):
        values = {"name": name, "raw": raw} | values
        return self.env["ir.attachment"].with_user(user).create(values)

    def decisions(self, text):
        """``[(decision, user)]`` of the text, oldest first."""
        lines = text.sudo().signoff_line_ids.sorted("id")
        return [(line.decision, line.user_id) for line in lines]

    def absent(self, user, stand_in, days=2):
        now = fields.Datetime.now()
        user.write(
            {
                "out_of_office_from": now - timedelta(hours=1),
                "out_of_office_to": now + timedelta(days=days),
                "stand_in_id": stand_in.id,
            }
        )
