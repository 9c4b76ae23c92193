import logging
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import stages

_logger = logging.getLogger(__name__)

ANSWERED = ("answered", "closed")
MEASURED_AT_ONCE = 2000


class Inquiry(models.Model):
    """An answered inquiry is measured: how long, and at whom the time went (M1.4)."""

    _inherit = "skks.inquiry"

    measure_ids = fields.One2many(
        "skks.inquiry.measure",
        "inquiry_id",
        readonly=True,
        bypass_search_access=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    def _note_answered(self, at=None):
        result = super()._note_answered(at)
        self._measure()
        return result

    def _note_undelivered(self, reason):
        undone = self.answered_at
        result = super()._note_undelivered(reason)
        if not self.answered_at:
            measures = self.sudo().measure_ids
            measures.filtered(lambda measure: measure.answered_at == undone).unlink()
        return result

    def _on_received_at_changed(self):
        result = super()._on_received_at_changed()
        measures = self.sudo().measure_ids
        for measure in measures:
            measure._guarded_write(measure.inquiry_id._measured(measure.answered_at))
        return result

    def _measure(self):
        """Count the time of those that were answered, unless it is counted already.

        A case that is answered a second time keeps the time of its first answer.
        """
        measures = self.env["skks.inquiry.measure"].sudo()
        for inquiry in self.sudo():
            if inquiry.answered_at and not inquiry.measure_ids:
                try:
                    values = inquiry._measured(inquiry.answered_at)
                except UserError as error:  # a spoilt calendar stops no answer
                    _logger.warning("%s is not measured: %s", inquiry.number, error)
                    continue
                measures._guarded_create([values | {"inquiry_id": inquiry.id}])

    @api.autovacuum
    def _measure_missing(self):
        """Measure what was answered before there were measures, or could not be."""
        missing = Domain("answered_at", "!=", False) & Domain("measure_ids", "=", False)
        self.sudo().search(
            missing & Domain("state", "in", ANSWERED), limit=MEASURED_AT_ONCE
        )._measure()

    def _measured(self, answered_at):
        """Values of the measure: working hours of the office, by stage."""
        self.ensure_one()
        office = self.company_id._skks_calendar()._skks_working_time()
        hours = dict.fromkeys(stages.STAGES, 0.0)
        for stage, start, stop in self._stage_spans(answered_at):
            hours[stage] += office.hours_between(
                start.replace(tzinfo=UTC), stop.replace(tzinfo=UTC)
            )
        return {
            "answered_at": answered_at,
            "hours_total": sum(hours.values()),
            **{f"hours_{stage}": spent for stage, spent in hours.items()},
        }

    def _stage_spans(self, answered_at):
        """The case from receipt to answer, as ``stages.Span`` (naive UTC)."""
        received = min(self.received_at, answered_at)
        return stages.partition(
            received,
            min(self._taken_at() or received, answered_at),
            self._owed_spans(answered_at),
            self._acceptance_spans(answered_at),
            answered_at,
        )

    def _taken_at(self):
        """When work began."""
        begun = self._state_entries(self).filtered(
            lambda entry: entry.old_value == self._state_initial
        )
        return begun[-1:].create_date

    def _owed_spans(self, answered_at):
        contributions = self.all_contribution_ids
        moves = self._state_entries(contributions)
        spans = []
        for contribution in contributions:
            own = moves.filtered(lambda move, one=contribution: move.res_id == one.id)
            returned = own.filtered(lambda move: move.new_value == "returned")
            gone = own.filtered(
                lambda move: move.new_value in ("not_ours", "cancelled")
            )
            delivered = {
                *contribution.version_ids.mapped("delivered_at"),
                *filter(None, contribution.mapped("delivered_at")),
                *gone.mapped("create_date"),
            }
            asked = [contribution.requested_at, *returned.mapped("create_date")]
            spans += stages.owed_spans(filter(None, asked), delivered, answered_at)
        return spans

    def _state_entries(self, records):
        """What the register of acts says of the states of ``records``, oldest last."""
        act = "case.state" if records._name == self._name else "contribution.state"
        return (
            self.env["skks.journal.entry"]
            .sudo()
            .search(
                Domain("act", "=", act)
                & Domain("res_model", "=", records._name)
                & Domain("res_id", "in", records.ids)
            )
        )

    def _acceptance_spans(self, answered_at):
        """Times of the acceptance of the letter that was the answer, if it was one."""
        letter = self.all_answer_ids.filtered(lambda one: one.sent_at == answered_at)
        decisions = [
            (line.create_date, line.decision, line.stage)
            for line in letter[:1].signoff_line_ids.sorted("id")
        ]
        return stages.acceptance_spans(decisions, answered_at)
