from odoo import fields, models
from odoo.tools import SQL


class CareReport(models.Model):
    """What of the care of contacts is planned, done and late: one row a task.

    The head and the auditor see everybody's, officers their own.
    """

    _name = "skks.care.report"
    _description = "Care Figures"
    _inherit = ["skks.report.mixin"]
    _auto = False
    _order = "deadline desc, id desc"
    _rec_name = "partner_id"
    _document_fields = ("partner_id",)
    _depends = {
        "mail.activity": [
            "res_model",
            "res_id",
            "user_id",
            "activity_type_id",
            "date_deadline",
            "date_done",
            "active",
            "skks_care_run_id",
        ],
        "res.partner": ["skks_kind"],
        "skks.care.run": ["rule_id", "plan_id"],
    }

    partner_id = fields.Many2one("res.partner", "Contact")
    contact_kind = fields.Selection(
        selection=lambda self: self._labels("skks_kind"), string="Media role"
    )
    user_id = fields.Many2one("res.users", "Officer")
    activity_type_id = fields.Many2one("mail.activity.type", "Task")
    plan_id = fields.Many2one("mail.activity.plan", "Plan")
    rule_id = fields.Many2one("skks.care.rule", "Rule")
    deadline = fields.Date("Due")
    done_on = fields.Date("Done on")
    status = fields.Selection(
        [
            ("planned", "Planned"),
            ("late", "Late"),
            ("done", "Done in time"),
            ("done_late", "Done late"),
        ],
        "State",
    )
    tasks = fields.Integer()
    planned = fields.Integer(help="To do, and not late yet.")
    done = fields.Integer("Tasks done", help="Done, in time or not.")
    late = fields.Integer(help="Not done in time, whether done since or not.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT task.id, task.res_id AS partner_id,
                   contact.skks_kind AS contact_kind,
                   task.user_id, task.activity_type_id, run.plan_id, run.rule_id,
                   task.date_deadline AS deadline, task.date_done AS done_on,
                   CASE WHEN is_late THEN
                        CASE WHEN task.active THEN 'late' ELSE 'done_late' END
                        WHEN task.active THEN 'planned' ELSE 'done' END AS status,
                   1 AS tasks,
                   (task.active AND NOT is_late)::int AS planned,
                   (NOT task.active)::int AS done,
                   is_late::int AS late
              FROM mail_activity task
              JOIN res_partner contact
                ON contact.id = task.res_id AND contact.skks_kind IS NOT NULL
         LEFT JOIN skks_care_run run ON run.id = task.skks_care_run_id,
           LATERAL (SELECT task.date_deadline < COALESCE(task.date_done, %s)
                        AS is_late) AS term
             WHERE task.res_model = 'res.partner'
               AND (task.active OR task.date_done IS NOT NULL)
            """,
            self.env.company._skks_today(),
        )
