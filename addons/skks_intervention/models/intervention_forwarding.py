from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mail import email_normalize

from .intervention import OPEN_STATES, SUBMITTER_READERS


class InterventionForwarding(models.Model):
    """A report that another body has to settle: two letters, accepted as one.

    The body in charge gets the report with all that identifies the submitter; the
    submitter is told where it went, and why, with the information on personal data
    (Code of Administrative Procedure, art. 65, 231 and 243). Both leave only after
    a second person has accepted them, and the report is forwarded once both have
    arrived. What goes by post is recorded with its proof.
    """

    _name = "skks.intervention.forwarding"
    _description = "Forwarding to Another Body"
    _inherit = [
        "skks.document.access.mixin",
        "skks.outgoing.mixin",
        "skks.desk.mixin",
    ]
    _order = "intervention_id desc, id desc"
    _document_fields = ("intervention_id",)
    _mail_post_access = "read"

    _signoff_content = (
        "name",
        "body",
        "body_name",
        "body_email",
        "body_address",
        "notice_subject",
        "notice_body",
    )
    _reason_actions = ("action_posted", "action_told", "action_drop")
    _guarded_fields = (
        "next_due_at",
        "notice_message_id",
        "notice_since",
        "notice_at",
        "notice_proof",
        "body_proof",
        "dropped_at",
    )
    _desk_columns = {
        "number": "number",
        "name": "name",
        "state": "signoff_state",
        "priority": "priority",
        "coordinator_id": "coordinator_id",
        "company_id": "company_id",
    }

    intervention_id = fields.Many2one(
        "skks.intervention",
        "Report",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    number = fields.Char(related="intervention_id.number", store=True)
    priority = fields.Selection(related="intervention_id.priority", store=True)
    coordinator_id = fields.Many2one(
        related="intervention_id.coordinator_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="intervention_id.company_id", store=True, index=True
    )
    next_due_at = fields.Datetime("Due", readonly=True, copy=False, index=True)
    # to the body in charge
    name = fields.Char("Subject", required=True)
    body_name = fields.Char("Body in charge", required=True)
    body_email = fields.Char("E-mail of that body")
    body_address = fields.Text(
        "Address of that body", help="Postal address, or address for e-delivery."
    )
    body_proof = fields.Char("Proof of posting", readonly=True, copy=False)
    # to the submitter
    notice_subject = fields.Char(required=True)
    notice_body = fields.Html(
        "Notice to the submitter", sanitize_attributes=True, sanitize_form=True
    )
    notice_message_id = fields.Many2one(
        "mail.message", readonly=True, copy=False, export_string_translation=False
    )
    notice_since = fields.Datetime(
        "Notice handed over", readonly=True, copy=False, help="Not yet accepted."
    )
    notice_at = fields.Datetime("Submitter told", readonly=True, copy=False)
    notice_proof = fields.Char("Proof of the notice", readonly=True, copy=False)
    notice_preview = fields.Html(compute="_compute_notice_preview", sanitize=False)
    dropped_at = fields.Datetime("Given up", readonly=True, copy=False)

    @api.model
    def _document_free_domain(self):
        """Whoever is to accept it reads it, though the report may be confidential."""
        return super()._document_free_domain() | Domain(
            "approver_ids", "in", self.env.uid
        )

    @api.depends("number", "body_name")
    def _compute_display_name(self):
        for text in self:
            names = (text.number, text.body_name)
            text.display_name = " → ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["skks.intervention"].browse(
            [vals.get("intervention_id") for vals in vals_list]
        )
        cases.check_access("write")
        cases._check_open()
        texts = super().create(vals_list)
        texts._update_waiting()
        texts._update_due()
        return texts

    def _update_due(self):
        for text in self.sudo():
            due = text.intervention_id.forward_clock_id.due_at
            if text.emergency_state == "open":
                due = text.emergency_due_at
            text._guarded_write({"next_due_at": due})

    def _copy_files(self, files):
        """Attach copies of ``files``, which may be changed before acceptance."""
        copies = self.env["ir.attachment"]
        for file in files.sudo():
            copies |= file.copy(
                {"name": file.name, "res_model": self._name, "res_id": self.id}
            )
        if copies:
            self.attachment_ids = copies

    # ------------------------------------------------------------------
    # Acceptance
    # ------------------------------------------------------------------

    def _signoff_stages(self):
        return ("office",)

    def _signoff_subject(self):
        return self.name or ""

    def _signoff_excluded(self, stage):
        """Whoever is complained about never signs."""
        excluded = super()._signoff_excluded(stage)
        return excluded | self.intervention_id._barred_from_signing()

    def _body_address(self):
        """Normalized address of the body in charge; empty if there is none."""
        return email_normalize(self.sudo().body_email or "") or ""

    def _signoff_addresses(self):
        both = (self._body_address(), self.intervention_id._submitter_address())
        return list(filter(None, both))

    def _signoff_submit(self):
        self._check_in_hand()
        if not (self.sudo().body_email or self.sudo().body_address):
            raise UserError(
                self.env._("Enter the e-mail or the address of the body in charge.")
            )
        if self._body_address() == self.intervention_id._submitter_address() != "":
            raise UserError(
                self.env._("That is the address of the submitter, not of a body.")
            )
        self._check_body_not_complained()
        return super()._signoff_submit()

    def _check_body_not_complained(self):
        """A complaint never goes to whom it is about (Code of Administrative
        Procedure, art. 232 par. 2)."""
        case = self.intervention_id
        entities = case._complained_entities()
        users = case._conflicted_users().sudo()
        addresses = {
            *map(email_normalize, filter(None, entities.mapped("email"))),
            *users.mapped("email_normalized"),
        }
        if self._body_address() in filter(None, addresses):
            raise UserError(
                self.env._(
                    "“%s” is who the report complains about, so it does not go there.",
                    self.body_name,
                )
            )

    def _signoff_on_moved(self):
        self._update_waiting()
        self._update_due()

    def _check_in_hand(self):
        if self.dropped_at or self.intervention_id.sudo().state not in OPEN_STATES:
            raise UserError(self.env._("“%s” is not open any more.", self.display_name))

    # ------------------------------------------------------------------
    # Leaving
    # ------------------------------------------------------------------

    def _outgoing_case(self):
        return self.intervention_id

    def _outgoing_letter(self):
        letter = super()._outgoing_letter()
        address = self._body_address()
        return letter | {
            "subject": f"{self.name} [{self.number}]",
            "addresses": [address] if address else [],
        }

    def _outgoing_shown_addresses(self, addresses):
        if self.env.user.has_groups(SUBMITTER_READERS):
            return addresses
        return super()._outgoing_shown_addresses(addresses)

    @api.depends("notice_subject", "notice_body")
    @api.depends_context("uid")
    def _compute_notice_preview(self):
        for text in self:
            case, author = text.intervention_id, self.env.user
            address = case._submitter_address()
            text.notice_preview = self.env["ir.qweb"]._render(
                "skks_base.outgoing_preview",
                {
                    "letter": {
                        "subject": f"{text.notice_subject} [{text.number}]",
                        "body": Markup(text.notice_body or ""),
                        "addresses": text._outgoing_shown_addresses(
                            [address] if address else []
                        ),
                    },
                    "email_from": case._gate_email_from(author, case._gate_mailbox()),
                    "attachments": self.env["ir.attachment"],
                },
            )

    def _outgoing_send(self):
        self._check_in_hand()
        return super()._outgoing_send()

    def _outgoing_hand_over(self, approval):
        if not self._body_address():
            raise UserError(
                self.env._(
                    "“%s” has no e-mail. Post the letter, then record its proof.",
                    self.body_name,
                )
            )
        letter = self._outgoing_letter()
        message = self._outgoing_case()._gate_release(
            self._outgoing_permit_kind(),
            addresses=letter["addresses"],
            subject=letter["subject"],
            # The unit reads the thread, and not how to reach the submitter.
            body=Markup("<p>%s</p>")
            % self.env._("The report was passed on to: %s", self.body_name),
            letter_body=letter["body"],
            attachments=approval.frozen_attachment_ids,
            signoff_line=approval,
            author=letter["author"],
        )
        self.sudo()._guarded_write({"sent_message_id": message.id})
        self._tell_of_forwarding(approval)

    def _tell_of_forwarding(self, approval):
        """The submitter's letter, unless an earlier one has arrived."""
        if self.notice_at or self.notice_since:
            return
        case = self.intervention_id
        message = case._tell_submitter(
            "forward",
            self.notice_subject,
            Markup(self.notice_body or ""),
            permit="answer",
            signoff_line=approval,
        )
        values = {"notice_message_id": message.id}
        if message:
            values["notice_since"] = fields.Datetime.now()
        elif not case.sudo().postal_address:  # nobody to write to
            values["notice_at"] = fields.Datetime.now()
        self.sudo()._guarded_write(values)

    def _outgoing_on_sent(self):
        result = super()._outgoing_on_sent()
        self._follow()
        return result

    def _outgoing_on_failed(self, reason):
        result = super()._outgoing_on_failed(reason)
        self._undelivered(reason)
        return result

    def _notice_arrived(self):
        if not self.notice_at:
            self.sudo()._guarded_write(
                {"notice_at": fields.Datetime.now(), "notice_since": False}
            )
            self._follow()

    def _notice_failed(self, reason):
        self.sudo()._guarded_write({"notice_at": False, "notice_since": False})
        self._undelivered(reason)

    def _follow(self):
        """Forwarded once both sides know."""
        self._update_waiting()
        if self.sent_at and self.notice_at:
            self.intervention_id.sudo()._note_forwarded(self.body_name)

    def _undelivered(self, reason):
        self._update_waiting()
        case = self.intervention_id.sudo()
        case._note_forwarding_undelivered(reason)
        case._tell_coordinator("skks_base.mail_activity_letter", reason)

    # ------------------------------------------------------------------
    # By post
    # ------------------------------------------------------------------

    def action_posted(self, reason=None):
        """The letter to the body in charge has gone by post or e-delivery.

        :param str reason: its proof: number of the posting, or receipt
        """
        self.ensure_one()
        self._check_proof(reason)
        if self.sent_at or self.sending_since:
            raise UserError(self.env._("“%s” has already been sent.", self.name))
        self._check_in_hand()
        approval = self._outgoing_check_approved()
        self.env["skks.journal.entry"]._log(
            self, "intervention.posted", new=self.body_name, reason=reason
        )
        self.sudo()._guarded_write({"body_proof": reason})
        self._tell_of_forwarding(approval)
        self._outgoing_accepted()
        return True

    def action_told(self, reason=None):
        """The submitter was told by post: there is no e-mail, or it came back."""
        self.ensure_one()
        self._check_proof(reason)
        self._check_in_hand()
        self._outgoing_check_approved()
        if self.notice_at or self.notice_since:
            raise UserError(self.env._("The submitter has been told already."))
        if not self.sent_at:
            raise UserError(self.env._("Send the letter to the body in charge first."))
        self.env["skks.journal.entry"]._log(
            self, "intervention.told", new=self.body_name, reason=reason
        )
        self.sudo()._guarded_write({"notice_proof": reason})
        self._notice_arrived()
        return True

    def _check_proof(self, proof):
        self.check_access("write")
        if not (proof or "").strip():
            raise UserError(
                self.env._("Enter the number of the posting or of the receipt.")
            )

    def action_drop(self, reason=None):
        """It is ours to settle after all."""
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is not forwarded."))
        for text in self:
            if text.sent_at or text.sending_since or text.dropped_at:
                raise text._outgoing_gone_error()
            text._signoff_void()
            text.sudo()._guarded_write({"dropped_at": fields.Datetime.now()})
            text._update_waiting()
            case = text.intervention_id.sudo()
            case.forward_clock_id._skks_cancel(reason)
            self.env["skks.journal.entry"]._log(
                text, "intervention.forward_drop", new=text.body_name, reason=reason
            )
        return True

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.emergency_state == "open":
            return "approver"
        done = self.sent_at and self.notice_at
        if done or self.dropped_at or self.sending_since:
            return False
        if self.intervention_id.sudo().state not in OPEN_STATES:
            return False
        return "approver" if self.signoff_state == "office" else "office"

    @api.model
    def _desk_mine_domain(self):
        user = self.env.user
        to_accept = Domain("waiting_for", "=", "approver") & Domain(
            "can_approve", "=", True
        )
        mine = user._skks_act_for_domain("coordinator_id")
        if user.has_group("skks_base.group_dispatcher"):
            mine |= Domain("coordinator_id", "=", False)
        return to_accept | (mine & Domain("waiting_for", "=", "office"))

    def _desk_waiting_users(self):
        if self.waiting_for == "approver":
            return self.sudo().approver_ids.with_env(self.env)
        return self.sudo().coordinator_id.with_env(self.env)

    def _desk_waiting_names(self):
        return {
            text.id: ", ".join(
                text.sudo().approver_ids.mapped("name")
                if text.waiting_for == "approver"
                else text.sudo().coordinator_id.mapped("name")
            )
            for text in self
        }


