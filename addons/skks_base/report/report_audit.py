from odoo import api, models


class ReportAudit(models.AbstractModel):
    """The printed audit: that it was printed is an act of its own."""

    _name = "report.skks_base.report_audit"
    _description = "Printed Audit of an Employee"

    @api.model
    def _get_report_values(self, docids, data=None):
        audits = self.env["skks.audit"].browse(docids)
        audits.check_access("read")
        for audit in audits:
            audit._log_act("audit.print")
        return {"doc_ids": docids, "doc_model": audits._name, "docs": audits}
