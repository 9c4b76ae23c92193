from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from odoo.addons.skks_base.tools import excerpt

# So many positions fit beside a text; whoever needs more opens the list.
SHOWN = 20
# Nobody types a longer search by hand.
LONGEST_QUERY = 200


class Narrative(models.Model):
    """What the side panel of a text that is being written knows of positions."""

    _inherit = "skks.narrative"

    @api.model
    @api.readonly
    def panel_search(self, query, res_model, res_id):
        """Positions for a text that the user writes, with what the panel shows.

        It goes the way of every search, so record rules hold: of a position that
        the user may not read there is neither a row nor a word nor a count.

        :param str query: what was typed; empty: positions on the topic of the case
        :param str res_model: model of the text, one with sign-off
        :param int res_id: the text, which the user may read
        :return: ``{"rows": [...], "note": sentence or False, "more": bool}``
        """
        document = self._panel_document(res_model, res_id)
        document.check_access("read")
        query = (query or "").strip()[:LONGEST_QUERY]
        found = self._panel_found(query, document)
        mark, note = self._polish_shown(query)
        return {
            "rows": [one._panel_row(mark) for one in found[:SHOWN]],
            "note": note,
            "more": len(found) > SHOWN,
        }

    @api.model
    def _panel_document(self, res_model, res_id):
        """The text that a position goes into."""
        models_ = self.env["skks.narrative.use"]._document_models()
        if res_model not in models_ or res_model == self._name:
            raise UserError(self.env._("A position cannot be inserted there."))
        record = self.env[res_model].browse(res_id).exists()
        if not record:
            raise UserError(self.env._("The text to insert it in is gone. Reload."))
        return record

    @api.model
    def _panel_found(self, query, document):
        if query:
            found = Domain("search_text", "ilike", query)
            accepted = Domain("current_version_id", "!=", False)
            return self.search(accepted & found, limit=SHOWN + 1)
        return self._on_topic(document._narrative_topic(), limit=SHOWN + 1)

    @api.model
    def _on_topic(self, topic, limit):
        """Accepted positions that hold on a topic or one beside it."""
        if not topic:
            return self.browse()
        root = topic.parent_id or topic
        return self.search(
            Domain("current_version_id", "!=", False)
            & Domain("withdrawn_at", "=", False)
            & Domain("topic_ids", "child_of", root.id),
            limit=limit,
        )

    def _panel_row(self, mark):
        """What is shown of one: the accepted words, never a draft.

        :param mark: function that marks the hits in a text
        """
        version = self.sudo().current_version_id
        labels = dict(self._fields["freshness"]._description_selection(self.env))
        body = html2plaintext(version.body or "")
        return {
            "id": self.id,
            "name": mark(version.name or ""),
            "title": version.name,
            "number": version.number,
            "thesis": mark(version.thesis or ""),
            "excerpt": excerpt.excerpt(body, mark),
            "freshness": self.freshness,
            "label": self.env._("Withdrawn")
            if self.withdrawn_at
            else labels[self.freshness],
            "withdrawn": bool(self.withdrawn_at),
            "refusal": self._panel_refusal(),
            "obstacle": self._use_obstacle(),
            "warning": self.use_warning,
        }

    def _panel_refusal(self):
        """Why it cannot be used at all; False if it can."""
        try:
            self._check_usable()
        except UserError as refusal:
            return str(refusal)
        return False

    # ------------------------------------------------------------------
    # Use
    # ------------------------------------------------------------------

    def _use_in(self, record, reason=None):
        """What has left, or is just leaving, takes nothing in."""
        record._signoff_check_file_change()
        return super()._use_in(record, reason)

    def action_view_uses(self):
        """To whom it went."""
        action = super().action_view_uses()
        name = self.env._("Where “%s” was used", self.name)
        return action | {"name": name, "display_name": name}
