from odoo import fields, models

from .journal_seal import _digest


class JournalSealLine(models.Model):
    """One row of evidence under a seal, with the hash of its columns."""

    _name = "skks.journal.seal.line"
    _description = "Sealed Row"
    _inherit = ["skks.evidence.mixin"]
    _order = "id"
    _log_access = False
    _rec_name = "hash"

    seal_id = fields.Many2one(
        "skks.journal.seal",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    res_model = fields.Char(
        "Kind", required=True, readonly=True, export_string_translation=False
    )
    res_id = fields.Many2oneReference(
        "Row", model_field="res_model", required=True, readonly=True
    )
    hash = fields.Char(required=True, readonly=True)

    _row_uniq = models.UniqueIndex(
        "(res_model, res_id)", "A row is under one seal only."
    )

    def _problem(self, row, columns, horizon):
        """What is wrong with the row itself, in words; empty if nothing is.

        :param dict row: its columns; None if it is gone
        :param list columns: those that the hash covers
        :param horizon: naive UTC; what was entered before had to be sealed earlier
        """
        label = self._label()
        if row is None:
            return self.env._("%s was deleted.", label)
        if _digest([row[name] for name in columns]) != self.hash:
            return self.env._("%s was changed.", label)
        if horizon and row["create_date"] < horizon:
            return self.env._(
                "%(row)s was entered later than its date, %(date)s, says.",
                row=label,
                date=row["create_date"],
            )
        return ""

    def _text_problem(self, row, erased_ids):
        """What is wrong with the content that may be erased."""
        model = self.env[self.res_model]
        if row["erased_at"]:
            if row["id"] not in erased_ids:
                return self.env._(
                    "%s lost its content, and no entry says why.", self._label()
                )
        elif (
            model._text_digest(
                row["text_salt"], {name: row[name] for name in model._erasable_fields}
            )
            != row["text_hash"]
        ):
            return self.env._("The content of %s was changed.", self._label())
        return ""

    def _payload_problem(self, row, payload):
        """What is wrong with the personal content beside a journal entry.

        :param payload: the rows of that content; None if there is none
        """
        if not row.get("payload_hash"):
            return ""
        if (
            payload is None
            or len(payload) != 1
            or payload.text_hash != row["payload_hash"]
        ):
            return self.env._("The payload of %s was removed.", self._label())
        digest = payload._text_digest(payload.text_salt, {"content": payload.content})
        if not payload.erased_at and digest != payload.text_hash:
            return self.env._("The payload of %s was changed.", self._label())
        return ""

    def _label(self):
        return f"{self.env[self.res_model]._description} {self.res_id}"
