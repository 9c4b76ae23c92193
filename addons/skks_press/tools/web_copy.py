"""The body of a text as clean, semantic HTML for somebody else's website."""

import re

from lxml import etree, html

# Elements that say something about the text; others give way to their content.
KEPT = {
    "a",
    "abbr",
    "blockquote",
    "br",
    "caption",
    "em",
    "h2",
    "h3",
    "h4",
    "li",
    "ol",
    "p",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "div": "p"}
DROPPED = {"script", "style", "img", "iframe", "object", "embed", "form"}
ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
BLOCKS = ("blockquote", "h2", "h3", "h4", "ol", "p", "table", "ul")
_SAFE_LINK = re.compile(r"\A(?:https?://|mailto:|tel:)", re.IGNORECASE)


def clean(fragment: str) -> str:
    """Return ``fragment`` without styles, classes, pictures and empty paragraphs.

    The headline of the page is the title, so headings begin at the second level.
    """
    root = html.fragment_fromstring(fragment or "", create_parent="div")
    etree.strip_elements(root, etree.Comment, *DROPPED, with_tail=False)
    for element in list(root.iterdescendants()):
        _clean_element(element)
    _drop_empty(root)
    inner = [_text(root.text)] if (root.text or "").strip() else []
    inner += [
        html.tostring(child, encoding="unicode").strip()
        for child in root.iterchildren()
    ]
    return "\n".join(part for part in inner if part)


def _text(text: str | None) -> str:
    paragraph = html.Element("p")
    paragraph.text = (text or "").strip()
    return html.tostring(paragraph, encoding="unicode")


def _clean_element(element):
    element.tag = RENAMED.get(element.tag, element.tag)
    if element.tag not in KEPT or (element.tag == "p" and _holds_blocks(element)):
        element.drop_tag()
        return
    allowed = ATTRIBUTES.get(element.tag, ())
    for name in list(element.attrib):
        if name not in allowed:
            del element.attrib[name]
    if element.tag == "a" and not _SAFE_LINK.match(element.get("href", "")):
        element.drop_tag()


def _holds_blocks(element):
    return any(
        RENAMED.get(child.tag, child.tag) in BLOCKS for child in element.iterchildren()
    )


def _drop_empty(root):
    for element in list(root.iterdescendants("p", "h2", "h3", "h4", "strong", "em")):
        if not "".join(element.itertext()).strip(" \n\t\xa0"):
            element.drop_tree()
