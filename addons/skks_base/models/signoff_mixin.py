import hashlib
import json
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty
from odoo.tools.misc import clean_context

STAGES = ("substantive", "office")
# Files that a text shows without having them among its attachments.
EMBEDDED_FILE = re.compile(r"/web/(?:image|content)/(\d+)")


class SignoffMixin(models.AbstractModel):
    """Two-stage acceptance of a text, on which sending can rely.

    draft → substantive → office → approved, or returned with a reason. The
    competent entities accept first, the press office last. Who wrote does not
    accept, and nobody takes both stages. Whoever changes the content afterwards,
    through whatever door, voids what was accepted.

    A model names its content in ``_signoff_content`` and answers the hooks
    ``_signoff_*``; only the actions below move the state.
    """

    _name = "skks.signoff.mixin"
    _description = "Sign-off"
    _inherit = [
        "mail.thread",
        "skks.guard.mixin",
        "skks.handover.mixin",
        "mail.activity.mixin",
    ]

    _skks_closed_thread = True
    _signoff_content = ("body",)
    _reason_actions = ("action_return",)
    _handover_fields = ("approver_ids",)
    _guarded_fields = (
        "signoff_state",
        "signoff_round",
        "signoff_since",
        "approver_ids",
    )

    body = fields.Html(sanitize_attributes=True, sanitize_form=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")
    signoff_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("substantive", "Substantive acceptance"),
            ("office", "Press office acceptance"),
            ("approved", "Accepted"),
            ("returned", "Returned"),
        ],
        "Acceptance",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    signoff_round = fields.Integer(readonly=True, copy=False)
    signoff_since = fields.Datetime("At this stage since", readonly=True, copy=False)
    approver_ids = fields.Many2many(
        "res.users", string="May accept now", readonly=True, copy=False
    )
    signoff_line_ids = fields.One2many(
        "skks.signoff.line",
        "res_id",
        "Decisions",
        readonly=True,
        bypass_search_access=True,
    )
    signoff_author_ids = fields.Many2many(
        "res.users",
        string="Written by",
        compute="_compute_signoff_author_ids",
        help="Everybody who has changed the content; none of them may accept it.",
    )
    can_approve = fields.Boolean(
        "Waiting for my acceptance",
        compute="_compute_can_approve",
        search="_search_can_approve",
    )

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    def _signoff_stages(self):
        """Stages that this text needs, in order; a subset of ``STAGES``."""
        return STAGES

    def _signoff_basis(self):
        """The record whose settings say which stages are needed; empty if fixed."""
        return self.browse()

    def _signoff_demanded(self):
        """How many stages the rules demand, not counting a recent lowering."""
        return len(self._signoff_stages())

    def _signoff_entities(self):
        """Entities each of which has to accept in the first stage."""
        return self.env["skks.entity"]

    def _signoff_entity_users(self, entity):
        """Users who may accept for ``entity``."""
        return entity.sudo().representative_ids.filtered("active").user_id

    def _signoff_subject(self):
        return self.display_name

    def _signoff_addresses(self):
        """Normalized addresses that the text will be sent to; empty if to nobody."""
        return []

    def _signoff_on_approved(self):
        """Called when the last stage has accepted."""

    def _signoff_on_returned(self, reason):
        """Called when somebody has returned the text."""

    def _signoff_on_void(self):
        """Called when a change has voided what had been accepted."""

    # ------------------------------------------------------------------
    # What is being accepted
    # ------------------------------------------------------------------

    def _signoff_snapshot(self):
        """Everything that acceptance covers, as JSON values."""
        self.ensure_one()
        record = self.sudo()
        content = {fname: str(record[fname] or "") for fname in record._signoff_content}
        return {
            "subject": record._signoff_subject(),
            "content": content,
            "attachments": sorted(
                [attachment.name, attachment.checksum or ""]
                for attachment in record.attachment_ids
            ),
            "embedded": record._signoff_embedded(content.values()),
            "addresses": sorted(record._signoff_addresses()),
        }

    @api.model
    def _signoff_embedded(self, texts):
        """``[[id, checksum]]`` of the files that the texts show inside themselves."""
        numbers = {
            int(number) for text in texts for number in EMBEDDED_FILE.findall(text)
        }
        files = self.env["ir.attachment"].sudo().browse(sorted(numbers)).exists()
        return [[file.id, file.checksum or ""] for file in files]

    @api.model
    def _signoff_hash(self, snapshot):
        """SHA-256 (hex) of a snapshot."""
        text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        fnames = (*self._signoff_content, "attachment_ids")
        written = records.filtered(lambda text: any(text[name] for name in fnames))
        written._signoff_add_author()
        return records

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {
            "signoff_state": "draft",
            "signoff_round": 0,
        }

    def write(self, vals):
        touched = {*self._signoff_content, "attachment_ids"} & set(vals)
        if not touched:
            return super().write(vals)
        before = {record.id: record._signoff_snapshot() for record in self}
        result = super().write(vals)
        for record in self:
            record._signoff_changed_from(before[record.id])
        return result

    def _signoff_changed_from(self, before):
        """Draw the consequences if the content is no longer as in ``before``."""
        if self._signoff_snapshot() != before:
            self._signoff_add_author()
            self._signoff_void()

    def _signoff_check_file_change(self):
        """Hook: refuse that a file of this text changes or goes."""

    @api.depends("signoff_line_ids")
    def _compute_signoff_author_ids(self):
        for record in self:
            lines = record.sudo().signoff_line_ids
            record.signoff_author_ids = lines.filtered(
                lambda line: line.decision == "write"
            ).user_id

    def _signoff_add_author(self):
        """Remember for ever that the current user has written in these texts."""
        user = self.env.user
        if user._is_internal():
            new = self.filtered(lambda text: user not in text.signoff_author_ids)
            new._signoff_append({"decision": "write"})

    # ------------------------------------------------------------------
    # Who may accept
    # ------------------------------------------------------------------

    def _signoff_round_lines(self, stage=None, decision="accept"):
        """Decisions of the running round, oldest first."""
        return (
            self.sudo()
            .signoff_line_ids.filtered(
                lambda line: line.round == self.signoff_round
                and line.decision == decision
                and (not stage or line.stage == stage)
            )
            .sorted("id")
        )

    def _signoff_pending_entities(self):
        """Entities whose acceptance is still missing in the running round."""
        accepted = self._signoff_round_lines("substantive").entity_id
        return self.sudo()._signoff_entities() - accepted

    def _signoff_excluded(self, stage):
        """Users who may not take ``stage``: authors, and takers of the other one."""
        lines = self._signoff_round_lines().filtered(lambda line: line.stage != stage)
        return self.sudo().signoff_author_ids | lines.user_id | lines.on_behalf_id

    def _signoff_substantive_deciders(self, entity):
        """Users who may accept for ``entity``.

        Where nobody of them is left, its head may, then those of the entity that it
        is a part of, and at last the town's leadership.
        """
        excluded = self._signoff_excluded("substantive")
        found = self.env["res.users"]
        while entity:
            for users in (self._signoff_entity_users(entity), entity.sudo().head_id):
                found |= users.filtered("active") - excluded
                if self._signoff_is_reachable(found, excluded):
                    return found
            entity = entity.sudo().parent_id
        return found | self._signoff_group_users("group_leadership") - excluded

    def _signoff_office_deciders(self):
        """Heads of the office; the town's leadership where none of them is left."""
        excluded = self._signoff_excluded("office")
        managers = self._signoff_group_users("group_manager") - excluded
        if self._signoff_is_reachable(managers, excluded):
            return managers
        return managers | self._signoff_group_users("group_leadership") - excluded

    def _signoff_is_reachable(self, users, excluded):
        """Whether one of ``users`` may decide now, in person or by a stand-in."""
        return any(user._skks_acting_users() - excluded for user in users)

    def _signoff_group_users(self, name):
        """Active users of the group who have the company of the text."""
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(f"skks_base.{name}")
        group = self.env["res.groups"].sudo().browse(group_id)
        users = group.all_user_ids.filtered("active")
        if "company_id" not in self._fields:
            return users
        company = self.sudo().company_id
        return users.filtered(lambda user: company <= user.company_ids)

    def _signoff_deciders(self):
        """Users who may decide at the present stage."""
        if self.signoff_state == "office":
            return self._signoff_office_deciders()
        users = self.env["res.users"]
        if self.signoff_state == "substantive":
            for entity in self._signoff_pending_entities():
                users |= self._signoff_substantive_deciders(entity)
        return users

    def _signoff_acting(self, deciders):
        """Those of ``deciders`` for whom the current user may decide now."""
        user = self.env.user
        if user in self._signoff_excluded(self.signoff_state):
            return deciders.browse()
        return deciders.filtered(
            lambda decider: user in decider | decider._skks_acting_users()
        )

    @api.depends("approver_ids")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for record in self:
            approvers = record.sudo().approver_ids.with_env(self.env)
            record.can_approve = approvers and record._signoff_acting(approvers)

    def _search_can_approve(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        return Domain("approver_ids", "in", user.ids) | Domain(
            "approver_ids", "any", user._skks_absent_domain("")
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_submit(self):
        """Pass the text on for acceptance."""
        for record in self:
            record.check_access("write")
            record._signoff_submit()
        return True

    def action_approve(self):
        """Accept in the stage that waits for the current user."""
        for record in self:
            record.check_access("read")
            record._signoff_accept()
        return self.env["skks.desk"]._skks_away_from(self) or True

    def action_return(self, reason=None):
        """Return the text to its authors; a reason is obligatory."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say what has to be corrected."))
        for record in self:
            record.check_access("read")
            record._signoff_return(reason.strip())
        return True

    def _signoff_submit(self):
        if self.signoff_state not in ("draft", "returned"):
            raise UserError(
                self.env._("“%s” has already been passed on.", self.display_name)
            )
        if is_html_empty(self.body):
            raise UserError(
                self.env._("“%s” has no text yet. Write it first.", self.display_name)
            )
        self._signoff_add_author()
        self.sudo()._guarded_write({"signoff_round": self.signoff_round + 1})
        stage = self._signoff_next_stage(None)
        self._signoff_record("submit", complete=stage == "approved")
        self._signoff_enter(stage)

    def _signoff_next_stage(self, stage):
        """The stage after ``stage`` (None: the first) or ``"approved"``."""
        stages = [one for one in STAGES if one in self._signoff_stages()]
        later = stages[stages.index(stage) + 1 :] if stage else stages
        if later[:1] == ["substantive"] and not self._signoff_pending_entities():
            later = later[1:]
        return later[0] if later else "approved"

    def _signoff_enter(self, state):
        record = self.sudo()
        record._guarded_write(
            {"signoff_state": state, "signoff_since": fields.Datetime.now()}
        )
        deciders = self._signoff_deciders()
        if self._signoff_is_stuck():
            raise UserError(
                self.env._(
                    "Nobody is left who could accept “%s”: its authors may not. Name"
                    " another head of the office or somebody of the leadership.",
                    self.display_name,
                )
            )
        record._guarded_write({"approver_ids": [(6, 0, deciders.ids)]})
        self._signoff_ask(deciders)
        if state == "approved":
            self._signoff_on_approved()

    def _signoff_is_stuck(self):
        """Whether the present stage waits for somebody who does not exist."""
        if self.signoff_state == "substantive":
            return not all(
                self._signoff_substantive_deciders(entity)
                for entity in self._signoff_pending_entities()
            )
        return self.signoff_state == "office" and not self._signoff_office_deciders()

    def _signoff_accept(self):
        acting, stage = self._signoff_take_stage()
        if stage == "office":
            self._signoff_record_acceptance(stage, acting)
        else:
            for entity in self._signoff_pending_entities():
                deciders = acting & self._signoff_substantive_deciders(entity)
                if deciders:
                    self._signoff_record_acceptance(stage, deciders, entity)
        if stage == "substantive" and self._signoff_pending_entities():
            deciders = self._signoff_deciders()
            self.sudo()._guarded_write({"approver_ids": [(6, 0, deciders.ids)]})
            self._signoff_done_asking(self.env.user)
            return
        self._signoff_done_asking()
        self._signoff_enter(self._signoff_next_stage(stage))

    def _signoff_return(self, reason):
        _acting, stage = self._signoff_take_stage()
        self._signoff_record("return", stage=stage, reason=reason)
        self._signoff_done_asking()
        self.sudo()._guarded_write(
            {
                "signoff_state": "returned",
                "signoff_since": fields.Datetime.now(),
                "approver_ids": [(5,)],
            }
        )
        self.sudo()._message_log(
            body=self.env._("Returned: %s", reason),
            author_id=self.env.user.partner_id.id,
        )
        self._signoff_on_returned(reason)

    def _signoff_take_stage(self):
        """Check that the current user may decide now on what is there now.

        :return: (deciders for whom the current user acts, the stage)
        """
        stage = self.signoff_state
        if stage not in STAGES:
            raise UserError(
                self.env._("“%s” is not waiting for acceptance.", self.display_name)
            )
        if self.env.user in self._signoff_excluded(stage):
            raise AccessError(
                self.env._(
                    "Who wrote a text, or accepted it at the other stage, does not"
                    " accept it here."
                )
            )
        acting = self._signoff_acting(self._signoff_deciders())
        if not acting:
            raise AccessError(
                self.env._("“%s” is not waiting for you.", self.display_name)
            )
        self._signoff_check_seen()
        self._signoff_check_unchanged()
        return acting, stage

    def _signoff_check_seen(self):
        """An old page must not decide on a text that was passed on again since."""
        seen = self.env.context.get("skks_signoff_round")
        if seen and seen != self.signoff_round:
            raise UserError(
                self.env._(
                    "“%s” was changed and passed on again after you opened it. Read it"
                    " anew, then decide.",
                    self.display_name,
                )
            )

    def _signoff_check_unchanged(self):
        """What is decided on must be what was submitted, to the last byte."""
        submitted = self._signoff_round_lines(decision="submit")[-1:]
        if submitted.content_hash != self._signoff_hash(self._signoff_snapshot()):
            raise UserError(
                self.env._(
                    "“%s” has changed since it was passed on (a file or an address)."
                    " It has to be submitted again.",
                    self.display_name,
                )
            )

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def _signoff_append(self, values):
        line = self.env["skks.signoff.line"]._append(
            [
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "round": record.signoff_round,
                    "user_id": self.env.uid,
                }
                | values
                for record in self
            ]
        )
        self.invalidate_recordset(["signoff_line_ids", "signoff_author_ids"])
        return line

    def _signoff_record(self, decision, *, complete=False, **values):
        """Append a decision with a copy of what it was about, and journal it.

        :param bool complete: the decision ends the round, so the attachments are
            frozen with it
        """
        snapshot = self._signoff_snapshot()
        frozen = self.env["ir.attachment"].sudo()
        if complete:
            frozen = self._signoff_freeze()
        line = self._signoff_append(
            {
                "decision": decision,
                "content_hash": self._signoff_hash(snapshot),
                "subject": snapshot["subject"],
                "body": snapshot["content"].get("body"),
                "attachments": json.dumps(snapshot["attachments"]),
                "addresses": json.dumps(snapshot["addresses"]),
                "frozen_attachment_ids": [(6, 0, frozen.ids)],
                "stage": self.signoff_state in STAGES and self.signoff_state,
            }
            | values
        )
        frozen.write({"res_model": line._name, "res_id": line.id})
        self.env["skks.journal.entry"]._log(
            self,
            f"signoff.{decision}",
            new=values.get("stage") or None,
            reason=values.get("reason"),
        )
        return line

    def _signoff_record_acceptance(self, stage, deciders, entity=None):
        me = self.env.user
        return self._signoff_record(
            "accept",
            stage=stage,
            on_behalf_id=False if me in deciders else deciders[:1].id,
            entity_id=entity.id if entity else False,
            complete=self._signoff_is_last(stage, entity),
        )

    def _signoff_is_last(self, stage, entity):
        if entity and self._signoff_pending_entities() - entity:
            return False
        return self._signoff_next_stage(stage) == "approved"

    def _signoff_freeze(self):
        """Copies of the attachments that nobody has the right to change."""
        frozen = self.env["ir.attachment"].sudo()
        for attachment in self.sudo().attachment_ids:
            frozen |= attachment.copy(
                {
                    "name": attachment.name,
                    "res_model": False,
                    "res_id": False,
                    "public": False,
                }
            )
        return frozen

    def _signoff_approval_line(self):
        """The acceptance that completed the running round; empty if there is none."""
        if self.signoff_state != "approved":
            return self.env["skks.signoff.line"].sudo()
        decisions = self._signoff_round_lines() or self._signoff_round_lines(
            decision="submit"
        )
        return decisions[-1:]

    def _signoff_proof(self):
        """What a permit keeps of how the text was accepted."""
        basis = self._signoff_basis()
        return {
            "accepted_stages": len(set(self._signoff_round_lines().mapped("stage"))),
            "demanded_stages": self._signoff_demanded(),
            "basis_model": basis._name if basis else False,
            "basis_id": basis.id if basis else False,
        }

    def _signoff_void(self):
        """Forget what was accepted: the content is not what they saw."""
        if self.signoff_state not in (*STAGES, "approved"):
            return
        self._signoff_record("void")
        self._signoff_done_asking()
        self.sudo()._guarded_write(
            {
                "signoff_state": "draft",
                "signoff_since": fields.Datetime.now(),
                "approver_ids": [(5,)],
            }
        )
        self.sudo()._message_log(
            body=self.env._("The content changed: what had been accepted is void."),
            author_id=self.env.user.partner_id.id,
        )
        self._signoff_on_void()

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def _signoff_ask(self, users):
        """Put the text on the desks of those who may accept it."""
        if not users:
            return
        thread = self.with_env(
            self.env(su=True, context=clean_context(self.env.context))
        )
        excluded = self._signoff_excluded(self.signoff_state)
        for user in users._skks_acting_users() - excluded:
            thread.activity_schedule("skks_base.mail_activity_accept", user_id=user.id)

    def _signoff_done_asking(self, user=None):
        self.sudo().activity_unlink(
            ["skks_base.mail_activity_accept"], user_id=user.id if user else None
        )

    # ------------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        if fname == "approver_ids":
            domain &= Domain("signoff_state", "in", STAGES)
        return domain

    @api.model
    def _skks_handover_by_rule(self, fname):
        return fname == "approver_ids" or super()._skks_handover_by_rule(fname)

    def _skks_handover_write(self, fname, user, successor):
        """Nobody is given the right to accept: those who have it are asked anew."""
        if fname != "approver_ids":
            return super()._skks_handover_write(fname, user, successor)
        handed = self.browse()
        for text in self:
            deciders = text._signoff_deciders()
            if user in deciders or text._signoff_is_stuck():
                continue
            asked = text.approver_ids
            text._guarded_write({"approver_ids": [(6, 0, deciders.ids)]})
            text._signoff_done_asking(user)
            text._signoff_ask(deciders - asked)
            handed |= text
        return handed
