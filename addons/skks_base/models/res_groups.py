from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Domain

NAMES = ", "  # between the names of groups in the journal
_MEMBERSHIP_FIELDS = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    def _skks_all(self):
        """Return the groups of the suite: those of its category of privileges."""
        category = self.env.ref("skks_base.module_category_skks", False)
        if not category:
            return self.browse()
        domain = Domain("privilege_id.category_id", "=", category.id)
        return self.sudo().search(domain)

    def _skks_names(self):
        """Return the names of the groups for the journal, in the source language.

        Readers see them in their own, see :meth:`_skks_readable`.
        """
        groups = self.sudo().with_context(lang="en_US")
        return NAMES.join(groups.sorted("id")._skks_full_names())

    def _skks_full_names(self):
        """Names in the language at hand; core's ``full_name`` is cached for any."""
        return [
            " / ".join(filter(None, (group.privilege_id.name, group.name)))
            for group in self
        ]

    @api.model
    def _skks_readable(self, text):
        """Names as :meth:`_skks_names` wrote them, in the reader's language.

        A group that is gone or was renamed since keeps the name it had.
        """
        groups = self._skks_all()
        sources = groups.with_context(lang="en_US")._skks_full_names()
        names = dict(zip(sources, groups._skks_full_names(), strict=True))
        return NAMES.join(names.get(name, name) for name in text.split(NAMES))

    @api.model_create_multi
    def create(self, vals_list):
        concerned = any(_MEMBERSHIP_FIELDS & vals.keys() for vals in vals_list)
        with self._skks_journal_members(concerned):
            return super().create(vals_list)

    def write(self, vals):
        with self._skks_journal_members(_MEMBERSHIP_FIELDS & vals.keys()):
            return super().write(vals)

    @contextmanager
    def _skks_journal_members(self, concerned):
        """Journal whose groups of the suite change by a change of groups."""
        if not concerned:
            yield
            return
        before = self._skks_members()
        yield
        after = self._skks_members()
        users = self.env["res.users"].browse(before.keys() | after.keys())
        for user in users:
            old, new = before.get(user.id, ()), after.get(user.id, ())
            if set(old) != set(new):
                self.env["skks.journal.entry"]._log(
                    user,
                    "user.groups",
                    old=self.browse(sorted(old))._skks_names(),
                    new=self.browse(sorted(new))._skks_names(),
                )

    @api.model
    def _skks_members(self):
        """Return ``{user id: {group ids}}`` of the groups of the suite."""
        members = {}
        for group in self._skks_all().with_context(active_test=False):
            for user in group.all_user_ids:
                members.setdefault(user.id, set()).add(group.id)
        return members
