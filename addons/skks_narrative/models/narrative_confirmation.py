from odoo import fields, models


class NarrativeConfirmation(models.Model):
    """What its expert said about a version, and when: a record, not a date."""

    _name = "skks.narrative.confirmation"
    _description = "Confirmation of a Position"
    _inherit = ["skks.narrative.row.mixin"]
    _rec_name = "outcome"

    outcome = fields.Selection(
        [
            ("unchanged", "True and useful, unchanged"),
            ("changed", "Changed"),
            ("withdraw_untrue", "Withdrawn: untrue"),
            ("withdraw_useless", "Withdrawn: no longer useful"),
            ("replaced", "Withdrawn: replaced"),
            ("not_mine", "Not mine"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="restrict"
    )
    confirmed_at = fields.Datetime("When", required=True, readonly=True)
    note = fields.Text(readonly=True)
