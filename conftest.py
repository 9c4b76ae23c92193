"""Rules of the test run that hold for all add-ons."""

import os
import shutil
from functools import partial
from unittest.mock import patch

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
    deletes what a test in the other has just written. It answers with that folder
    for whatever database, too: a test that has another process make a database of
    its own would look for the files of that one here, and find none.
    """
    from odoo.tests.common import get_db_name  # noqa: PLC0415
    from odoo.tools import config  # noqa: PLC0415

    if not os.environ.get("PYTEST_XDIST_WORKER"):
        yield
        return
    name = get_db_name()
    shared, own = config.filestore.return_value, type(config).filestore(config, name)
    shutil.rmtree(own, ignore_errors=True)
    if os.path.exists(shared):
        shutil.copytree(shared, own, copy_function=os.link)
    with patch.object(config, "filestore", partial(type(config).filestore, config)):
        yield
    shutil.rmtree(own, ignore_errors=True)
