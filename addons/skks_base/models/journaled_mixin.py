import re

from odoo import api, fields, models


class JournaledMixin(models.AbstractModel):
    """Settings whose every change is written into the journal.

    A model names the fields that matter in ``_journaled_fields`` and the first word
    of its acts in ``_journaled_as``: ``entity`` gives ``entity.create``,
    ``entity.change``, ``entity.archive``, ``entity.unarchive``, ``entity.delete``.
    """

    _name = "skks.journaled.mixin"
    _description = "Journaled Settings"

    _journaled_as = None
    _journaled_fields = ()
    # Fields of which only that they changed is told.
    _journaled_secrets = ()

    def _journaled_subjects(self):
        """Hook: those of the records whose changes matter."""
        return self

    @api.model
    def _journaled_names(self):
        """Hook: names of the fields that matter."""
        return self._journaled_fields

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records._journaled_subjects():
            values = record._journaled_values(record._journaled_names())
            record._journaled_log("create", new=record._journaled_text(values))
        return records

    def write(self, vals):
        fnames = [name for name in self._journaled_names() if name in vals]
        if not fnames:
            return super().write(vals)
        before = {
            record: record._journaled_values(fnames)
            for record in self._journaled_subjects()
        }
        result = super().write(vals)
        for record, old in before.items():
            new = record._journaled_values(fnames)
            changed = [name for name in fnames if old[name] != new[name]]
            if changed:
                record._journaled_log(
                    record._journaled_verb(changed),
                    old=record._journaled_text(old, changed),
                    new=record._journaled_text(new, changed),
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_journaled(self):
        for record in self._journaled_subjects():
            values = record._journaled_values(record._journaled_names())
            record._journaled_log("delete", old=record._journaled_text(values))

    def _journaled_values(self, fnames):
        """Return ``{field name: text}``, the same whatever the reader's language."""
        record = self.sudo().with_context(lang="en_US")
        return {name: record._journaled_value(name) for name in fnames}

    def _journaled_value(self, fname):
        value = self[fname]
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name"))
        if self._fields[fname].type == "boolean":
            return str(value)
        return "" if value is False else str(value)

    def _journaled_verb(self, changed):
        if changed == ["active"]:
            return "unarchive" if self.sudo().active else "archive"
        return "change"

    def _journaled_log(self, verb, **values):
        act = f"{self._journaled_as}.{verb}"
        self.env["skks.journal.entry"]._log(self, act, **values)

    def _journaled_former(self, fname, period):
        """Return what a selection field was before its changes within ``period``.

        :param timedelta period: up to now
        :return: list of values of the selection
        """
        entries = (
            self.env["skks.journal.entry"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("act", "=", f"{self._journaled_as}.change"),
                    ("create_date", ">=", fields.Datetime.now() - period),
                ]
            )
        )
        lines = "\n".join(entry.old_value or "" for entry in entries)
        values = "|".join(map(re.escape, self._fields[fname].get_values(self.env)))
        return re.findall(rf"^{fname}: ({values})$", lines, re.MULTILINE)

    def _journaled_text(self, values, fnames=None):
        shown = {
            name: "***" if name in self._journaled_secrets and value else value
            for name, value in values.items()
        }
        return "\n".join(f"{name}: {shown[name]}" for name in fnames or shown)
