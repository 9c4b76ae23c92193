"""What an add-on says of itself stands in `readme/` and, for Odoo, in README.rst."""

import re

import pytest

from .common import ROOT, database

MARKUP = re.compile(r"[^\w,.;:()/“”„×]+")


def _words(text):
    """The text without markup: Markdown and reStructuredText differ in nothing else."""
    return MARKUP.sub(" ", text)


@pytest.mark.parametrize("name", database.addons())
def test_readme_is_what_its_parts_say(name):
    addon = ROOT / "addons" / name
    whole = _words((addon / "README.rst").read_text())
    for part in ("DESCRIPTION.md", "CONFIGURE.md"):
        path = addon / "readme" / part
        if not path.exists():
            continue
        for paragraph in re.split(r"\n\s*\n", path.read_text().strip()):
            assert _words(paragraph).strip() in whole, f"{part}: {paragraph[:60]}"
