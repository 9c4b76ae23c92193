from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Answers and releases are contacts with a journalist or a newsroom as well."""

    _inherit = "res.partner"

    @api.model
    def _skks_contact_branches(self):
        self.env["skks.inquiry"].flush_model(
            ["journalist_id", "outlet_id", "coordinator_id", "answered_at"]
        )
        self.env["skks.release.recipient"].flush_model(
            ["partner_id", "release_id", "state", "state_at"]
        )
        self.env["skks.release"].flush_model(["released_by_id", "coordinator_id"])
        return [
            *super()._skks_contact_branches(),
            self._skks_answered("journalist_id"),
            self._skks_answered("outlet_id"),
            self._skks_released(),
        ]

    @api.model
    def _skks_answered(self, fname):
        """Answers to their own questions, by letter or by word of mouth."""
        return SQL(
            "SELECT inquiry.%s, inquiry.answered_at, inquiry.coordinator_id, 'answer'"
            " FROM skks_inquiry inquiry WHERE inquiry.answered_at IS NOT NULL",
            SQL.identifier(fname),
        )

    @api.model
    def _skks_released(self):
        """Releases that left."""
        return SQL(
            "SELECT recipient.partner_id, recipient.state_at,"
            " COALESCE(release.released_by_id, release.coordinator_id), 'release'"
            " FROM skks_release_recipient recipient"
            " JOIN skks_release release ON release.id = recipient.release_id"
            " WHERE recipient.state = 'sent'"
        )
