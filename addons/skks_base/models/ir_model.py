from odoo import models
from odoo.tools import SQL


class IrModel(models.Model):
    _inherit = "ir.model"

    def _drop_table(self):
        """Drop with a table the relations that our mixins gave to its model.

        Core drops a relation with the addon that declares the field. Ours declares
        it and stays, while the addon goes that brought the model.
        """
        relations = self._skks_relations()
        result = super()._drop_table()
        for name in sorted(relations):
            self.env.cr.execute(
                SQL("DROP TABLE IF EXISTS %s CASCADE", SQL.identifier(name))
            )
        return result

    def _skks_relations(self):
        """Names of the relations of these models that a mixin of ours declares."""
        registry = self.env.registry
        models_here = [
            registry[name]
            for name in self.mapped("model")
            if name in registry and not registry[name]._abstract
        ]
        return {
            field.relation
            for model in models_here
            for field in model._fields.values()
            if field.type == "many2many"
            and field.store
            and field._module == "skks_base"
            and model._table in field.relation
        }
