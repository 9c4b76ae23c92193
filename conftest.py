"""Rules of the test run that hold for all add-ons."""

import os
import shutil

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


@pytest.fixture(scope="session", autouse=True)
def own_files(load_registry):
    """Give each of several test processes files of its own.

    pytest-odoo lets them share one folder, so that the clean-up of files in one
    deletes what a test in the other has just written.
    """
    from odoo.tools import config  # noqa: PLC0415

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        yield
        return
    shared = config.filestore.return_value
    own = f"{shared}-{worker}"
    shutil.rmtree(own, ignore_errors=True)
    if os.path.exists(shared):
        shutil.copytree(shared, own, copy_function=os.link)
    config.filestore.return_value = own
    yield
    config.filestore.return_value = shared
    shutil.rmtree(own, ignore_errors=True)
