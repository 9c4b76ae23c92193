from odoo import fields, models


class RepresentativeInvite(models.TransientModel):
    """Ask for what it takes to give a person an account of a representative."""

    _name = "skks.representative.invite"
    _description = "Invite a Representative"

    name = fields.Char("Full name", required=True)
    email = fields.Char(string="E-mail", required=True)
    entity_id = fields.Many2one("skks.entity", string="Entity", required=True)
    role = fields.Selection(
        selection=lambda self: self._selection_role(), required=True, default="expert"
    )
    job_title = fields.Char()
    phone = fields.Char()

    def _selection_role(self):
        return (
            self.env["skks.representative"]
            ._fields["role"]
            ._description_selection(self.env)
        )

    def action_invite(self):
        self.ensure_one()
        person = self.env["skks.representative"].action_invite_user(
            self.name,
            self.email,
            self.entity_id.id,
            role=self.role,
            job_title=self.job_title,
            phone=self.phone,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": person._name,
            "res_id": person.id,
            "view_mode": "form",
        }
