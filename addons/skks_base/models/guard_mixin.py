from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

# Name of the context entry that carries a pass. Its *value* is what counts: only
# an object made in this file opens a field, and no client can send an object.
_PASS_KEY = "skks_guard_pass"


class _Pass:
    """Permission for one model and some of its fields, made by its own methods.

    A remote client sends a context of plain JSON values, an alias or a server
    action of literals; neither can produce an instance of this class.
    """

    __slots__ = ("fnames", "model")

    def __init__(self, model, fnames):
        self.model = model
        self.fnames = frozenset(fnames)


class GuardMixin(models.AbstractModel):
    """Fields that only the model's own methods move, whatever the door.

    The guard holds for the web client, RPC, import, the mail gateway, defaults in
    a context or on an alias, and for the superuser: ``create`` overwrites each
    guarded field with its initial value, ``write`` refuses to change one. Each
    class lists its own fields in ``_guarded_fields`` (a model is guarded by the
    lists of all that it inherits) and moves them with :meth:`_guarded_write`.
    """

    _name = "skks.guard.mixin"
    _description = "Guarded Fields"

    _guarded_fields = ()

    @api.model
    @ormcache("self._name")
    def _get_guarded_fields(self):
        """Names of the guarded fields, from every class that the model is made of."""
        lists = [vars(cls).get("_guarded_fields", ()) for cls in type(self).mro()]
        return tuple(sorted({fname for names in lists for fname in names}))

    @api.model
    def _guarded_initial(self):
        """Return ``{field name: value}`` of a new record's guarded fields.

        Fields that are not in it start empty.
        """
        return {}

    def _guarded_write(self, vals):
        """Write guarded fields; private, so no remote call reaches it."""
        opened = self.with_context(**{_PASS_KEY: _Pass(self._name, vals)})
        return opened.write(vals)

    @api.model
    def _guarded_create(self, vals_list):
        """Create records whose guarded fields are given by this model's methods."""
        fnames = {fname for vals in vals_list for fname in vals}
        opened = self.with_context(**{_PASS_KEY: _Pass(self._name, fnames)})
        return opened.create(vals_list).with_env(self.env)

    def _guarded_unlink(self):
        """Delete records that only this model's own methods delete."""
        return self.with_context(**{_PASS_KEY: _Pass(self._name, ())}).unlink()

    @api.model_create_multi
    def create(self, vals_list):
        initial = self._guarded_initial()
        hidden = self._guarded_hidden()
        for vals in vals_list:
            for fname in self._get_guarded_fields():
                if not (fname in vals and self._guard_is_open(fname)):
                    vals[fname] = initial.get(fname, False)
                if fname in hidden:
                    del vals[fname]
        return super(GuardMixin, self._without_defaults(hidden)).create(vals_list)

    def _guarded_hidden(self):
        """Guarded fields that the user may not even name; they start empty."""
        if self.env.su:
            return set()
        return {
            fname
            for fname in self._get_guarded_fields()
            if not self._has_field_access(self._fields[fname], "write")
        }

    def _without_defaults(self, fnames):
        """This model, without defaults for ``fnames`` that a client has sent."""
        keys = {f"default_{fname}" for fname in fnames} & self.env.context.keys()
        if not keys:
            return self
        context = {k: v for k, v in self.env.context.items() if k not in keys}
        return self.with_env(self.env(context=context))

    def write(self, vals):
        touched = [fname for fname in self._get_guarded_fields() if fname in vals]
        if touched:
            self._guard_check_write(vals, touched)
        return super().write(vals)

    def _has_guard_pass(self):
        guard_pass = self.env.context.get(_PASS_KEY)
        return isinstance(guard_pass, _Pass) and guard_pass.model == self._name

    def _guard_is_open(self, fname):
        return self._has_guard_pass() and fname in self.env.context[_PASS_KEY].fnames

    def _guard_check_write(self, vals, touched):
        """Refuse a changed guarded field; sending back the same value is harmless."""
        for fname in touched:
            if self._guard_is_open(fname):
                continue
            field = self._fields[fname]
            for record in self.sudo():
                if not self._guard_same_value(record, field, vals[fname]):
                    raise UserError(
                        self.env._(
                            "The field “%(field)s” of %(model)s is changed only by its"
                            " own actions. Use the buttons of the form.",
                            field=field._description_string(self.env),
                            model=self._description,
                        )
                    )

    def _guard_same_value(self, record, field, value):
        if field.type in ("one2many", "many2many"):
            return not value
        value = field.convert_to_cache(value, record, validate=False)
        return field.convert_to_cache(record[field.name], record) == value
