"""Files of citizens: pictures and PDFs, judged by what is in them, not by their name.

A picture is drawn anew, so that it carries neither the place where it was taken nor
anything else that hides in a file of that type.
"""

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401

MAX_FILES = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
# Nobody looks at more; a plate or a face is not made more legible than need be.
MAX_SIDE = 2560
JPEG_QUALITY = 85
# Odoo keeps Pillow from loading more types than it needs; the import adds WebP.
PICTURES = ("JPEG", "PNG", "WEBP", "GIF")
# Offered in the dialogue of the browser; it decides nothing.
ACCEPTED = ".jpg,.jpeg,.png,.webp,.gif,.pdf"
_MAX_STEM = 60
_PDF_HEAD, _PDF_TAIL = b"%PDF-", b"%%EOF"
# What a PDF does by itself when it is opened, or carries inside.
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")


class RefusedFileError(ValueError):
    """A file that is not kept; ``reason`` is ``empty``, ``large`` or ``type``."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CleanFile:
    """A file that may be kept."""

    name: str
    content: bytes
    mimetype: str


def clean(name: str, content: bytes) -> CleanFile:
    """Return the file as it may be kept.

    :raises RefusedFileError: for what is neither a picture nor a PDF, or too large
    """
    if not content:
        raise RefusedFileError("empty")
    if len(content) > MAX_BYTES:
        raise RefusedFileError("large")
    if content.startswith(_PDF_HEAD):
        return _clean_pdf(name, content)
    return _clean_picture(name, content)


def _clean_pdf(name: str, content: bytes) -> CleanFile:
    if _PDF_TAIL not in content[-1024:] or _PDF_ACTIVE.search(content):
        raise RefusedFileError("type")
    return CleanFile(_name(name, "pdf"), content, "application/pdf")


def _clean_picture(name: str, content: bytes) -> CleanFile:
    try:
        picture = Image.open(io.BytesIO(content), formats=PICTURES)
        if picture.width * picture.height > MAX_PIXELS:
            raise RefusedFileError("large")
        picture.load()
        picture = ImageOps.exif_transpose(picture)
    except RefusedFileError:
        raise
    except Exception as error:  # Pillow raises whatever a broken file leads to
        raise RefusedFileError("type") from error
    return _drawn_anew(name, picture)


def _drawn_anew(name: str, picture: Image.Image) -> CleanFile:
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    drawn = picture.convert("RGBA" if see_through else "RGB")
    drawn.thumbnail((MAX_SIDE, MAX_SIDE))
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    buffer = io.BytesIO()
    if see_through:
        bare.save(buffer, "PNG", optimize=True)
        return CleanFile(_name(name, "png"), buffer.getvalue(), "image/png")
    bare.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return CleanFile(_name(name, "jpg"), buffer.getvalue(), "image/jpeg")


def _name(name: str, extension: str) -> str:
    """A name without a path or odd characters, ending as the content says."""
    stem = PurePosixPath((name or "").replace("\\", "/")).stem
    stem = unicodedata.normalize("NFC", stem)
    stem = re.sub(r"[^\w ()-]+", "_", stem).strip(" _")[:_MAX_STEM]
    return f"{stem or 'file'}.{extension}"
