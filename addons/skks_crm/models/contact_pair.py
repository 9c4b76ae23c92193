from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.contact_keys import same_person

# What more contacts share than that is no mark of one of them: a switchboard, a
# surname that half the town has.
MOST = 4
MOST_NAMESAKES = 3
BATCH = 500
# Parameter of the system: the contact up to which the night's comparison has come.
COMPARED = "skks_crm.compared_up_to"


class ContactPair(models.Model):
    """Two contacts that may be the same person, or the same outlet.

    The system only proposes; whoever knows both says so, and what was said to be two
    is not proposed again. Pairs are found by keys (``skks.contact.key``), never by
    comparing everybody with everybody.
    """

    _name = "skks.contact.pair"
    _description = "Possible Duplicate"
    _inherit = ["skks.guard.mixin"]
    _order = "strength desc, id desc"

    _guarded_fields = (
        "left_id",
        "right_id",
        "reasons",
        "strength",
        "state",
        "merged_number",
        "decided_by_id",
        "decided_at",
    )

    left_id = fields.Many2one(
        "res.partner",
        "One card",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    right_id = fields.Many2one(
        "res.partner",
        "Other card",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    reasons = fields.Char(readonly=True, export_string_translation=False)
    reason_text = fields.Char("Because", compute="_compute_reason_text")
    strength = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How much the two cards have in common.",
    )
    state = fields.Selection(
        [
            ("proposed", "To decide"),
            ("different", "Not the same"),
            ("merged", "Merged"),
        ],
        required=True,
        readonly=True,
        default="proposed",
        index=True,
    )
    merged_number = fields.Integer(
        "Number of the card that went", readonly=True, aggregator=None
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_at = fields.Datetime("Decided on", readonly=True)
    skks_kind = fields.Selection(related="left_id.skks_kind")
    left_email = fields.Char("E-mail", related="left_id.email")
    left_phone = fields.Char("Phone", related="left_id.phone")
    left_outlets = fields.Char("Works for", compute="_compute_facts")
    left_since = fields.Date("Since", compute="_compute_facts")
    left_history = fields.Char("History", compute="_compute_facts")
    right_email = fields.Char("E-mail of the other", related="right_id.email")
    right_phone = fields.Char("Phone of the other", related="right_id.phone")
    right_outlets = fields.Char("The other works for", compute="_compute_facts")
    right_since = fields.Date("The other since", compute="_compute_facts")
    right_history = fields.Char("History of the other", compute="_compute_facts")

    _pair_uniq = models.UniqueIndex("(left_id, right_id)")
    _pair_order = models.Constraint(
        "CHECK (left_id < right_id)", "A card is not a duplicate of itself."
    )

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"state": "proposed"}

    @api.depends("left_id", "right_id")
    def _compute_display_name(self):
        for pair in self:
            names = pair.sudo()
            pair.display_name = " – ".join(
                filter(None, (names.left_id.name, names.right_id.name))
            )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = {
            "email": self.env._("same e-mail"),
            "phone": self.env._("same phone"),
            "name": self.env._("same name"),
            "maybe": self.env._("similar name"),
            "outlet": self.env._("same outlet"),
            "title": self.env._("same title"),
            "domain": self.env._("same domain"),
        }
        for pair in self:
            codes = (pair.reasons or "").split(",")
            pair.reason_text = ", ".join(words[one] for one in codes if one in words)

    @api.depends("left_id", "right_id")
    def _compute_facts(self):
        both = self.left_id | self.right_id
        history = both._skks_history_texts()
        for pair in self:
            for side in ("left", "right"):
                card = pair[f"{side}_id"]
                outlets = card.current_outlet_ids.mapped("name")
                pair[f"{side}_outlets"] = ", ".join(outlets)
                pair[f"{side}_since"] = card.create_date
                pair[f"{side}_history"] = history.get(card, "")

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def _check_may_decide(self, *states):
        self.check_access("read")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(
                self.env._("Only the press office decides on its contacts.")
            )
        if any(pair.state not in states for pair in self):
            raise UserError(self.env._("Somebody has decided on this pair meanwhile."))

    def _decide(self, state, **values):
        self.sudo()._guarded_write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                **values,
            }
        )

    def action_different(self):
        """Remember that these are two; they are not proposed again."""
        self._check_may_decide("proposed")
        self._decide("different")
        self._log_decision("contact.different")
        return True

    def action_undo(self):
        """It was a mistake: propose them again."""
        self._check_may_decide("different")
        self.sudo()._guarded_write(
            {"state": "proposed", "decided_by_id": False, "decided_at": False}
        )
        self._log_decision("contact.maybe_same")
        return True

    def action_merge(self):
        """Open the window that shows field by field what stays."""
        self.ensure_one()
        self._check_may_decide("proposed")
        return self.env["skks.contact.merge"]._open_for(self.left_id | self.right_id)

    def _log_decision(self, act):
        for pair in self.sudo():
            self.env["skks.journal.entry"]._log(
                pair.left_id, act, new=str(pair.right_id.id)
            )

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    @api.model
    def _cron_find(self):
        """Compare all media contacts anew, some hundred at a time.

        A run that is stopped goes on where it was; the last one begins anew.
        """
        contacts = self.env["res.partner"].sudo()
        media = Domain("skks_kind", "!=", False)
        params = self.env["ir.config_parameter"].sudo()
        done = int(params.get_param(COMPARED, 0))
        left = contacts.search_count(media & Domain("id", ">", done))
        while batch := contacts.search(
            media & Domain("id", ">", done), order="id", limit=BATCH
        ):
            batch._skks_refresh_keys()
            done, left = batch[-1:].id, left - len(batch)
            params.set_param(COMPARED, done if left else 0)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                break

    @api.model
    def _compare_soon(self):
        """Compare in the background what was added with ``skks_compare_later``."""
        self.env["ir.config_parameter"].sudo().set_param(COMPARED, 0)
        self.env.ref("skks_crm.ir_cron_contact_pair").sudo()._trigger()

    @api.model
    def _find_for(self, contacts):
        """Propose who may be the same as one of ``contacts``; drop what no longer is.

        The number of queries does not depend on the number of contacts. Whoever adds
        thousands one by one says ``skks_compare_later`` in the context, and calls
        ``_compare_soon`` in the end.
        """
        if not contacts:
            return
        if self.env.context.get("skks_compare_later"):
            return
        for name in ("skks.affiliation", "res.partner", "skks.contact.key"):
            self.env[name].flush_model()
        found = self._with_reasons(self._shared_keys(contacts.ids), contacts)
        touching = Domain("left_id", "in", contacts.ids) | Domain(
            "right_id", "in", contacts.ids
        )
        known = {
            (pair.left_id.id, pair.right_id.id): pair
            for pair in self.sudo().search(touching & Domain("right_id", "!=", False))
        }
        self._drop_proposals(known, found)
        self._note_proposals(known, found)

    @api.model
    def _drop_proposals(self, known, found):
        gone = [pair for key, pair in known.items() if key not in found]
        gone = self.sudo().union(*gone) if gone else self.sudo()
        gone.filtered(lambda pair: pair.state == "proposed").unlink()

    @api.model
    def _note_proposals(self, known, found):
        new = []
        for (left, right), reasons in found.items():
            values = {"reasons": ",".join(reasons), "strength": _strength(reasons)}
            pair = known.get((left, right))
            if not pair:
                new.append(values | {"left_id": left, "right_id": right})
            elif pair.state == "proposed" and pair.reasons != values["reasons"]:
                pair._guarded_write(values)
        self.sudo()._guarded_create(new)

    @api.model
    def _shared_keys(self, contact_ids):
        """``{(left id, right id): {kinds of shared keys}}`` with one of the contacts.

        Keys that too many contacts share are no mark; but a surname with an initial
        is one within an outlet, however frequent it is elsewhere.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH own AS (
                    SELECT partner_id, kind, value FROM skks_contact_key
                    WHERE partner_id = ANY(%(ids)s)
                ), rare AS (
                    SELECT own.kind, own.value
                    FROM (SELECT DISTINCT kind, value FROM own) AS own,
                        LATERAL (
                            SELECT FROM skks_contact_key AS k
                            WHERE k.kind = own.kind AND k.value = own.value
                            LIMIT %(many)s
                        ) AS k
                    GROUP BY own.kind, own.value
                    HAVING count(*) BETWEEN 2 AND
                        CASE own.kind WHEN 'name' THEN %(namesakes)s ELSE %(most)s END
                ), outlets AS (
                    SELECT journalist_id, outlet_id FROM skks_affiliation
                    GROUP BY journalist_id, outlet_id
                ), shared AS (
                    SELECT own.partner_id AS one, k.partner_id AS other, own.kind
                    FROM own
                    JOIN rare USING (kind, value)
                    JOIN skks_contact_key AS k USING (kind, value)
                    UNION
                    SELECT own.partner_id, k.partner_id, 'outlet'
                    FROM own
                    JOIN outlets AS here ON here.journalist_id = own.partner_id
                    JOIN outlets AS there ON there.outlet_id = here.outlet_id
                    JOIN skks_contact_key AS k
                        ON k.partner_id = there.journalist_id
                        AND k.kind = own.kind AND k.value = own.value
                    WHERE own.kind = 'name'
                )
                SELECT least(one, other), greatest(one, other), array_agg(DISTINCT kind)
                FROM shared WHERE one != other
                GROUP BY least(one, other), greatest(one, other)
                """,
                ids=list(contact_ids),
                many=MOST + 1,
                most=MOST,
                namesakes=MOST_NAMESAKES,
            )
        )
        return {
            (left, right): set(kinds) for left, right, kinds in self.env.cr.fetchall()
        }

    @api.model
    def _with_reasons(self, shared, contacts):
        """Keep the pairs that may be one; ``{(left id, right id): [reasons]}``."""
        ids = {number for pair in shared for number in pair}
        cards = {
            card.id: card
            for card in self.env["res.partner"]
            .sudo()
            .search_fetch(
                [("id", "in", list(ids))], ["name", "skks_kind", "email", "phone"]
            )
        }
        newsroom = self._newsroom_values(cards.values())
        found = {}
        for (left, right), kinds in shared.items():
            one, other = cards.get(left), cards.get(right)
            if one and other and one.skks_kind == other.skks_kind:
                if one.skks_kind == "outlet":
                    reasons = _outlet_reasons(kinds)
                else:
                    reasons = _person_reasons(one, other, kinds, newsroom)
                if reasons:
                    found[left, right] = reasons
        return found

    @api.model
    def _newsroom_values(self, cards):
        """``{(kind, value)}`` of mailboxes and phones that newsrooms have as theirs."""
        persons = [card.id for card in cards if card.skks_kind == "journalist"]
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT own.partner_id, own.kind
                FROM skks_contact_key AS own
                JOIN skks_contact_key AS room USING (kind, value)
                JOIN res_partner AS outlet ON outlet.id = room.partner_id
                WHERE own.partner_id = ANY(%s) AND own.kind IN ('email', 'phone')
                    AND outlet.skks_kind = 'outlet'
                """,
                persons,
            )
        )
        found = defaultdict(set)
        for partner_id, kind in self.env.cr.fetchall():
            found[partner_id].add(kind)
        return found


def _outlet_reasons(kinds):
    """Two outlets may be one by address, title or domain; a phone alone says little."""
    strong = [one for one in ("email", "title", "domain") if one in kinds]
    return strong + ["phone"] * ("phone" in kinds) if strong else []


def _person_reasons(one, other, kinds, newsroom):
    """Why two cards may be one person; empty if nothing says so.

    A mailbox or phone of the newsroom belongs to many persons, so it counts only with
    a name that agrees. A name alone counts if it is rare, and an uncertain one only
    within an outlet.
    """
    named = same_person(one.name, other.name)
    personal = [
        kind
        for kind in ("email", "phone")
        if kind in kinds and (named or kind not in newsroom[one.id])
    ]
    words = {"same": ["name"], "maybe": ["maybe"]}.get(named, [])
    together = ["outlet"] * bool(named and "outlet" in kinds)
    if personal:
        return personal + words + together
    if named == "same" and ({"name", "outlet"} & kinds):
        return words + together
    return words + together if named and together else []


def _strength(reasons):
    weights = {"email": 4, "name": 3, "title": 3, "phone": 2, "domain": 2}
    return sum(weights.get(one, 1) for one in reasons)
