from odoo.addons.skks_base.tests.common_who import utc
from odoo.addons.skks_press.tests import common

MONDAY = utc(2026, 3, 2, 9)
# five working days after Monday, at the closing hour of the office
DUE = utc(2026, 3, 9, 16)


class PatronageCommon(common.PressCommon):
    """The town hall of the press office's tests, with its clocks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.skks_head_id = cls.head
        alias = cls.env.ref("skks_example_patronage.mail_alias_patronage")
        alias.alias_domain_id = cls.alias_domain

    @classmethod
    def _request(cls, **values):
        """A request that the officer registers."""
        return (
            cls.env["skks.patronage"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Bieg Lipowy",
                    "organiser": "Klub Biegacza",
                    "event_date": "2026-03-14",
                    "coordinator_id": cls.officer.id,
                    "received_at": MONDAY,
                }
                | values
            )
        )

    @classmethod
    def _asked(cls, **values):
        """A request about which the road department is asked."""
        request = cls._request(entity_id=cls.wdt.id, **values)
        request.action_confirm()
        return request

    def _on_desk_of(self, user, request):
        """The row of ``request`` on the desk of ``user``."""
        return (
            self.env["skks.desk"]
            .with_user(user)
            .search([("res_model", "=", request._name), ("res_id", "=", request.id)])
        )

    def _needs(self, user, request):
        """Whether ``request`` is in the list of what needs ``user`` now."""
        rows = self._on_desk_of(user, request)
        return rows.search([("id", "in", rows.ids), ("is_mine", "=", True)])
