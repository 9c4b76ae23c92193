"""Calls as a remote client makes them."""

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw

REFUSALS = (AccessError, MissingError, UserError)


class RpcMixin:
    """For test cases: methods by name, as one user, with JSON values."""

    def rpc(self, user, model, method, /, *args, **kwargs):
        """Call as the web client does: every right and rule of ``user`` holds."""
        return call_kw(self.env(user=user.id, su=False)[model], method, args, kwargs)

    def rpc_or_refused(self, user, model, method, /, *args, **kwargs):
        """What the call returned; None if it was refused in words."""
        try:
            with self.env.cr.savepoint():
                return self.rpc(user, model, method, *args, **kwargs)
        except REFUSALS:
            self.env.invalidate_all()
            return None
