"""Open311 GeoReport v2: how its answers are written and its times are read.

https://wiki.open311.org/GeoReport_v2 says what the elements are called; JSON follows
from the XML by the "Spark convention": lists lose the name of their items.
"""

import json
from datetime import UTC, datetime

from lxml import etree

CONTENT_TYPES = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
# Name of a list -> name of its items.
ITEMS = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_requests": "request",
    "services": "service",
}


def write(kind: str, name: str, content) -> bytes:
    """Return the answer ``name`` as ``xml`` or ``json``.

    :param content: dict or list of texts, numbers, booleans, None and more of these
    """
    if kind == "json":
        return json.dumps(content, ensure_ascii=False).encode()
    root = etree.Element(name)
    _fill(root, content)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _fill(element, content):
    if isinstance(content, dict):
        for name, value in content.items():
            _fill(etree.SubElement(element, name), value)
    elif isinstance(content, list):
        for value in content:
            _fill(etree.SubElement(element, ITEMS[element.tag]), value)
    elif isinstance(content, bool):
        element.text = str(content).lower()
    elif content is not None:
        element.text = "".join(c for c in str(content) if c.isprintable() or c == "\n")


def moment(value: datetime | None) -> str | None:
    """Return a naive UTC datetime in W3C format, or None."""
    return value and f"{value.replace(microsecond=0).isoformat()}Z"


def read_moment(text: str) -> datetime:
    """Return the naive UTC datetime that ``text`` names in W3C format.

    :raises ValueError: for anything else, also for a time without a zone
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"no time zone: {text}")
    return found.astimezone(UTC).replace(tzinfo=None)
