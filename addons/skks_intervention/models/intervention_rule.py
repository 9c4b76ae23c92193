from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

ACTIVITY = "skks_intervention.mail_activity_rule"


class InterventionRule(models.Model):
    """Which unit, and who there, is sent a report by itself.

    The first rule that fits decides, in the order of the list. A field left empty
    fits everything; a category stands for the narrower ones as well. A rule that
    leads to nobody any more, or that can fit nothing, switches itself off and says
    so: it is looked at when it would decide, and once a day.
    """

    _name = "skks.intervention.rule"
    _description = "Routing Rule"
    _inherit = [
        "skks.journaled.mixin",
        "skks.cached.mixin",
        "skks.gated.mixin",
        "skks.guard.mixin",
        "mail.activity.mixin",
    ]
    _check_company_auto = True
    _order = "sequence, id"
    _rec_names_search = ["category_id", "street_id", "district_id", "entity_id"]
    _journaled_as = "intervention.rule"
    _journaled_fields = (
        "sequence",
        "company_id",
        "category_id",
        "street_id",
        "district_id",
        "entity_id",
        "representative_id",
        "active",
    )
    _guarded_fields = ("is_off", "off_reason", "off_at")
    # What a rule rests on: without one of them it decides nothing.
    _rests_on = ("category_id", "street_id", "district_id", "entity_id")

    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    # when
    category_id = fields.Many2one(
        "skks.intervention.category",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="And the narrower ones. Left empty: any.",
    )
    street_id = fields.Many2one(
        "skks.street",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Left empty: any.",
    )
    district_id = fields.Many2one(
        "skks.district",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Left empty: any.",
    )
    # where to
    entity_id = fields.Many2one(
        "skks.entity",
        "Unit",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    representative_id = fields.Many2one(
        "skks.representative",
        "Person",
        index="btree_not_null",
        check_company=True,
        domain="[('entity_id', '=', entity_id)]",
        ondelete="restrict",
        help="Left empty, the unit decides who takes it up.",
    )
    # whether it works
    is_off = fields.Boolean("Switched off", readonly=True, copy=False, index=True)
    off_reason = fields.Char("Switched off because", readonly=True, copy=False)
    off_at = fields.Datetime("Switched off on", readonly=True, copy=False)

    # ------------------------------------------------------------------
    # Names and checks
    # ------------------------------------------------------------------

    @api.depends("category_id.name", "street_id.name", "district_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """“Rule 12: Roads, Zacisze”, as the trail of a report says it."""
        for rule in self:
            of_rule = rule.sudo()
            parts = (of_rule.category_id, of_rule.street_id, of_rule.district_id)
            names = ", ".join(part.name for part in parts if part)
            rule.display_name = self.env._(
                "Rule %(number)s: %(what)s",
                number=rule._origin.id or "–",
                what=names or self.env._("all reports"),
            )

    @api.onchange("entity_id")
    def _onchange_entity_id(self):
        if self.representative_id.entity_id != self.entity_id:
            self.representative_id = False

    @api.constrains("entity_id", "representative_id")
    def _check_representative(self):
        for rule in self.sudo():
            person = rule.representative_id
            if person and person.entity_id != rule.entity_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not represent %(entity)s. Choose somebody who"
                        " does, or leave the person empty.",
                        person=person.display_name,
                        entity=rule.entity_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    @api.model
    @ormcache("company_id")
    def _table_of(self, company_id):
        """``((rule id, category id, street id, district id), ...)`` in order."""
        working = Domain("company_id", "=", company_id) & Domain("is_off", "=", False)
        return tuple(
            (rule.id, rule.category_id.id, rule.street_id.id, rule.district_id.id)
            for rule in self.sudo().search(working & Domain("active", "=", True))
        )

    @api.model
    def _first_for(self, case, but=None):
        """The rule that decides about ``case`` (superuser); empty if none fits.

        What turns out to lead nowhere is switched off on the way.

        :param but: entities to which the report is not sent again
        """
        case = case.sudo()
        path = case.category_id.parent_path or ""
        above = {False, *(int(part) for part in path.split("/") if part)}
        streets = {False, case.street_id.id}
        districts = {False, case.district_id.id, case.street_id.district_id.id}
        for rule_id, category_id, street_id, district_id in self._table_of(
            case.company_id.id
        ):
            if (
                category_id in above
                and street_id in streets
                and district_id in districts
            ):
                rule = self.sudo().browse(rule_id)
                if rule._switch_off_dead() or (but and rule.entity_id in but):
                    continue
                return rule
        return self.sudo().browse()

    # ------------------------------------------------------------------
    # Dead rules
    # ------------------------------------------------------------------

    def _why_dead(self):
        """A sentence that says why the rule decides nothing; empty if it works."""
        rule = self.sudo()
        for fname in self._rests_on:
            if rule[fname] and not rule[fname].active:
                return self.env._("“%s” is in the archive.", rule[fname].name)
        if rule.entity_id.has_nobody:
            return self.env._("Nobody answers for “%s” any more.", rule.entity_id.name)
        person = rule.representative_id
        if person and not (person.active and person.user_id.active):
            return self.env._(
                "%(person)s does not represent “%(entity)s” any more.",
                person=person.user_id.name,
                entity=rule.entity_id.name,
            )
        return ""

    def _switch_off_dead(self):
        """Switch off those that lead nowhere and tell of it; return them."""
        dead = self.browse()
        for rule in self.sudo().filtered(lambda one: not one.is_off):
            lang = rule.company_id.partner_id.lang
            if why := rule.with_context(lang=lang)._why_dead():
                rule._switch_off(why)
                dead |= rule
        return dead

    def _switch_off(self, why):
        self._guarded_write(
            {"is_off": True, "off_reason": why, "off_at": fields.Datetime.now()}
        )
        self.env["skks.journal.entry"]._log(self, "intervention.rule.off", reason=why)
        silent = self.with_context(mail_activity_quick_update=True)
        for user in self._who_mends():
            silent.activity_schedule(
                ACTIVITY, summary=self.display_name, note=why, user_id=user.id
            )

    def _who_mends(self):
        """Who keeps the table: the dispatchers, or else the head of the office."""
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "skks_base.group_dispatcher"
        )
        dispatchers = (
            self.env["res.users"]
            .sudo()
            .search(
                Domain("all_group_ids", "in", [group_id])
                & Domain("company_ids", "in", self.company_id.ids)
                & Domain("share", "=", False)
            )
        )
        people = dispatchers or self.company_id._skks_head_of_office()
        return people._skks_acting_users()

    def action_switch_on(self):
        """It works again: whatever was wrong with it has been mended."""
        self.check_access("write")
        for rule in self.filtered("is_off"):
            if why := rule._why_dead():
                raise UserError(
                    self.env._(
                        "%(rule)s cannot work yet. %(why)s",
                        rule=rule.display_name,
                        why=why,
                    )
                )
            rule.sudo()._guarded_write(
                {"is_off": False, "off_reason": False, "off_at": False}
            )
            rule.sudo().activity_unlink([ACTIVITY])
            self.env["skks.journal.entry"]._log(rule, "intervention.rule.on")
        return True

    @api.model
    def _cron_check(self):
        """Once a day: a rule that leads nowhere does not wait for a report."""
        working = self.sudo().search(
            Domain("is_off", "=", False) & Domain("active", "=", True)
        )
        working._switch_off_dead()
