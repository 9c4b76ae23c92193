from odoo import api, fields, models
from odoo.exceptions import ValidationError

# With fewer, a figure may be about one person.
LEAST_MINIMUM = 5


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company"]

    skks_asks_opinion = fields.Boolean(
        "Ask for an opinion",
        default=True,
        help="Some days after the answer the submitter is asked once by e-mail.",
    )
    skks_contractor_links = fields.Boolean(
        "Links for contractors",
        help="A unit may send a firm a link to a report, by which the firm leaves a"
        " note.",
    )
    skks_public_statistics = fields.Boolean(
        "Public statistics",
        help="Numbers of reports and times of answers are published on the website.",
    )
    skks_statistics_minimum = fields.Integer(
        "Reports in a published group",
        default=10,
        help="Groups with fewer reports are not published.",
    )

    @api.constrains("skks_statistics_minimum")
    def _check_skks_statistics_minimum(self):
        for company in self:
            if company.skks_statistics_minimum < LEAST_MINIMUM:
                raise ValidationError(
                    self.env._(
                        "A published group has at least %s reports.", LEAST_MINIMUM
                    )
                )
