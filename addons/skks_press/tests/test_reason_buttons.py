"""M1.3: a button that asks for a reason leads to an act, in every model of ours."""

import re

from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from . import common

NAMED = re.compile(r"'reason_action'\s*:\s*'(\w+)'")


@tagged("post_install", "-at_install")
class TestReasonButtons(common.PressCase):
    def _through_the_wizard(self, user, record, action, reason):
        wizard = self.env["skks.reason"].with_user(user).create({"reason": reason})
        context = {
            "active_model": record._name,
            "active_ids": record.ids,
            "reason_action": action,
        }
        return wizard.with_context(**context).action_confirm()

    def _buttons(self):
        """Pairs of model and method that buttons of our views call with a reason."""
        domain = Domain("model", "like", "skks.") & Domain(
            "arch_db", "like", "reason_action"
        )
        for view in self.env["ir.ui.view"].search(domain):
            for node in etree.fromstring(view.arch).iter("button"):
                for method in NAMED.findall(node.get("context", "")):
                    yield self._model_of(node, view.model), method

    def _model_of(self, node, model):
        """Model of what a button stands on, which may be a list within a form."""
        for field in reversed([*node.iterancestors("field")]):
            model = self.env[model]._fields[field.get("name")].comodel_name or model
        return model

    def test_every_button_is_taken(self):
        """M1.3, M5.1: no button of a view is answered with “takes no reason”."""
        buttons = set(self._buttons())
        self.assertIn(("skks.contribution", "action_decline_lead"), buttons)
        self.assertIn(("skks.contribution", "action_return"), buttons)
        wizard = self.env["skks.reason"]
        dead = {
            (model, method)
            for model, method in buttons
            if method not in wizard._actions_of(self.env[model])
        }
        self.assertFalse(dead)

    def test_contribution_is_returned_with_a_reason(self):
        """M1.3: the officer's “Return” reaches the entity."""
        inquiry = self._inquiry()
        inquiry.action_confirm()
        contribution = self._contribution(inquiry, self.wdt_person)
        contribution.with_user(self.roads).body = "<p>12 km</p>"
        contribution.with_user(self.roads).action_deliver()
        self._through_the_wizard(self.officer, contribution, "action_return", "Źródło?")
        self.assertEqual(contribution.state, "returned")

    def test_entity_says_not_ours(self):
        """M1.3: the representative's “Not Ours” frees the entity."""
        inquiry = self._inquiry()
        inquiry.action_confirm()
        contribution = self._contribution(inquiry, self.wdt_person)
        self._through_the_wizard(self.roads, contribution, "action_not_ours", "ZDP")
        self.assertEqual(contribution.state, "not_ours")

    def test_other_methods_are_refused(self):
        """M4.2: the window calls nothing but what a model has declared."""
        inquiry = self._inquiry()
        inquiry.action_confirm()
        contribution = self._contribution(inquiry, self.wdt_person)
        with self.assertRaises(UserError):
            self._through_the_wizard(self.roads, contribution, "action_accept", "x")
