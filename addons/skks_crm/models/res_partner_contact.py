from datetime import datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from odoo.addons.skks_base.tools.moments import local

from .res_partner import READERS

# People of whom a window says by name that a colleague wrote to them.
NAMED = 5


class LastContact(NamedTuple):
    """The last time that the office and a contact had to do with each other."""

    at: datetime
    user_id: int  # who wrote or called; 0 where the contact did
    kind: str  # letter, talk, release, answer, received


class ResPartner(models.Model):
    """When somebody of the office last had contact with a journalist or an outlet.

    It is looked up where it happened, set by set, and kept nowhere: who wrote to
    whom is known from the letters, not from a second record about a person.
    """

    _inherit = "res.partner"

    last_contact_at = fields.Datetime(
        "Last Contact",
        compute="_compute_last_contact",
        search="_search_last_contact_at",
        groups=READERS,
        help="The last letter, talk or release, in either direction.",
    )
    last_contact_by = fields.Char(
        "Last Contact by", compute="_compute_last_contact", groups=READERS
    )
    colleague_wrote = fields.Char(
        compute="_compute_colleague_wrote",
        groups=READERS,
        exportable=False,
        export_string_translation=False,
    )

    # ------------------------------------------------------------------
    # Looking it up
    # ------------------------------------------------------------------

    @api.model
    def _skks_sent_condition(self, exclude_user):
        """Condition on branches: what we sent, without what ``exclude_user`` did."""
        return SQL(
            "contact.user_id IS NOT NULL AND contact.user_id != %s", exclude_user.id
        )

    def _skks_find_contacts(self, condition):
        """``{partner id: LastContact}`` of these contacts, in one query."""
        if not self.ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (contact.partner_id) contact.partner_id,"
                " contact.at, contact.user_id, contact.kind FROM (%s) AS contact"
                " WHERE contact.partner_id IN %s AND %s"
                " ORDER BY contact.partner_id, contact.at DESC, contact.user_id",
                self._skks_all_contacts(),
                tuple(self.ids),
                condition,
            )
        )
        return {
            partner_id: LastContact(at, user_id or 0, kind)
            for partner_id, at, user_id, kind in rows
        }

    @api.model
    def _skks_all_contacts(self):
        return SQL(" UNION ALL ").join(self._skks_contact_branches())

    @api.model
    def _skks_contact_branches(self):
        """SELECTs of ``partner_id``, ``at``, ``user_id``, ``kind``; a hook.

        ``user_id`` is NULL for what the contact sent to us.
        """
        self.env["mail.message"].flush_model()
        self.env["res.users"].flush_model(["partner_id", "share"])
        self.env["mail.activity.type"].flush_model(["skks_is_contact"])
        return [self._skks_letters(), self._skks_talks(), self._skks_received()]

    @api.model
    def _skks_letters(self):
        """Letters from the contact's card: the wall lets them reach nobody else."""
        return SQL(
            "SELECT letter.res_id AS partner_id, letter.date AS at,"
            " author.id AS user_id, 'letter' AS kind"
            " FROM mail_message letter"
            " JOIN res_users author"
            " ON author.partner_id = letter.author_id AND author.share IS NOT TRUE"
            " JOIN mail_message_subtype subtype"
            " ON subtype.id = letter.subtype_id AND subtype.internal IS NOT TRUE"
            " WHERE letter.model = 'res.partner'"
            " AND letter.message_type IN ('comment', 'email_outgoing')"
            " AND letter.is_internal IS NOT TRUE"
            " AND letter.mail_activity_type_id IS NULL"
        )

    @api.model
    def _skks_talks(self):
        """Tasks done that were a call, a meeting or a letter by other means."""
        return SQL(
            "SELECT talk.res_id, talk.date, author.id, 'talk'"
            " FROM mail_message talk"
            " JOIN res_users author"
            " ON author.partner_id = talk.author_id AND author.share IS NOT TRUE"
            " JOIN mail_activity_type type"
            " ON type.id = talk.mail_activity_type_id AND type.skks_is_contact"
            " WHERE talk.model = 'res.partner'"
        )

    @api.model
    def _skks_received(self):
        """Letters that the contact sent to us, whatever they became."""
        return SQL(
            "SELECT received.author_id, received.date, NULL::int4, 'received'"
            " FROM mail_message received WHERE received.message_type = 'email'"
        )

    # ------------------------------------------------------------------
    # Showing it
    # ------------------------------------------------------------------

    def _compute_last_contact(self):
        found = self._origin._skks_find_contacts(SQL("TRUE"))
        ids = OrderedSet(last.user_id for last in found.values() if last.user_id)
        names = {
            user.id: user.name for user in self.env["res.users"].sudo().browse(ids)
        }
        for contact in self:
            last = found.get(contact._origin.id)
            contact.last_contact_at = last and last.at
            contact.last_contact_by = last and (
                names[last.user_id] if last.user_id else self.env._("wrote to us")
            )

    def _search_last_contact_at(self, operator, value):
        """``<`` means: there was contact, and none since; ``= False``: never any."""
        # A field that is searched by a method of its own is not checked by core.
        self._check_field_access(self._fields["last_contact_at"], "read")
        if operator == "in" and set(value) == {False}:
            return Domain("id", "not in", self._skks_contacted(SQL("TRUE")))
        if operator in (">", ">=", "<", "<="):
            since = operator in (">", "<=")
            after = SQL("contact.at > %s" if since else "contact.at >= %s", value)
            recent = Domain("id", "in", self._skks_contacted(after))
            if operator in (">", ">="):
                return recent
            return Domain("id", "in", self._skks_contacted(SQL("TRUE"))) & ~recent
        return NotImplemented

    def _skks_contacted(self, condition):
        """Subquery of the ids of contacts with whom there was such contact."""
        return SQL(
            "(SELECT contact.partner_id FROM (%s) AS contact"
            " WHERE contact.partner_id IS NOT NULL AND %s)",
            self._skks_all_contacts(),
            condition,
        )

    # ------------------------------------------------------------------
    # Warning
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    def _compute_colleague_wrote(self):
        sentences = self._origin._skks_colleague_wrote()
        for contact in self:
            contact.colleague_wrote = sentences.get(contact._origin.id, False)

    def _skks_colleague_wrote(self):
        """``{contact's id: who of the colleagues wrote lately, and when}``.

        Answers to their own questions are no reason to warn. It never blocks.
        """
        days = self.env.company.skks_contact_warning_days
        contacts = self.filtered("skks_kind")
        if days <= 0 or not contacts:
            return {}
        since = fields.Datetime.now() - timedelta(days=days)
        found = contacts._skks_find_contacts(
            SQL(
                "%s AND contact.kind != 'answer' AND contact.at >= %s",
                self._skks_sent_condition(self.env.user),
                since,
            )
        )
        kinds = {contact.id: contact.skks_kind for contact in contacts}
        return {
            partner_id: self._skks_wrote_words(last, kinds[partner_id])
            for partner_id, last in found.items()
        }

    def _skks_colleague_note(self):
        """The same as one text, for a window in which several people may be chosen."""
        sentences = self._skks_colleague_wrote()
        if len(self) <= 1:
            return next(iter(sentences.values()), False)
        told = self.browse(sentences)
        lines = [f"{one.name}: {sentences[one.id]}" for one in told[:NAMED]]
        if len(told) > NAMED:
            lines.append(self.env._("and %s more", len(told) - NAMED))
        return "\n".join(lines) or False

    @api.model
    def _skks_wrote_words(self, last, kind):
        user = self.env["res.users"].sudo().browse(last.user_id)
        words = {"name": user.name, "when": self._skks_when(last.at)}
        if last.kind == "talk":
            return (
                self.env._("%(name)s talked with this newsroom %(when)s", **words)
                if kind == "outlet"
                else self.env._("%(name)s talked with this person %(when)s", **words)
            )
        return (
            self.env._("%(name)s wrote to this newsroom %(when)s", **words)
            if kind == "outlet"
            else self.env._("%(name)s wrote to this person %(when)s", **words)
        )

    @api.model
    def _skks_when(self, at):
        tz = self.env.company._skks_tz()
        days = (local(fields.Datetime.now(), tz).date() - local(at, tz).date()).days
        if days <= 0:
            return self.env._("today")
        if days == 1:
            return self.env._("yesterday")
        return self.env._("%s days ago", days)
