import hashlib
import json
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ErasableMixin(models.AbstractModel):
    """Evidence with personal content of outsiders, which may be erased.

    A salted hash of the content is kept beside it and is what a seal covers. So the
    content can be proved while it is there, and once it is gone together with the
    salt, nobody can find out from the hash what it was.
    """

    _name = "skks.erasable.mixin"
    _description = "Erasable Evidence"
    _inherit = ["skks.evidence.mixin"]

    text_salt = fields.Char(
        readonly=True, groups=fields.NO_ACCESS, export_string_translation=False
    )
    text_hash = fields.Char(readonly=True, export_string_translation=False)
    erased_at = fields.Datetime("Content erased on", readonly=True)
    erased_reason = fields.Char("Content erased because", readonly=True)

    @api.model
    def _emptiable_columns(self):
        return (*super()._emptiable_columns(), "text_salt")

    @api.model
    def _append(self, vals_list):
        for vals in vals_list:
            salt = vals.setdefault("text_salt", secrets.token_hex(16))
            vals["text_hash"] = self._text_digest(salt, self._text_columns(vals))
        return super()._append(vals_list)

    @api.model
    def _text_columns(self, vals):
        """``{name: value}`` of the erasable columns, as the database keeps them."""
        return {
            name: self._fields[name].convert_to_column(vals.get(name), self)
            for name in self._erasable_fields
        }

    @api.model
    def _text_digest(self, salt, columns):
        """SHA-256 (hex) of the personal content."""
        text = json.dumps(columns, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()

    def _erase(self, reason, fnames=None):
        """Erase the personal content for good; journalled.

        Private: reached only from acts that decide whether it may be done. The row
        stays, with when, who, what on which record and the hash. With the salt goes
        the proof of what is left of the content, if only some of it is erased.

        :param fnames: names of the columns that go; all of the content by default
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the content is erased."))
        fnames = fnames or self._erasable_fields
        rows = self.sudo()._can_be_erased()
        rows = rows.filtered(
            lambda row: not row.erased_at or any(row[name] for name in fnames)
        )
        if not rows:
            return rows
        self.flush_model()
        emptied = [
            SQL("%s = NULL", SQL.identifier(name)) for name in (*fnames, "text_salt")
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s, erased_at = COALESCE(erased_at, %s),"
                " erased_reason = COALESCE(erased_reason, %s) WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                SQL(", ").join(emptied),
                fields.Datetime.now(),
                reason,
                rows.ids,
            )
        )
        self.invalidate_model()
        rows._log_erasure(reason)
        return rows

    def _can_be_erased(self):
        """Hook: those of the rows whose content may go."""
        return self

    def _log_erasure(self, reason):
        """The chain shows an erasure as such only if an entry says so."""
        journal = self.env["skks.journal.entry"].sudo(False)
        journal._append(
            [
                {
                    "act": journal._erasure_act,
                    "user_id": self.env.uid,
                    "ip": journal._client_ip(),
                    "res_model": self._name,
                    "new_value": json.dumps(sorted(self.ids)),
                    "reason": reason,
                }
            ]
        )
