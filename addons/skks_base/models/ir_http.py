from odoo import models
from odoo.http import request

BACK_OFFICE = ("/odoo", "/web")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _skks_sources(cls):
        """What a page of the back office may load from where, for the browser.

        A letter may carry a picture that reports to its sender when it is opened; the
        browser shows none that is not kept here. An addon may add a host.
        """
        kept = ["'self'", "data:", "blob:"]
        return {
            "connect-src": ["'self'"],
            "font-src": kept,
            "img-src": kept,
            "media-src": kept,
            "style-src": ["'self'", "'unsafe-inline'"],
        }

    @classmethod
    def _post_dispatch(cls, response):
        if cls._skks_is_page_of_back_office(response):
            policy = "; ".join(
                f"{kind} {' '.join(sources)}"
                for kind, sources in cls._skks_sources().items()
            )
            response.headers.add("Content-Security-Policy", policy)
        return super()._post_dispatch(response)

    @classmethod
    def _skks_is_page_of_back_office(cls, response):
        path = request.httprequest.path
        return response.mimetype == "text/html" and any(
            path == root or path.startswith(f"{root}/") for root in BACK_OFFICE
        )
