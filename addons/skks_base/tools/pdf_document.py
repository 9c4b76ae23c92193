"""HTML to tagged, searchable PDF; nothing is fetched from any network."""

import importlib

# What WeasyPrint calls the standard for documents that everybody can read.
ACCESSIBLE = "pdf/ua-1"


class PdfEngineMissing(Exception):
    """WeasyPrint, or the library Pango that it draws with, is not installed."""


class _Fetcher:
    """Answers the document's addresses from ``open_local`` and refuses all others."""

    # WeasyPrint reads it: a missing picture does not stop the document.
    _fail_on_errors = False

    def __init__(self, urls, open_local):
        self._urls = urls
        self._inline = urls.URLFetcher(allowed_protocols={"data"})
        self._open_local = open_local

    def __call__(self, url):
        if url.startswith("data:"):
            return self._inline(url)
        content, mimetype = self._open_local(url)
        return self._urls.URLFetcherResponse(url, content, {"Content-Type": mimetype})


def render(html, base_url, open_local):
    """Return ``html`` as a PDF (bytes).

    :param str html: a whole document; its ``lang`` and ``title`` go into the PDF
    :param str base_url: what relative addresses in it start with
    :param open_local: ``url -> (bytes, MIME type)``, raises for what is not ours
    :raises PdfEngineMissing: with the words of the loader
    """
    try:
        # Here, not above: loading it takes half a second and fails without Pango.
        weasyprint = importlib.import_module("weasyprint")
        urls = importlib.import_module("weasyprint.urls")
    except (ImportError, OSError) as error:
        raise PdfEngineMissing(str(error)) from error
    document = weasyprint.HTML(
        string=html, base_url=base_url, url_fetcher=_Fetcher(urls, open_local)
    )
    return document.write_pdf(pdf_variant=ACCESSIBLE)
