"""The words inside a file, read within limits.

Core's ``attachment_indexation`` reads whatever is attached anywhere, letters of
strangers included, in the request and without a limit. Here only what somebody put
into the archive is read, and a file can neither fill the memory nor take hours: what
is too big, locked or broken has simply no words.
"""

import io
import logging
import zipfile

from lxml import etree

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_PAGES = 100
MOST_CHARACTERS = 200_000

# Beginnings of the names of those parts of a document that hold its text.
_PARTS = (
    "word/document.xml",
    "word/footnotes.xml",
    "ppt/slides/slide",
    "xl/sharedStrings.xml",
    "content.xml",
)
# Local names of the elements after which a word ends.
_BLOCKS = {"p", "h", "br", "tab", "si", "tc", "table-cell", "line-break", "s"}

_logger = logging.getLogger(__name__)


def read_text(data: bytes, mimetype: str) -> str:
    """Return the words of a PDF, DOCX, ODT, PPTX, XLSX or text file.

    :return: at most ``MOST_CHARACTERS`` characters; empty for any other file
    """
    if not data or len(data) > MOST_BYTES:
        return ""
    try:
        text = _read(data, mimetype or "")
    except Exception as error:  # whatever a stranger's file makes a parser raise
        _logger.info("A file of the archive cannot be read: %r", error)
        return ""
    return text.replace("\x00", "").strip()[:MOST_CHARACTERS]


def _read(data, mimetype):
    if data.startswith(b"%PDF-"):
        return _read_pdf(data)
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _read_document(data)
    if mimetype.startswith("text/"):
        return data[: 4 * MOST_CHARACTERS].decode("utf-8", "replace")
    return ""


def _read_pdf(data):
    # it takes a while to load, and nothing else needs it
    from pdfminer.high_level import extract_text

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    return extract_text(io.BytesIO(data), maxpages=MOST_PAGES)


def _read_document(data):
    """Text of the XML parts of an office document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [one for one in archive.infolist() if one.filename.startswith(_PARTS)]
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            return ""
        return "\n".join(_xml_text(archive.read(part)) for part in parts)


def _xml_text(xml):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(xml, parser)
    pieces = []
    for element in root.iter(etree.Element):
        # a word may be cut into runs, so only a block ends it
        if etree.QName(element).localname in _BLOCKS:
            pieces.append("\n")
        if element.text:
            pieces.append(element.text)
        if element.tail:
            pieces.append(element.tail)
    return "".join(pieces)
