from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.contact_traces import ContactTraces
from .erasure import gathered

# Who may keep a case from being erased.
HOLDERS = "skks_base.group_manager,skks_base.group_admin,skks_base.group_dispatcher"


class RetentionMixin(models.AbstractModel):
    """Cases that are kept for a time, and then let go of.

    What goes and when is said by ``skks.retention.rule``. A legal hold keeps a case
    whole whatever the rules say: litigation, an audit, a claim (art. 17(3)(e) GDPR).
    """

    _name = "skks.retention.mixin"
    _description = "Kept for a Time"
    _inherit = ["skks.guard.mixin"]

    _guarded_fields = (
        "legal_hold",
        "legal_hold_reason",
        "anonymised_at",
        "erased_at",
    )
    _reason_actions = ("action_hold", "action_release_hold")
    # Fields that say who a person outside is and how to reach them.
    _contact_fields = ()
    # Whether somebody may be asked to confirm that a case is theirs.
    _retention_confirms = False
    # Names of places: there a name is not somebody's.
    _contact_places = ()

    legal_hold = fields.Boolean(
        readonly=True,
        copy=False,
        help="Nothing of the case is erased, whatever the rules of retention say.",
    )
    legal_hold_reason = fields.Char("Held because", readonly=True, copy=False)
    anonymised_at = fields.Datetime(
        "Contact data erased", readonly=True, copy=False, index="btree_not_null"
    )
    erased_at = fields.Datetime(
        "Erased", readonly=True, copy=False, index="btree_not_null"
    )

    # ------------------------------------------------------------------
    # Legal hold
    # ------------------------------------------------------------------

    def action_hold(self, reason=None):
        """Keep the case whole until the hold is released."""
        self._hold(True, reason)
        return True

    def action_release_hold(self, reason=None):
        """Let the rules of retention hold for the case again."""
        self._hold(False, reason)
        return True

    def _hold(self, held, reason):
        """Set or release the hold; journalled with the reason."""
        self._check_may_hold()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        act = "case.hold" if held else "case.release_hold"
        for case in self.sudo().filtered(lambda one: one.legal_hold != held):
            case._guarded_write(
                {"legal_hold": held, "legal_hold_reason": held and reason}
            )
            self.env["skks.journal.entry"]._log(
                case.with_env(self.env), act, reason=reason
            )

    def _check_may_hold(self):
        """The head and the dispatcher hold cases that they read.

        Whoever administers the office reads none and holds any: a letter from a
        court may name its number only.
        """
        user = self.env.user
        if not user.has_groups(HOLDERS):
            raise AccessError(
                self.env._(
                    "Only the head of office, the dispatcher or an administrator holds"
                    " a case."
                )
            )
        if not user.has_group("skks_base.group_admin"):
            self.check_access("read")

    # ------------------------------------------------------------------
    # Hooks: what may go, and when
    # ------------------------------------------------------------------

    @api.model
    def _retention_domain(self):
        """Hook: cases for which the rules hold at all."""
        return Domain.TRUE

    @api.model
    def _retention_unconfirmed_domain(self):
        """Hook: cases that somebody ought to have confirmed and has not.

        Asked where ``_retention_confirms``.
        """
        return Domain.FALSE

    def _retention_stays_because(self):
        """Why a case whose time is over stays; empty if it may go.

        Hook: a model adds its own reasons.
        """
        self.ensure_one()
        if self.legal_hold:
            return self.env._("Legal hold: %s", self.legal_hold_reason)
        if self._retention_has_open_part():
            return self.env._("A case that follows from it is open.")
        return ""

    def _retention_has_open_part(self):
        """Whether a case under this one, or after it, still needs it."""
        parent = self._fields.get("parent_id")
        if not parent or parent.comodel_name != self._name:
            return False
        domain = Domain("parent_id", "=", self.id) & Domain("closed_at", "=", False)
        return bool(self.search_count(domain, limit=1))

    def _retention_drop(self, reason):
        """Hook: a case that nobody confirmed is none; it ends before it goes."""

    # ------------------------------------------------------------------
    # Hooks: whose data, and what is left
    # ------------------------------------------------------------------

    def _contact_traces(self, emails=(), names=()):
        """What tells who the person outside is and how to reach them.

        :param emails, names: what is known from letters
        """
        case = self.sudo()
        return ContactTraces(
            [*emails, *case._contact_values("email")],
            case._contact_values("phone"),
            [*names, *case._contact_values("name")],
        )

    def _contact_values(self, kind):
        """Values of the contact fields with ``kind`` in their name."""
        self.ensure_one()
        names = [name for name in gathered(self, "_contact_fields") if kind in name]
        return [self[name] for name in names if self[name]]

    def _tombstone_values(self):
        """Hook: what is left of a case that was erased; nothing about a person."""
        self.ensure_one()
        category = "category_id" in self._fields and self["category_id"]
        return {
            "category": category.display_name if category else False,
            "received_at": self["received_at"],
            "closed_at": self["closed_at"],
            "state": self["state"],
        }
