"""Rules of the test run that hold for all add-ons."""

import os

import pytest

# what Odoo's HttpCase says when it gives up on the browser (odoo/tests/common.py)
BROWSER_EXCUSES = ("chrom", "websocket-client")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A missing or broken browser fails the test: Odoo alone would skip it."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        if any(excuse in reason.lower() for excuse in BROWSER_EXCUSES):
            report.outcome = "failed"
            report.longrepr = f"{reason}: the tests need Chromium, see README.md"


def pytest_collection_modifyitems(config, items):
    """Tests of the demo town run where it is; pytest counts the others as left out."""
    if os.environ.get("SKKS_DEMO"):
        return
    left_out = [item for item in items if item.path.name == "test_demo.py"]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
