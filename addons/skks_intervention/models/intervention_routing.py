from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .intervention import UNIT_STATES

# States in which a report may be sent to another unit.
MOVABLE_STATES = ("new", *UNIT_STATES, "waiting")
# So often units may pass a report on among themselves; then the dispatcher decides.
PASSES = 2


class Intervention(models.Model):
    """Which unit a report goes to, why, and what happens when it was the wrong one.

    Another unit never starts again: number, receipt, terms and what was said so far
    stay; only who owes them changes.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _guarded_fields = ("routed_because",)
    _erasure_children = ("route_ids",)
    _handover_fields = ("user_id",)

    routed_because = fields.Char(
        "Why there", readonly=True, copy=False, help="What sent it to this unit."
    )
    route_ids = fields.One2many(
        "skks.intervention.route", "intervention_id", "Way", readonly=True
    )
    can_give_back = fields.Boolean(compute="_compute_can_give_back")

    @api.depends("entity_id", "state")
    @api.depends_context("uid")
    def _compute_can_give_back(self):
        acting = self.env.user._skks_acts_for()
        for case in self:
            case.can_give_back = case.state in UNIT_STATES and bool(
                acting & case._unit_users()
            )

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._notify_unit()
        return cases

    # ------------------------------------------------------------------
    # By itself
    # ------------------------------------------------------------------

    def _route(self):
        """Send what has come in to the unit that can mend it; the rest is triaged."""
        result = super()._route()
        for case in self.filtered(lambda one: one.state == "new"):
            lang = case.company_id.partner_id.lang
            entity, user, why, rule = case.with_context(lang=lang)._route_proposed()
            if entity:
                case._move_to(entity, user, why, "auto", rule=rule)
        return result

    def _route_proposed(self):
        """``(entity, user, why, rule)``; an empty entity if nothing fits.

        The table of rules decides, then the category's own unit; a unit that has
        said “not ours” is not proposed again.
        """
        self.ensure_one()
        case = self.sudo()
        refused = case._refused_by()
        rule = self.env["skks.intervention.rule"]._first_for(self, but=refused)
        nobody = self.env["res.users"]
        if rule:
            why = rule.with_context(lang=self.env.context.get("lang")).display_name
            return rule.entity_id, rule.representative_id.user_id or nobody, why, rule
        entity = case.category_id._skks_default_entity()
        if not entity.active or entity.has_nobody or entity in refused:
            return self.env["skks.entity"], nobody, "", rule
        why = self.env._("Category “%s”", case.category_id.name)
        return entity, nobody, why, rule

    def _refused_by(self):
        """Entities that have said of the report: not ours (superuser)."""
        steps = self.sudo().route_ids.filtered(lambda step: step.kind == "not_ours")
        return steps.corrects_id.entity_id

    def _move_to(self, entity, user, why, kind, *, rule=None, corrects=None):
        """The next step of its way; without a unit back to whoever sorts reports.

        :param str why: why there, for the trail
        :param corrects: the step of the way that was wrong
        """
        self.ensure_one()
        case, before = self.sudo(), self._unit_users()
        case._guarded_write({"routed_because": why if entity else False})
        if entity:
            self._route_to(entity, user, why)
        else:
            self._back_to_sorting(why)
        case._leave_alone(before - self._unit_users())
        case.route_ids._add(case, kind, why, corrects=corrects, rule=rule)

    def _back_to_sorting(self, why):
        """It lies with no unit now; what was promised runs on."""
        case = self.sudo()
        case._guarded_write({"entity_id": False, "user_id": False, "routed_at": False})
        case._skks_running_clocks()._skks_assign(
            user=self.env["res.users"], entity=self.env["skks.entity"]
        )
        self.env["skks.journal.entry"]._log(case, "intervention.not_ours", reason=why)
        case._transition("new", reason=why)
        case.reply_ids._update_waiting()

    def _leave_alone(self, users):
        """Who does not work on it any more is neither reminded nor told of it."""
        everywhere = "skks_base.group_officer,skks_base.group_dispatcher"
        gone = users.filtered(lambda user: not user.has_groups(everywhere))
        if gone:
            self.activity_ids.filtered(lambda one: one.user_id in gone).unlink()
            self.message_unsubscribe(gone.partner_id.ids)

    def _sent_here(self):
        """The step of the way that brought it to its unit (superuser)."""
        steps = self.sudo().route_ids.filtered(lambda step: step.kind != "given")
        return steps.sorted("id")[-1:]

    # ------------------------------------------------------------------
    # The dispatcher
    # ------------------------------------------------------------------

    def action_send_to_unit(self):
        """Choose the unit that is to mend it."""
        self.ensure_one()
        self._check_dispatches()
        return self._open_wizard("skks.intervention.send", self.env._("Send to a Unit"))

    def _check_dispatches(self):
        """Whoever coordinates reports sends them; and only while that is open."""
        self.check_access("write")
        for case in self:
            if case.state not in MOVABLE_STATES:
                raise UserError(
                    self.env._(
                        "“%(case)s” is not sent anywhere while it is in the state"
                        " “%(state)s”.",
                        case=case.display_name,
                        state=case._state_name(case.state),
                    )
                )

    def _send_to(self, entity, person, why=""):
        """The dispatcher decides; that it was elsewhere before was wrong, then.

        :param person: ``skks.representative`` of the entity; may be empty
        """
        self.ensure_one()
        self._check_dispatches()
        self._check_can_take(entity, person)
        if entity == self.sudo().entity_id:
            return self._give_to(person, why)
        lang = self.company_id.partner_id.lang
        why = why or self.with_context(lang=lang).env._(
            "Sent by %s", self.env.user.name
        )
        before = self._sent_here() if self.sudo().entity_id else None
        self._move_to(entity, person.sudo().user_id, why, "sent", corrects=before)
        self._notify_unit()
        return True

    def _check_can_take(self, entity, person):
        """The unit works for the same town hall and somebody answers there."""
        entity.check_access("read")
        unit, someone = entity.sudo(), person.sudo()
        if (
            not unit.active
            or unit.company_id != self.sudo().company_id
            or unit.has_nobody
        ):
            raise UserError(
                self.env._(
                    "“%s” cannot take the report: nobody answers there. Choose another"
                    " unit.",
                    unit.name or "–",
                )
            )
        if someone and not (
            someone.entity_id == unit and someone.active and someone.user_id.active
        ):
            raise UserError(
                self.env._(
                    "%(person)s does not represent “%(entity)s”.",
                    person=someone.user_id.name,
                    entity=unit.name,
                )
            )

    # ------------------------------------------------------------------
    # The unit
    # ------------------------------------------------------------------

    def action_not_ours(self):
        """“To nie my”: say whose it is, if that is known, and why."""
        self.ensure_one()
        self._check_gives_back()
        return self._open_wizard("skks.intervention.not.ours", self.env._("Not Ours"))

    def _check_gives_back(self):
        """Only whoever works in the unit says that it is not the unit's."""
        self.check_access("read")
        if self.env.su:
            return
        for case in self:
            if not case.can_give_back:
                raise AccessError(
                    self.env._(
                        "That “%s” is not theirs is for its unit to say, while it is"
                        " there.",
                        case.display_name,
                    )
                )

    def _not_ours(self, entity, why):
        """The unit gives it back: to the unit that it names, or to be sorted.

        Passed on more than twice, it goes to the dispatcher whatever is named.
        """
        self.ensure_one()
        self._check_gives_back()
        case = self.sudo()
        nobody = self.env["res.users"]
        if entity:
            self._check_can_take(entity, self.env["skks.representative"])
        if entity and entity in case._refused_by() | case.entity_id:
            raise UserError(
                self.env._(
                    "“%s” has said that it is not theirs. Name another unit, or none:"
                    " the dispatcher decides then.",
                    entity.sudo().name,
                )
            )
        passed = case.route_ids.filtered(lambda step: step.kind == "not_ours")
        if entity and len(passed) >= PASSES:
            why = self.env._(
                "%(why)s (named: %(entity)s)", why=why, entity=entity.sudo().name
            )
            entity = entity.browse()
        before = case._sent_here()
        self._move_to(entity, nobody, why, "not_ours", corrects=before)
        case._tell_given_back(before.entity_id)

    def _tell_given_back(self, entity):
        """The unit that has it now hears of it, and whoever coordinates it."""
        if self.entity_id:
            self._notify_unit()
        elif self.coordinator_id:
            self._tell_coordinator(
                "skks_base.mail_activity_letter",
                self.env._("%s: not ours", entity.name),
            )

    def action_give(self):
        """Let a colleague in the unit work on it."""
        self.ensure_one()
        self._check_works_on()
        return self._open_wizard(
            "skks.intervention.give", self.env._("Give to a Colleague")
        )

    def _give_to(self, person, why=""):
        """Another representative of the same unit works on it from now on."""
        self.ensure_one()
        self._check_works_on()
        case = self.sudo()
        if case.waiting_for not in ("entity", "outsider"):
            raise UserError(
                self.env._("“%s” does not lie with a unit now.", self.display_name)
            )
        user = person.sudo().user_id
        self._check_can_take(case.entity_id.with_env(self.env), person)
        if not user or user == case.user_id:
            raise UserError(self.env._("Choose somebody else in the unit."))
        case._guarded_write({"user_id": user.id})
        case._skks_running_clocks()._skks_assign(user=user)
        case.route_ids._add(case.with_env(self.env), "given", why)
        self.env["skks.journal.entry"]._log(
            case, "intervention.give", new=user.name, reason=why or None
        )
        case._notify_unit()
        return True

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_intervention_id": self.id},
        }

    # ------------------------------------------------------------------
    # Telling the unit
    # ------------------------------------------------------------------

    def _notify_unit(self):
        """Tell those who are to work on it, without saying who the submitter is."""
        notices = self.env["mail.message"]
        for case in self.sudo().filtered("entity_id"):
            unit = case.user_id or case._unit_users()
            people = unit._skks_acting_users() - self.env.user
            if people:
                notices += case._post_unit_notice(people)
        self._send_notices(notices)

    def _post_unit_notice(self, people):
        lang = people[:1].lang
        subject = f"{self.name} [{self.number}]"
        author = self.env.user
        if not author._is_internal() or author._is_superuser():
            author = self._skks_answering_officer()
        return self.with_context(lang=lang, mail_notify_force_send=False).message_post(
            body=self.env["ir.qweb"]._render(
                "skks_intervention.unit_notice", {"case": self}, lang=lang
            ),
            subject=subject,
            author_id=author.partner_id.id,
            partner_ids=people.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )

    # ------------------------------------------------------------------
    # Handing over, and the desk
    # ------------------------------------------------------------------

    def _skks_handover_may_take(self, fname, successor):
        if fname != "user_id":
            return super()._skks_handover_may_take(fname, successor)
        return all(case.entity_id._skks_representative_of(successor) for case in self)

    def _skks_handover_write(self, fname, user, successor):
        if fname != "user_id":
            return super()._skks_handover_write(fname, user, successor)
        self.sudo()._guarded_write({"user_id": successor.id})
        self._skks_handover_clocks(user, successor)
        return self

    def _desk_may_give(self):
        """What lies with a unit or is to be sorted; not what waits for others."""
        movable = super()._desk_may_give()
        return movable.filtered(lambda case: case.waiting_for in ("office", "entity"))

    def _desk_mine_to_give(self):
        """A unit's head chooses in the unit, whoever dispatches reports everywhere."""
        given = super()._desk_mine_to_give()
        if self.env.user.has_group("skks_base.group_dispatcher"):
            return self
        acting = self.env.user._skks_acts_for()
        return given | self.filtered(
            lambda case: (
                case.waiting_for == "entity"
                and acting & case.sudo().entity_id._skks_confirmers()
            )
        )

    def _desk_candidates(self):
        """People of the unit; for what is to be sorted, those who sort."""
        if not self._desk_may_give():
            return self.env["res.users"]
        if self.waiting_for == "entity":
            return self._unit_users() - self.sudo().user_id
        candidates = super()._desk_candidates()
        return candidates.filtered(
            lambda user: self.sudo().company_id in user.sudo().company_ids
        )

    def _desk_give_to(self, user):
        if self.waiting_for != "entity":
            return super()._desk_give_to(user)
        unit = self.sudo().entity_id
        return self._give_to(unit._skks_representative_of(user).with_env(self.env))
