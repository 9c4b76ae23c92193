from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MaterialReview(models.Model):
    """One row on the desk of the head of the office for all materials that are due.

    Those of a year fall due on the same day, so a row each would bury what is urgent.
    Computed by the database from the materials that the reader may read.
    """

    _name = "skks.material.review"
    _description = "Review of Materials"
    _inherit = ["skks.desk.mixin"]
    _auto = False
    _order = "id"

    name = fields.Char()
    company_id = fields.Many2one("res.company")

    @property
    def _table_query(self):
        """A row an organisation; its id is the organisation's.

        No term is set for a review, so none is shown as broken: only since when
        something waits.
        """
        materials = self.env["skks.material"].with_context(active_test=False)
        materials.flush_model(["company_id", "review_on"])
        due = materials._search([("review_on", "<=", "today")])
        return SQL(
            "SELECT company_id AS id, company_id,"
            " %s || ': ' || count(*) AS name,"
            " min(review_on)::timestamp + interval '12 hours' AS waiting_since,"
            " NULL::varchar AS waiting_for, NULL::timestamp AS nudged_at"
            " FROM skks_material WHERE id IN %s GROUP BY company_id",
            self.env._("Materials to review"),
            due.subselect(),
        )

    @api.model
    def _desk_open_domain(self):
        return Domain.TRUE

    @api.model
    def _desk_mine_domain(self):
        """Only the head of the office decides what is deleted."""
        is_head = self.env.user.has_group("skks_base.group_manager")
        return Domain.TRUE if is_head else Domain.FALSE

    def _desk_open(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.skks_material_action_review"
        )
