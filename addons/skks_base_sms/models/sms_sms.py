from odoo import api, models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _send_with_api(
        self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False
    ):
        """The wall: text messages reach colleagues only, whoever asked for them.

        All ways to a provider meet here. Like the wall of ``mail.mail`` it drops
        and journals but never raises, so the colleagues still get theirs.
        """
        stopped = self._skks_stopped()
        if stopped:
            stopped._skks_report_stopped()
        kept = self - stopped
        if not kept:
            return None
        return super(SmsSms, kept)._send_with_api(
            sms_api,
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    def _skks_stopped(self):
        insiders = self._skks_insider_numbers()
        return self.filtered(
            lambda sms: self._skks_normalize_number(sms.number) not in insiders
        )

    @api.model
    def _skks_normalize_number(self, number):
        """``number`` in the form E.164; unreadable ones as they are."""
        company = self.env.company.sudo()
        formatted = company.partner_id._phone_format(
            number=number, country=company.country_id
        )
        return formatted or number

    @api.model
    def _skks_insider_numbers(self):
        """Numbers of active internal users that are no contact's."""
        partners = self.env["res.partner"].sudo()
        staff = partners.search(
            [
                ("phone", "!=", False),
                ("user_ids", "any", [("share", "=", False), ("active", "=", True)]),
            ]
        )
        numbers = set(map(self._skks_normalize_number, staff.mapped("phone")))
        contacts = partners.search(
            [("skks_contact", "=", True), ("phone", "!=", False)]
        )
        return numbers.difference(
            map(self._skks_normalize_number, contacts.mapped("phone"))
        )

    def _skks_report_stopped(self):
        for sms in self:
            message = sms.sudo().mail_message_id
            model = message.model if message.model in self.env else None
            record = self.env[model or self._name].sudo().browse()
            if model and message.res_id:
                record = record.browse(message.res_id).exists()
            self.env["skks.journal.entry"]._log(
                record, "wall.stopped_sms", payload={"numbers": [sms.number]}
            )
        self.sudo()._update_sms_state_and_trackers("canceled")
