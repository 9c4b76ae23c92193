from odoo import fields, models

from ..tools.stages import STAGES

HOURS = tuple(f"hours_{stage}" for stage in STAGES)


class InquiryMeasure(models.Model):
    """How long an answered inquiry took and where, in working hours of the office.

    Counted once, when the first answer has reached the journalist: later changes of
    the opening hours rewrite no history, and a report counts nothing row by row.
    """

    _name = "skks.inquiry.measure"
    _description = "Time of an Answer"
    _inherit = ["skks.document.access.mixin", "skks.guard.mixin"]
    _order = "answered_at desc, id desc"
    _rec_name = "inquiry_id"
    _document_fields = ("inquiry_id",)
    _guarded_fields = ("inquiry_id", "answered_at", "hours_total", *HOURS)

    inquiry_id = fields.Many2one(
        "skks.inquiry", required=True, readonly=True, index=True, ondelete="cascade"
    )
    answered_at = fields.Datetime("First answered", required=True, readonly=True)
    hours_total = fields.Float("Hours to the first answer", readonly=True)
    hours_taken = fields.Float("Hours until taken", readonly=True)
    hours_entities = fields.Float("Hours at entities", readonly=True)
    hours_drafting = fields.Float("Hours of drafting", readonly=True)
    hours_substantive = fields.Float("Hours of substantive acceptance", readonly=True)
    hours_office = fields.Float("Hours of press office acceptance", readonly=True)
    hours_sending = fields.Float("Hours until sent", readonly=True)

    _inquiry_uniq = models.Constraint(
        "UNIQUE (inquiry_id)", "The time of an inquiry is counted once."
    )
