from odoo import api, fields, models


class ReportTimeline(models.AbstractModel):
    """The printed timeline: what was chosen on the screen, as far as one may read."""

    _name = "report.skks_crm.report_timeline"
    _description = "Printed Timeline"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        events = self.env["skks.timeline.event"]
        partner_id = data.get("partner_id") or next(iter(docids or []), False)
        card = events._timeline_card(partner_id)
        filters = data.get("filters") or {}
        days, is_cut = events._to_print(card, filters)
        return {
            "docs": card,
            "days": [(fields.Date.to_date(day), rows) for day, rows in days],
            "is_cut": is_cut,
            "chosen": events._filters_in_words(filters),
        }
