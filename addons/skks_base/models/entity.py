import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.mail import email_normalize, email_split


class Entity(models.Model):
    """Whoever in the town answers the press office: department, company, school…"""

    _name = "skks.entity"
    _description = "Entity"
    _inherit = [
        "skks.journaled.mixin",
        "skks.handover.mixin",
        "skks.gated.mixin",
        "skks.guard.mixin",
        "mail.activity.mixin",
    ]
    _parent_store = True
    _check_company_auto = True
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _journaled_as = "entity"
    _journaled_fields = (
        "name",
        "code",
        "kind",
        "parent_id",
        "email",
        "calendar_id",
        "head_id",
        "confirm_due",
        "active",
    )
    _handover_fields = ("head_id",)
    _guarded_fields = (
        "confirmed_on",
        "confirmed_by_id",
        "confirm_asked_at",
        "confirm_escalated_at",
        "nobody_since",
    )
    _reason_actions = ("action_ask_for_correction",)

    name = fields.Char(required=True, index="trigram")
    code = fields.Char(
        required=True,
        help="Short symbol used in lists and imports, e.g. WDT.",
    )
    kind = fields.Selection(
        [
            ("department", "Department of the office"),
            ("unit", "Municipal unit"),
            ("company", "Municipal company"),
            ("culture", "Cultural institution"),
            ("health", "Health care"),
            ("other", "Other"),
        ],
        required=True,
        default="department",
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    parent_id = fields.Many2one(
        "skks.entity",
        string="Part of",
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True, export_string_translation=False)
    child_ids = fields.One2many("skks.entity", "parent_id", string="Consists of")
    email = fields.Char(
        string="Shared e-mail",
        help="Addresses of the shared mailbox, separated by commas. A letter from one"
        " of them is shown as coming from this entity.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Opening hours",
        check_company=True,
        ondelete="restrict",
        help="Time limits of this entity are counted in these hours. Left empty, the"
        " hours of the office apply.",
    )
    head_id = fields.Many2one(
        "res.users",
        string="Head",
        domain=[("share", "=", False)],
        index="btree_not_null",
        ondelete="restrict",
    )
    representative_ids = fields.One2many(
        "skks.representative", "entity_id", string="Representatives"
    )
    representative_count = fields.Integer(compute="_compute_representative_count")
    topic_ids = fields.One2many("skks.topic", "entity_id", string="Topics")
    # the list of representatives is up to date
    confirmed_on = fields.Date("List confirmed on", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False, ondelete="restrict"
    )
    confirm_due = fields.Date(
        "To be confirmed by",
        compute="_compute_confirm_due",
        store=True,
        index="btree_not_null",
        help="The head says twice a year who represents the entity.",
    )
    confirm_asked_at = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )
    confirm_escalated_at = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )
    confirm_state = fields.Selection(
        [("current", "Current"), ("due", "To be confirmed"), ("overdue", "Overdue")],
        "List of representatives",
        compute="_compute_confirm_state",
        search="_search_confirm_state",
    )
    can_confirm = fields.Boolean(
        "Mine to confirm", compute="_compute_can_confirm", search="_search_can_confirm"
    )
    # nobody answers
    has_nobody = fields.Boolean(
        "Nobody answers",
        compute="_compute_has_nobody",
        search="_search_has_nobody",
        help="No representative with an active account.",
    )
    nobody_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the administrator and the head of the office were told of it.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (company_id, code)",
        "Another entity has this code. Choose a code of its own.",
    )

    @api.depends("representative_ids")
    def _compute_representative_count(self):
        counts = dict(
            self.env["skks.representative"]._read_group(
                [("entity_id", "in", self.ids)], ["entity_id"], ["__count"]
            )
        )
        for entity in self:
            entity.representative_count = counts.get(entity._origin, 0)

    @api.constrains("email")
    def _check_email(self):
        for entity in self:
            for part in filter(None, map(str.strip, (entity.email or "").split(","))):
                if not email_normalize(part):
                    raise ValidationError(
                        self.env._(
                            "“%(part)s” in the shared e-mail of %(entity)s is not an"
                            " address. Separate several addresses by commas.",
                            part=part,
                            entity=entity.name,
                        )
                    )

    def copy_data(self, default=None):
        default = dict(default or {})
        return [
            vals
            | {
                "code": default.get("code") or f"{entity.code}-2",
                "name": default.get("name") or self.env._("%s (copy)", entity.name),
            }
            for entity, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # ------------------------------------------------------------
    # FOR OTHER MODELS
    # ------------------------------------------------------------

    def _skks_calendar(self):
        """Return the opening hours of the entity, or else of its company."""
        self.ensure_one()
        calendar = self.sudo().calendar_id.with_env(self.env)
        return calendar or self.sudo().company_id.with_env(self.env)._skks_calendar()

    def _skks_working_time(self):
        """Return a snapshot of the working time of the entity."""
        return self._skks_calendar()._skks_working_time()

    def _skks_addresses(self):
        """Return the set of normalized addresses of the shared mailbox."""
        self.ensure_one()
        return {email_normalize(address) for address in email_split(self.email)}

    @api.model
    def _skks_from_address(self, email):
        """Return the active entities whose shared address is ``email``."""
        address = email_normalize(email or "")
        if not address:
            return self.browse()
        candidates = self.search(Domain("email", "ilike", address))
        return candidates.filtered(lambda entity: address in entity._skks_addresses())

    @api.model
    def _skks_named_in(self, text):
        """Return the first active entity that ``text`` names, by code or by name."""
        words = re.findall(r"[\w-]+", text or "")
        if named := self.search([("code", "in", words)], limit=1):
            return named
        lower = (text or "").lower()
        known = self.search([("company_id", "in", self.env.companies.ids)])
        return known.filtered(lambda entity: entity.name.lower() in lower)[:1]

    def _skks_representative_for(self, topic=None):
        """Return the best active representative of the entity, or an empty one.

        The default person of the topic (or of a topic above it) comes first, then
        the experts and at last the heads, each in the order of the list.
        """
        self.ensure_one()
        candidates = self.representative_ids.filtered("active")
        while topic:
            if topic.representative_id in candidates:
                return topic.representative_id
            topic = topic.parent_id
        return candidates.sorted(
            lambda person: (person.role != "expert", person.sequence, person.id)
        )[:1]

    def _skks_representative_of(self, user):
        """Return how ``user`` represents this one entity (may be empty)."""
        return self.representative_ids.filtered(
            lambda person: person.active and person.user_id == user
        )[:1]

    def _skks_handover_entity(self):
        return self

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_representatives(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_base.skks_representative_action"
        )
        return action | {
            "domain": [("entity_id", "=", self.id)],
            "context": {"default_entity_id": self.id},
        }
