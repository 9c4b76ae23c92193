from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date, html2plaintext

from odoo.addons.skks_base.tools.moments import local

from .res_partner_trust import FROM_THE_PERSON

# Who answers a request of art. 15 GDPR.
EXPORTERS = "skks_base.group_manager,skks_base.group_auditor"
_CARD_TYPES = ("boolean", "char", "date", "datetime", "html", "selection", "text")


class ResPartner(models.Model):
    """What the GDPR gives to a journalist: to be told, and to get what we have.

    The objection (art. 21) is ``mailing_opt_out``; erasure (art. 17) is a screen of
    the base.
    """

    _inherit = "res.partner"

    info_duty_on = fields.Date(
        "Informed on",
        tracking=True,
        copy=False,
        help="When the person was told that we keep these data, where they come from"
        " and what for (art. 13 and 14 GDPR).",
    )
    info_duty_due = fields.Date(
        "To Be Informed by",
        compute="_compute_info_duty_due",
        store=True,
        index="btree_not_null",
        help="One month after we got the data from somebody else (art. 14(3)(a) GDPR).",
    )

    @api.depends("skks_kind", "data_origin", "info_duty_on")
    def _compute_info_duty_due(self):
        for partner in self:
            owed = (
                partner.skks_kind == "journalist"
                and not partner.info_duty_on
                and partner.data_origin not in FROM_THE_PERSON
            )
            begun = partner.create_date or fields.Datetime.now()
            partner.info_duty_due = owed and begun.date() + relativedelta(months=1)

    @api.constrains("info_duty_on")
    def _check_info_duty_on(self):
        today = self.env.company._skks_today()
        if any(one.info_duty_on and one.info_duty_on > today for one in self):
            raise ValidationError(
                self.env._(
                    "Informed on: enter the day on which the information left, not one"
                    " to come."
                )
            )

    def write(self, vals):
        before = {}
        if "info_duty_on" in vals:
            before = {one: one.info_duty_on for one in self.sudo()}
        result = super().write(vals)
        self.env["skks.journal.entry"]._log_each(
            "contact.informed",
            [
                (one, {"old": str(old or ""), "new": str(one.info_duty_on or "")})
                for one, old in before.items()
                if one.info_duty_on != old
            ],
        )
        return result

    def action_skks_informed(self):
        """Record that these persons were told today that we keep their data."""
        self.check_access("write")
        owed = self.filtered(
            lambda one: one.skks_kind == "journalist" and not one.info_duty_on
        )
        owed.write({"info_duty_on": self.env.company._skks_today()})
        return True

    # ------------------------------------------------------------------
    # What we have of a person (art. 15)
    # ------------------------------------------------------------------

    def action_skks_export(self):
        """Open the window that puts together all we have of the person."""
        self.ensure_one()
        self._skks_check_export()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Out Personal Data"),
            "res_model": "skks.contact.export",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def _skks_check_export(self):
        self.check_access("read")
        if not self.env.user.has_groups(EXPORTERS):
            raise AccessError(
                self.env._(
                    "Only the head of the office or the auditor hands out personal"
                    " data."
                )
            )
        if not self.skks_kind:
            raise ValidationError(
                self.env._("This card is neither of a journalist nor of an outlet.")
            )

    def _skks_export_data(self):
        """All that is kept of the contact, in words of the reader's language.

        :return: list of ``(title, [{label: text}])``
        """
        self.ensure_one()
        card = self.sudo().with_context(active_test=False)
        return [
            (self.env._("Card"), [card._skks_export_card()]),
            (self.env._("Workplaces"), card._skks_export_workplaces()),
            (self.env._("Letters and notes"), card._skks_export_messages()),
            (self.env._("Tasks"), card._skks_export_tasks()),
            (
                self.env._("Documents that name the person"),
                card._skks_export_documents(),
            ),
        ]

    def _skks_export_card(self):
        hidden = {"signup_type", "search_text", "email_normalized", "complete_name"}
        return {
            field._description_string(self.env): self._skks_export_text(field)
            for name, field in sorted(self._fields.items())
            if field.store
            and field.type in (*_CARD_TYPES, "many2one", "many2many")
            and field.groups != fields.NO_ACCESS
            and name not in hidden
            and self[name]
        }

    def _skks_export_text(self, field):
        """A value of the card as somebody would write it."""
        value = self[field.name]
        if field.type == "html":
            return html2plaintext(value or "")
        if field.type == "boolean":
            return self.env._("yes") if value else ""
        if field.type == "date":
            return format_date(self.env, value, date_format="dd.MM.yyyy")
        if field.type == "datetime":
            zone = self.env.company._skks_tz()
            return f"{local(value, zone):%d.%m.%Y %H:%M}" if value else ""
        return str(field.convert_to_export(value, self) or "")

    def _skks_export_workplaces(self):
        return [
            {
                self.env._("Outlet"): line.outlet_id.name,
                self.env._("Position"): line.job_title or "",
                self.env._("Subjects"): line.beats or "",
                self.env._("From"): str(line.date_from or ""),
                self.env._("To"): str(line.date_to or ""),
            }
            for line in self.affiliation_ids
        ]

    def _skks_export_messages(self):
        """Letters of and to the person, wherever they are, and notes on the card."""
        messages = self.env["mail.message"].search(
            [
                "|",
                "|",
                ("author_id", "=", self.id),
                ("partner_ids", "in", self.ids),
                "&",
                ("model", "=", self._name),
                ("res_id", "=", self.id),
            ],
            order="date, id",
        )
        zone = self.env.company._skks_tz()
        return [
            {
                self.env._("Date"): f"{local(message.date, zone):%d.%m.%Y %H:%M}",
                self.env._("Subject"): message.subject or "",
                self.env._("Text"): html2plaintext(message.body or ""),
                self.env._("Files"): ", ".join(message.attachment_ids.mapped("name")),
            }
            for message in messages
            if message.body or message.attachment_ids
        ]

    def _skks_export_tasks(self):
        return [
            {
                self.env._("Date"): str(task.date_done or task.date_deadline or ""),
                self.env._("Kind"): task.activity_type_id.name or "",
                self.env._("Subject"): task.summary or "",
                self.env._("Text"): html2plaintext(task.note or ""),
                self.env._("Result"): task.feedback or "",
            }
            for task in self.activity_ids
        ]

    def _skks_export_documents(self):
        """Kind, number and date: the words of a case are of others, too."""
        found = []
        for name in sorted(self.env.registry):
            rows = self.env[name]
            if not name.startswith("skks.") or not rows._auto or rows._transient:
                continue
            if rows._abstract or name in self._skks_export_omits():
                continue
            links = [
                fname
                for fname, field in rows._fields.items()
                if field.store and field.comodel_name == self._name
            ]
            if links:
                domain = ["|"] * (len(links) - 1)
                domain += [(fname, "in", self.ids) for fname in links]
                found += map(self._skks_export_row, rows.search(domain, order="id"))
        return found

    def _skks_export_row(self, row):
        numbered = "number" in row._fields and row.number
        return {
            self.env._("Kind"): self.env["ir.model"]._get(row._name).name,
            self.env._("Number"): numbered or str(row.id),
            self.env._("Date"): f"{row.create_date:%d.%m.%Y}"
            if row.create_date
            else "",
        }

    @api.model
    def _skks_export_omits(self):
        """Hook: models that only repeat what stands on the card."""
        return {"skks.affiliation", "skks.contact.key", "skks.contact.pair"}
