from odoo import models


class ResPartner(models.Model):
    """What the press office has of a contact, where two cards become one."""

    _inherit = "res.partner"

    def _skks_history_counts(self):
        return [
            *super()._skks_history_counts(),
            (self.env._("inquiries"), self._skks_press_counts("skks.inquiry")),
            (self.env._("publications"), self._skks_press_counts("skks.coverage")),
            (
                self.env._("releases"),
                dict(self._skks_counted("skks.release.recipient", "partner_id")),
            ),
        ]

    def _skks_press_counts(self, model):
        """Documents of each journalist and of each outlet."""
        return dict(self._skks_counted(model, "outlet_id")) | dict(
            self._skks_counted(model, "journalist_id")
        )

    def _skks_before_merge(self, other):
        """Nobody gets a release twice: of two rows that wait, one is left out."""
        rows = self.env["skks.release.recipient"].sudo()
        waiting = rows.search(
            [("partner_id", "=", other.id), ("state", "in", ("listed", "queued"))]
        )
        twice = rows.search(
            [
                ("partner_id", "=", self.id),
                ("release_id", "in", waiting.release_id.ids),
                ("state", "!=", "left_out"),
            ]
        )
        doubled = waiting.filtered(lambda row: row.release_id in twice.release_id)
        doubled._move("left_out", self.env._("The contact was on the list twice."))
        return super()._skks_before_merge(other)
