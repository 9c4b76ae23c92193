from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty


class InterventionReply(models.Model):
    """What a reply begins with, what it has to show, and who never accepts it."""

    _inherit = "skks.intervention.reply"

    template_id = fields.Many2one(
        "skks.intervention.template",
        "Text to begin with",
        domain="[('id', 'in', available_template_ids)]",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    available_template_ids = fields.Many2many(
        "skks.intervention.template", compute="_compute_available_template_ids"
    )
    needs_photo = fields.Boolean(
        compute="_compute_needs_photo",
        help="The category asks for a picture of the result, and there is none yet.",
    )

    # ------------------------------------------------------------------
    # Text to begin with
    # ------------------------------------------------------------------

    @api.depends("intervention_id", "outcome_id")
    def _compute_available_template_ids(self):
        templates = self.env["skks.intervention.template"]
        for reply in self:
            category = reply.intervention_id.sudo().category_id
            domain = templates._purpose_domain("reply", category)
            if reply.outcome_id:
                domain &= Domain("outcome_id", "in", [False, reply.outcome_id.id])
            reply.available_template_ids = templates.search(domain)

    @api.onchange("template_id")
    def _onchange_template_id(self):
        """Begin with the text; what somebody has written already stays above it."""
        if not self.template_id:
            return
        text = self._template_text(self.template_id)
        written = html2plaintext(self.body or "").strip()
        begun = {
            html2plaintext(self._template_text(one)).strip()
            for one in self.available_template_ids
        }
        replaced = is_html_empty(self.body) or written in begun
        self.body = text if replaced else self.body + text
        self.outcome_id = self.outcome_id or self.template_id.outcome_id

    def _template_text(self, template):
        """The text of a template for this reply, in the submitter's language."""
        case = self.intervention_id._origin._in_submitters_language()
        return template._origin.with_context(lang=case.env.lang)._fill_body(
            case._template_words()
        )

    # ------------------------------------------------------------------
    # Picture of the result
    # ------------------------------------------------------------------

    @api.depends("outcome_id", "attachment_ids", "intervention_id.category_id")
    def _compute_needs_photo(self):
        for reply in self:
            path = reply.intervention_id.sudo().category_id._skks_path()
            files = reply.sudo().attachment_ids
            reply.needs_photo = (
                reply.outcome_id.is_done
                and any(path.mapped("photo_required"))
                and not any((f.mimetype or "").startswith("image/") for f in files)
            )

    def _check_complete(self):
        result = super()._check_complete()
        if self.needs_photo:
            raise UserError(
                self.env._(
                    "A reply in the category “%(category)s” that says “%(outcome)s”"
                    " shows the result. Attach a picture and pass it on again.",
                    category=self.intervention_id.sudo().category_id.name,
                    outcome=self.outcome_id.name,
                )
            )
        return result

    # ------------------------------------------------------------------
    # The unit complained about
    # ------------------------------------------------------------------

    def _signoff_excluded(self, stage):
        """Nobody accepts what is said about their own unit."""
        return (
            super()._signoff_excluded(stage)
            | self.intervention_id._barred_from_signing()
        )

    def _signoff_take_stage(self):
        self._check_not_complained()
        return super()._signoff_take_stage()

    def _emergency_check(self, reason):
        self._check_not_complained()
        return super()._emergency_check(reason)

    def _check_not_complained(self):
        if self.env.user in self.intervention_id._barred_from_signing():
            raise AccessError(
                self.env._(
                    "The report is about your unit, so somebody else accepts the reply."
                )
            )

    # ------------------------------------------------------------------
    # Changes around it
    # ------------------------------------------------------------------

    def _void_if_changed(self):
        """What was accepted is void once it goes to somebody else as well."""
        for reply in self:
            if reply.sent_at or reply.sending_since:
                continue
            seen = reply._signoff_round_lines(decision="submit")[-1:]
            now = reply._signoff_hash(reply._signoff_snapshot())
            if seen and seen.content_hash != now:
                reply._signoff_void()

    def _leave_acceptance(self):
        """The report has ended without it: nobody is asked to accept it any more."""
        for reply in self.sudo():
            reply._signoff_done_asking()
            reply._update_waiting()
