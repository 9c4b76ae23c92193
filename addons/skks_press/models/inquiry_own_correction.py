from odoo import fields, models
from odoo.exceptions import UserError


class Inquiry(models.Model):
    """A correction demanded from the town as a publisher (press law, art. 32, 33).

    It is published, in electronic form within three working days of the receipt and
    on paper in the next issue (a daily within seven days), or refused on a ground of
    the law within seven days. One clock runs, to the shorter of the two. Social media
    are no press: there no term of the law runs.
    """

    _name = "skks.inquiry"
    _inherit = ["skks.inquiry"]

    own_medium = fields.Selection(
        [
            ("online", "Website or electronic issue"),
            ("paper", "Printed paper"),
            ("social", "Social media"),
        ],
        "Where it was published",
        default="online",
        tracking=True,
    )

    def _clock_policy(self, kind):
        policy = super()._clock_policy(kind)
        if kind != "legal" or self.legal_regime != "own_correction":
            return policy
        if self.own_medium == "social":
            return policy.browse()
        if self.own_medium == "paper":
            xmlid = "skks_press.clock_policy_own_correction_paper"
            return self.env.ref(xmlid, raise_if_not_found=False) or policy
        return policy

    def write(self, vals):
        if "own_medium" not in vals:
            return super().write(vals)
        before = {inquiry: inquiry.own_medium for inquiry in self}
        result = super().write(vals)
        moved = self.filtered(
            lambda inquiry: inquiry.legal_regime == "own_correction"
            and inquiry.own_medium != before[inquiry]
        )
        moved._restart_clocks(("legal",))
        return result

    def _is_to_publish(self):
        """Only publishing or a refusal on a ground ends the matter."""
        return self.legal_regime == "own_correction" and self.own_medium != "social"

    def action_own_published(self):
        """Record when and where the correction was published."""
        action = self.action_answered_otherwise()
        published = self.env.ref("skks_press.resolution_own_published")
        context = action["context"] | {"default_resolution_id": published.id}
        return action | {
            "name": self.env._("Correction Published"),
            "context": context,
        }

    def action_own_refuse(self):
        """Write the refusal, with its ground and its reason."""
        return self._open_letter(
            self.env._("Refuse the Correction"), "letter", "correction_refusal"
        )

    def _answer_without_letter(self, resolution, officer, at, gist):
        published = self.env.ref(
            "skks_press.resolution_own_published", raise_if_not_found=False
        )
        if self._is_to_publish() and resolution != published:
            raise UserError(
                self.env._(
                    "A correction in our own media is published or refused by a letter"
                    " with the ground; nothing else ends it."
                )
            )
        if self.legal_regime != "own_correction" and resolution == published:
            raise UserError(
                self.env._(
                    "“%s” ends demands for a correction in our own media alone.",
                    resolution.name,
                )
            )
        return super()._answer_without_letter(resolution, officer, at, gist)
