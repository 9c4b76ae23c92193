import ast
from pathlib import Path

from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged

LOGGERS = {"_log", "_log_act", "_skks_log", "_skks_log_each"}


def _literals(tree):
    """Yield the acts that a module hands to the journal as literals."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in LOGGERS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(
                    argument.value, str
                ):
                    yield argument.value


@tagged("post_install", "-at_install")
class TestJournalAct(TransactionCase):
    """M3.2: whoever reads the journal reads words, not the names of the program."""

    def _installed(self):
        modules = self.env["ir.module.module"].search(
            [("state", "=", "installed"), ("name", "=like", "skks_%")]
        )
        return [Path(Manifest.for_addon(name).path) for name in modules.mapped("name")]

    def test_every_act_of_the_code_has_a_name(self):
        acts = set()
        for folder in self._installed():
            for place in ("models", "wizards", "report"):
                for source in (folder / place).glob("*.py"):
                    acts.update(_literals(ast.parse(source.read_text())))
        acts = {act for act in acts if "." in act or act == "handover"}
        self.assertIn("setup.change", acts)
        acts |= {
            self.env[name]._import_act()
            for name, model in self.env.items()
            if hasattr(model, "_import_act") and not model._abstract
        }
        self.assertIn("people.import", acts)
        name_of = self.env["skks.journal.act"]._name_of
        self.assertFalse(sorted(act for act in acts if name_of(act) == act))

    def test_every_journaled_model_has_a_name(self):
        name_of = self.env["skks.journal.act"]._name_of
        for model in self.env.values():
            if subject := getattr(model, "_journaled_as", None):
                with self.subTest(model=model._name):
                    self.assertNotEqual(
                        name_of(f"{subject}.change"), f"{subject}.change"
                    )

    def test_every_decision_and_sorting_has_a_name(self):
        decisions = (
            self.env["skks.signoff.line"]._fields["decision"].get_values(self.env)
        )
        acts = [f"signoff.{decision}" for decision in decisions]
        acts += ["emergency.confirmed", "emergency.objected"]
        acts += [f"desk.{act}" for act in ("nudge", "reassign", "superior")]
        acts += [f"letter.{act}" for act in ("join", "send", "take")]
        for act in acts:
            self.assertNotEqual(self.env["skks.journal.act"]._name_of(act), act)

    def test_result_of_a_clock_is_a_word(self):
        acts = self.env["skks.journal.act"]
        labels = dict(self.env["skks.clock"]._fields["result"].selection)
        for code, word in (*labels.items(), ("canceled", "Canceled")):
            text = f"Answer: 10 working days: {code} 2026-11-26 11:00:00"
            self.assertEqual(
                acts._readable("res.partner", text),
                f"Answer: 10 working days: {word} 26.11.2026 12:00",
            )
        text = "they met on 2026-11-26 11:00:00"
        self.assertIn("they met on", acts._readable("res.partner", text))

    def test_an_entry_is_called_by_its_act(self):
        entry = self.env["skks.journal.entry"]._log(self.env.user, "case.hold")
        self.assertEqual(entry.sudo().display_name, entry.sudo().act_name)
        self.assertNotEqual(entry.sudo().display_name, "case.hold")
