from odoo import api, fields, models

from .res_partner import READERS


class ResPartner(models.Model):
    """The care of a contact ends with the contact, and heeds its objection."""

    _inherit = "res.partner"

    _erasure_children = ("care_run_ids",)

    care_run_ids = fields.One2many(
        "skks.care.run", "partner_id", "Care", groups=READERS
    )
    care_run_count = fields.Integer(
        "Number of Cares", compute="_compute_care_run_count", groups=READERS
    )

    @api.depends("care_run_ids")
    def _compute_care_run_count(self):
        counts = dict(
            self.env["skks.care.run"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for contact in self:
            contact.care_run_count = counts.get(contact._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("do_not_contact") or ("active" in vals and not vals["active"]):
            self.sudo()._drop_care_tasks()
        return result

    def _drop_care_tasks(self):
        """Drop open tasks of care: all in the archive, else those that contact."""
        tasks = self.env["mail.activity"].search(
            [("skks_care_run_id.partner_id", "in", self.ids)]
        )
        archived = self.filtered(lambda contact: not contact.active)._ids
        tasks.filtered(
            lambda task: task.res_id in archived
            or task.activity_type_id.skks_is_contact
        ).unlink()

    def _skks_before_merge(self, other):
        """Of two open runs of one rule that of the card that stays goes on."""

        def running(card):
            return card.sudo().care_run_ids.filtered(lambda run: run.state == "open")

        rules = running(self).rule_id
        for run in running(other).filtered(lambda run: run.rule_id in rules):
            run._cancel()
        self.env.flush_all()
        return super()._skks_before_merge(other)

    def _skks_after_merge(self, other):
        result = super()._skks_after_merge(other)
        runs = self.sudo().care_run_ids
        self.env.add_to_compute(runs._fields["name"], runs)
        return result

    def action_skks_care(self):
        """Open what was and is done in the care of this contact."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.skks_care_run_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.id)],
            "context": {"create": False},
        }
