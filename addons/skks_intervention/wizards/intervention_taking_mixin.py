from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, plaintext2html
from odoo.tools.misc import clean_context

# Letters of the text that become the subject.
SUBJECT = 120


class InterventionTakingMixin(models.AbstractModel):
    """Taking a report down: what, where, and what it is about."""

    _name = "skks.intervention.taking.mixin"
    _description = "Taking a Report Down"

    what = fields.Text("What is wrong", required=True)
    address = fields.Char("Where", required=True)
    category_id = fields.Many2one(
        "skks.intervention.category",
        required=True,
        domain=lambda self: [("company_id", "=", self.env.company.id)],
    )
    is_emergency = fields.Boolean(compute="_compute_is_emergency")
    # the rest may wait
    street_id = fields.Many2one(
        "skks.street", domain=lambda self: [("company_id", "=", self.env.company.id)]
    )
    occurred_at = fields.Datetime("Noticed")

    @api.depends("category_id")
    def _compute_is_emergency(self):
        for taking in self:
            taking.is_emergency = any(
                taking.category_id._skks_path().mapped("is_emergency")
            )

    def _prepare_report_values(self):
        """Values of the report; its first line is the subject."""
        text = (self.what or "").strip()
        if not text or not (self.address or "").strip():
            raise UserError(self.env._("Write what is wrong and where."))
        return {
            "name": text.splitlines()[0][:SUBJECT],
            "description": plaintext2html(text),
            "address": self.address,
            "category_id": self.category_id.id,
            "street_id": self.street_id.id,
            "occurred_at": self.occurred_at,
            "company_id": self.env.company.id,
        }

    def _take_down(self, reports):
        """Register the report and tell whoever left an address.

        :param reports: ``skks.intervention`` with the rights to be used
        """
        self.ensure_one()
        clean = clean_context(reports.env.context)
        reports = reports.with_env(reports.env(context=clean))
        case = reports.create(self._prepare_report_values())
        case.sudo()._acknowledge()
        return case

    def _read_out(self, case, **params):
        """Show the number (and what else is to be told) in large letters."""
        return {
            "type": "ir.actions.client",
            "tag": "skks_intervention_read_out",
            "params": {"number": case.number, **params},
        }

    def _checked_address(self, address):
        """The normalized address; empty if none was given."""
        address = (address or "").strip()
        if not address:
            return False
        if not email_normalize(address):
            raise UserError(self.env._("“%s” is not an e-mail address.", address))
        return email_normalize(address)
