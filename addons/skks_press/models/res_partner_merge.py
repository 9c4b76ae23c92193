from odoo import models

# States of a recipient of a release: the letter can still be left out; it is on its way
WAITING = ("listed", "queued")
LEAVING = ("sending", "sent")


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
        rows = (
            self.env["skks.release.recipient"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", (self | other).ids),
                    ("state", "in", WAITING + LEAVING),
                ]
            )
        )
        reason = self.env._("The contact was on the list twice.")
        for some in rows.grouped("release_id").values():
            gone = some.filtered(lambda row: row.state in LEAVING)
            own = some.filtered(lambda row: row.partner_id == self)
            kept = gone or own[:1] or some[:1]
            (some - kept).filtered(lambda row: row.state in WAITING)._move(
                "left_out", reason
            )
        return super()._skks_before_merge(other)
