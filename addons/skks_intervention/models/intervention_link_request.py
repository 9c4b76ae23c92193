import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.mail import email_normalize

_logger = logging.getLogger(__name__)

BATCH = 100
MAX_NUMBER, MAX_EMAIL = 32, 254


class InterventionLinkRequest(models.Model):
    """Somebody says that the link to a report was lost.

    Each request is a row, whether there is such a report or not, and is looked into
    only later: neither the answer nor its time tells what the town hall knows. A
    letter leaves to the address on the report and to no other; then the row is gone.
    """

    _name = "skks.intervention.link.request"
    _description = "Request for a New Link"
    _log_access = False

    number = fields.Char(required=True)
    email = fields.Char(required=True)

    @api.model
    def _ask(self, number, email):
        """Note a request; private, the page counts the tries."""
        self.sudo().create(
            [
                {
                    "number": (number or "").strip().upper()[:MAX_NUMBER],
                    "email": (email or "").strip()[:MAX_EMAIL],
                }
            ]
        )
        self.env.ref("skks_intervention.ir_cron_link_request").sudo()._trigger()

    @api.model
    def _cron_send(self):
        """Send the links that were asked for; what fits nothing just goes."""
        requests = self.sudo().search([], order="id", limit=BATCH)
        requests = requests.try_lock_for_update()
        for request in requests:
            try:
                with self.env.cr.savepoint():
                    request._send()
            except Exception:
                _logger.exception("No new link for request %s", request.id)
        requests.unlink()
        self.env["ir.cron"]._commit_progress(
            len(requests), remaining=self.sudo().search_count([])
        )

    def _send(self):
        domain = Domain("number", "=", self.number)
        case = self.env["skks.intervention"].sudo().search(domain, limit=1)
        address = case and case._submitter_address()
        if address and address == email_normalize(self.email or ""):
            case._send_new_link()
