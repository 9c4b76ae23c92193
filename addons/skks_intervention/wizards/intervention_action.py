from odoo import fields, models
from odoo.exceptions import UserError


class InterventionAction(models.TransientModel):
    """Says when the place was secured or the matter decided, and what was done.

    What was done stays in the building: words for the submitter are a reply, and
    somebody accepts it.
    """

    _name = "skks.intervention.action"
    _description = "Action on a Report"

    intervention_id = fields.Many2one(
        "skks.intervention", "Report", required=True, readonly=True
    )
    done_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    what = fields.Text("What was done", required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Pictures")
    shown = fields.Boolean(
        "Show on the tracking page",
        help="The page says that action was taken and on which day, nothing else.",
    )

    def action_confirm(self):
        """Keep it with the report and stop the time limit of the action."""
        self.ensure_one()
        case = self.intervention_id
        case._check_works_on()
        case._check_is_open()
        self._check_moment()
        case._note_action(
            self.done_at, self.what.strip(), self._own_files(), shown=self.shown
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_moment(self):
        if self.done_at > fields.Datetime.now():
            raise UserError(
                self.env._("“When” is still to come. Enter when it was done.")
            )
        if self.done_at < self.intervention_id.received_at:
            raise UserError(
                self.env._(
                    "“When” is before the report came in. Enter when it was done."
                )
            )

    def _own_files(self):
        """The pictures, moved to the report; somebody else's stay where they are."""
        files = self.attachment_ids.sudo().filtered(
            lambda file: (
                file.create_uid == self.env.user
                and file.res_model in (False, self._name)
            )
        )
        if len(files) != len(self.attachment_ids):
            raise UserError(self.env._("Upload the pictures here, one by one."))
        case = self.intervention_id
        files.write({"res_model": case._name, "res_id": case.id})
        return files
