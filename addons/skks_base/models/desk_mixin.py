from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class DeskMixin(models.AbstractModel):
    """Something that waits for somebody, and so belongs on a desk.

    A model says in three hooks when a record is open, whom it needs and which of
    its columns the desk shows; the desk finds every such model by itself.
    """

    _name = "skks.desk.mixin"
    _description = "Waits for Somebody"
    _inherit = ["skks.guard.mixin"]

    _guarded_fields = ("waiting_for", "waiting_since")

    # Column of the desk -> column of this model's table.
    _desk_columns = {
        "name": "name",
        "waiting_for": "waiting_for",
        "waiting_since": "waiting_since",
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
        self.flush_model([fname for fname in self._desk_columns.values()])
        selected = [
            SQL(
                "%s::%s AS %s",
                SQL.identifier("doc", self._desk_columns[name])
                if name in self._desk_columns
                else SQL("NULL"),
                sql_type,
                SQL.identifier(name),
            )
            for name, sql_type in columns.items()
        ]
        return SQL(
            "SELECT doc.id::bigint * 16 + %s AS id, %s AS res_model, doc.id AS res_id,"
            " %s FROM %s doc WHERE doc.id IN %s",
            branch,
            self._name,
            SQL(", ").join(selected),
            SQL.identifier(self._table),
            query.subselect(),
        )
