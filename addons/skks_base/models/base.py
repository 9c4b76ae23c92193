from babel.dates import format_date
from psycopg2.errors import ForeignKeyViolation, RestrictViolation

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools.misc import get_lang


class Base(models.AbstractModel):
    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        """Refuse a form that names a document behind the wall which is not theirs.

        Fields that follow a relation are computed with all rights, so a client that
        puts the number of a foreign case into a form could read it there.
        """
        if not self.env.su:
            defaults = {
                key.removeprefix("default_"): value
                for key, value in self.env.context.items()
                if key.startswith("default_")
            }
            self._skks_check_named_documents(defaults)
            self._skks_check_named_documents(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def get_property_definition(self, full_name):
        """Tell of a field that an office added only whoever may read such fields."""
        field = self._fields.get(full_name.partition(".")[0])
        if field:
            self._check_field_access(field, "read")
        return super().get_property_definition(full_name)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer archiving to nobody who may not write.

        Core's menus ask only whether the field may be changed, not by whom.
        """
        found = super().fields_get(allfields, attributes)
        active = found.get("active", {})
        if "readonly" in active and not self.has_access("write"):
            active["readonly"] = True
        return found

    @api.model
    def _sql_error_to_message_generic(self, exc):
        """Say what to do with what others refer to, without tables and constraints."""
        # which of the two comes depends on the version of PostgreSQL
        restricted = isinstance(exc, (ForeignKeyViolation, RestrictViolation))
        if restricted and "delete" in (exc.diag.message_primary or ""):
            return self.env._(
                "other entries refer to it, so it is not deleted. Archive it instead,"
                " or change those entries first."
            )
        return super()._sql_error_to_message_generic(exc)

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Name a month that heads a group as it stands alone, not as in a date.

        Core writes the Polish "listopada 2026" ("of November") over columns and bars.
        """
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if not groupby_spec.endswith(":month"):
            return formatter
        locale = get_lang(self.env).code

        def formatter_month(value):
            shown, domain = formatter(value)
            if shown:
                shown = (shown[0], format_date(value, "LLLL yyyy", locale=locale))
            return shown, domain

        return formatter_month

    @api.model
    def _skks_check_named_documents(self, values):
        for fname, value in values.items():
            field = self._fields.get(fname)
            if not (field and field.relational and value):
                continue
            named = self.env[field.comodel_name]
            if field.type == "many2one":
                named = named.browse(_ids(value))
            else:
                named = named.browse(one for part in value for one in _commanded(part))
                for part in value:
                    if isinstance(part, (list, tuple)) and isinstance(part[-1], dict):
                        named._skks_check_named_documents(part[-1])
            if getattr(named, "_skks_closed_thread", False):
                known = named.exists()
                if known - known._filtered_access("read"):
                    raise AccessError(self.env._("You may not read this document."))


def _ids(value):
    """Ids in the value of a many2one as a client may send it."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, (list, tuple)):
        value = value[0] if value else False
    return [value] if isinstance(value, int) and value else []


def _commanded(part):
    """Ids in the database that a part of the value of an x2many names."""
    if not isinstance(part, (list, tuple)):
        return _ids(part)
    if part[0] == Command.SET:
        return [one for one in part[2] if isinstance(one, int)]
    if part[0] in (Command.CREATE, Command.CLEAR):
        return []
    return _ids(part[1])
