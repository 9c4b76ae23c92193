from odoo import models


class Inquiry(models.Model):
    """An editor-in-chief demands a refusal in writing (press law, art. 4(3)).

    The demand is a case of its own: three days run from it, whatever became of the
    question that it is about. Refusing public information takes a decision all the
    same; the demand concerns above all entities outside public finance (art. 4(1)).
    """

    _inherit = "skks.inquiry"

    def action_demand_refusal(self):
        """Register the demand, as a follow-up in which three days run."""
        self.ensure_one()
        outlet = self.sudo().outlet_id
        action = self.action_follow_up()
        kind = self.env.ref("skks_press.category_written_refusal")
        context = action["context"] | {
            "default_category_id": kind.id,
            "default_journalist_id": False,
            "default_contact_name": False,
            "default_phone": False,
            "default_email_from": outlet.correction_email or outlet.email,
        }
        return action | {
            "name": self.env._("Refusal in Writing"),
            "context": context,
        }

    def action_write_refusal(self):
        """Write the refusal that the editor-in-chief demands."""
        return self._open_letter(
            self.env._("Write the Refusal"), "letter", "written_refusal"
        )
