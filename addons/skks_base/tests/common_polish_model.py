"""A test-only model that is searched by Polish words."""

from unittest.mock import patch

from odoo import fields, models
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from ..tools import polish
from . import common_model


class PolishCase(TransactionCase):
    """Texts of two offices; everybody reads the open ones, officers all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        class SkksTestText(models.Model):
            _module = None
            _name = "skks.test.text"
            _description = "Text"
            _inherit = ["skks.polish.search.mixin"]
            _order = "name, id"

            _polish_texts = {
                "A": ("name",),
                "B": ("keywords", "tag_id.name"),
                "C": ("thesis", "line_ids.name"),
                "D": ("body",),
            }

            name = fields.Char()
            keywords = fields.Char()
            thesis = fields.Text()
            body = fields.Html()
            internal = fields.Text()
            active = fields.Boolean(default=True)
            is_secret = fields.Boolean()
            tag_id = fields.Many2one("skks.tag", index=True)
            line_ids = fields.One2many("skks.test.line", "text_id")

        class SkksTestLine(models.Model):
            _module = None
            _name = "skks.test.line"
            _description = "Line"

            name = fields.Char()
            text_id = fields.Many2one("skks.test.text", index=True)

        common_model.add_models(cls, SkksTestLine, SkksTestText)
        cls.officer = new_test_user(cls.env, "officer.p", "skks_base.group_officer")
        cls.person = new_test_user(
            cls.env, "person.p", "skks_base.group_representative"
        )
        cls._open()
        cls.Text = cls.env["skks.test.text"]
        cls.lexicon = cls.env["skks.polish.lexicon"].sudo()

    @classmethod
    def _open(cls):
        cls.env["ir.model.access"].create(
            {
                "name": "text",
                "model_id": cls.env["ir.model"]._get_id("skks.test.text"),
                "group_id": cls.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
            }
        )
        cls.env["ir.rule"].create(
            [
                {
                    "name": "secret texts",
                    "model_id": cls.env["ir.model"]._get_id("skks.test.text"),
                    "groups": [Command.link(cls.env.ref(group).id)],
                    "domain_force": domain,
                }
                for group, domain in (
                    ("skks_base.group_representative", "[('is_secret', '=', False)]"),
                    ("skks_base.group_officer", "[(1, '=', 1)]"),
                )
            ]
        )

    def reduced(self):
        """Without morfeusz2 from now on."""
        analyser = polish.Analyser(full=False)
        self.startPatcher(patch.object(polish, "analyser", lambda: analyser))

    def found(self, query, user=None, **context):
        texts = self.Text.with_user(user or self.person).with_context(**context)
        return texts.search([("search_text", "ilike", query)]).mapped("name")
