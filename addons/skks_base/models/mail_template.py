import re

from odoo import SUPERUSER_ID, api, models

# the words before the link, in any language, and the link itself
_CREDIT = re.compile(
    r"[^<>]*<a\s[^>]*www\.odoo\.com\?utm_source=db[^>]*>.*?</a>", re.DOTALL
)


class MailTemplate(models.Model):
    _inherit = "mail.template"

    @api.model
    def _skks_remove_vendor(self):
        """Take the vendor's advertisements out of the letters of other addons.

        Their templates belong to the administrator once installed, so this is done
        at installation only, or by the upgrade that brings it.
        """
        self._skks_replace_invitation()
        for template in self._skks_in_languages():
            found = template.with_context(active_test=False).search(
                [("body_html", "like", "www.odoo.com?utm_source=db")]
            )
            for letter in found:
                letter.body_html = _CREDIT.sub("", str(letter.body_html))

    @api.model
    def _skks_in_languages(self):
        """This model once for each language that texts may be kept in."""
        codes = {
            "en_US",
            *(code for code, _name in self.env["res.lang"].get_installed()),
        }
        return [self.with_context(lang=code) for code in sorted(codes)]

    @api.model
    def _skks_replace_invitation(self):
        """Core invites to a tour of the vendor's products; we, to the office.

        Whatever a person has written there stays.
        """
        invitation = self.env.ref("auth_signup.set_password_email", False)
        if invitation and invitation.write_uid.id != SUPERUSER_ID:
            return
        for templates in self._skks_in_languages() if invitation else ():
            templates.browse(invitation.id).write(
                {
                    "subject": "{{ object._skks_invitation_subject() }}",
                    "body_html": '<div><t t-call="skks_base.invitation"/></div>',
                }
            )