class Intervention(models.Model):
    """A report that is not ours to settle."""

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _guarded_fields = ("forward_clock_id",)
    _erasure_children = ("forwarding_ids",)

    forwarding_ids = fields.One2many(
        "skks.intervention.forwarding",
        "intervention_id",
        "Forwarding",
        readonly=True,
        groups=SUBMITTER_READERS,
    )
    forward_clock_id = fields.Many2one(
        "skks.clock", "To be forwarded", readonly=True, copy=False
    )

    def action_forward(self):
        """Pass the report on to the body in charge, and tell the submitter."""
        self._check_open()
        kind = self.sudo().qualification_id
        council = bool(self.complains_of)
        return self._open_law_wizard(
            "skks.intervention.forward",
            self.env._("Forward to Another Body"),
            basis=kind.forward_basis,
            body_name=self.env._("Town Council") if council else False,
        )

    def _draft_forwarding(self, values):
        """Both letters as drafts; the time to forward runs from the receipt.

        :param dict values: ``body_name``, ``body_email``, ``body_address``,
            ``basis`` and ``reason``
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        running = self.sudo().forwarding_ids.filtered(lambda one: not one.dropped_at)
        if running.filtered(lambda one: not (one.sent_at and one.notice_at)):
            raise UserError(
                self.env._("“%s” is being forwarded already.", self.display_name)
            )
        self._start_forward_clock()
        letters = self.env["skks.intervention.letter"]
        words = {name: values.get(name) for name in ("body_name", "basis", "reason")}
        town = self.sudo().company_id.partner_id.lang
        subject, body = letters._compose("forward", self, lang=town, **words)
        notice_subject, notice = letters._compose("notice", self, **words)
        _subject, clause = letters._compose("clause", self, **words)
        forwarding = self.env["skks.intervention.forwarding"].create(
            {
                "intervention_id": self.id,
                "name": subject,
                "body": body + self.with_context(lang=town)._forwarded_report(),
                "notice_subject": notice_subject,
                "notice_body": notice + clause,
                **{
                    name: values.get(name)
                    for name in ("body_name", "body_email", "body_address")
                },
            }
        )
        forwarding._copy_files(self._submitter_files())
        return forwarding

    def _start_forward_clock(self):
        case = self.sudo()
        policy = case.qualification_id.forward_policy_id
        clock = case.forward_clock_id
        if policy and (not clock or clock.cancel_reason):
            case._start_law_clock("forward_clock_id", policy, case.received_at)

    def _forwarded_report(self):
        """What the submitter wrote and who that is: the body in charge needs it."""
        case = self.sudo()
        who = (case.contact_name, case.postal_address, case.email_from, case.phone)
        said = case.message_line_ids.filtered(
            lambda line: line.direction == "in" and line.kind == "addition"
        )
        place = Markup("<p>%s</p>") % case.address if case.address else ""
        return Markup("<p><b>%s</b><br/>%s</p><blockquote>%s%s%s%s</blockquote>") % (
            self.env._("Submitter"),
            Markup("<br/>").join(filter(None, who)) or "–",
            Markup("<p><b>%s</b></p>") % case.name,
            place,
            Markup(case.description or ""),
            Markup("").join(Markup(line.body or "") for line in said.sorted("id")),
        )

    def _submitter_files(self):
        """Files that came from the submitter (superuser)."""
        case = self.sudo()
        lines = case.message_line_ids.filtered(lambda line: line.direction == "in")
        letters = case.message_ids.filtered(lambda one: one.message_type == "email")
        return lines.attachment_ids | letters.attachment_ids

    def _note_forwarded(self, body_name):
        """Both sides know: the matter is in other hands."""
        if self.state not in OPEN_STATES:
            return
        self._transition("forwarded", reason=body_name)
        self.forward_clock_id._skks_stop()
        self._stop_clock("first")
        reason = self.env._("Forwarded to another body.")
        self._skks_running_clocks()._skks_cancel(reason)

    def _note_forwarding_undelivered(self, reason):
        """One of the letters came back: it is ours again, and the terms run on."""
        if self.state != "forwarded":
            return
        ended = self.clock_ids.filtered(
            lambda clock: clock.stopped_at and clock.stopped_at >= self.closed_at
        )
        self._transition("in_progress" if self.entity_id else "new", reason=reason)
        ended._skks_reopen(reason)

    def _forwarding_noticed_by(self, permit):
        """The forwarding whose notice to the submitter the permit let out."""
        text = self._gate_text(permit)
        if not text or text._name != "skks.intervention.forwarding":
            return None
        return text if text._body_address() not in permit._address_list() else None

    def _on_gate_sent(self, permit):
        if notice := self._forwarding_noticed_by(permit):
            return notice._notice_arrived()
        return super()._on_gate_sent(permit)

    def _on_gate_failed(self, permit, reason):
        if notice := self._forwarding_noticed_by(permit):
            return notice._notice_failed(reason)
        return super()._on_gate_failed(permit, reason)
