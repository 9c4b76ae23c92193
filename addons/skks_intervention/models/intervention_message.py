from odoo import api, fields, models
from odoo.tools import html_sanitize


class InterventionMessage(models.Model):
    """What the submitter and the town hall have said to each other.

    The tracking page shows exactly these rows; the thread of the report has them
    too, among what is said inside the town hall. Rows stay as they were written.
    """

    _name = "skks.intervention.message"
    _description = "Correspondence with the Submitter"
    _inherit = ["skks.append.only.mixin", "skks.document.access.mixin"]
    _order = "at desc, id desc"
    _rec_name = "kind"

    _document_fields = ("intervention_id",)

    intervention_id = fields.Many2one(
        "skks.intervention",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    direction = fields.Selection(
        [("in", "From the submitter"), ("out", "To the submitter")],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("report", "Report"),
            ("acknowledgement", "Received and registered"),
            ("first", "First reply"),
            ("question", "Question"),
            ("addition", "Addition"),
            ("action", "Action taken"),
            ("reply", "Reply"),
            ("forward", "Forwarded"),
            ("duplicate", "Joined with another report"),
            ("withdrawal", "Withdrawn"),
            ("feedback", "Opinion"),
            ("other", "Message"),
        ],
        required=True,
        readonly=True,
    )
    body = fields.Html(readonly=True, sanitize_attributes=True, sanitize_form=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files", readonly=True)

    @api.model
    def _add(self, case, direction, kind, body, attachments=None):
        """Keep one more message of ``case``.

        :param str direction: ``in`` from the submitter, ``out`` to the submitter
        :param body: HTML; what a submitter has typed has to be escaped before
        """
        line = self._append(
            [
                {
                    "intervention_id": case.id,
                    "direction": direction,
                    "kind": kind,
                    "body": html_sanitize(body or ""),
                    "attachment_ids": [(6, 0, attachments.ids if attachments else [])],
                    "at": fields.Datetime.now(),
                }
            ]
        )
        case.invalidate_recordset(["message_line_ids"])  # the latest comes first
        return line
