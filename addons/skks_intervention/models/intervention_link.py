from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.skks_base.tools import secret

# How long a link is good, by what it is for.
GOOD_FOR = {
    "track": timedelta(days=365),
    "visit": timedelta(hours=2),
    "confirm": timedelta(days=7),
    "feedback": timedelta(days=14),
    "contractor": timedelta(days=30),
}


class InterventionLink(models.Model):
    """A secret by which somebody without an account reaches one report, for one
    purpose: a link in a letter, or a code that is shown once.

    The database keeps hashes only, and a link stands nowhere but in the letter that
    carries it. It expires, and a new one of a purpose revokes those before it, unless
    it is one more copy of the same leave: every letter about a report may carry a
    link of its own, and those of earlier letters stay good. The number of a report is
    no secret and opens nothing.
    """

    _name = "skks.intervention.link"
    _description = "Link to a Report"
    _inherit = ["skks.guard.mixin", "skks.document.access.mixin"]
    _order = "id desc"
    _rec_name = "purpose"

    _document_fields = ("intervention_id",)
    _guarded_fields = (
        "intervention_id",
        "purpose",
        "secret_hash",
        "salt",
        "expires_at",
        "revoked_at",
        "used_at",
        "holder",
    )

    intervention_id = fields.Many2one(
        "skks.intervention",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    purpose = fields.Selection(
        [
            ("track", "Tracking"),
            ("visit", "Visit by number and code"),
            ("code", "Code"),
            ("confirm", "Confirmation of the address"),
            ("feedback", "Opinion"),
            ("contractor", "Contractor"),
        ],
        required=True,
        readonly=True,
    )
    secret_hash = fields.Char(
        required=True,
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    salt = fields.Char(
        readonly=True, groups=fields.NO_ACCESS, export_string_translation=False
    )
    expires_at = fields.Datetime(readonly=True)
    revoked_at = fields.Datetime(readonly=True)
    used_at = fields.Datetime(readonly=True)
    holder = fields.Char(
        readonly=True, help="Firm that a link was made for, and its address."
    )

    _hash_uniq = models.UniqueIndex("(secret_hash)", "Make another link.")

    # ------------------------------------------------------------------
    # Making and revoking
    # ------------------------------------------------------------------

    @api.model
    def _make_link(self, case, purpose, *, keep=False, holder=False):
        """A new secret for an address; it is returned this once only.

        :param bool keep: earlier links of the purpose stay good
        :param str holder: whose link it is, if not the submitter's
        """
        token = secret.new_token()
        if not keep:
            self._of(case, purpose)._revoke()
        self._make(case, purpose, secret.token_hash(token), holder=holder)
        return token

    @api.model
    def _make_code(self, case):
        """A new code to be noted down; it is returned this once only."""
        code, salt = secret.new_code(), secret.new_salt()
        self._of(case, "code")._revoke()
        self._make(case, "code", secret.code_hash(code, salt), salt=salt)
        return code

    @api.model
    def _make(self, case, purpose, secret_hash, *, salt=False, holder=False):
        good_for = GOOD_FOR.get(purpose)
        self.sudo()._guarded_create(
            [
                {
                    "intervention_id": case.id,
                    "purpose": purpose,
                    "secret_hash": secret_hash,
                    "salt": salt,
                    "holder": holder,
                    "expires_at": good_for and fields.Datetime.now() + good_for,
                }
            ]
        )

    @api.model
    def _of(self, case, purpose):
        """The secrets of ``case`` for ``purpose`` that still open it."""
        return self.sudo().search(
            Domain("intervention_id", "=", case.id)
            & Domain("purpose", "=", purpose)
            & self._good_domain()
        )

    @api.model
    def _good_domain(self):
        return Domain("revoked_at", "=", False) & (
            Domain("expires_at", "=", False)
            | Domain("expires_at", ">", fields.Datetime.now())
        )

    def _revoke(self):
        """From now on they open nothing."""
        self.sudo()._guarded_write({"revoked_at": fields.Datetime.now()})

    def _note_use(self):
        self.sudo()._guarded_write({"used_at": fields.Datetime.now()})

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def _open(self, token, purpose):
        """The link with this token for this purpose (superuser); empty if none."""
        if not token:
            return self.sudo().browse()
        domain = Domain("secret_hash", "=", secret.token_hash(token))
        domain &= Domain("purpose", "=", purpose)
        return self.sudo().search(domain & self._good_domain(), limit=1)

    @api.model
    def _open_by_code(self, number, code):
        """The report with this number and code (superuser); empty if none.

        Whether the number exists or not, it takes as long.
        """
        case = (
            self.env["skks.intervention"]
            .sudo()
            .search([("number", "=", (number or "").strip().upper())], limit=1)
        )
        link = self._of(case, "code")[:1]
        salt = link.salt or secret.new_salt()
        right = secret.same(secret.code_hash(code or "", salt), link.secret_hash or "")
        return case if right else case.browse()
