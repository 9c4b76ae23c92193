"""The manual: every link leads somewhere, every picture is there, shown and small."""

import re
from urllib.parse import unquote

import pytest

from .common import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
LARGEST = 150_000


def _anchors(text):
    """What a page can be opened at: its headings as GitHub names them, and `<a id>`."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    names = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
    return names | set(re.findall(r'<a id="([^"]+)"', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page):
    for link in LINK.findall(page.read_text()):
        if "://" in link:
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in _anchors(target.read_text()), link


def test_pictures_are_shown_and_small():
    shown = {link for page in PAGES for link in LINK.findall(page.read_text())}
    for picture in sorted((DOCS / "pl" / "img").iterdir()):
        assert f"img/{picture.name}" in shown, picture.name
        assert picture.stat().st_size <= LARGEST, picture.name
