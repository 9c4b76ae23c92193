from odoo import api, fields, models

READERS = "skks_base.group_officer,skks_base.group_leadership,skks_base.group_auditor"


class CoverageSourceMixin(models.AbstractModel):
    """A case of which publications came."""

    _name = "skks.coverage.source.mixin"
    _description = "Source of Publications"

    # Field of the publication that names the case.
    _coverage_field = None

    coverage_count = fields.Integer(
        "Publications", compute="_compute_coverage_count", groups=READERS
    )

    def _compute_coverage_count(self):
        fname = self._coverage_field
        counts = dict(
            self.env["skks.coverage"]._read_group(
                [(fname, "in", self.ids)], [fname], ["__count"]
            )
        )
        for case in self:
            case.coverage_count = counts.get(case._origin, 0)

    def action_open_coverage(self):
        """Open what was published of it, or add the first publication."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_press.skks_coverage_action"
        )
        action["domain"] = [(self._coverage_field, "=", self.id)]
        action["context"] = self._coverage_defaults()
        if not self.coverage_count:
            action["views"] = [(False, "form")]
        return action

    @api.model
    def _coverage_context(self, **values):
        return {f"default_{name}": value for name, value in values.items() if value}

    def _coverage_defaults(self):
        """Context by which a new publication knows where it came from."""
        return self._coverage_context(**{self._coverage_field: self.id})


class Release(models.Model):
    _name = "skks.release"
    _inherit = ["skks.release", "skks.coverage.source.mixin"]
    _coverage_field = "release_id"


class Inquiry(models.Model):
    _name = "skks.inquiry"
    _inherit = ["skks.inquiry", "skks.coverage.source.mixin"]
    _coverage_field = "inquiry_id"

    def _coverage_defaults(self):
        sent = self.answer_ids.filtered("sent_at").sorted("sent_at")[-1:]
        return super()._coverage_defaults() | self._coverage_context(
            outlet_id=self.outlet_id.id,
            journalist_id=self.journalist_id.id,
            answer_id=sent.id,
        )
