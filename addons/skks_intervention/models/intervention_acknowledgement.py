from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_date

# Where the links in letters lead, by what they are for.
PATHS = {
    "track": "/interwencje/sprawa",
    "visit": "/interwencje/sprawa",
    "feedback": "/interwencje/opinia",
    "contractor": "/interwencje/wykonawca",
}
# Whoever enters a report of long ago acknowledges it no more.
ACKNOWLEDGED_WITHIN = timedelta(days=7)
# Channels by which an employee takes a report down; letters and the web form say
# themselves when a report is complete.
TAKEN_DOWN = ("phone", "paper", "official", "other")


class Intervention(models.Model):
    """Notice of receipt, and what letters to the submitter have in common.

    A letter repeats nothing that the sender has typed: otherwise a stranger could
    let the town hall send words and links of theirs to anybody's address.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        since = fields.Datetime.now() - ACKNOWLEDGED_WITHIN
        for case in cases:
            if case.channel in TAKEN_DOWN and case.received_at >= since:
                case._acknowledge()
        return cases

    def _acknowledge(self):
        """Tell the submitter at once that the report was received and registered.

        Once a report, whoever asks for it; nothing where there is no address.
        """
        self.ensure_one()
        case = self.sudo()
        if case.acknowledged_at or not case._submitter_address():
            return
        case._guarded_write({"acknowledged_at": fields.Datetime.now()})
        token = self.env["skks.intervention.link"]._make_link(case, "track", keep=True)
        url = case._link_url("track", token)
        case._tell_submitter(
            "acknowledgement",
            case._in_letter_lang().env._("We have received your report"),
            case._render_letter("acknowledgement"),
            permit="acknowledgement",
            author=case._letter_author(),
            letter_body=case._render_letter("acknowledgement", url=url),
        )

    # ------------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------------

    def _letter_lang(self):
        """The language of the submitter, where it is installed."""
        installed = dict(self.env["res.lang"].get_installed())
        lang = self.sudo().lang
        return lang if lang in installed else self.company_id.sudo().partner_id.lang

    def _in_letter_lang(self):
        return self.with_context(lang=self._letter_lang())

    def _letter_author(self):
        """Who writes: the coordinator, or whoever answers for what nobody has taken."""
        company = self.company_id
        return (
            self._skks_answering_officer()
            or company._skks_duty_officer()
            or company._skks_head_of_office()
            or self.env.user
        )

    @api.model
    def _is_person(self, author):
        """Whether a name stands under a letter: the system and visitors have none."""
        return author.id != SUPERUSER_ID and not author._is_public()

    def _render_letter(self, name, **values):
        """The words of a letter, a template of ours, in the submitter's language.

        :param str name: of the template, without ``letter_``
        """
        case = self.sudo()._in_letter_lang()
        return self.env["ir.qweb"]._render(
            f"skks_intervention.letter_{name}",
            {
                "case": case,
                "company": case.company_id,
                "author": case._letter_author().sudo(),
                "url": "",
                **values,
            },
            lang=case.env.lang,
        )

    def _with_link(self, body, purpose, token):
        """A letter with a link that the thread does not keep, at its end."""
        url = self._link_url(purpose, token)
        return body + self._render_letter(f"link_{purpose}", url=url)

    def _link_url(self, purpose, token):
        """Address of a page of this report, in the submitter's language."""
        website = self.company_id.sudo().website_id
        lang = self._letter_lang()
        prefix = ""
        if lang != website.default_lang_id.code:
            spoken = website.language_ids.filtered(lambda one: one.code == lang)
            prefix = f"/{spoken.url_code}" if spoken else ""
        return f"{self.get_base_url()}{prefix}{PATHS[purpose]}/{token}"

    def _promised_day(self):
        """The promised date in words, in the language of the environment."""
        due = self.sudo().promised_at
        if not due:
            return ""
        day = self._skks_local(due).date()
        return format_date(self.env, day, date_format="EEEE, d MMMM y")

    def _letter_moment(self, moment):
        """A moment in words, in local time."""
        local = self._skks_local(moment)
        day = format_date(self.env, local.date(), date_format="d MMMM y")
        return f"{day}, {local:%H:%M}"

    def _is_dangerous(self):
        return any(self.sudo().category_id._skks_path().mapped("is_emergency"))
