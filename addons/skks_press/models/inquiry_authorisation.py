from odoo import api, fields, models

from .inquiry import OPEN_STATES

# States in which nothing is to be authorised any more.
NOT_NEEDED = ("withdrawn", "forwarded", "not_a_case")
REGIME = "authorisation"


class Inquiry(models.Model):
    """An inquiry that asks to authorise a quotation."""

    _inherit = "skks.inquiry"

    _erasure_children = ("authorisation_ids",)

    authorisation_ids = fields.One2many(
        "skks.authorisation", "inquiry_id", "Quote authorisation", readonly=True
    )
    authorisation_state = fields.Selection(
        related="authorisation_ids.state", string="State of the authorisation"
    )
    authorisation_label = fields.Char(
        "Authorisation", related="authorisation_ids.state_label"
    )

    @api.model_create_multi
    def create(self, vals_list):
        inquiries = super().create(vals_list)
        inquiries._sync_authorisation()
        return inquiries

    def write(self, vals):
        result = super().write(vals)
        if {"category_id", "legal_regime", "outlet_id"} & set(vals):
            self._follow_frequency()
            self._sync_authorisation()
        return result

    def _asks_authorisation(self):
        return self.legal_regime == REGIME

    def _sync_authorisation(self):
        """There is something to authorise if, and while, that is what is asked."""
        records = self.env["skks.authorisation"].sudo()
        for inquiry in self:
            found = inquiry.sudo().authorisation_ids
            if inquiry._asks_authorisation() and inquiry.state not in NOT_NEEDED:
                if not found and inquiry.state in OPEN_STATES:
                    text = inquiry._quoted_text()
                    values = {"inquiry_id": inquiry.id}
                    values |= {"original_text": text, "text": text}
                    found = records._guarded_create([values | {"state": "pending"}])
                elif found.state == "cancelled":
                    found._settle("pending")
                inquiry._settle_what_is_over(found)
            else:
                found.filtered(lambda one: one.state == "pending")._settle("cancelled")

    def _settle_what_is_over(self, authorisations):
        """Nobody knew in time that it was one: silence has answered long ago."""
        now = fields.Datetime.now()
        for one in authorisations:
            if one.state == "pending" and one.due_at and one.due_at <= now:
                one._lapse()

    def _quoted_text(self):
        """The letter, from which the officer takes away what is no quotation."""
        return self._asked_text().partition("\n\n")[2].strip()

    # ------------------------------------------------------------------
    # The term
    # ------------------------------------------------------------------

    def _is_quote_of_periodical(self):
        """Whether the title appears weekly or rarer (press law, art. 7(2)).

        Where nobody has entered how often, the shorter term is the careful one.
        """
        return self.sudo().outlet_id.frequency not in (False, "daily")

    def _clock_policy(self, kind):
        """The law's hours, whatever the urgency."""
        if kind != "service" or not self._asks_authorisation():
            return super()._clock_policy(kind)
        policy = self.category_id.service_policy_id
        if self._is_quote_of_periodical():
            data = self.env["ir.model.data"]
            xmlid = "skks_press.clock_policy_authorisation_periodical"
            rarer_id = data._xmlid_to_res_id(xmlid, raise_if_not_found=False)
            policy = policy.browse(rarer_id) if rarer_id else policy
        return policy

    def _promised_at(self):
        """Only an agreement moves the term, not what the newsroom asks for."""
        if self._asks_authorisation():
            return self.agreed_for
        return super()._promised_at()

    def _follow_frequency(self):
        """Another title, another term; counted from the receipt."""
        for inquiry in self.filtered(lambda inquiry: inquiry._asks_authorisation()):
            clock = inquiry.sudo()._skks_clock("service")
            if clock and clock.policy_id != inquiry._clock_policy("service"):
                inquiry._restart_clocks(("service",))

    # ------------------------------------------------------------------
    # What settles it
    # ------------------------------------------------------------------

    def _note_answered(self, at=None):
        result = super()._note_answered(at)
        if self._asks_authorisation():
            at = at or fields.Datetime.now()
            self.sudo().authorisation_ids._note_answered(at)
        return result

    def _note_undelivered(self, reason):
        result = super()._note_undelivered(reason)
        answered = self.sudo().authorisation_ids.filtered(
            lambda one: one.state == "answered"
        )
        answered._settle("pending")
        self._settle_what_is_over(answered)
        return result

    def _after_transition(self, old, new):
        result = super()._after_transition(old, new)
        if new in NOT_NEEDED or old in NOT_NEEDED:
            self._sync_authorisation()
        return result

    # ------------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------------

    def action_open_authorisation(self):
        self.ensure_one()
        return self.authorisation_ids._get_records_action()

    def _prepare_answer_values(self):
        values = super()._prepare_answer_values()
        if self._asks_authorisation() and self.authorisation_ids:
            values["body"] = self._authorisation_body()
        return values

    def _authorisation_body(self):
        return self.env["ir.qweb"]._render(
            "skks_press.authorisation_draft",
            {"authorisation": self.authorisation_ids, "author": self.env.user},
            lang=self._letter_lang(),
        )
