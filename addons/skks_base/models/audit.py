from datetime import time, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.moments import local, naive_utc
from ..tools.working_time import local_instant

# More cannot be read on paper; the screen shows all.
PRINTED = 3000


class Audit(models.Model):
    """What one person did in one period, opened by an auditor with a reason.

    The record of the audit is what opens the lines: nobody reads anything about a
    person without having said, in the journal, that and why they do.
    """

    _name = "skks.audit"
    _description = "Audit of an Employee"
    _inherit = ["skks.append.only.mixin"]
    _order = "id desc"

    subject_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        domain="[('share', '=', False)]",
        context={"active_test": False},
        ondelete="restrict",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._skks_today() - timedelta(days=30),
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self.env.company._skks_today()
    )
    reason = fields.Char(
        required=True, help="Why the audit is made, for instance its number."
    )
    from_at = fields.Datetime(
        compute="_compute_period", store=True, export_string_translation=False
    )
    to_at = fields.Datetime(
        compute="_compute_period", store=True, export_string_translation=False
    )
    line_count = fields.Integer("Acts", compute="_compute_counts")
    count_text = fields.Text("By kind", compute="_compute_counts")

    _period = models.Constraint(
        "CHECK (date_from <= date_to)", "The period ends before it begins."
    )

    @api.depends("subject_id", "date_from", "date_to")
    def _compute_display_name(self):
        for audit in self:
            names = (audit.subject_id.sudo().name, audit._period_text())
            audit.display_name = ", ".join(filter(None, names))

    @api.depends("date_from", "date_to")
    def _compute_period(self):
        tz = self.env.company._skks_tz()
        for audit in self:
            if not (audit.date_from and audit.date_to):
                audit.from_at = audit.to_at = False
                continue
            end = audit.date_to + timedelta(days=1)
            audit.from_at = naive_utc(local_instant(audit.date_from, time.min, tz))
            audit.to_at = naive_utc(local_instant(end, time.min, tz))

    @api.depends("from_at", "to_at", "subject_id")
    def _compute_counts(self):
        for audit in self:
            counts = audit._kind_counts() if audit.ids else []
            audit.line_count = sum(count for _label, count in counts)
            audit.count_text = "\n".join(f"{label}: {n}" for label, n in counts)

    def _kind_counts(self):
        """``[(name of the kind, how many acts)]`` in the order of the kinds."""
        groups = self.env["skks.audit.line"]._read_group(
            [("audit_id", "in", self.ids)], ["kind"], ["__count"]
        )
        counts = dict(groups)
        labels = self.env["skks.audit.line"]._fields["kind"]
        return [
            (label, counts[kind])
            for kind, label in labels._description_selection(self.env)
            if kind in counts
        ]

    def _period_text(self):
        days = [self.date_from, self.date_to]
        return " – ".join(day.strftime("%d.%m.%Y") if day else "…" for day in days)

    # ------------------------------------------------------------
    # Opening and printing are acts themselves
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Open audits; only the four questions of the form are taken from it."""
        if self._has_guard_pass():
            return super().create(vals_list)
        asked = ("subject_id", "date_from", "date_to", "reason")
        defaults = self.default_get(["date_from", "date_to"])
        audits = self._guarded_create(
            [
                {name: (defaults | vals).get(name) for name in asked}
                for vals in vals_list
            ]
        )
        for audit in audits:
            audit._log_act("audit.open")
        return audits

    @api.constrains("reason")
    def _check_reason(self):
        for audit in self:
            if not (audit.reason or "").strip():
                raise ValidationError(self.env._("Say why the audit is made."))

    def _log_act(self, act):
        self.env["skks.journal.entry"]._log(
            self.subject_id, act, new=self._period_text(), reason=self.reason
        )

    def action_show(self):
        """Show the acts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_base.skks_audit_line_action"
        )
        return action | {
            "display_name": self.display_name,
            "domain": [("audit_id", "=", self.id)],
        }

    def action_print(self):
        """Print the audit as a document."""
        return self.env.ref("skks_base.skks_audit_report").report_action(
            self, config=False
        )

    # ------------------------------------------------------------
    # The document
    # ------------------------------------------------------------

    def _printed_lines(self):
        return self.env["skks.audit.line"].search(
            [("audit_id", "=", self.id)], order="date, id", limit=PRINTED
        )

    def _printed_days(self):
        """``[(local day, lines)]``, oldest first."""
        tz = self.env.company._skks_tz()
        days = {}
        for line in self._printed_lines():
            moment = local(line.date, tz)
            days.setdefault(moment.date(), []).append((moment, line))
        return list(days.items())
