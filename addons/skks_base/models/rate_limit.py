import hashlib
import hmac
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

# The longest time over which anybody counts.
KEPT = timedelta(days=2)


class RateLimit(models.Model):
    """How often something was tried of late, by whom: for doors open to everybody.

    The count is in the database, so it holds for any number of servers. Tries are
    only ever added, in a transaction of their own: parallel visitors never wait for
    each other, and a try that is refused afterwards counts as well. Who it was is
    kept as a keyed hash, for two days.
    """

    _name = "skks.rate.limit"
    _description = "Tries at an Open Door"
    _log_access = False

    door = fields.Char(required=True)
    who = fields.Char(required=True)
    at = fields.Datetime(required=True, index=True)

    _recent = models.Index("(door, who, at)")

    @api.model
    def _admits(self, door, who, limits):
        """Count one more try and tell whether it is within all ``limits``.

        :param str door: name of what is tried
        :param str who: address of the visitor, or "" for everybody together
        :param limits: iterable of (number of tries, ``timedelta``)
        """
        return self._admits_each(door, [(who, limits)])

    @api.model
    def _admits_each(self, door, counted):
        """The same for several who are counted at one door, in one transaction.

        Whoever is refused is not counted for those who come after.

        :param counted: list of (who, limits)
        """
        with self.env.registry.cursor() as cr:
            tries = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            return all(tries._count_try(door, who, limits) for who, limits in counted)

    @api.model
    def _count_try(self, door, who, limits):
        now = fields.Datetime.now()
        hashed = self._hash(who)
        self.create([{"door": door, "who": hashed, "at": now}])
        of_visitor = Domain("door", "=", door) & Domain("who", "=", hashed)
        return all(
            self.search_count(
                of_visitor & Domain("at", ">", now - period), limit=number + 1
            )
            <= number
            for number, period in limits
        )

    @api.model
    def _hash(self, who):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hmac.new(secret.encode(), who.encode(), hashlib.sha256).hexdigest()

    @api.autovacuum
    def _gc_tries(self):
        self.sudo().search([("at", "<", fields.Datetime.now() - KEPT)]).unlink()
