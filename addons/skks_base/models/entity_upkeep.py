from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# Days after the date on which the head of the office is told.
GRACE = timedelta(days=14)
CONFIRM = "skks_base.mail_activity_confirm"
NOBODY = "skks_base.mail_activity_nobody"
CORRECTION = "skks_base.mail_activity_correction"


class Entity(models.Model):
    """Who answers for an entity is kept up to date: by its head, twice a year."""

    _inherit = "skks.entity"

    # ------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------

    @api.depends("confirmed_on", "company_id.skks_confirm_every")
    def _compute_confirm_due(self):
        today = self.env.company._skks_today()
        for entity in self:
            created = entity.create_date and entity.create_date.date()
            start = entity.confirmed_on or created or today
            days = entity.company_id.skks_confirm_every
            entity.confirm_due = start + timedelta(days=days) if days else False

    @api.depends("confirm_due")
    def _compute_confirm_state(self):
        today = self.env.company._skks_today()
        for entity in self:
            due = entity.confirm_due
            if not due or due > today:
                entity.confirm_state = "current"
            else:
                entity.confirm_state = "overdue" if due + GRACE <= today else "due"

    def _search_confirm_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("confirm_due", "<=", f"today -{GRACE.days}d")
        due = Domain("confirm_due", "<=", "today")
        domains = {
            "overdue": overdue,
            "due": due & Domain("confirm_due", ">", f"today -{GRACE.days}d"),
            "current": ~due | Domain("confirm_due", "=", False),
        }
        return Domain.OR(domains[one] for one in value if one in domains)

    @api.depends("head_id")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        acting = self.env.user._skks_acts_for()
        for entity in self:
            entity.can_confirm = entity._skks_confirmers() & acting

    def _search_can_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        heads = (
            Domain("active", "=", True)
            & Domain("role", "=", "head")
            & user._skks_act_for_domain("user_id")
        )
        return user._skks_act_for_domain("head_id") | (
            Domain("head_id", "=", False) & Domain("representative_ids", "any", heads)
        )

    @api.depends("representative_ids.active", "representative_ids.user_id.active")
    def _compute_has_nobody(self):
        for entity in self:
            people = entity.sudo().representative_ids.filtered("active")
            entity.has_nobody = not any(people.user_id.mapped("active"))

    def _search_has_nobody(self, operator, value):
        if operator != "in":
            return NotImplemented
        somebody = Domain("active", "=", True) & Domain("user_id.active", "=", True)
        return Domain("representative_ids", "not any", somebody)

    def _skks_confirmers(self):
        """The head, or whoever represents the entity as a head."""
        self.ensure_one()
        entity = self.sudo()
        people = entity.representative_ids.filtered(
            lambda person: person.active and person.role == "head"
        )
        return (entity.head_id or people.user_id).with_env(self.env)

    # ------------------------------------------------------------
    # CONFIRMING
    # ------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if "head_id" in vals:
            asked = self.sudo().filtered("confirm_asked_at")
            asked._guarded_write({"confirm_asked_at": False})
            asked.activity_unlink([CONFIRM])
        return result

    def _skks_check_may_confirm(self):
        for entity in self:
            entity.check_access("read")
            if entity.can_confirm or self.env.user.has_group("skks_base.group_admin"):
                continue
            raise AccessError(
                self.env._(
                    "Only the head of %(entity)s, a stand-in or the administrator says"
                    " whether the list is up to date.",
                    entity=entity.name,
                )
            )

    def action_confirm_list(self):
        """The list of representatives is up to date."""
        self._skks_check_may_confirm()
        today = self.env.company._skks_today()
        for entity in self.sudo():
            old = entity.confirmed_on
            entity._guarded_write(
                {
                    "confirmed_on": today,
                    "confirmed_by_id": self.env.uid,
                    "confirm_asked_at": False,
                    "confirm_escalated_at": False,
                }
            )
            self.env["skks.journal.entry"]._log(
                entity.with_env(self.env),
                "entity.confirm",
                old=str(old) if old else None,
                new=entity._skks_people_text(),
            )
            entity.activity_unlink([CONFIRM])
        return True

    def _skks_people_text(self):
        people = self.representative_ids.filtered("active")
        return "\n".join(f"{one.user_id.name}: {one.role}" for one in people)

    def action_ask_for_correction(self, reason=None):
        """The head tells the administrator what is wrong with the list."""
        self._skks_check_may_confirm()
        remark = (reason or "").strip()
        if not remark:
            raise UserError(self.env._("Say who is to be added, changed or removed."))
        for entity in self:
            entity._skks_remind(
                CORRECTION,
                entity._skks_admins(),
                self.env._("%s asks for a correction", self.env.user.name),
                note=remark,
            )
            self.env["skks.journal.entry"]._log(
                entity, "entity.correction", reason=remark
            )
        return True

    # ------------------------------------------------------------
    # REMINDING
    # ------------------------------------------------------------

    def _skks_admins(self):
        """Administrators of the addon who work for the company of the entity."""
        group = self.env.ref("skks_base.group_admin").sudo()
        company = self.sudo().company_id
        return group.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )

    def _skks_remind(self, activity_type, users, summary, note=False, days=0):
        """Put the entity on the desks of ``users``, without a letter each."""
        deadline = self.env.company._skks_today() + timedelta(days=days)
        thread = self.sudo().with_context(mail_activity_quick_update=True)
        for user in users:
            thread.activity_schedule(
                activity_type,
                date_deadline=deadline,
                summary=summary,
                note=note,
                user_id=user.id,
            )

    @api.model
    def _cron_upkeep(self):
        """Ask heads, tell the head of the office, notice who has nobody."""
        entities = self.sudo()
        due = entities.search(
            [("confirm_due", "<=", "today"), ("confirm_asked_at", "=", False)]
        )
        due._skks_ask_to_confirm()
        late = entities.search(
            [
                ("confirm_state", "in", ["overdue"]),
                ("confirm_escalated_at", "=", False),
            ]
        )
        late._skks_escalate()
        alarming = Domain("has_nobody", "=", True) | Domain("nobody_since", "!=", False)
        entities.search(alarming)._skks_check_has_somebody()

    def _skks_ask_to_confirm(self):
        """Ask every head once: an activity an entity, one letter a head."""
        by_head = defaultdict(self.browse)
        for entity in self:
            heads = entity._skks_confirmers()._skks_acting_users().filtered("active")
            for head in heads:
                by_head[head] |= entity
        for head, entities in by_head.items():
            local = entities.with_context(lang=head.lang)
            for entity in local:
                entity._skks_remind(
                    CONFIRM,
                    head,
                    local.env._("Is the list up to date?"),
                    days=GRACE.days,
                )
            local._skks_letter(
                head,
                local.env._("Lists of representatives to confirm: %s", len(local)),
                local.env._(
                    "Please check who represents these entities towards the press"
                    " office, and confirm or ask for a correction:"
                ),
            )
        self._guarded_write({"confirm_asked_at": fields.Datetime.now()})

    def _skks_escalate(self):
        """Tell the head of the office, once, whose list nobody has confirmed."""
        for company, entities in self.grouped("company_id").items():
            head = company._skks_head_of_office()
            if head:
                local = entities.with_context(lang=head.lang)
                local._skks_letter(
                    head,
                    local.env._(
                        "Lists of representatives that nobody has confirmed: %s",
                        len(local),
                    ),
                    local.env._("The heads of these entities were asked in vain:"),
                )
        self._guarded_write({"confirm_escalated_at": fields.Datetime.now()})

    def _skks_letter(self, user, subject, words):
        lines = Markup().join(
            Markup('<li><a href="%s">%s</a></li>')
            % (f"/mail/view?model={entity._name}&res_id={entity.id}", entity.name)
            for entity in self
        )
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=Markup("<p>%s</p><ul>%s</ul>") % (words, lines),
        )

    # ------------------------------------------------------------
    # NOBODY ANSWERS
    # ------------------------------------------------------------

    def _skks_check_has_somebody(self):
        """Tell administrator and head of the office once of entities with nobody."""
        entities = self.sudo().filtered("active")
        now = fields.Datetime.now()
        for entity in entities:
            if entity.has_nobody and not entity.nobody_since:
                entity._guarded_write({"nobody_since": now})
                users = entity._skks_admins() | entity.company_id._skks_head_of_office()
                for user in users:
                    local = entity.with_context(lang=user.lang)
                    local._skks_remind(
                        NOBODY, user, local.env._("Nobody answers for this entity")
                    )
            elif entity.nobody_since and not entity.has_nobody:
                entity._guarded_write({"nobody_since": False})
                entity.activity_unlink([NOBODY])
