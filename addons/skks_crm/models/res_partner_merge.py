from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.words import split_words
from .res_partner import OBJECTIONS

# Name of the context entry; only an object made in this file counts (see the guard).
_PASS_KEY = "skks_merge_pass"
_SIMPLE = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2one",
    "selection",
    "text",
)
# Of these each has a rule of its own, or they are no data of the contact.
_OWN_RULES = {
    "active",
    "additional_info",
    "color",
    "comment",
    "company_id",
    "create_date",
    "create_uid",
    "data_source",
    "email_normalized",
    "id",
    "info_duty_on",
    "is_company",
    "message_bounce",
    "other_emails",
    "outlet_domains",
    "parent_id",
    "skks_contact",
    "skks_kind",
    "type",
    "write_date",
    "write_uid",
    *OBJECTIONS,
}


class _MergePass:
    """Permission to merge exactly these contacts, made by :meth:`_skks_merge` only."""

    __slots__ = ("ids", "taken")

    def __init__(self, ids, taken):
        self.ids = frozenset(ids)
        self.taken = frozenset(taken)


class ResPartner(models.Model):
    """Two cards become one, and nothing of either is lost.

    Core moves what points to the card that goes; what is said here is what core does
    not know: objections stay objections, addresses stay known, workplaces and pairs
    are joined, the journal names both.
    """

    _inherit = "res.partner"

    def _skks_merge_pass(self):
        """The permission under which these contacts are being merged, or None."""
        found = self.env.context.get(_PASS_KEY)
        if isinstance(found, _MergePass) and found.ids.issuperset(self.ids):
            return found
        return None

    def _skks_merge(self, taken=()):
        """Merge two media contacts; the card that was made first stays.

        Private: the window in which somebody compared them leads here.

        :param taken: names of fields whose value comes from the card that goes
        :return: the contact that stays
        :raises UserError: the two cannot be one, or are being changed right now
        """
        self._skks_check_merge()
        if len(self.sudo().try_lock_for_update()) < 2:
            raise UserError(
                self.env._("Somebody is just changing one of the cards. Try again.")
            )
        kept, gone = self._skks_merge_order()
        opened = self.with_context(**{_PASS_KEY: _MergePass(self.ids, taken)})
        wizard = opened.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge(self.ids, kept.with_env(wizard.env), extra_checks=False)
        self.env.invalidate_all()
        kept = self.env["res.partner"].browse(kept.id)
        kept._skks_refresh_keys()
        return kept

    def _skks_merge_order(self):
        """``(the card that stays, the card that goes)``."""
        first, second = self.sorted(lambda one: (one.create_date, one.id))
        return first, second

    def _skks_check_merge(self):
        """Refuse what may not become one card, whoever asks and whatever the door."""
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(
                self.env._("Only the press office merges its media contacts.")
            )
        self.check_access("write")
        cards = self.sudo().exists()
        if len(self) != 2 or len(cards) != 2:
            raise UserError(
                self.env._(
                    "Two cards are merged at a time; one of these is not there any"
                    " more."
                )
            )
        if (
            not all(cards.mapped("skks_kind"))
            or len(set(cards.mapped("skks_kind"))) > 1
        ):
            raise UserError(
                self.env._(
                    "Only two journalists or two outlets are merged: not a journalist"
                    " with an outlet, a citizen or a member of staff."
                )
            )
        if not all(cards.mapped("active")):
            raise UserError(
                self.env._("An archived card is not merged. Restore it first.")
            )

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    def _skks_merge_fields(self):
        """Names of the fields of which one value stays, for whoever merges."""
        guarded = set(self._get_guarded_fields())
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.type in _SIMPLE
            and not field.readonly
            and not field.related
            and name not in _OWN_RULES
            and name not in guarded
            and self._has_field_access(field, "write")
        ]

    def _skks_take_over(self, other, taken):
        """Write what the card that stays knows from the one that goes.

        Empty fields are filled; those in ``taken`` are replaced.
        """
        kept_mail = "email" not in taken or not other.email
        returned = self if kept_mail and self.email else other
        returned = (returned.mail_returned_at, returned.mail_returned_message_id)
        values = {}
        for name in [*self._skks_merge_fields(), "image_1920", "parent_id"]:
            value = other[name]
            if value and (name in taken or not self[name]):
                values[name] = self._fields[name].convert_to_write(value, other)
        values |= self._skks_joined_values(other, values.get("email"))
        facts = self._skks_joined_facts(other, values) | {
            "mail_returned_at": returned[0],
            "mail_returned_message_id": returned[1].id,
        }
        self.write(values)
        self.sudo()._guarded_write(facts)

    def _skks_joined_values(self, other, email):
        """Values of both: addresses, objections, sources, notes."""
        values = {name: True for name in OBJECTIONS if self[name] or other[name]}
        main = self.env["res.partner"].new({"email": email or self.email})
        addresses = [*self._skks_addresses(), *other._skks_addresses()]
        addresses = [one for one in addresses if one != main.email_normalized]
        values["other_emails"] = ", ".join(dict.fromkeys(addresses)) or False
        for name, sign in (("outlet_domains", ", "), ("data_source", "; ")):
            parts = [one[name] for one in (self, other) if one[name]]
            if sign == ", ":
                parts = [word for part in parts for word in split_words(part)]
            values[name] = sign.join(dict.fromkeys(parts)) or False
        if other.comment and self.comment != other.comment:
            values["comment"] = (self.comment or Markup()) + other.comment
        informed = [one for one in (self.info_duty_on, other.info_duty_on) if one]
        values["info_duty_on"] = min(informed, default=False)
        return values

    def _skks_joined_facts(self, other, values):
        """Guarded facts of both: verified only if what was verified is what stays."""
        objected = [
            one.mailing_opt_out_at for one in (self, other) if one.mailing_opt_out_at
        ]
        verified = [
            one
            for one in (self, other)
            if one.verified_on
            and all(
                (values.get(name) or self[name] or False) == (one[name] or False)
                for name in ("email", "phone")
            )
        ]
        last = max(verified, key=lambda one: one.verified_on, default=None)
        facts = {"mailing_opt_out_at": min(objected)} if objected else {}
        return facts | {
            "verified_on": last.verified_on if last else False,
            "verified_by_id": last.verified_by_id.id if last else False,
            "data_changed_at": last.data_changed_at if last else False,
        }

    # ------------------------------------------------------------------
    # What points to the cards
    # ------------------------------------------------------------------

    def _skks_before_merge(self, other):
        """Hook: settle what cannot simply be pointed to the card that stays."""
        self._skks_merge_pairs(other)
        self._skks_drop_exact_doubles(other)
        # core drops all followers of the other card if they share one
        both = self.message_follower_ids.partner_id
        shared = other.message_follower_ids.filtered(lambda one: one.partner_id in both)
        shared.unlink()
        if self.skks_kind == "outlet":
            self._skks_merge_extension(other)

    def _skks_after_merge(self, other):
        """Hook: settle what is now said twice of the card that stays."""
        lines = (
            self.affiliation_ids
            | self.outlet_affiliation_ids.journalist_id.affiliation_ids
        )
        lines._skks_join_doubles()
        # the desks were moved past the fields that follow them
        self.env.add_to_compute(self._fields["desk_emails"], self)

    def _skks_merge_pairs(self, other):
        """Whoever was said not to be the other one is not this one either."""
        pairs = self.env["skks.contact.pair"].sudo()
        both = self | other
        found = pairs.search(
            ["|", ("left_id", "in", both.ids), ("right_id", "in", both.ids)]
        )
        decided = {
            (pair.left_id | pair.right_id) - both: pair.read(
                ["decided_by_id", "decided_at"], load=None
            )[0]
            for pair in found
            if pair.state == "different" and (pair.left_id | pair.right_id) - both
        }
        past = found.filtered(lambda pair: pair.state == "merged")
        past._guarded_write({"left_id": self.id})
        (found - past).unlink()
        pairs._guarded_create(
            [
                {
                    "left_id": min(self.id, third.id),
                    "right_id": max(self.id, third.id),
                    "state": "different",
                    "decided_by_id": decision["decided_by_id"],
                    "decided_at": decision["decided_at"],
                }
                for third, decision in decided.items()
            ]
        )
        pairs._guarded_create(
            [{"left_id": self.id, "merged_number": other.id}]
        )._decide("merged")

    def _skks_drop_exact_doubles(self, other):
        """Drop a row of the card that goes where the one that stays has its like.

        Core drops all rows of the card that goes from a table as soon as one of them
        meets a unique constraint, and fails on a unique index.
        """
        self.env.flush_all()
        for table, column, like in self._skks_unique_links():
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %(table)s AS gone USING %(table)s AS kept"
                    " WHERE gone.%(column)s = %(other)s AND kept.%(column)s = %(own)s"
                    " AND %(like)s",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    other=other.id,
                    own=self.id,
                    like=SQL(" AND ").join(
                        SQL("gone.%(name)s = kept.%(name)s", name=SQL.identifier(name))
                        for name in like
                    ),
                )
            )
        self.env.invalidate_all()

    def _skks_unique_links(self):
        """``[(table, column, [other columns])]`` of unique links to contacts.

        Tables of two columns are left to core.
        """
        self.env.cr.execute(
            """
            SELECT t.relname, a.attname,
                array_agg(o.attname::text ORDER BY o.attnum)
            FROM pg_constraint AS c
            JOIN pg_class AS t ON t.oid = c.conrelid
            JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
            JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisunique
                AND a.attnum = ANY(i.indkey) AND NOT 0 = ANY(i.indkey)
            JOIN pg_attribute AS o ON o.attrelid = t.oid
                AND o.attnum = ANY(i.indkey) AND o.attnum != a.attnum
            WHERE c.contype = 'f' AND c.confrelid = 'res_partner'::regclass
                AND t.relnatts > 2 AND t.relnamespace = current_schema::regnamespace
                AND (
                    i.indpred IS NULL
                    OR pg_get_expr(i.indpred, t.oid)
                        = '(' || a.attname || ' IS NOT NULL)'
                )
            GROUP BY t.relname, a.attname, i.indexrelid
            """
        )
        return self.env.cr.fetchall()

    def _skks_move_references(self, other):
        """Point rows that name a document by model and number to the card that stays.

        Core knows five such models. Evidence stays as it was written: the journal
        says which number became which.
        """
        self.env.flush_all()
        evidence = self.env.registry["skks.evidence.mixin"]
        for name, model in self.env.registry.items():
            # core has moved files; a picture follows the value of its field
            skipped = name == "ir.attachment" or issubclass(model, evidence)
            if model._abstract or not model._auto or skipped:
                continue
            for field in model._fields.values():
                if field.type != "many2one_reference" or not field.store:
                    continue
                named = model._fields.get(field.model_field)
                if named is None or not named.store or named.type != "char":
                    continue
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s = 'res.partner' AND %s = %s",
                        SQL.identifier(self.env[name]._table),
                        SQL.identifier(field.name),
                        self.id,
                        SQL.identifier(named.name),
                        SQL.identifier(field.name),
                        other.id,
                    )
                )
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # What stays in the books
    # ------------------------------------------------------------------

    def _skks_log_merge(self, other):
        """Both histories lead to the other number; names can be erased."""
        journal = self.env["skks.journal.entry"]
        words = {"old": f"{other.id}, {self.id}", "new": str(self.id)}
        card = {
            "name": other.name,
            "email": other.email,
            "phone": other.phone,
            "created": str(other.create_date),
        }
        for one in (self, other):
            journal._log(one, "contact.merge", payload=card, **words)
        self.message_post(
            body=self.env._(
                "Merged with card no. %(number)s: %(name)s, %(email)s. The history of"
                " both is here.",
                number=other.id,
                name=other.name,
                email=other.email or self.env._("no e-mail"),
            )
        )
