from odoo import api, fields, models
from odoo.fields import Domain

from .contribution_lead import GONE_STATES


class Inquiry(models.Model):
    """Who leads among the entities, and who is told without owing anything."""

    _inherit = "skks.inquiry"

    fyi_user_ids = fields.Many2many(
        "res.users",
        "skks_inquiry_fyi_rel",
        string="For information",
        domain=[("share", "=", False)],
        copy=False,
        help="They read the case and get a copy of the answer, and owe nothing.",
    )

    # ------------------------------------------------------------------
    # Lead
    # ------------------------------------------------------------------

    def _choose_lead(self):
        """The first entity that still takes part leads, unless one does already."""
        for inquiry in self.sudo():
            taking_part = inquiry.all_contribution_ids.filtered(
                lambda one: one.state not in GONE_STATES
            ).sorted("id")
            present = inquiry.all_contribution_ids.filtered("is_lead")
            if present & taking_part:
                continue
            if present:
                present._guarded_write({"is_lead": False})
                present.flush_recordset(["is_lead"])
            if taking_part:
                taking_part[0]._guarded_write({"is_lead": True})
                inquiry._lead_changed()

    def _lead_changed(self):
        """Where only the lead accepts, acceptances of another do not count any more."""
        for inquiry in self:
            if inquiry.category_id.lead_only:
                inquiry.answer_ids.filtered(
                    lambda answer: not (answer.sent_at or answer.sending_since)
                    and answer.signoff_state in ("substantive", "office", "approved")
                )._signoff_void()

    # ------------------------------------------------------------------
    # For information
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        inquiries = super().create(vals_list)
        for inquiry, vals in zip(inquiries, vals_list, strict=True):
            if vals.get("fyi_user_ids"):
                inquiry._tell_for_information(inquiry.fyi_user_ids)
        return inquiries

    def write(self, vals):
        if "fyi_user_ids" not in vals:
            return super().write(vals)
        self.filtered("confidential")._check_may_hide()
        before = {inquiry: inquiry.fyi_user_ids for inquiry in self}
        result = super().write(vals)
        for inquiry, known in before.items():
            inquiry._log_for_information(known)
            inquiry._tell_for_information(inquiry.fyi_user_ids - known)
        return result

    def _log_for_information(self, before):
        if before != self.fyi_user_ids:
            self.env["skks.journal.entry"]._log(
                self,
                "inquiry.fyi",
                old=", ".join(before.mapped("login")),
                new=", ".join(self.fyi_user_ids.mapped("login")),
            )

    def _tell_for_information(self, users):
        """One notice each; the case itself is read in the system."""
        if not users:
            return
        self.sudo().message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("For information: %s", self.number),
            body=self.env["ir.qweb"]._render(
                "skks_press.fyi_notice",
                {"inquiry": self, "author": self.env.user},
                lang=users[:1].lang,
            ),
            author_id=self.env.user.partner_id.id,
        )

    def _note_answered(self, at=None):
        result = super()._note_answered(at)
        if self.fyi_user_ids:
            self._tell_answered(self.fyi_user_ids)
        return result

    def _tell_answered(self, users):
        answer = self.answer_ids.filtered("sent_at").sorted("sent_at")[-1:]
        self.sudo().message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("Answered: %s", self.number),
            body=self.env["ir.qweb"]._render(
                "skks_press.fyi_answered",
                {"inquiry": self, "answer": answer},
                lang=users[:1].lang,
            ),
            author_id=self.env.user.partner_id.id,
        )

    # ------------------------------------------------------------------
    # Met before
    # ------------------------------------------------------------------

    def _similar(self, limit=10):
        """Answered inquiries on the same topic, then by the same journalist.

        Searched with the rights of the reader: a confidential case is no hint.
        """
        self.ensure_one()
        ended = Domain("state", "in", ("answered", "closed")) & Domain(
            "id", "!=", self._origin.id
        )
        found = self.browse()
        for domain in self._similar_domains():
            found |= self.search(
                ended & domain & Domain("id", "not in", found.ids),
                limit=limit - len(found),
                order="answered_at desc, id desc",
            )
            if len(found) >= limit:
                break
        return found

    def _similar_domains(self):
        """Domains in the order of likeness."""
        same_topic = self.topic_id and Domain("topic_id", "=", self.topic_id.id)
        near_topic = self.topic_id and Domain(
            "topic_id", "child_of", (self.topic_id.parent_id or self.topic_id).id
        )
        journalist = self.journalist_id and Domain(
            "journalist_id", "=", self.journalist_id.id
        )
        domains = [
            same_topic and journalist and same_topic & journalist,
            same_topic,
            near_topic,
            journalist,
        ]
        return [domain for domain in domains if domain]
