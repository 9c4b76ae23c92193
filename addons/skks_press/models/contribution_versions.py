from odoo import fields, models


class Contribution(models.Model):
    """What was delivered is kept, and answers that rest on it are told of a change."""

    _inherit = "skks.contribution"
    _erasure_children = ("version_ids",)

    version_ids = fields.One2many(
        "skks.contribution.version",
        "contribution_id",
        "Delivered versions",
        readonly=True,
        bypass_search_access=True,
    )

    def _deliver(self, via, at=None):
        result = super()._deliver(via, at)
        for contribution in self.sudo():
            contribution._keep_version()
        return result

    def _keep_version(self):
        files = self.attachment_ids.sorted("name")
        self.env["skks.contribution.version"]._append(
            [
                {
                    "contribution_id": self.id,
                    "number": len(self.version_ids) + 1,
                    "body": self.body,
                    "files": "\n".join(
                        f"{file.name} {file.checksum or ''}" for file in files
                    ),
                    "user_id": self._vouching_user().id,
                    "delivered_at": self.delivered_at,
                }
            ]
        )
        self._sent_answers()._note_basis_changed(self.display_name)

    def _vouching_user(self):
        """Who delivered; what came by mail or was taken over is its person's."""
        people = self.user_id | self.user_id._skks_acting_users()
        return self.env.user if self.env.user in people else self.user_id

    def _sent_answers(self):
        """Answers that have left and rest on the contribution (superuser)."""
        return (
            self.env["skks.answer"]
            .sudo()
            .search([("contribution_ids", "in", self.ids), ("sent_at", "!=", False)])
        )
