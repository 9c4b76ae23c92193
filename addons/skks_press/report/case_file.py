from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime, html2plaintext
from odoo.tools.misc import formatLang

# Facts at the head of the file, as the form has them.
FACTS = (
    *("category_id", "legal_regime", "topic_id", "priority", "state", "resolution_id"),
    *("coordinator_id", "helper_ids", "outlet_id", "journalist_id", "contact_name"),
    *("email_from", "phone", "channel", "received_at", "asked_for", "agreed_for"),
    *("ground_rule", "embargo_until", "acknowledged_at", "answered_at"),
    *("oral_answer_by_id", "oral_answer_gist", "closed_at", "parent_id"),
)


class Act(NamedTuple):
    """One line of what happened."""

    date: object
    who: str
    what: str
    text: str


class CaseFile(models.AbstractModel):
    """An inquiry on paper: what was asked, who said what, what left and on what basis.

    It is put together with the rights of who prints it: rows come from searches of
    that user, and a field that is closed to them stays out. Printing is journalled.
    """

    _name = "report.skks_press.report_case_file"
    _description = "Case File of an Inquiry"

    @api.model
    def _get_report_values(self, docids, data=None):
        inquiries = self.env["skks.inquiry"].browse(docids)
        inquiries.check_access("read")
        self.env["skks.journal.entry"]._log(inquiries, "inquiry.print")
        return {
            "doc_ids": docids,
            "doc_model": inquiries._name,
            "docs": inquiries,
            "file": self,
        }

    # ------------------------------------------------------------------
    # What the reader may see
    # ------------------------------------------------------------------

    @api.model
    def _may_read(self, record, fname):
        return record._has_field_access(record._fields[fname], "read")

    @api.model
    def _rows(self, name, domain, order=None):
        """Rows of a model that the reader may see, none where it is closed."""
        model = self.env[name]
        return model.search(domain, order=order) if model.has_access("read") else model

    @api.model
    def _facts(self, inquiry):
        """``[(label, text)]`` of what is filled in and open to the reader."""
        return [
            (inquiry._fields[fname]._description_string(self.env), text)
            for fname in FACTS
            if self._may_read(inquiry, fname) and (text := self._shown(inquiry, fname))
        ]

    @api.model
    def _shown(self, record, fname):
        """The value of a field as a reader knows it."""
        field, value = record._fields[fname], record[fname]
        if field.relational:
            # whoever reads the inquiry reads who is named in it, as on the screen
            is_contact = field.comodel_name == "res.partner"
            named = value.sudo() if is_contact else value._filtered_access("read")
            return ", ".join(named.mapped("display_name"))
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, "")
        if field.type == "datetime":
            return self._moment(value)
        return str(value or "")

    @api.model
    def _moment(self, moment):
        tz = str(self.env.company._skks_tz())
        return (
            format_datetime(self.env, moment, tz=tz, dt_format="dd.MM.yyyy HH:mm")
            if moment
            else ""
        )

    @api.model
    def _hours(self, minutes):
        return formatLang(self.env, minutes / 60, digits=1)

    # ------------------------------------------------------------------
    # Parts of the file
    # ------------------------------------------------------------------

    @api.model
    def _questions(self, inquiry):
        return self._rows("skks.inquiry.question", [("inquiry_id", "=", inquiry.id)])

    @api.model
    def _contributions(self, inquiry):
        return self._rows(
            "skks.contribution", [("inquiry_id", "=", inquiry.id)], order="id"
        )

    @api.model
    def _versions(self, contribution):
        return self._rows(
            "skks.contribution.version",
            [("contribution_id", "=", contribution.id)],
            order="number",
        )

    @api.model
    def _answers(self, inquiry):
        return self._rows("skks.answer", [("inquiry_id", "=", inquiry.id)], order="id")

    @api.model
    def _decisions(self, answer):
        return self._rows("skks.signoff.line", self._on(answer), order="id")

    @api.model
    def _sent_line(self, answer):
        """The acceptance that holds what left, as it left."""
        line = answer._signoff_approval_line() if answer.sent_at else None
        return line and line.sudo(False)

    @api.model
    def _basis(self, answer):
        """Rows of what the answer rests on, for those who may know it."""
        return answer._basis_rows() if self._may_read(answer, "basis") else []

    @api.model
    def _proof(self, answer):
        if not self._may_read(answer, "sending_proof"):
            return ""
        return answer.sending_proof or ""

    @api.model
    def _clocks(self, inquiry):
        """Time limits of the inquiry and of the contributions."""
        domain = self._on(inquiry) | self._on(self._contributions(inquiry))
        return self._rows("skks.clock", domain, order="started_at, id")

    @api.model
    def _missed_reason(self, clock):
        """Why is the office's own affair."""
        if not self.env.user._skks_sees_addresses():
            return ""
        words = (clock.missed_reason_id.name, clock.missed_reason)
        return ": ".join(filter(None, words))

    @api.model
    def _on(self, records):
        return Domain("res_model", "=", records._name) & Domain(
            "res_id", "in", records.ids
        )

    # ------------------------------------------------------------------
    # What happened
    # ------------------------------------------------------------------

    @api.model
    def _acts(self, inquiry):
        """Messages, changes and the register of acts in the order of time."""
        documents = (
            inquiry,
            self._contributions(inquiry),
            self._answers(inquiry),
        )
        acts = [act for records in documents for act in self._acts_of(records)]
        return sorted(acts, key=lambda act: act.date)

    @api.model
    def _acts_of(self, records):
        messages = self._rows(
            "mail.message",
            Domain("model", "=", records._name) & Domain("res_id", "in", records.ids),
        )
        entries = self._rows("skks.journal.entry", self._on(records))
        return [
            *map(self._act_of_message, messages),
            *map(self._act_of_entry, entries),
        ]

    @api.model
    def _act_of_message(self, message):
        changes = message.sudo().tracking_value_ids._filter_has_field_access(self.env)
        lines = [
            message.subject or "",
            html2plaintext(message.body or "").strip(),
            *map(self._change, changes),
            *message.sudo().attachment_ids.mapped("name"),
        ]
        labels = dict(message._fields["message_type"]._description_selection(self.env))
        return Act(
            message.date,
            message.sudo().author_id.name or message._skks_sender_name(),
            self.env._("Change") if changes else labels.get(message.message_type, ""),
            "\n".join(filter(None, lines)),
        )

    @api.model
    def _act_of_entry(self, entry):
        lines = (entry.change, entry.reason)
        return Act(
            entry.create_date,
            entry.user_id.sudo().name,
            entry.act_name,
            "\n".join(filter(None, lines)),
        )

    @api.model
    def _change(self, tracking):
        label = tracking.field_id.field_description or ""
        old, new = self._tracked(tracking, "old"), self._tracked(tracking, "new")
        return f"{label}: {old} → {new}"

    @api.model
    def _tracked(self, tracking, side):
        if tracking.field_id.ttype == "boolean":
            yes = tracking[f"{side}_value_integer"]
            return self.env._("yes") if yes else self.env._("no")
        value = (
            tracking[f"{side}_value_char"]
            or tracking[f"{side}_value_text"]
            or self._moment(tracking[f"{side}_value_datetime"])
        )
        return value or "–"
