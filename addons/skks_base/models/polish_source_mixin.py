from odoo import api, models


class PolishSourceMixin(models.AbstractModel):
    """Tags, topics and the like: their names are words of the records that use them.

    A new name is found once the job of the search has indexed these records; there
    may be thousands, so whoever renames a tag does not wait for them.
    """

    _name = "skks.polish.source.mixin"
    _description = "Named in Searches"

    # What the texts indexed are made of.
    _polish_source_fields = ("name",)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._polish_source_fields):
            self._polish_renamed()
        return result

    def unlink(self):
        names = {name for name, _fname in self._polish_users()} if self else ()
        result = super().unlink()
        for name in names:
            self.env["skks.polish.task"]._add(name)
        return result

    def _polish_renamed(self):
        for name, fname in self._polish_users():
            for source in self:
                self.env["skks.polish.task"]._add(name, fname, source)

    @api.model
    def _polish_users(self):
        """``(model, field)`` by which records take words from this model."""
        return {
            (name, fname)
            for name in self.env["skks.polish.task"]._searched_models()
            for _weight, fname, other in self.env[name]._polish_paths()
            if other and self.env[name]._fields[fname].comodel_name == self._name
        }
