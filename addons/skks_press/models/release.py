from lxml import html as lxml_html

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.skks_base.models.signoff_mixin import STAGES

OPEN_STATES = ("draft", "acceptance", "accepted", "planned")
# Who vouches for it: another choice is another acceptance.
VOUCHERS = ("entity_ids", "expert_ids")


class Release(models.Model):
    """A release to the media: written, accepted in two stages, planned, sent.

    The entities that it is about accept first, the press office last. What they
    accepted is kept as a version, and that version is what leaves.
    """

    _name = "skks.release"
    _description = "Release to the Media"
    _inherit = ["skks.outgoing.mixin", "skks.case.mixin"]

    _state_initial = "draft"
    _states_closed = ("closed", "withdrawn")
    _transitions = {
        "draft": {"acceptance", "withdrawn"},
        "acceptance": {"draft", "accepted", "withdrawn"},
        "accepted": {"draft", "planned", "sent", "withdrawn"},
        "planned": {"draft", "accepted", "sent", "withdrawn"},
        "sent": {"closed", "withdrawn"},
        "closed": {"sent"},
        "withdrawn": {"draft"},
    }
    _number_sequence = "skks.release"
    _skks_number_pattern = r"IM/\d{4}/\d{4,}"
    _signoff_content = ("name", "lead", "body", "kind", "embargo_until", "contact_id")
    _reason_actions = (
        "action_return",
        "action_emergency_release",
        "action_emergency_object",
        "action_withdraw",
    )
    _guarded_fields = ("attachment_ids",)
    _erasure_children = ("version_ids", "file_ids", "recipient_ids")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("acceptance", "In acceptance"),
            ("accepted", "Accepted"),
            ("planned", "Planned"),
            ("sent", "Sent"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    # what it says
    kind = fields.Selection(
        [
            ("release", "Media release"),
            ("advisory", "Invitation for the media"),
            ("statement", "Statement"),
        ],
        default="release",
        required=True,
        tracking=True,
    )
    name = fields.Char("Title")
    lead = fields.Text(help="The essence in two or three sentences.")
    embargo_until = fields.Datetime(
        "Embargo until",
        tracking=True,
        help="The media may publish from then on; the letter says so at its top.",
    )
    is_embargoed = fields.Boolean(
        "Under embargo",
        compute="_compute_is_embargoed",
        search="_search_is_embargoed",
    )
    contact_id = fields.Many2one(
        "res.users",
        "Contact for the media",
        default=lambda self: self.env.user,
        domain=lambda self: self._domain_coordinator_id(),
        help="Stands at the end of the letter, which leaves in this person's name.",
    )
    file_ids = fields.One2many("skks.release.file", "release_id", "Files")
    version_ids = fields.One2many(
        "skks.release.version", "release_id", "Versions", readonly=True
    )
    # who vouches for it
    entity_ids = fields.Many2many(
        "skks.entity",
        string="Accepting entities",
        help="Entities that the release is about, or that asked for it: each of them"
        " accepts it first.",
    )
    expert_ids = fields.Many2many(
        "skks.representative",
        string="Experts",
        domain="[('entity_id', 'in', entity_ids)]",
        help="Only these accept for their entity; empty: any of its representatives.",
    )
    # Another table than that of the helpers.
    approver_ids = fields.Many2many(relation="skks_release_approver_rel")
    # when
    planned_at = fields.Datetime(
        "Send on", tracking=True, copy=False, help="It leaves by itself then."
    )

    # ------------------------------------------------------------------
    # Defaults, computes, constraints
    # ------------------------------------------------------------------

    @api.model
    def _group_expand_state(self, states, domain):
        return [*OPEN_STATES, "sent"]

    @api.depends("embargo_until")
    def _compute_is_embargoed(self):
        now = fields.Datetime.now()
        for release in self:
            release.is_embargoed = bool(
                release.embargo_until and release.embargo_until > now
            )

    def _search_is_embargoed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("embargo_until", ">", "now")

    @api.constrains("planned_at", "embargo_until")
    def _check_planned_at(self):
        now = fields.Datetime.now()
        for release in self.filtered(lambda one: one.state == "planned"):
            if not release.planned_at or release.planned_at <= now:
                raise ValidationError(
                    self.env._(
                        "“%s” is planned: the date on which it is sent lies in the"
                        " future.",
                        release.display_name,
                    )
                )

    @api.constrains("expert_ids", "entity_ids")
    def _check_expert_ids(self):
        for release in self.sudo():
            strangers = release.expert_ids.filtered(
                lambda one, release=release: one.entity_id not in release.entity_ids
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%s: choose the entity of the expert as well.",
                        ", ".join(strangers.mapped("display_name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("coordinator_id", self._default_coordinator_id())
        return super().create(vals_list)

    @api.model
    def _default_coordinator_id(self):
        """Whoever writes it answers for it, if that is somebody of the office."""
        user = self.env.user
        return user.id if user.has_group("skks_base.group_officer") else False

    def write(self, vals):
        names = [name for name in self._steering_fields() if name in vals]
        if not names:
            return super().write(vals)
        before = {release: release._steering(names) for release in self}
        result = super().write(vals)
        for release in self:
            if release._steering(names) != before[release]:
                if release._outgoing_gone():
                    raise release._outgoing_gone_error()
                release._signoff_void()
        return result

    @api.model
    def _steering_fields(self):
        """Fields whose change makes another acceptance of it necessary."""
        return VOUCHERS

    def _steering(self, names):
        return {name: set(self.sudo()[name].ids) for name in names}

    def _outgoing_gone_error(self):
        return UserError(
            self.env._(
                "“%s” has been sent. What has left is not changed; write another"
                " release.",
                self[0].display_name,
            )
        )

    # ------------------------------------------------------------------
    # Sign-off
    # ------------------------------------------------------------------

    def _signoff_entities(self):
        return self.sudo().entity_ids

    def _signoff_entity_users(self, entity):
        """The chosen experts; the entity's others only when they cannot."""
        experts = self.sudo().expert_ids.filtered(
            lambda person: person.active and person.entity_id == entity
        )
        people = experts.user_id.filtered("active") - self.signoff_author_ids
        return people or super()._signoff_entity_users(entity)

    def _signoff_subject(self):
        if self.embargo_until:
            return f"[EMBARGO] {self.name or ''}"
        return self.name or ""

    def _signoff_snapshot(self):
        """The files with their rights and descriptions are accepted as well."""
        return super()._signoff_snapshot() | {"files": self.sudo().file_ids._summary()}

    def _signoff_submit(self):
        self._check_ready()
        return super()._signoff_submit()

    def _emergency_check(self, reason):
        result = super()._emergency_check(reason)
        self._check_ready()
        return result

    def _check_ready(self):
        """What whoever reads it with a screen reader, or at home, must find there."""
        for release in self:
            if release._has_pictures_inside():
                raise UserError(
                    self.env._(
                        "“%s” has a picture in its text. Take it out and add it to the"
                        " files, with a description and its author.",
                        release.display_name,
                    )
                )
            release.sudo().file_ids._check_described()

    def _has_pictures_inside(self):
        body = str(self.body or "").strip()
        return bool(body) and bool(
            lxml_html.fragment_fromstring(body, create_parent="div").xpath(".//img")
        )

    def _signoff_on_approved(self):
        result = super()._signoff_on_approved()
        self._add_version()
        return result

    def _signoff_on_returned(self, reason):
        result = super()._signoff_on_returned(reason)
        self._tell(self.env._("Returned: %s", reason))
        return result

    def _signoff_on_moved(self):
        """The case follows its text: in acceptance, accepted, or back to work."""
        case = self.sudo()
        if self.signoff_state in (*STAGES, "approved"):
            if case.state == "draft":
                case._transition("acceptance")
            if self.signoff_state == "approved" and case.state == "acceptance":
                case._transition("accepted")
        elif case.state in ("acceptance", "accepted", "planned"):
            case._transition("draft")
        case._update_waiting()

    def _add_version(self):
        """Keep what was accepted, as it will leave."""
        approval = self._signoff_approval_line()
        release = self.sudo()
        letter = release._outgoing_letter()
        release.env["skks.release.version"]._append(
            [
                {
                    "release_id": release.id,
                    "number": max(release.version_ids.mapped("number"), default=0) + 1,
                    "kind": release.kind,
                    "name": release.name,
                    "lead": release.lead,
                    "body": release.body,
                    "embargo_until": release.embargo_until,
                    "subject": letter["subject"],
                    "letter": letter["body"],
                    "recipient_count": len(letter["addresses"]),
                    "content_hash": approval.content_hash,
                    "signoff_line_id": approval.id,
                    "approved_at": approval.create_date or fields.Datetime.now(),
                    "user_id": approval.user_id.id,
                }
            ]
        )
        release.invalidate_recordset(["version_ids"])

    def _accepted_version(self):
        """The version that the running acceptance is about; empty if there is none."""
        approval = self._signoff_approval_line()
        versions = self.sudo().version_ids
        return versions.filtered(
            lambda one: (
                one.signoff_line_id == approval
                and one.content_hash == approval.content_hash
            )
        )[:1]

    # ------------------------------------------------------------------
    # The letter
    # ------------------------------------------------------------------

    def _letter_lang(self):
        return self.sudo().company_id.partner_id.lang or None

    def _outgoing_author(self):
        """The person in whose name it leaves."""
        release = self.sudo()
        people = release.contact_id | release.coordinator_id
        return people.filtered("active")[:1] or self.env.user

    def _outgoing_letter(self):
        """The letter; once accepted, the very one that was accepted."""
        letter = super()._outgoing_letter()
        version = self._accepted_version()
        letter["author"] = self._outgoing_author()
        letter["body"] = version.letter or self._render_letter(letter["author"])
        return letter

    def _render_letter(self, author):
        lang = self._letter_lang()
        release = self.sudo().with_context(lang=lang)
        kinds = dict(release._fields["kind"]._description_selection(release.env))
        return self.env["ir.qweb"]._render(
            "skks_press.release_letter",
            {
                "release": release,
                "kind": kinds.get(release.kind),
                "contact": author.sudo(),
                "company": release.company_id,
                "files": release.file_ids.filtered("leaves"),
                "mailbox": self._gate_mailbox(),
            },
            lang=lang,
        )

    def _gate_mailbox(self):
        """Replies come to the mailbox of inquiries."""
        return self.env["skks.inquiry"]._gate_mailbox()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_close(self):
        """Nothing more is expected of it."""
        self.check_access("write")
        self._transition("closed")
        return True

    def action_reopen(self):
        """Back to where it was: sent, or a draft if it never left."""
        self.check_access("write")
        for release in self:
            if release.state == "withdrawn" and release._outgoing_gone():
                raise UserError(
                    self.env._(
                        "“%s” had been sent before it was withdrawn. Write another"
                        " release.",
                        release.display_name,
                    )
                )
            release._transition("sent" if release.state == "closed" else "draft")
        return True

    def action_withdraw(self, reason=None):
        """Take it back; a reason is obligatory. Letters not sent yet stay here."""
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is withdrawn."))
        for release in self:
            release._withdraw(reason.strip())
        return True

    def _withdraw(self, reason):
        self._transition("withdrawn", reason=reason)
        if not self._outgoing_gone():
            self._signoff_void()

    def _tell(self, summary):
        """Put a line about a letter on the coordinator's desk."""
        self._tell_coordinator("skks_base.mail_activity_letter", summary)

    def _after_transition(self, old, new):
        result = super()._after_transition(old, new)
        if new in self._states_closed:
            self.sudo().activity_unlink(["skks_base.mail_activity_letter"])
        return result

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.emergency_state == "open":
            return "approver"
        if self.signoff_state in STAGES and self.state == "acceptance":
            return "approver"
        return "office" if self.state in ("draft", "accepted") else False

    @api.model
    def _desk_mine_domain(self):
        to_accept = Domain("waiting_for", "=", "approver") & Domain(
            "can_approve", "=", True
        )
        return to_accept | super()._desk_mine_domain()

    def _desk_waiting_users(self):
        if self.waiting_for == "approver":
            return self.sudo().approver_ids.with_env(self.env)
        return super()._desk_waiting_users()

    def _desk_waiting_names(self):
        names = super()._desk_waiting_names()
        for release in self.filtered(lambda one: one.waiting_for == "approver"):
            names[release.id] = ", ".join(release.sudo().approver_ids.mapped("name"))
        return names

    def _embargo_text(self):
        """The end of the embargo in the town's time, for letters and pages."""
        zone = self.company_id._skks_tz().key
        return format_datetime(
            self.env, self.embargo_until, tz=zone, dt_format="d MMMM y, HH:mm"
        )
