from odoo import api, fields, models

from ..tools import freshness as rule

# Colours of tags, by freshness.
COLOURS = {
    rule.CURRENT: 10,
    rule.DUE_SOON: 4,
    rule.OVERDUE: 3,
    rule.EXPIRED: 1,
    rule.NEVER: 0,
}


class Narrative(models.Model):
    """How fresh a position is goes with its name, wherever one is chosen or shown."""

    _inherit = "skks.narrative"

    freshness_color = fields.Integer(
        "Color of freshness", compute="_compute_freshness_color"
    )
    use_warning = fields.Char(
        "Before use",
        compute="_compute_use_warning",
        help="What to keep in mind when it is used all the same.",
    )

    @api.depends("freshness")
    def _compute_freshness_color(self):
        for narrative in self:
            narrative.freshness_color = COLOURS[narrative.freshness]

    @api.depends("freshness", "confirmed_on", "reported_on")
    @api.depends_context("lang")
    def _compute_use_warning(self):
        """Overdue or doubted positions warn, without asking for a reason."""
        for narrative in self:
            if narrative.reported_on:
                narrative.use_warning = self.env._(
                    "Reported as outdated and not confirmed since. Ask the expert."
                )
            elif narrative.freshness == rule.OVERDUE:
                narrative.use_warning = self.env._(
                    "Not confirmed in time. Check that it still holds."
                )
            else:
                narrative.use_warning = False

    @api.depends("name", "freshness", "signoff_state", "current_version_id")
    @api.depends_context("formatted_display_name", "lang", "uid")
    def _compute_display_name(self):
        """Where one is picked, the name carries the badge of what is not current.

        Rows about a position name it also to those who may not read its draft: to
        them it has the title that was accepted.
        """
        result = super()._compute_display_name()
        hidden = self._with_hidden_title()
        for narrative in hidden:
            narrative.display_name = narrative.sudo().current_version_id.name
        if self.env.context.get("formatted_display_name"):
            labels = dict(self._fields["freshness"]._description_selection(self.env))
            for narrative in self - hidden:
                if narrative.freshness != rule.CURRENT:
                    label = labels[narrative.freshness]
                    narrative.display_name = f"{narrative.name}\t`{label}`"
        return result

    def _with_hidden_title(self):
        """Those of which the user may only know what was accepted before."""
        changing = self.filtered(
            lambda one: one.id
            and one.sudo().current_version_id
            and one.sudo().signoff_state != "approved"
        )
        return changing - changing.with_env(self.env(su=False))._filtered_access("read")
