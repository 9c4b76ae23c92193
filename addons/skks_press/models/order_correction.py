from odoo import fields, models


class Order(models.Model):
    """What an entity says is not true may become a correction."""

    _inherit = "skks.order"

    correction_ids = fields.One2many(
        "skks.correction",
        "order_id",
        "Corrections",
        readonly=True,
        groups="skks_base.group_officer,skks_base.group_auditor",
    )

    def action_make_correction(self):
        """Open the correction that answers the order; make it the first time."""
        self.ensure_one()
        self._check_office()
        found = self.correction_ids[:1]
        if not found:
            self._check_is("from_entity", ("in_progress",))
            found = self.env["skks.correction"].create(
                self._prepare_correction_values()
            )
            self.outcome = "correction"
        return found._get_records_action()

    def _prepare_correction_values(self):
        return {
            "name": self.name,
            "order_id": self.id,
            "topic_id": self.topic_id.id,
            "coordinator_id": self.coordinator_id.id or self.env.uid,
            "confidential": self.confidential,
            "entity_id": self.entity_id.id,
            "medium": "social" if self.source_kind == "social" else "press",
            "outlet_id": self.outlet_id.id,
            "published_on": self.published_on or self.company_id._skks_today(),
            "source_title": self.source_name,
            "source_url": self.source_url,
            "quote": self.quote,
            "true_fact": self.true_fact,
            "evidence": self.evidence,
        }
