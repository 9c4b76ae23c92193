from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DeskReassign(models.TransientModel):
    """Give what lies on a desk to somebody else."""

    _name = "skks.desk.reassign"
    _description = "Give to Somebody Else"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    user_id = fields.Many2one(
        "res.users",
        "Give to",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
    )
    work = fields.Text(
        "Their work now",
        compute="_compute_work",
        help="What lies on their desks, as far as you may see it; the least first.",
    )

    @api.depends("res_model", "res_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            document = wizard._is_on_desks() and wizard._document()
            wizard.candidate_ids = document and document._desk_candidates()

    @api.depends("candidate_ids")
    def _compute_work(self):
        for wizard in self:
            candidates = wizard.candidate_ids._origin.sorted("name")
            every, overdue = wizard._count_work(candidates)
            lines = [
                self.env._(
                    "%(who)s: %(count)s, overdue: %(overdue)s",
                    who=user.name,
                    count=every[user],
                    overdue=overdue[user],
                )
                for user in sorted(candidates, key=every.__getitem__)
            ]
            wizard.work = "\n".join(lines)

    def _count_work(self, users):
        """``({user: things on the desk}, {user: those that are overdue})``."""
        every, overdue = Counter(), Counter()
        groups = self.env["skks.desk"]._read_group(
            Domain("coordinator_id", "in", users.ids)
            | Domain("user_id", "in", users.ids),
            ["coordinator_id", "user_id", "due_state"],
            ["__count"],
        )
        for coordinator, person, due_state, count in groups:
            for user in coordinator | person:
                every[user] += count
                overdue[user] += count if due_state == "overdue" else 0
        return every, overdue

    def _is_on_desks(self):
        return self.res_model in self.env["skks.desk"]._desk_models()

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards.filtered(lambda one: one._is_on_desks()):
            wizard._document()
        return wizards

    def _document(self):
        """The record, if it is one that lies on desks and the user may give it."""
        if not self._is_on_desks():
            raise UserError(self.env._("This lies on no desk."))
        document = self.env[self.res_model].browse(self.res_id).exists()
        document._desk_check_gives()
        return document

    def action_confirm(self):
        self.ensure_one()
        document = self._document()
        if self.user_id not in document._desk_candidates():
            raise UserError(
                self.env._(
                    "%(who)s cannot do this. Choose somebody from the list.",
                    who=self.user_id.name,
                )
            )
        document._desk_give_to(self.user_id)
        self.env["skks.journal.entry"]._log(
            document, "desk.reassign", new=self.user_id.name
        )
        return {"type": "ir.actions.act_window_close"}
