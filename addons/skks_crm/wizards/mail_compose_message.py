from odoo import api, fields, models

from ..models.res_partner import READERS


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    skks_colleague_wrote = fields.Text(
        compute="_compute_skks_colleague_wrote",
        groups=READERS,
        export_string_translation=False,
    )

    @api.depends("model", "res_ids", "partner_ids")
    @api.depends_context("uid", "lang")
    def _compute_skks_colleague_wrote(self):
        """Who of the colleagues wrote lately to whom this letter goes."""
        for composer in self:
            contacts = composer.partner_ids._origin
            if composer.model == "res.partner":
                contacts |= contacts.browse(composer._evaluate_res_ids())
            composer.skks_colleague_wrote = contacts._skks_colleague_note()
