from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime, frozendict, ormcache

NUDGE_EVERY = timedelta(hours=1)
# Room for so many models on a desk: a row's id is its record's times this + branch.
BRANCHES = 64


class DeskMixin(models.AbstractModel):
    """Something that waits for somebody, and so belongs on a desk.

    A model says in three hooks when a record is open, whom it needs and which of
    its columns the desk shows; the desk finds every such model by itself.
    """

    _name = "skks.desk.mixin"
    _description = "Waits for Somebody"
    _inherit = ["skks.guard.mixin"]

    _guarded_fields = ("waiting_for", "waiting_since", "nudged_at")

    # Column of the desk -> column of this model's table. The classes that a model is
    # made of add theirs up; a column that the model has not got stays empty.
    _desk_columns = {
        "name": "name",
        "waiting_for": "waiting_for",
        "waiting_since": "waiting_since",
        "nudged_at": "nudged_at",
        "next_due_at": "next_due_at",
        "company_id": "company_id",
    }

    waiting_for = fields.Selection(
        [
            ("office", "Press office"),
            ("entity", "Entity"),
            ("approver", "Acceptance"),
            ("outsider", "Somebody outside"),
        ],
        "On whom we wait",
        readonly=True,
        copy=False,
        index=True,
    )
    waiting_since = fields.Datetime(readonly=True, copy=False)
    nudged_at = fields.Datetime("Reminded", readonly=True, copy=False)

    @api.model
    @ormcache("self._name")
    def _get_desk_columns(self):
        """``{column of the desk: own column}``, from every class of the model."""
        columns = {}
        for cls in reversed(type(self).mro()):
            columns |= vars(cls).get("_desk_columns", {})
        return frozendict(
            {
                name: fname
                for name, fname in columns.items()
                if fname in self._fields and self._fields[fname].store
            }
        )

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    def _waiting_for(self):
        """On whom the record waits now; False when it is closed."""
        return False

    @api.model
    def _desk_open_domain(self):
        """Records that are still open."""
        return Domain("waiting_for", "!=", False)

    @api.model
    def _desk_mine_domain(self):
        """Open records that need the current user now."""
        return Domain.FALSE

    def _desk_waiting_names(self):
        """``{id: "entity, person"}``: on whom each record waits, for reading."""
        return dict.fromkeys(self.ids, "")

    def _desk_open(self):
        """Action that opens the record from the desk."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _desk_state_label(self):
        """The state, in words of the reader's language."""
        fname = self._get_desk_columns().get("state")
        if not fname:
            return ""
        labels = dict(self._fields[fname]._description_selection(self.env))
        return labels.get(self[fname], "")

    def _desk_waiting_users(self):
        """Users on whom the record waits now, for reminders."""
        return self.env["res.users"]

    def _desk_superior(self):
        """Whom to tell that we wait; by default the head of the office."""
        company = self.sudo().company_id if "company_id" in self._fields else None
        return (company or self.env.company)._skks_head_of_office()

    def _desk_may_give(self):
        """Those of the records for which the desk may choose somebody else."""
        return self.browse()

    def _desk_mine_to_give(self):
        """Those of the records that the user may give away: all for the office."""
        officer = self.env.user.has_group("skks_base.group_officer")
        return self if officer else self.browse()

    def _desk_check_gives(self):
        """Refuse whoever may not give these records to somebody else."""
        self.check_access("read")
        if self - self._desk_mine_to_give():
            raise AccessError(
                self.env._("Only the press office reminds and gives work to others.")
            )

    def _desk_candidates(self):
        """Users who could do it instead; none if that is not decided on the desk."""
        return self.env["res.users"]

    def _desk_give_to(self, user):
        """Let ``user``, one of the candidates, do it."""

    # ------------------------------------------------------------------
    # What the office does about it
    # ------------------------------------------------------------------

    def _desk_nudge(self):
        """Remind those on whom it waits; return them."""
        self.ensure_one()
        users = self._desk_waiting_users()._skks_acting_users() - self.env.user
        if not users:
            raise UserError(
                self.env._("“%s” waits for nobody but you.", self.display_name)
            )
        now = fields.Datetime.now()
        if self.nudged_at and now - self.nudged_at < NUDGE_EVERY:
            raise UserError(
                self.env._(
                    "They were reminded of “%s” less than an hour ago.",
                    self.display_name,
                )
            )
        self.sudo()._guarded_write({"nudged_at": now})
        self._desk_tell(users, "desk.nudge")
        return users

    def _desk_tell_superior(self):
        """Tell the superior on whom we wait and since when; return the superior."""
        self.ensure_one()
        superior = self._desk_superior()._skks_acting_users() - self.env.user
        if not superior:
            raise UserError(
                self.env._(
                    "Nobody is above those on whom “%s” waits.", self.display_name
                )
            )
        self._desk_tell(superior, "desk.superior")
        return superior

    def _desk_tell(self, users, act):
        """One message to each of ``users`` about this record, and the journal."""
        waiting = self._desk_waiting_names().get(self.id, "")
        for user in users:
            translated = self.with_context(lang=user.lang).sudo()
            due = translated.next_due_at if "next_due_at" in self._fields else False
            translated.env["mail.thread"].message_notify(
                model=self._name,
                res_id=self.id,
                partner_ids=user.partner_id.ids,
                author_id=self.env.user.partner_id.id,
                subject=translated.env._("Reminder: %s", translated.display_name),
                body=translated.env._(
                    "We are waiting for: %(who)s. Due: %(due)s.",
                    who=waiting or user.name,
                    due=due and format_datetime(translated.env, due, tz=user.tz) or "–",
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )
        names = ", ".join(users.sudo().mapped("name"))
        self.env["skks.journal.entry"]._log(self, act, new=names)

    # ------------------------------------------------------------------
    # Keeping it right
    # ------------------------------------------------------------------

    def _update_waiting(self):
        """Store on whom we wait; ``waiting_since`` moves only when that changes."""
        for record in self.sudo():
            waiting_for = record._waiting_for()
            if waiting_for != record.waiting_for:
                record._guarded_write(
                    {
                        "waiting_for": waiting_for,
                        "waiting_since": waiting_for and fields.Datetime.now(),
                    }
                )

    @api.model
    def _desk_select(self, columns, branch):
        """SELECT of this model's open records that the current user may read.

        :param columns: names and ``SQL`` types of the desk's columns
        :param int branch: number of the branch, part of the row's id
        """
        query = self._search(self._desk_open_domain())
        own = self._get_desk_columns()
        self.flush_model(list(own.values()))
        selected = [
            SQL(
                "%s::%s AS %s",
                SQL.identifier("doc", own[name]) if name in own else SQL("NULL"),
                sql_type,
                SQL.identifier(name),
            )
            for name, sql_type in columns.items()
        ]
        return SQL(
            "SELECT doc.id::bigint * %s + %s AS id, %s AS res_model, doc.id AS res_id,"
            " %s FROM %s doc WHERE doc.id IN %s",
            BRANCHES,
            branch,
            self._name,
            SQL(", ").join(selected),
            self._table_sql,
            query.subselect(),
        )
