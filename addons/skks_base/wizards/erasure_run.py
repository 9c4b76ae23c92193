import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import email_normalize


class ErasureRun(models.TransientModel):
    """Take a person out of the database, at their request or when the time is over.

    First it shows what there is and what would go, by numbers and amounts only, so
    whoever runs it need not see the cases. What is erased is found anew, whatever
    the lines say; both steps are in the journal. Terms: art. 12(3) and 17 GDPR.
    """

    _name = "skks.erasure.run"
    _description = "Erasure of a Person"

    email = fields.Char("E-mail address of the person")
    numbers = fields.Char(
        "Numbers of cases",
        help="Cases that are to go as well, such as those registered by phone;"
        " separated by commas.",
    )
    reason = fields.Char(
        "Basis",
        required=True,
        help="It stays in the journal for good, so it must not name the person.",
    )
    is_searched = fields.Boolean(readonly=True, export_string_translation=False)
    line_ids = fields.One2many("skks.erasure.run.line", "run_id", "What was found")

    @api.model
    def _check_may(self):
        allowed = "skks_base.group_manager,skks_base.group_admin"
        if not self.env.user.has_groups(allowed):
            raise AccessError(
                self.env._(
                    "Only the head of office or an administrator erases personal data."
                )
            )

    @api.onchange("email", "numbers")
    def _onchange_person(self):
        self.is_searched = False
        self.line_ids = [Command.clear()]

    def action_search(self):
        """Show what there is of the person; nothing is changed."""
        self.ensure_one()
        self._check_may()
        found = self._found()
        self.line_ids = [Command.clear()] + [
            Command.create(values) for values in self._prepare_lines(found)
        ]
        self.is_searched = True
        self._log("person.search", found)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase Personal Data"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_erase(self):
        """Erase what is chosen and may go, for good."""
        self.ensure_one()
        self._check_may()
        service = self.env["skks.erasure"]
        chosen = {
            (line.res_model, line.res_id) for line in self.line_ids if line.chosen
        }
        going = [
            records.filtered(lambda one: (one._name, one.id) in chosen)
            for records in self._found()
        ]
        staying = service._obstacles(going)
        going = [records.filtered(lambda one: one not in staying) for records in going]
        going = [records for records in going if records]
        if not going:
            raise UserError(self.env._("Nothing is chosen that could be erased."))
        service._erase_person(going, self._checked_reason())
        # what was typed to find the person names the person
        self.write({"email": False, "numbers": False, "line_ids": [Command.clear()]})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Erased: %s. Files leave the disk tonight.", self._summary(going)
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _found(self):
        numbers = [one for one in re.split(r"[\s,;]+", self.numbers or "") if one]
        if self.email and not email_normalize(self.email):
            raise UserError(
                self.env._("“%s” is no e-mail address. Correct it.", self.email)
            )
        if not (self.email or numbers):
            raise UserError(
                self.env._("Give the person's e-mail address or numbers of cases.")
            )
        return self.env["skks.erasure"]._find(self.email, numbers)

    def _checked_reason(self):
        """The basis, which outlives the data and so may not repeat them."""
        reason = (self.reason or "").strip()
        address = email_normalize(self.email or "") or ""
        if address and address in reason.lower():
            raise UserError(
                self.env._("The basis stays in the journal: do not name the person.")
            )
        return reason

    def _prepare_lines(self, found):
        service = self.env["skks.erasure"]
        staying = service._obstacles(found)
        for records in found:
            kind = self.env["ir.model"]._get(records._name).name
            for record in records:
                stays = staying.get(record, False)
                messages, files = service._amounts(record)
                yield {
                    "res_model": record._name,
                    "res_id": record.id,
                    "kind": kind,
                    "number": record.number if "number" in record._fields else "",
                    "date": record.create_date.date(),
                    "message_count": messages,
                    "file_count": files,
                    "stays_because": stays,
                    "chosen": not stays,
                }

    @api.model
    def _summary(self, found):
        return ", ".join(
            f"{self.env['ir.model']._get(records._name).name}: {len(records)}"
            for records in found
        )

    def _log(self, act, found):
        self.env["skks.journal.entry"]._log(
            self.env.company,
            act,
            new=self.with_context(lang="en_US")._summary(found),
            reason=self._checked_reason(),
        )


class ErasureRunLine(models.TransientModel):
    """Something in which the person was found; it names nobody."""

    _name = "skks.erasure.run.line"
    _description = "Found for an Erasure"

    run_id = fields.Many2one(
        "skks.erasure.run", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, export_string_translation=False
    )
    kind = fields.Char("What", readonly=True)
    number = fields.Char(readonly=True)
    date = fields.Date("Since", readonly=True)
    message_count = fields.Integer("Messages", readonly=True)
    file_count = fields.Integer("Files", readonly=True)
    stays_because = fields.Char("Stays, because", readonly=True)
    chosen = fields.Boolean("Erase")
