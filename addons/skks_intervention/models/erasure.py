from odoo import api, fields, models
from odoo.tools import SQL

# What tells with whom a report lay and what it was about.
TRAIL = (
    "entity_id",
    "user_id",
    "coordinator_id",
    "street_id",
    "district_id",
    "topic_id",
    "occurred_at",
    "routed_at",
    "acknowledged_at",
    "answered_at",
)


class Erasure(models.AbstractModel):
    _inherit = "skks.erasure"

    @api.model
    def _delete_queued(self, messages, whole):
        """The secrets by which the submitter got in open nothing any more."""
        result = super()._delete_queued(messages, whole)
        for records in whole:
            if records._name == "skks.intervention":
                links = self.env["skks.intervention.link"]
                self._delete(links.search([("intervention_id", "in", records.ids)]))
        return result

    @api.model
    def _files_sent(self, whole):
        files = super()._files_sent(whole)
        for records in whole:
            if records._name == "skks.intervention.message":
                received = records.filtered(lambda row: row.direction == "in")
                files |= received.attachment_ids
        return files

    @api.model
    def _purge(self, case):
        """Leave nothing of an erased report by which somebody could guess it."""
        whole = self._with_children([case])
        self._delete(self.env["mail.activity"].search(self._on(whole)))
        self._delete(self.env["mail.followers"].search(self._on(whole)))
        self._delete(self._messages(whole))
        empty = [SQL("%s = NULL", SQL.identifier(name)) for name in TRAIL]
        values = {
            "category_id": case._default_category_id().id or case.category_id.id,
            "state": case._state_not_a_case,
            "priority": "1",
            "channel": "other",
            "closed_at": fields.Datetime.now(),
        }
        given = [
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        ]
        self._update(case, SQL(", ").join([*empty, *given]))
        for name in ("helper_ids", "tag_ids"):
            field = case._fields[name]
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s = %s",
                    SQL.identifier(field.relation),
                    SQL.identifier(field.column1),
                    case.id,
                )
            )
        self.env.invalidate_all()
        case._update_waiting()
