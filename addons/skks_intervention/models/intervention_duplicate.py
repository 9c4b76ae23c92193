from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from .intervention import OPEN_STATES

# Older reports say little about what lies in a street today.
SIMILAR_WITHIN = timedelta(weeks=12)
# What a report ends in that was not about anything, so nobody else's rests in it.
FELL_AWAY = ("withdrawn", "not_a_case")


class Intervention(models.Model):
    """Several citizens report the same hole: one report stays, the others join it.

    Each submitter is told once that theirs was joined, and gets the accepted reply
    to the one that stays, each in a letter of their own.
    """

    _inherit = "skks.intervention"

    _guarded_fields = ("duplicate_of_id",)

    duplicate_of_id = fields.Many2one(
        "skks.intervention",
        "Joined with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    duplicate_ids = fields.One2many(
        "skks.intervention", "duplicate_of_id", "Joined reports", readonly=True
    )
    similar_ids = fields.Many2many(
        "skks.intervention",
        string="Similar reports",
        compute="_compute_similar_ids",
        help="Open, of the last twelve weeks, in the same street and category.",
    )
    similar_count = fields.Integer(compute="_compute_similar_ids")

    # ------------------------------------------------------------------
    # Similar ones
    # ------------------------------------------------------------------

    @api.depends("street_id", "category_id")
    @api.depends_context("uid")
    def _compute_similar_ids(self):
        """In one query for all of them; nobody is shown what they may not read."""
        nearby = self.search_fetch(
            Domain("street_id", "in", self.street_id.ids)
            & Domain("state", "in", OPEN_STATES)
            & Domain("received_at", ">=", fields.Datetime.now() - SIMILAR_WITHIN),
            ["street_id", "category_id", "company_id"],
        )
        by_place = nearby.grouped(lambda one: (one.company_id, one.street_id))
        for case in self:
            found = by_place.get((case.company_id, case.street_id), self.browse())
            case.similar_ids = (found - case._origin).filtered(
                lambda one, case=case: one._is_akin(case)
            )
            case.similar_count = len(case.similar_ids)

    def _is_akin(self, other):
        """Whether the categories are the same, or one is part of the other."""
        paths = (one.sudo().category_id.parent_path or "" for one in (self, other))
        shorter, longer = sorted(paths, key=len)
        return bool(shorter) and longer.startswith(shorter)

    def action_open_similar(self):
        """The similar reports and this one, to be looked at and joined."""
        self.ensure_one()
        cases = self + self.similar_ids
        return cases._get_records_action(
            name=self.env._("Similar to %s", self.number),
            views=[(False, "list"), (False, "form")],
        )

    def action_open_duplicates(self):
        """The reports that were joined with this one."""
        self.ensure_one()
        return self.duplicate_ids._get_records_action(
            name=self.env._("Joined with %s", self.number),
            views=[(False, "list"), (False, "form")],
        )

    # ------------------------------------------------------------------
    # Joining
    # ------------------------------------------------------------------

    def action_join(self):
        """Ask which of the reports stays; the others are joined with it."""
        self._check_may_join()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Join Reports"),
            "res_model": "skks.intervention.merge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_intervention_ids": [(6, 0, self.ids)]},
        }

    def _check_may_join(self):
        """Whoever works on all of them may join them, while all are open."""
        self._check_works_on()
        self._check_is_open()
        if len(self) < 2:
            raise UserError(self.env._("Choose at least two reports to join."))
        if len(self.company_id) > 1:
            raise UserError(
                self.env._(
                    "Reports to two organisations are not joined with each other."
                )
            )
        if leaving := self.sudo().reply_ids.filtered("sending_since"):
            raise UserError(
                self.env._(
                    "The reply to %s is just leaving. Wait until it has.",
                    leaving[:1].number,
                )
            )

    def _join(self, main):
        """Let these reports and those joined with them be one with ``main``."""
        others = self - main
        (others | main)._check_may_join()
        told = {one._submitter_address() for one in main.sudo().duplicate_ids}
        for case in others:
            case._become_duplicate(main)
            case._tell_joined(main, told)
        main._void_changed_replies()
        main.sudo()._message_log(
            body=self.env._("Joined: %s", ", ".join(others.mapped("number"))),
            author_id=self.env.user.partner_id.id,
        )

    def _become_duplicate(self, main):
        self.ensure_one()
        case = self.sudo()
        (case + case.duplicate_ids)._guarded_write({"duplicate_of_id": main.id})
        self._transition("duplicate", reason=self.env._("Joined with %s", main.number))
        case._skks_running_clocks()._skks_cancel(
            self.env._("Joined with %s", main.number)
        )
        case.reply_ids._leave_acceptance()

    def _tell_joined(self, main, told):
        """Tell the submitter, once; each report has it on its page.

        :param set told: addresses that have been told, added to
        """
        address = self._submitter_address()
        subject, body = self._letter_from_template("duplicate", joined_with=main.number)
        if address in told:
            self.message_line_ids._add(self, "out", "duplicate", body)
        else:
            self._tell_submitter("duplicate", subject, body, permit="ask")
        if address:
            told.add(address)

    def _void_changed_replies(self):
        """Whom a reply goes to was accepted as well."""
        self.sudo().reply_ids.with_env(self.env)._void_if_changed()

    # ------------------------------------------------------------------
    # Undoing
    # ------------------------------------------------------------------

    def action_unjoin(self):
        """It is a report of its own after all: its terms run as before."""
        self.check_access("write")
        for case in self:
            case._unjoin(self.env._("It is a report of its own."))
        return True

    def _unjoin(self, reason):
        self.ensure_one()
        case = self.sudo()
        main = case.duplicate_of_id
        if case.state != "duplicate":
            raise UserError(
                self.env._("“%s” is joined with no other report.", self.display_name)
            )
        self._transition("new", reason=reason)
        case._guarded_write({"duplicate_of_id": False})
        for name in ("first", "action", "answer", "legal"):
            clock = case[f"{name}_clock_id"]
            if clock.cancel_reason:
                clock._skks_reopen(reason)
        if case.entity_id:
            self._transition("routed", reason=reason)
        else:
            self._route()
        main.with_env(self.env)._void_changed_replies()

    def _after_transition(self, old, new):
        """Those who joined a report that falls away are not left without a reply."""
        result = super()._after_transition(old, new)
        if new in FELL_AWAY and (joined := self.sudo().duplicate_ids):
            first, *others = joined.sorted("received_at")
            first._unjoin(self.env._("%s fell away.", self.number))
            self.browse([one.id for one in others]).sudo()._guarded_write(
                {"duplicate_of_id": first.id}
            )
        return result

    # ------------------------------------------------------------------
    # The reply to all of them
    # ------------------------------------------------------------------

    def _submitter_addresses(self):
        """Addresses of all whom the reply concerns, each once."""
        cases = self.sudo()
        addresses = (one._submitter_address() for one in cases + cases.duplicate_ids)
        return sorted({address for address in addresses if address})

    def write(self, vals):
        result = super().write(vals)
        if "email_from" in vals:
            (
                self | self.sudo().duplicate_of_id.with_env(self.env)
            )._void_changed_replies()
        return result

    def _on_gate_letter_sent(self, permit, addresses):
        """A joined submitter's letter is not the one on which the terms rest."""
        if self._is_to_joined(permit, addresses):
            return None
        return super()._on_gate_letter_sent(permit, addresses)

    def _on_gate_letter_failed(self, permit, addresses, reason, *, bounced=False):
        if not self._is_to_joined(permit, addresses):
            return super()._on_gate_letter_failed(
                permit, addresses, reason, bounced=bounced
            )
        for case in self.sudo().duplicate_ids:
            if case._submitter_address() in addresses:
                self._tell_lost_reply(case)
        return None

    def _is_to_joined(self, permit, addresses):
        """Whether a reply went to the submitter of another, joined report alone."""
        if permit.kind != "answer" or not self.sudo().duplicate_ids:
            return False
        return self._submitter_address() not in {
            email_normalize(address) for address in addresses
        }

    def _tell_lost_reply(self, joined):
        self._tell_unit(
            lambda env: env._(
                "The reply did not reach the submitter of %s.", joined.number
            )
        )
