from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class Intervention(models.Model):
    """Nobody judges a complaint about themselves.

    The units complained about, and the parts of them, do not see the report (a
    record rule without a group, so it binds every role), it is not routed to them,
    and none of their people accepts a letter about it.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _guarded_fields = ("complained_entity_ids",)

    complained_entity_ids = fields.Many2many(
        "skks.entity",
        "skks_intervention_complained_rel",
        string="Complained about",
        readonly=True,
        copy=False,
        tracking=True,
        help="They do not see the report, do not handle it and accept no reply.",
    )

    def _complained_entities(self):
        """Units that may not handle the report (superuser)."""
        return self.sudo().complained_entity_ids

    def _conflicted_users(self):
        """Users who belong to the units complained about, or are their heads."""
        entities = self._complained_entities()
        people = entities.representative_ids.filtered("active").user_id
        return (people | entities.head_id).with_env(self.env)

    def _barred_from_signing(self):
        """The same; of a complaint about the mayor, the leadership as well."""
        users = self._conflicted_users()
        if "mayor" in self.sudo().mapped("complains_of"):
            leadership = self.env.ref("skks_base.group_leadership").sudo()
            users |= leadership.all_user_ids.with_env(self.env)
        return users

    @api.constrains("entity_id", "user_id", "complained_entity_ids")
    def _check_conflict(self):
        for case in self.sudo():
            entity = case.entity_id & case._complained_entities()
            if entity or case.user_id & case._conflicted_users():
                raise ValidationError(
                    self.env._(
                        "“%(case)s” complains about %(entity)s, so it is not handled"
                        " there.",
                        case=case.number,
                        entity=", ".join(case.complained_entity_ids.mapped("name")),
                    )
                )

    def _refused_by(self):
        """The unit complained about is not proposed, whatever the rules say."""
        return super()._refused_by() | self._complained_entities()

    def _set_complained(self, entities, reason):
        """Name the units complained about; their parts are meant as well."""
        self.ensure_one()
        self.check_access("write")
        case = self.sudo()
        meant = self.env["skks.entity"].sudo()
        if entities:
            meant = meant.search([("id", "child_of", entities.ids)])
        if meant == case.complained_entity_ids:
            return
        if self.env.user in meant.representative_ids.user_id | meant.head_id:
            raise UserError(
                self.env._(
                    "You belong to the unit complained about. Let somebody else decide."
                )
            )
        old = ", ".join(case.complained_entity_ids.mapped("name"))
        if case.entity_id in meant:
            case._pull_back(reason)
        case._guarded_write({"complained_entity_ids": [(6, 0, meant.ids)]})
        self.env["skks.journal.entry"]._log(
            self,
            "intervention.complained",
            old=old or None,
            new=", ".join(meant.mapped("name")) or None,
            reason=reason,
        )
        case._shut_out()

    def _pull_back(self, reason):
        """Take the report from its unit; it is to be routed anew (superuser)."""
        nobody = self.env["res.users"]
        self._guarded_write({"entity_id": False, "user_id": False, "routed_at": False})
        self._skks_running_clocks()._skks_assign(
            user=nobody, entity=self.env["skks.entity"]
        )
        self._void_acceptances()
        if self.state in ("routed", "in_progress", "waiting", "approval"):
            self._transition("new", reason=reason)
        self._update_waiting()
        self.reply_ids._update_waiting()

    def _void_acceptances(self):
        """What the unit has accepted, or is to accept, is decided anew."""
        for reply in self.reply_ids.filtered(lambda one: not one.sent_at):
            reply._signoff_void()

    def _shut_out(self):
        """Whoever is in conflict neither follows the report nor works on it."""
        users = self._conflicted_users().sudo()
        self.message_unsubscribe(users.partner_id.ids)
        self._take_back_notices(users.partner_id)
        self.activity_ids.filtered(lambda one: one.user_id in users).unlink()
        self.write({"helper_ids": [(3, user.id) for user in users]})
        if self.coordinator_id in users:
            self.coordinator_id = False
        self._void_acceptances()

    def _take_back_notices(self, partners):
        """What they were told while it was theirs is not theirs to read any more."""
        messages = self.env["mail.message"].sudo()
        told = messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("partner_ids", "in", partners.ids),
            ]
        )
        told.write({"partner_ids": [(3, partner.id) for partner in partners]})
        notices = told.notification_ids
        notices.filtered(lambda one: one.res_partner_id in partners).unlink()
