from odoo import models
from odoo.exceptions import UserError

from .ir_config_parameter import ALLOW_UNINSTALL


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _update_translations(self, filter_lang=None, overwrite=False):
        """Load our own terms again with those of an addon that stands on us.

        The choices of a field that comes with an abstract model are terms of the
        addon that declares it, one for each model that inherits it. When such a
        model appears later, with another addon, ours were loaded before.
        """
        ours = self.env.ref("base.module_skks_base", raise_if_not_found=False)
        modules = self
        if ours and any(
            ours in module.upstream_dependencies(exclude_states=("uninstalled",))
            for module in self - ours
        ):
            modules |= ours
        return super(IrModuleModule, modules)._update_translations(
            filter_lang, overwrite
        )

    def write(self, vals):
        if vals.get("state") == "to remove":
            self._check_evidence_stays()
        return super().write(vals)

    def _check_evidence_stays(self):
        """Refuse to throw cases and evidence away with their tables, by whatever door.

        Uninstalling an addon that ours depends on takes ours along, so what counts
        is which modules are about to go, not which button was pressed.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param(ALLOW_UNINSTALL) == "True":
            return
        self._check_no_evidence()
        self._check_no_cases()

    def _check_no_cases(self):
        """No case is deleted, so neither is the addon that brought its kind."""
        registry = self.env.registry
        names = set(self.mapped("name"))
        for model in sorted(registry.descendants(["skks.case.mixin"], "_inherit")):
            if (
                registry[model]._abstract
                or registry[model]._original_module not in names
            ):
                continue
            cases = self.env[model].sudo().with_context(active_test=False)
            if count := cases.search_count([]):
                raise UserError(
                    self.env._(
                        "Uninstalling would delete %(count)s cases (%(kind)s) with"
                        " their letters and files for good; only the journal would"
                        " remember them. Make a copy of the database and of its files"
                        " first and keep it as long as the law demands. Then let the"
                        " administrator of the server set the parameter %(parameter)s"
                        " to True in a shell of Odoo.",
                        count=count,
                        kind=self.env["ir.model"]._get(model).name,
                        parameter=ALLOW_UNINSTALL,
                    )
                )

    def _check_no_evidence(self):
        """The journal and the decisions go with the base alone."""
        if "skks_base" not in self.mapped("name"):
            return
        entries = self.env["skks.journal.entry"].sudo().search_count([])
        decisions = self.env["skks.signoff.line"].sudo().search_count([])
        if not entries and not decisions:
            return
        raise UserError(
            self.env._(
                "Uninstalling would delete the evidence of the press office for good:"
                " %(entries)s entries of the journal and %(decisions)s decisions about"
                " texts. Make a copy of the database and of its files first and keep"
                " it as long as the law demands. Then let the administrator of the"
                " server set the parameter %(parameter)s to True in a shell of Odoo.",
                entries=entries,
                decisions=decisions,
                parameter=ALLOW_UNINSTALL,
            )
        )
