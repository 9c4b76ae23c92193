from odoo import fields, models


class NarrativeConfirmation(models.Model):
    """What its expert said about a version, and when: a record, not a date."""

    _name = "skks.narrative.confirmation"
    _description = "Confirmation of a Position"
    _inherit = ["skks.append.only.mixin"]
    _order = "id desc"
    _rec_name = "outcome"

    narrative_id = fields.Many2one(
        "skks.narrative",
        "Position",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    version_id = fields.Many2one(
        "skks.narrative.version",
        "Version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
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
