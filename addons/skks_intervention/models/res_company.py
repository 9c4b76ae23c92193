import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html_escape

# Scheme, host and port, as a browser names where a page comes from.
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")

_TILES = re.compile(r"https?://(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})[^\s\"'<>]+")
_CENTER = re.compile(r"-?\d{1,2}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?")


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
    skks_reports_proof = fields.Boolean(
        "Proof of work",
        help="The visitor's browser computes for a moment before it sends a report, so"
        " that many reports cost a program much. Nothing has to be read or clicked;"
        " without JavaScript the page names the phone.",
    )
    skks_reports_tiles = fields.Char(
        "Tiles of the map",
        help="Address of the tiles with {z}, {x} and {y}. Left empty, the form has no"
        " map. Whoever has the tiles learns the network addresses of visitors: take a"
        " server of the town or of the state.",
    )
    skks_reports_attribution = fields.Char(
        "Author of the map", help="Shown on the map, as its licence asks."
    )
    skks_reports_center = fields.Char(
        "Middle of the town", help="Latitude and longitude, such as 52.10, 17.05."
    )
    skks_reports_per_visitor = fields.Integer(
        "Reports an hour from one visitor", default=60
    )
    skks_reports_per_hour = fields.Integer(
        "Reports an hour from everybody", default=1000
    )

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

    @api.constrains("skks_reports_tiles", "skks_reports_center")
    def _check_skks_reports_map(self):
        for company in self:
            tiles = company.skks_reports_tiles
            if tiles and not _TILES.fullmatch(tiles):
                raise ValidationError(
                    self.env._(
                        "Write the address of the tiles like"
                        " https://map.example/{z}/{x}/{y}.png."
                    )
                )
            center = company.skks_reports_center
            if center and not _CENTER.fullmatch(center):
                raise ValidationError(
                    self.env._("Write the middle of the town like 52.10, 17.05.")
                )

    @api.constrains("skks_reports_per_visitor", "skks_reports_per_hour")
    def _check_skks_reports_limits(self):
        for company in self:
            if min(company.skks_reports_per_visitor, company.skks_reports_per_hour) < 1:
                raise ValidationError(
                    self.env._("At least one report an hour has to get through.")
                )

    def write(self, vals):
        """A website that bears the town's name is renamed with it."""
        name = vals.get("name")
        namesakes = self.env["website"].sudo()
        if name:
            websites = namesakes.search([("company_id", "in", self.ids)])
            namesakes = websites.filtered(
                lambda site: site.name == site.company_id.name
            )
        result = super().write(vals)
        if namesakes:
            namesakes.name = name
        return result

    def _skks_reports_embed_origins(self):
        """Sites that may show the form inside a page of theirs."""
        return (self.sudo().skks_reports_embed or "").split()

    def _skks_reports_map(self):
        """What the map of the form is made of; nothing if the town wants none."""
        company = self.sudo()
        return company.skks_reports_tiles and {
            "tiles": company.skks_reports_tiles,
            "attribution": html_escape(company.skks_reports_attribution or ""),
            "center": company.skks_reports_center or "",
        }

    def _skks_reports_contact(self):
        """How the office is reached without the form."""
        company = self.sudo()
        return ", ".join(filter(None, (company.phone, company.email))) or company.name
