from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools.incoming_letter import Asked
from .mail_message import LETTER_TYPES
from .res_company import PRESS_OFFICE_TZ

# States in which a letter waits for an officer, or may be taken up by one.
WAITING = ("quarantine", "automatic")
# The same, and letters that became a case by themselves.
SORTED = ("case", *WAITING)
CANDIDATES = 8
DECISIONS = ("take", "join", "send", "dismiss")


class LetterSortingMixin(models.AbstractModel):
    """What an officer decides about a letter: take, join, send on, no case.

    A letter becomes a case by itself, so that nothing is lost and its time runs.
    Whether it is one is for an officer to say, in one list, whatever kind of case
    the letter has become. The kinds answer hooks named ``_letter_…``.
    """

    _name = "skks.letter.sorting.mixin"
    _description = "Sorting of Letters"

    to_sort = fields.Boolean(
        "To sort",
        compute="_compute_to_sort",
        search="_search_to_sort",
        help="Nobody has decided yet what becomes of it.",
    )

    # ------------------------------------------------------------------
    # What waits
    # ------------------------------------------------------------------

    @api.model
    def _case_models(self):
        """Names of the models whose records are cases, in a stable order."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if hasattr(model, "_letter_untaken_domain") and not model._abstract
        )

    @api.depends("state", "handled_at", "res_model", "res_id")
    def _compute_to_sort(self):
        domain = self._search_to_sort("in", [True]) & Domain("id", "in", self.ids)
        waiting = set(self.sudo().search(domain).ids)
        for letter in self:
            letter.to_sort = letter.id in waiting

    def _search_to_sort(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "=", "quarantine")
        fresh = Domain("state", "=", "case") & Domain("handled_at", "=", False)
        for name in self._case_models():
            cases = self.env[name].sudo()
            untaken = cases._search(cases._letter_untaken_domain())
            domain |= (
                fresh & Domain("res_model", "=", name) & Domain("res_id", "in", untaken)
            )
        return domain

    @api.model
    def _default_case_model(self):
        """Hook: model of the cases that “Make a case of it” starts, if any."""
        return False

    @api.model
    def _letter_targets(self):
        """Hook: other kinds of cases that a letter may be sent to.

        :return: list of (name of the model, words on the button)
        """
        return []

    def _letter_case(self):
        """The case it has become, as the current user; empty if it is none."""
        self.ensure_one()
        if self.state == "case" and self.res_model in self._case_models():
            return self._result()
        return self.browse()

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------

    def action_take(self):
        """Become the coordinator of the cases that the letters are."""
        self._check_sortable()
        for letter in self:
            if letter.state == "case":
                letter._to_handle(("case",))
                letter._letter_case()._letter_take()
                letter.sudo()._handle("letter.take", letter.state)
            else:
                letter._process_asked("letter.take")
        return self._left_over()

    def action_join(self, model, res_id):
        """Put the letters on a case that was there before.

        A case that a letter has become by itself is none, then.
        """
        self._check_sortable()
        target = self._letter_target_case(model, res_id)
        for letter in self:
            if letter.state == "case":
                letter._to_handle(("case",))
                letter._join_with_case(target)
            else:
                letter._process_asked("letter.join", (model, res_id))
        return self._left_over()

    def action_send(self, model):
        """Make a case of another kind of it, received when the letter was."""
        self._check_sortable()
        if model not in dict(self._letter_targets()):
            raise UserError(self.env._("Letters cannot be sent there."))
        for letter in self:
            letter._send_to(model)
        return self._left_over()

    def _send_to(self, model):
        """Make a case of that kind of the letter."""
        self._process_asked("letter.send", (model, 0))

    def _check_sortable(self):
        self._check_states(SORTED)
        for letter in self.filtered(lambda letter: letter.state == "case"):
            if not letter._letter_case():
                letter._check_states(WAITING)

    def _letter_target_case(self, model, res_id):
        if model not in self._case_models():
            raise UserError(self.env._("Letters are joined to cases only."))
        target = self.env[model].browse(res_id).exists()
        if not target:
            raise UserError(self.env._("This case is not there any more."))
        target.check_access("write")
        return target

    def action_confirm_sender(self):
        """The letter was forwarded; whoever wrote it is the one who asks."""
        self.ensure_one()
        self._check_sortable()
        case = self._letter_case()
        if not case or not self.forwarded:
            raise UserError(self.env._("Nobody has forwarded this letter."))
        case._letter_confirm_sender(self)
        return True

    def _process_asked(self, act, target=None):
        """Let the gateway work on the letter again, the way an officer says.

        :param target: (model, id) where it goes; by default where its headers say
        """
        model, res_id = target or (self._default_case_model(), 0)
        if not target:
            model = self.sudo().fallback_model or model
        asked = Asked(act, self.env.uid, (self.state,), target)
        options = {"model": model, "thread_id": res_id or None}
        return self._process_apart(options, asked)

    def _left_over(self):
        """Say that something is still to be cleared up; True if nothing is."""
        left = self.filtered(lambda letter: letter.state == "quarantine")
        if not left:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "message": left[0].error},
        }

    def _finish_asked(self, asked, accidental):
        """What follows in the transaction in which the letter was processed."""
        if asked.act == "letter.take" and (case := self._letter_case()):
            case._letter_take()
        if asked.act == "letter.send" and accidental:
            result = self._result()
            accidental._letter_drop(self.env._("Sent to: %s", result.display_name))

    def _join_with_case(self, target):
        accidental = self._letter_case()
        if accidental == target:
            raise UserError(self.env._("The letter is on this case already."))
        accidental._letter_drop(
            self.env._("Joined to: %s", target.display_name), joined_to=target
        )
        self._move_messages(accidental, target)
        for letter in self._letters_of(accidental):
            letter._move_to(target)
        self.sudo()._handle("letter.join", "case")
        target._letter_joined(self)

    def _move_messages(self, accidental, target):
        """Take the letters along, so that answers to them come to the right case."""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", accidental._name),
                    ("res_id", "=", accidental.id),
                    ("message_type", "in", LETTER_TYPES),
                ]
            )
        )
        place = {"model": target._name, "res_id": target.id}
        messages.write(place)
        files = messages.attachment_ids.filtered(
            lambda file: (
                (file.res_model, file.res_id) == (accidental._name, accidental.id)
            )
        )
        files.write({"res_model": target._name, "res_id": target.id})

    # ------------------------------------------------------------------
    # The reading pane
    # ------------------------------------------------------------------

    @api.readonly
    def inbox_letter(self):
        """All that the reading pane shows of one letter, in the reader's language."""
        self.ensure_one()
        self._check_officer()
        return {
            **self._inbox_headers(),
            "text": self.text,
            "error": self.error if self.state == "quarantine" else False,
            "reason": self.reason,
            "case": self._inbox_case(),
            "owner": self._inbox_owner(),
            "original": self._inbox_original(),
            "proposal": self._inbox_proposal(),
            "actions": self._inbox_actions(),
            "targets": [
                {"model": model, "label": label}
                for model, label in self._letter_targets()
            ],
        }

    def _inbox_headers(self):
        tz = self.env.user.tz or PRESS_OFFICE_TZ
        labels = dict(self._fields["state"]._description_selection(self.env))
        machines = dict(self._fields["automatic"]._description_selection(self.env))
        return {
            "id": self.id,
            "subject": self.subject or self.env._("(no subject)"),
            "email_from": self.email_from,
            "email_to": self.email_to,
            "received": format_datetime(
                self.env, self.received_at, tz=tz, dt_format="EEEE, d MMMM y, HH:mm"
            ),
            "outcome": labels[self.state],
            "automatic": machines.get(self.automatic, False),
            "handled_by": self.sudo().handled_by.name,
        }

    def _inbox_case(self):
        case = self._result()
        if not case:
            return False
        return {"model": case._name, "id": case.id, "name": case.display_name}

    def _inbox_owner(self):
        """Who answers for it: the coordinator, or the duty officer of the day."""
        case = self._letter_case().sudo()
        if case and case.coordinator_id:
            officer, label = case.coordinator_id, self.env._("Coordinator")
        elif self.to_sort:
            company = case.company_id if case else self.env.company
            officer = company._skks_duty_officer().sudo()
            label = self.env._("Duty officer")
        else:
            return False
        return {"label": label, "name": officer.name or "–"}

    def _inbox_actions(self):
        """Names of the decisions that are open for the letter now."""
        if self.state == "dismissed":
            return ["undo"]
        if self.state in WAITING:
            return [*DECISIONS]
        case = self._letter_case()
        if not case or not self.to_sort:
            return []
        if self.forwarded and case._letter_awaits_sender():
            return ["sender", *DECISIONS]
        return [*DECISIONS]

    def _inbox_original(self):
        """Who wrote what a colleague has forwarded, as a line to read."""
        if not self.forwarded:
            return False
        tz = self.env.user.tz or PRESS_OFFICE_TZ
        who = [self.original_name, self.original_email and f"<{self.original_email}>"]
        when = self.original_at and format_datetime(
            self.env, self.original_at, tz=tz, dt_format="EEEE, d MMMM y, HH:mm"
        )
        return ", ".join(filter(None, [" ".join(filter(None, who)), when])) or "–"

    def _inbox_proposal(self):
        """The case that a copy belongs to, for one click."""
        if self.state != "quarantine" or self.problem != "copy":
            return False
        case = self.first_id._result()
        if not case or case._name not in self._case_models():
            return False
        return {"model": case._name, "id": case.id, "name": case.number}

    @api.readonly
    def inbox_cases(self, term=""):
        """Cases that the letter may be joined to, the likeliest first.

        Without a term: those of the same sender.
        """
        self.ensure_one()
        self._check_officer()
        own = self._letter_case()
        found = []
        for name in self._case_models():
            cases = self.env[name]
            if cases.has_access("write"):
                candidates = cases._letter_candidates(self, term.strip(), CANDIDATES)
                found += [case for case in candidates if case != own]
        return [
            {
                "model": case._name,
                "id": case.id,
                "name": case.display_name,
                "state": case._state_name(case.state),
            }
            for case in found[:CANDIDATES]
        ]
