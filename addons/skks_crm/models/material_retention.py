from odoo import api, fields, models
from odoo.exceptions import UserError


class Material(models.Model):
    """When somebody decides whether a material is still needed.

    Nothing is deleted by itself: what is due stands in a list until it is kept longer
    or deleted, each with a reason (art. 5(1)(e) GDPR; the file plan of the town).
    """

    _inherit = "skks.material"

    _guarded_fields = ("keep_until", "review_on")

    keep_until = fields.Date("Kept longer, until", readonly=True, copy=False)
    review_on = fields.Date(
        "Review on",
        compute="_compute_review_on",
        store=True,
        index="btree_not_null",
        copy=False,
        help="From then on the material stands in the list of what is to be reviewed.",
    )

    is_due = fields.Boolean("To review", compute="_compute_is_due")
    basis = fields.Char(related="kind_id.basis", string="Basis of keeping")

    @api.depends("review_on")
    def _compute_is_due(self):
        today = self._today()
        for material in self:
            material.is_due = bool(material.review_on and material.review_on <= today)

    @api.depends("date", "keep_until", "kind_id.keep_for", "kind_id.keep_unit")
    def _compute_review_on(self):
        for material in self:
            days = [material.kind_id._kept_until(material.date), material.keep_until]
            material.review_on = max(filter(None, days), default=False)

    def _keep_longer(self, until, reason):
        """Put off the review; journalled with the reason."""
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if not until or until <= self._today():
            raise UserError(self.env._("Keep until: choose a day in the future."))
        for material in self:
            self.env["skks.journal.entry"]._log(
                material,
                "material.keep",
                old=f"keep_until: {material.keep_until or ''}",
                new=f"keep_until: {until}",
                reason=reason,
            )
        self._guarded_write({"keep_until": until})
