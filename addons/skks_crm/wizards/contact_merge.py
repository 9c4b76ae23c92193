from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ContactMerge(models.TransientModel):
    """Compare two cards field by field, and say of each what stays.

    What is merged is read anew from the cards when it is done; the lines only say
    which side counts.
    """

    _name = "skks.contact.merge"
    _description = "Merging of Two Cards"

    kept_id = fields.Many2one(
        "res.partner", "Stays", required=True, readonly=True, ondelete="cascade"
    )
    gone_id = fields.Many2one(
        "res.partner",
        "Goes into it",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kept_history = fields.Char("History", compute="_compute_history")
    gone_history = fields.Char("History of the other", compute="_compute_history")
    kept_since = fields.Date("Since", compute="_compute_history")
    gone_since = fields.Date("The other since", compute="_compute_history")
    objections = fields.Char(
        compute="_compute_objections",
        help="Marks by which one of the two says no; they stay.",
    )
    line_ids = fields.One2many("skks.contact.merge.line", "merge_id", "What stays")

    @api.depends("kept_id", "gone_id")
    def _compute_history(self):
        for merge in self:
            texts = (merge.kept_id | merge.gone_id)._skks_history_texts()
            merge.kept_history = texts.get(merge.kept_id)
            merge.gone_history = texts.get(merge.gone_id)
            merge.kept_since = merge.kept_id.create_date
            merge.gone_since = merge.gone_id.create_date

    @api.depends("kept_id", "gone_id")
    def _compute_objections(self):
        for merge in self:
            both = merge.kept_id | merge.gone_id
            marks = []
            if any(both.mapped("do_not_contact")):
                marks.append(self.env._("do not contact"))
            if any(both.mapped("mailing_opt_out")):
                marks.append(self.env._("no mailings"))
            merge.objections = ", ".join(marks)

    @api.model
    def _open_for(self, cards):
        """Open the window for two cards that the user may merge."""
        cards._skks_check_merge()
        kept, gone = cards._skks_merge_order()
        merge = self.create(
            {
                "kept_id": kept.id,
                "gone_id": gone.id,
                "line_ids": [
                    Command.create(line) for line in self._prepare_lines(kept, gone)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare and Merge"),
            "res_model": self._name,
            "res_id": merge.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_lines(self, kept, gone):
        for name in self._shown_fields(kept):
            field = kept._fields[name]
            if kept[name] == gone[name] or not (kept[name] or gone[name]):
                continue
            yield {
                "name": name,
                "label": field._description_string(self.env),
                "kept_value": kept._skks_export_text(field),
                "gone_value": gone._skks_export_text(field),
                "choice": "kept" if kept[name] else "gone",
                "is_open": bool(kept[name] and gone[name]),
            }

    @api.model
    def _shown_fields(self, card):
        """Fields of which one value stays and that the form of the card shows.

        Of the others the card that stays keeps its own, or takes what it lacks.
        """
        view = self.env.ref(f"skks_crm.res_partner_{card.skks_kind}_view_form")
        shown = card.get_view(view.id, "form")["models"][card._name]
        return [name for name in card._skks_merge_fields() if name in shown]

    def action_merge(self):
        """Merge the two cards; nobody can take them apart again."""
        self.ensure_one()
        cards = self.kept_id | self.gone_id
        if len(cards) != 2:
            raise UserError(self.env._("One of the cards is not there any more."))
        kept, gone = cards._skks_merge_order()
        chosen = {
            line.name
            for line in self.line_ids
            if (line.choice == "gone") == (gone == self.gone_id)
        }
        kept = cards._skks_merge(chosen & set(self._shown_fields(kept)))
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": kept.id,
            "views": [(kept.get_formview_id(), "form")],
            "target": "current",
        }


class ContactMergeLine(models.TransientModel):
    _name = "skks.contact.merge.line"
    _description = "What Stays of a Field"

    merge_id = fields.Many2one(
        "skks.contact.merge", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True, export_string_translation=False)
    label = fields.Char("What", readonly=True)
    kept_value = fields.Char("Card that stays", readonly=True)
    gone_value = fields.Char("Card that goes", readonly=True)
    choice = fields.Selection(
        [("kept", "Of the card that stays"), ("gone", "Of the card that goes")],
        "Take",
        required=True,
        default="kept",
    )
    is_open = fields.Boolean(readonly=True, export_string_translation=False)
