from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, plaintext2html

from .intervention_process import LETTER


class Intervention(models.Model):
    """A firm from outside looks at a report and tells the unit what it found.

    It gets a link that expires, sees no contact data, and leaves one note. The note
    is for the unit: nothing of it reaches the submitter by itself.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    contractor_links = fields.Boolean(related="company_id.skks_contractor_links")

    def action_contractor(self):
        """Name the firm that gets the link."""
        self.ensure_one()
        self._check_contractors()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to a Contractor"),
            "res_model": "skks.intervention.contractor",
            "view_mode": "form",
            "target": "new",
            "context": {"default_intervention_id": self.id},
        }

    def _check_contractors(self):
        self._check_works_on()
        if not self.company_id.sudo().skks_contractor_links:
            raise UserError(
                self.env._(
                    "Links for contractors are switched off. The administrator may"
                    " switch them on in the settings."
                )
            )

    def _send_to_contractor(self, name, email):
        """Send the firm a link; one that another firm had is void.

        :param str name: of the firm
        :param str email: its address, to which the letter goes
        """
        self.ensure_one()
        self._check_contractors()
        address = email_normalize(email or "")
        if not address:
            raise UserError(self.env._("Enter one correct e-mail address of the firm."))
        if address == self._submitter_address():
            raise UserError(self.env._("This is the address of the submitter."))
        case = self.sudo()
        holder = f"{name} <{address}>"
        token = self.env["skks.intervention.link"]._make_link(
            case, "contractor", holder=holder
        )
        self.env["skks.journal.entry"]._log(
            self, "intervention.contractor", payload={"firm": holder}
        )
        lang = case.company_id.partner_id.lang
        case = case.with_context(lang=lang)
        values = {"sender": self.env.user.sudo()}
        case._gate_release(
            "ask",
            addresses=[address],
            subject=case.env._("Request to look at report %s", case.number),
            body=case._render_office_letter("contractor", **values),
            letter_body=case._render_office_letter(
                "contractor", url=case._contractor_url(token), **values
            ),
            author=self.env.user,
        )

    def _render_office_letter(self, name, **values):
        """The words of a letter that does not go to the submitter."""
        return self.env["ir.qweb"]._render(
            f"skks_intervention.letter_{name}",
            {"case": self, "company": self.company_id, "url": "", **values},
            lang=self.env.lang,
        )

    def _contractor_url(self, token):
        return f"{self.get_base_url()}/interwencje/wykonawca/{token}"

    def _contractor_files(self):
        """Files of the submitter that the firm may see, in a stable order."""
        lines = self.message_line_ids.sorted("id")
        return lines.filtered(
            lambda line: (
                line.direction == "in" and line.kind in ("report", "addition")
            )
        ).attachment_ids

    @api.model
    def _contractor_notes(self, link, text, files=None):
        """Keep the one note of the firm; the link opens nothing any more.

        :param link: ``skks.intervention.link`` that was opened
        """
        case = link.intervention_id
        text = case._checked_text(text)
        attachments = case._keep_files(files)
        link._note_use()
        link._revoke()
        case._message_log(
            body=case.env._(
                "Note of the contractor %(firm)s: %(text)s",
                firm=link.holder or "",
                text=plaintext2html(text),
            ),
            author_id=case.env.ref("base.partner_root").id,
            attachment_ids=attachments.ids,
        )
        case._tell_unit(lambda env: env._("A contractor has left a note"), LETTER)
