from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.web.controllers.action import Action


class SkksAction(Action):
    @route()
    def load_breadcrumbs(self, actions):
        """Name the record of an address only to who may read it.

        Core asks for the name alone, and a name that is put together from other
        documents with all rights is told to whoever guesses a number.
        """
        results = super().load_breadcrumbs(actions)
        return [
            self._skks_checked(action, result)
            for action, result in zip(actions, results, strict=True)
        ]

    def _skks_checked(self, action, result):
        record_id = action.get("resId")
        if "error" in result or not record_id or record_id == "new":
            return result
        model = action.get("model") or self.load(action["action"]).get("res_model")
        if not model:
            return result
        try:
            request.env[model].browse(record_id).check_access("read")
        except (AccessError, MissingError) as error:
            return {"error": str(error)}
        return result
