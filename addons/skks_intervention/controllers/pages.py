"""What the pages behind secret links have in common."""

from datetime import timedelta

from odoo import SUPERUSER_ID
from odoo.http import content_disposition, request

from ..tools import upload
from ..tools.visitor import network_of

# Shown in the browser; everything else is saved, so that nothing in it runs here.
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")
# Five files of the largest size, and the texts.
MAX_BODY = (upload.MAX_FILES + 1) * upload.MAX_BYTES
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class SecretPages:
    """Mixin of controllers: pages that a secret in their address opens.

    No controller itself, or Odoo would make one class of all that inherit from it.

    Whether the secret is wrong, too old, revoked or for another purpose: the answer
    is the same in every byte, found by the same query. A page is kept by no cache,
    by no search engine, and no link on it tells the next site its address.
    """

    def _page(self, template, values, status=200):
        request.session.touch()  # or the token of a form is of no session
        company = request.website.sudo().company_id
        response = request.render(
            f"skks_intervention.{template}", {"office": company, **values}
        )
        response.status_code = status
        return self._shield(response)

    def _shield(self, response):
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault(
            "Content-Security-Policy",
            "frame-ancestors 'self'; img-src 'self' data:; object-src 'none'",
        )
        return response

    def _nothing(self):
        """The answer to every secret that opens nothing."""
        return self._page("page_nothing", {}, status=404)

    def _open(self, token, *purposes):
        """The link that the secret opens, for one of the purposes; empty if none."""
        links = request.env["skks.intervention.link"]
        found = [links._open(token, purpose) for purpose in purposes]
        return next(filter(None, found), links.sudo())

    def _case_of_page(self, link):
        """The report as superuser, in the language of the page."""
        return link.intervention_id.sudo()

    def _case_of_office(self, link):
        """The report as the gateway of letters works: nobody's rights, and what is
        written inside in the language of the office.
        """
        company = link.intervention_id.company_id
        office = request.env["skks.intervention"].with_user(SUPERUSER_ID)
        office = office.with_company(company).with_context(
            lang=company.partner_id.lang, mail_create_nosubscribe=True
        )
        return office.browse(link.intervention_id.id)

    def _back(self, path, done):
        """After a POST: the page anew, so that loading it again repeats nothing."""
        url = request.env["ir.http"]._url_for(path)
        return self._shield(request.redirect(f"{url}?done={done}", code=303))

    def _admits(self, door, who, limits):
        tries = request.env["skks.rate.limit"].sudo()
        return tries._admits(f"intervention.{door}", who, limits)

    def _visitor(self):
        return network_of(request.httprequest.remote_addr)

    def _uploads(self):
        """``[(name, content)]`` of what was uploaded, one byte more than is allowed."""
        files = request.httprequest.files.getlist("files")[: upload.MAX_FILES + 1]
        found = [(file.filename, file.read(upload.MAX_BYTES + 1)) for file in files]
        return [(name, content) for name, content in found if name or content]

    def _file(self, content, name, mimetype):
        """A file, by a type that the browser may not guess anew."""
        shown = mimetype in SHOWN
        response = request.make_response(
            content,
            [
                ("Content-Type", mimetype if shown else "application/octet-stream"),
                (
                    "Content-Disposition",
                    content_disposition(name, "inline" if shown else "attachment"),
                ),
                ("Content-Security-Policy", "default-src 'none'; sandbox"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ],
        )
        return self._shield(response)
