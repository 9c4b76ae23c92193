from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty
from odoo.tools.mail import email_normalize

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS


class Patronage(models.Model):
    """A request for the patronage of the mayor.

    The office may ask an entity for its opinion, then records the decision of the
    mayor. The clock runs from the receipt to the decision.
    """

    _name = "skks.patronage"
    _description = "Request for Patronage"
    _inherit = ["skks.case.mixin"]
    _primary_email = "email_from"

    _transitions = {
        "new": {"in_progress", "withdrawn", "not_a_case"},
        "in_progress": {"granted", "refused", "withdrawn"},
        "granted": {"in_progress"},
        "refused": {"in_progress"},
        "withdrawn": {"in_progress"},
        "not_a_case": {"new"},
    }
    _states_closed = ("granted", "refused", "withdrawn", "not_a_case")
    _state_not_a_case = "not_a_case"
    _number_sequence = "skks.patronage"
    _skks_number_pattern = r"PAT/\d{4}/\d{4,}"
    _guarded_fields = ("opinion_at", "opinion_user_id")
    _desk_columns = {"entity_id": "entity_id"}
    # What the people of the entity write; the rest is the office's.
    _entity_writes = {"opinion"}

    state = fields.Selection(
        [
            ("new", "New"),
            ("in_progress", "In progress"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("not_a_case", "Not a case"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    # who asks
    organiser = fields.Char(tracking=True)
    email_from = fields.Char("E-mail", index="trigram", groups=ADDRESS_READERS)
    # for what
    event_date = fields.Date("Date of the event", index=True, tracking=True)
    event_place = fields.Char("Place")
    # the opinion of an entity
    entity_id = fields.Many2one(
        "skks.entity",
        "Entity asked",
        index="btree_not_null",
        tracking=True,
        help="Gives its opinion before the mayor decides.",
    )
    opinion = fields.Html()
    opinion_at = fields.Datetime("Opinion given on", readonly=True, copy=False)
    opinion_user_id = fields.Many2one(
        "res.users", "Opinion given by", readonly=True, copy=False
    )

    # ------------------------------------------------------------------
    # Receipt and time limit
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._start_clock()
        return requests

    def _start_clock(self):
        policy = self.env.ref("skks_example_patronage.clock_policy_patronage")
        self.env["skks.clock"]._skks_start(
            [
                {
                    "record": request,
                    "policy": policy,
                    "started_at": request.received_at,
                }
                for request in self
            ]
        )

    def _on_received_at_changed(self):
        result = super()._on_received_at_changed()
        self.sudo().clock_ids._skks_restart(
            self.received_at, self.env._("The time of receipt was corrected.")
        )
        return result

    def _after_transition(self, old, new):
        """Whatever the door by which a state was reached, the clock follows."""
        result = super()._after_transition(old, new)
        if new in ("granted", "refused"):
            self._skks_running_clocks()._skks_stop()
        elif new in self._states_closed:
            self._skks_running_clocks()._skks_cancel(self._state_name(new))
        elif old in self._states_closed:
            last = self.sudo().clock_ids.sorted("id")[-1:]
            last._skks_reopen(self.env._("The case was opened again."))
        return result

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A letter to the alias is a request; its time runs since it came here."""
        sender = msg_dict.get("email_from") or ""
        values = {
            "description": msg_dict.get("body"),
            "received_at": msg_dict.get("skks_received_at") or fields.Datetime.now(),
        }
        # Core puts the whole header into the field, not the address.
        letter = msg_dict | {"email_from": email_normalize(sender) or sender}
        return super().message_new(letter, dict(custom_values or {}) | values)

    # ------------------------------------------------------------------
    # The opinion
    # ------------------------------------------------------------------

    def write(self, vals):
        self._check_who_writes(vals)
        result = super().write(vals)
        if "opinion" in vals:
            self._note_opinion()
        if {"opinion", "entity_id"} & vals.keys():
            self._update_waiting()
        return result

    def _check_who_writes(self, vals):
        """The entity gives its opinion when it is asked, and changes nothing else."""
        if self.env.su or self.env.user.has_group("skks_base.group_officer"):
            return
        closed = self.filtered(lambda request: request.state != "in_progress")
        if closed or vals.keys() - self._entity_writes:
            raise AccessError(
                self.env._("You may only write the opinion, while it is asked for.")
            )

    def _note_opinion(self):
        for request in self:
            given = not is_html_empty(request.opinion)
            request.sudo()._guarded_write(
                {
                    "opinion_at": given and fields.Datetime.now(),
                    "opinion_user_id": given and self.env.uid,
                }
            )
        self.env["skks.journal.entry"]._log(self, "patronage.opinion")

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Work on it begins."""
        self._check_office()
        for request in self.filtered(lambda request: not request.coordinator_id):
            request.coordinator_id = self.env.user
        self._transition("in_progress")
        return True

    def action_grant(self):
        """The mayor is patron."""
        for request in self:
            if not request.event_date:
                raise UserError(
                    self.env._("Enter the date of the event of “%s”.", request.name)
                )
        return self._decide("granted")

    def action_refuse(self):
        return self._decide("refused")

    def action_withdraw(self):
        return self._decide("withdrawn")

    def action_not_a_case(self):
        self._letter_drop(self.env._("Not a case."))
        return True

    def action_reopen(self):
        self._check_office()
        for request in self:
            is_letter = request.state == "not_a_case"
            request._transition("new" if is_letter else "in_progress")
        return True

    def _decide(self, state):
        self._check_office()
        self._transition(state)
        return True

    def _check_office(self):
        """The entity may write, so the right to write is not enough."""
        self.check_access("write")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office records this."))

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.state == "in_progress" and self.entity_id:
            return "entity" if is_html_empty(self.opinion) else "office"
        return super()._waiting_for()

    @api.model
    def _desk_mine_domain(self):
        """With the office as every case; with the entity while it is asked."""
        asked = Domain("waiting_for", "=", "entity") & Domain(
            "entity_id.representative_ids",
            "any!",
            Domain("user_id", "=", self.env.uid) & Domain("active", "=", True),
        )
        return super()._desk_mine_domain() | asked

    def _desk_waiting_names(self):
        names = super()._desk_waiting_names()
        for request in self.filtered(lambda one: one.waiting_for == "entity"):
            names[request.id] = request.sudo().entity_id.name
        return names

    def _desk_waiting_users(self):
        if self.waiting_for == "entity":
            people = self.sudo().entity_id.representative_ids.user_id
            return people.with_env(self.env)
        return super()._desk_waiting_users()

    # ------------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------------

    def _skks_participant_addresses(self):
        """The organiser's letters with our number join the case."""
        people = self.coordinator_id | self.helper_ids
        addresses = {
            email_normalize(self.email_from),
            *people.mapped("email_normalized"),
        }
        return {address for address in addresses if address}
