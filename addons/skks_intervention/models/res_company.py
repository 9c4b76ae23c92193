import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Scheme, host and port, as a browser names where a page comes from.
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


class ResCompany(models.Model):
    _inherit = "res.company"

    skks_reports_anonymous = fields.Boolean(
        "Anonymous reports",
        help="The form takes a report without an e-mail address and a phone number.",
    )
    skks_reports_confirm = fields.Boolean(
        "Ask to confirm the e-mail address",
        help="A link is sent to the address given on the form. A report that is not"
        " confirmed is marked and dealt with all the same.",
    )
    skks_reports_embed = fields.Text(
        "Pages that may show the form",
        help="Addresses of other sites, one a line, such as https://town.example.",
    )
    skks_reports_per_visitor = fields.Integer(
        "Reports an hour from one visitor", default=60
    )
    skks_reports_per_hour = fields.Integer("Reports an hour from everybody", default=1000)

    @api.constrains("skks_reports_embed")
    def _check_skks_reports_embed(self):
        for company in self:
            for origin in (company.skks_reports_embed or "").split():
                if not _ORIGIN.fullmatch(origin):
                    raise ValidationError(
                        self.env._(
                            "“%s” is no address of a site. Write it like"
                            " https://town.example, without a path.",
                            origin,
                        )
                    )

    @api.constrains("skks_reports_per_visitor", "skks_reports_per_hour")
    def _check_skks_reports_limits(self):
        for company in self:
            if min(company.skks_reports_per_visitor, company.skks_reports_per_hour) < 1:
                raise ValidationError(
                    self.env._("At least one report an hour has to get through.")
                )

    def _skks_reports_embed_origins(self):
        """Sites that may show the form inside a page of theirs."""
        return (self.sudo().skks_reports_embed or "").split()

    def _skks_reports_contact(self):
        """How the office is reached without the form."""
        company = self.sudo()
        return ", ".join(filter(None, (company.phone, company.email))) or company.name
