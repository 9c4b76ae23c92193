"""Core's own linters (module test_lint) on our add-ons; run inside ``odoo shell``.

Checks of files see our add-ons only; checks of the registry see everything, and of
what they find we keep what names us. Findings go to the file SKKS_FINDINGS.
"""

import importlib
import logging
import os
import re
from pathlib import Path
from unittest import TestLoader
from unittest.mock import patch

import odoo.modules
from odoo.modules import Manifest
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite
from odoo.tools import config

from odoo.addons.test_lint.tests import test_index

CHECKS = (
    "dunderinit",
    "i18n",
    "index",
    "jstranslate",
    "manifests",
    "naming",
    "onchange_domains",
    "orm_import",
    "override_signatures",
    "pofile",
    "routes",
    "test_holes",
)
OURS = re.compile(r"\bskks(_(?!tpl)|\.)")


class Findings(OdooTestResult):
    """Keeps what a failed (sub)test says, if it is about us."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def add(self, text):
        """Keep the lines about us of a list, the whole of any other text."""
        head, *rest = text.strip().splitlines()
        listed = [line for line in rest if OURS.search(line)]
        if "should be indexed" in head and listed:
            text = "\n".join([head, *listed])
        if OURS.search(text):
            self.texts.append(text)

    def addError(self, test, err):
        # a check that cannot be run is a finding as well
        self.texts.append(f"{test}: {err[1]!r}")

    def addFailure(self, test, err):
        self.add(f"{test}: {err[1]}")


class Warnings(logging.Handler):
    """Some of core's linters only log."""

    def __init__(self, findings):
        super().__init__(logging.WARNING)
        self.findings = findings

    def emit(self, record):
        self.findings.add(record.getMessage())


def covered(environment):
    """Fields like mail.message's ``res_id``: searched by (model, id) only.

    Core names its own in a list; we let the database prove it for ours.
    """
    environment.cr.execute("SELECT tablename, indexdef FROM pg_indexes")
    indexes = environment.cr.fetchall()
    for model in environment.registry.values():
        for field in model._fields.values():
            if field.type == "many2one_reference" and field.store:
                pair = f"({field.model_field}, {field.name}"
                if any(t == model._table and pair in d for t, d in indexes):
                    yield f"{model._name}.{field.name}"


def tests_of(name):
    """The single tests of one of core's files: Odoo's suite knows no nested ones."""
    module = importlib.import_module(f"odoo.addons.test_lint.tests.test_{name}")
    for suite in TestLoader().loadTestsFromModule(module):
        yield from suite


def check_core(environment):
    """Run the checks and write what they found."""
    findings = Findings()
    ours = [m for m in Manifest.all_addon_manifests() if m.name.startswith("skks_")]
    handler = Warnings(findings)
    logging.getLogger("odoo.addons.test_lint").addHandler(handler)
    config["test_enable"] = True
    with (
        patch.object(Manifest, "all_addon_manifests", lambda: ours),
        patch.object(odoo.modules, "get_modules", lambda: [m.name for m in ours]),
    ):
        test_index.BTREE_INDEX_IGNORE_FIELDS.update(covered(environment))
        suite = OdooSuite()
        for name in CHECKS:
            suite.addTests(tests_of(name))
        suite.run(findings)
    lines = [f"core test_lint: {text}\n" for text in findings.texts]
    lines.append(f"core test_lint: {findings.testsRun} checks run\n")
    Path(os.environ["SKKS_FINDINGS"]).write_text("".join(lines))


check_core(env)  # noqa: F821 - given by the shell
