from odoo import api, fields, models
from odoo.fields import Domain


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "skks.handover.mixin"]

    _handover_fields = ("user_id",)
    # Their documents have been handed over before.
    _handover_sequence = 90
    _handover_listed = False

    skks_clock_id = fields.Many2one(
        "skks.clock",
        string="Time limit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        export_string_translation=False,
    )

    def _to_store_defaults(self, target):
        """With the name, which core shows for a task without a summary."""
        return [*super()._to_store_defaults(target), "display_name"]

    @api.model
    def _skks_handover_domain(self, fname, user):
        """What somebody is asked to accept is no task to pass on."""
        domain = super()._skks_handover_domain(fname, user)
        accept = self.env.ref("skks_base.mail_activity_accept", False)
        return domain & Domain("activity_type_id", "!=", accept.id if accept else False)

    def _skks_handover_company(self):
        return self.user_id.company_id or super()._skks_handover_company()

    def _skks_handover_write(self, fname, user, successor):
        """Only what is about a document that the successor may read."""
        readable = self.browse()
        for model, activities in self.grouped("res_model").items():
            if not model:
                readable |= activities
                continue
            documents = self.env[model].browse(set(activities.mapped("res_id")))
            documents = documents.exists().with_user(successor).sudo(False)
            allowed = set(documents._filtered_access("read").ids)
            readable |= activities.filtered(
                lambda activity, allowed=allowed: activity.res_id in allowed
            )
        if readable:
            super(MailActivity, readable)._skks_handover_write(fname, user, successor)
        return readable
