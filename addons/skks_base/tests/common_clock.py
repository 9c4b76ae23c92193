"""A document that exists in tests only, and clocks on it."""

from datetime import datetime

from odoo import fields, models

from . import common_model, common_who

MODEL = "skks.test.document"


class ClockedDocument(models.Model):
    _name = "skks.test.document"
    _description = "Test Document"
    _inherit = ["skks.clock.mixin", "mail.thread", "mail.activity.mixin"]
    _module = None  # of no module: only the class below puts it into a registry

    name = fields.Char()
    user_id = fields.Many2one("res.users")
    company_id = fields.Many2one("res.company")


class ClockCase(common_who.WhoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_model()
        cls.Document = cls.env[MODEL]
        cls.Clock = cls.env["skks.clock"]
        cls.document = cls._document("Pothole")

    @classmethod
    def _add_model(cls):
        """Put the model into the registry and the database of this class only."""
        common_model.add_models(cls, ClockedDocument)
        model = cls.env["ir.model"]._get(MODEL)
        cls.env["ir.model.access"].create(
            {
                "name": "test document",
                "model_id": model.id,
                "group_id": cls.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        cls.env["ir.rule"].create(
            {
                "name": "test document: own",
                "model_id": model.id,
                "domain_force": "[('user_id', '=', user.id)]",
                "groups": [(4, cls.env.ref("base.group_user").id)],
            }
        )

    @classmethod
    def _document(cls, name, **values):
        return cls.Document.create(
            {
                "name": name,
                "user_id": cls.officer.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _policy(cls, amount, unit, **values):
        number = cls.env["skks.clock.policy"].search_count([])
        return cls.env["skks.clock.policy"].create(
            {
                "name": f"{amount} {unit}",
                "code": f"TEST{number}",
                "amount": amount,
                "unit": unit,
                **values,
            }
        )

    def _start(self, policy, started_at, document=None, **values):
        if isinstance(started_at, tuple):
            started_at = common_who.utc(*started_at)
        start = {
            "record": document or self.document,
            "policy": policy,
            "started_at": started_at,
        }
        return self.Clock._skks_start([start | values])

    def assertLocal(self, moment, *local):
        """Check a stored datetime against a local one, to the minute."""
        expected = common_who.utc(*local)
        self.assertEqual(moment.replace(second=0), expected, f"{moment} in UTC")
        self.assertIsInstance(moment, datetime)
