from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS


class Coverage(models.Model):
    """Something that was published about the town, and the work it came from.

    The tone is that of the publication, never of its author.
    """

    _name = "skks.coverage"
    _description = "Publication"
    _inherit = ["skks.order.source.mixin"]
    _order = "date desc, id desc"
    # What was published stays; who wrote it may ask to be forgotten.
    _erasure_loose = ("journalist_id",)

    name = fields.Char("Title", required=True, index="trigram")
    active = fields.Boolean(default=True)
    date = fields.Date(
        "Published on",
        required=True,
        default=lambda self: self.env.company._skks_today(),
        index=True,
    )
    outlet_id = fields.Many2one(
        "res.partner",
        domain=[("skks_kind", "=", "outlet")],
        required=True,
        index=True,
        ondelete="restrict",
    )
    media_type_id = fields.Many2one(
        "skks.media.type",
        compute="_compute_media_type_id",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
    )
    journalist_id = fields.Many2one(
        "res.partner",
        domain=[("skks_kind", "=", "journalist")],
        index="btree_not_null",
        groups=ADDRESS_READERS,
    )
    url = fields.Char("Link")
    file = fields.Binary("Clipping", attachment=True)
    file_name = fields.Char()
    excerpt = fields.Text(help="The sentences that matter.")
    tone = fields.Selection(
        [("positive", "Positive"), ("neutral", "Neutral"), ("negative", "Negative")],
        default="neutral",
        required=True,
        index=True,
        group_expand="_group_expand_tone",
        help="Of the publication, not of its author.",
    )
    origin = fields.Selection(
        [("proactive", "Proactive"), ("reactive", "Reactive")],
        compute="_compute_origin",
        store=True,
        readonly=False,
        precompute=True,
        help="Proactive: it began with a release of ours. Reactive: with a question.",
    )
    reach = fields.Integer(
        help="Readers, listeners or viewers, as far as they are known.",
        aggregator="sum",
    )
    release_id = fields.Many2one(
        "skks.release", index="btree_not_null", ondelete="restrict"
    )
    inquiry_id = fields.Many2one(
        "skks.inquiry", index="btree_not_null", ondelete="restrict"
    )
    answer_id = fields.Many2one(
        "skks.answer",
        "Answer",
        domain="[('inquiry_id', '=', inquiry_id), ('sent_at', '!=', False)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    topic_id = fields.Many2one(
        "skks.topic",
        compute="_compute_topic_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _reach_not_negative = models.Constraint(
        "CHECK (reach >= 0)", "A reach is not below zero."
    )

    # ------------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------------

    @api.model
    def _group_expand_tone(self, tones, domain):
        return ["positive", "neutral", "negative"]

    @api.depends("outlet_id.media_type_id")
    def _compute_media_type_id(self):
        for coverage in self:
            coverage.media_type_id = coverage.outlet_id.media_type_id

    @api.depends("release_id", "inquiry_id")
    def _compute_origin(self):
        for coverage in self:
            if coverage.release_id:
                coverage.origin = "proactive"
            elif coverage.inquiry_id:
                coverage.origin = "reactive"
            else:
                coverage.origin = coverage.origin

    @api.depends("release_id", "inquiry_id")
    def _compute_topic_id(self):
        for coverage in self:
            source = coverage.release_id or coverage.inquiry_id
            coverage.topic_id = source.topic_id or coverage.topic_id

    @api.constrains("outlet_id", "journalist_id")
    def _check_kinds(self):
        self.outlet_id._skks_check_is("outlet")
        self.journalist_id._skks_check_is("journalist")

    @api.constrains("date")
    def _check_date(self):
        for coverage in self:
            if coverage.date > coverage.env.company._skks_today():
                raise ValidationError(
                    self.env._("“Published on” lies in the future. Correct the date.")
                )

    @api.constrains("url", "file")
    def _check_source(self):
        for coverage in self:
            if coverage.url and not coverage.url.lower().startswith(
                ("http://", "https://")
            ):
                raise ValidationError(
                    self.env._("The link begins with http:// or https://.")
                )

    @api.constrains("answer_id", "inquiry_id")
    def _check_answer_id(self):
        for coverage in self.sudo():
            answer = coverage.answer_id
            if answer and answer.inquiry_id != coverage.inquiry_id:
                raise ValidationError(
                    self.env._("The answer belongs to another inquiry.")
                )

    # ------------------------------------------------------------------
    # An order of it
    # ------------------------------------------------------------------

    def _prepare_order_values(self):
        """Values of an order that passes the publication on to entities."""
        return super()._prepare_order_values() | {
            "name": self.name,
            "kind": "information",
            "topic_id": self.topic_id.id,
            "coordinator_id": self.env.uid,
            "description": self._order_description(),
            "source_kind": "press",
            "source_name": self.name,
            "source_url": self.url,
            "outlet_id": self.outlet_id.id,
            "published_on": self.date,
        }

    def _order_description(self):
        """Where and when it was published, the words and the link."""
        parts = [
            Markup("<p>%s, %s</p>")
            % (self.sudo().outlet_id.name, fields.Date.to_string(self.date))
        ]
        if self.excerpt:
            parts.append(Markup("<blockquote>%s</blockquote>") % self.excerpt)
        if self.url:
            link = escape(self.url)
            parts.append(Markup('<p><a href="%s">%s</a></p>') % (link, link))
        return Markup().join(parts)
