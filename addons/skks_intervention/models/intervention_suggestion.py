from odoo import api, fields, models

from odoo.addons.skks_base.tools import keywords, mail_text

DEFAULT_CATEGORY = "skks_intervention.category_inn"


class Intervention(models.Model):
    """What the words of a report say that it is about; a person decides."""

    _inherit = "skks.intervention"

    suggested_category_id = fields.Many2one(
        "skks.intervention.category",
        "Suggested category",
        compute="_compute_suggested_category_id",
    )
    suggestion_reason = fields.Char("Because", compute="_compute_suggested_category_id")

    @api.depends("name", "description", "category_id", "state")
    @api.depends_context("lang")
    def _compute_suggested_category_id(self):
        """Only while it waits to be sorted, and nobody has said what it is about."""
        unsorted = self.env.ref(DEFAULT_CATEGORY, raise_if_not_found=False)
        for case in self:
            category, why = self.env["skks.intervention.category"], ""
            if case.state == "new" and case.category_id == unsorted:
                category, why = case._suggest_category()
            case.suggested_category_id = category
            case.suggestion_reason = why

    def _suggest_category(self):
        """``(category, sentence that says why)``: most of its words stand there.

        The narrower category wins where as many words are found.
        """
        categories = self.env["skks.intervention.category"].search(
            [("keywords", "!=", False), ("company_id", "=", self.company_id.id)]
        )
        text = self._told_text()
        best, words = categories.browse(), []
        for category in categories.sorted(lambda one: -one.parent_path.count("/")):
            found = keywords.find(text, category.keywords)
            if len(found) > len(words):
                best, words = category, found
        if not best:
            return best, ""
        why = self.env._("The report says “%s”.", "”, “".join(words))
        return best, why

    def _told_text(self):
        """The subject and the submitter's own words, as plain text."""
        body = mail_text.html_reply_to_text(str(self.description or ""))
        return f"{self.name or ''}\n\n{body}"

    def action_use_suggestion(self):
        """It is about what its words say."""
        self.check_access("write")
        for case in self.filtered("suggested_category_id"):
            case.category_id = case.suggested_category_id
        return True
