from odoo import fields, models
from odoo.tools.misc import clean_context


class InterventionCategory(models.Model):
    _inherit = "skks.intervention.category"

    plan_id = fields.Many2one(
        "mail.activity.plan",
        "Activity plan",
        domain=[("res_model", "=", "skks.intervention")],
        index="btree_not_null",
        ondelete="set null",
        help="What the unit is reminded of when a report reaches it. Left empty, the"
        " plan of the wider category.",
    )

    def _journaled_names(self):
        return (*super()._journaled_names(), "plan_id")

    def _skks_plan(self):
        """The plan of the category, or of the nearest wider one that has any."""
        return self.sudo()._skks_path().plan_id.filtered("active")[:1]


class Intervention(models.Model):
    """A report that reaches a unit brings along what is to be done about its like."""

    _inherit = "skks.intervention"

    def _route_to(self, entity, user, reason):
        moved = self.sudo().entity_id != entity
        result = super()._route_to(entity, user, reason)
        if moved:
            self._launch_plan()
        return result

    def _launch_plan(self):
        """Launch the plan of the category for the unit; what another unit got goes."""
        self.ensure_one()
        case = self.sudo()
        case.activity_ids.filtered("skks_plan_id").unlink()
        plan = case.category_id._skks_plan()
        responsible = case._plan_responsible()
        if not plan or not responsible:
            return
        context = clean_context(self.env.context)
        schedule = case.env["mail.activity.schedule"].with_context(
            context, mail_activity_quick_update=True, default_skks_plan_id=plan.id
        )
        schedule.create(
            {
                "res_model": case._name,
                "res_ids": str(case.ids),
                "plan_id": plan.id,
                "plan_on_demand_user_id": responsible.id,
            }
        ).action_schedule_plan()

    def _plan_responsible(self):
        """Who is reminded: the person, else the head, else somebody of the unit."""
        for users in (self.user_id, self.entity_id.head_id, self._unit_users()):
            if acting := users.filtered("active")._skks_acting_users():
                return acting[:1]
        return self.env["res.users"]
