from odoo.tests import TransactionCase

from odoo.addons.skks_intervention.tests.common import InterventionCommon
from odoo.addons.skks_press.tests.common import PressCommon

BOX = (*PressCommon.alias_xmlids, *InterventionCommon.alias_xmlids)


class CrossingCommon(PressCommon, InterventionCommon):
    """The press office and the interventions of one town hall."""

    alias_xmlids = BOX

    def receive(self, subject, text="Jest dziura przy numerze 12.", **values):
        """A letter comes in; return what was kept of it, for the officer."""
        self.deliver(self._letter(subject, text, **values).as_bytes())
        row = self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)
        return row.with_user(self.officer)

    def case_of(self, row):
        return self.env[row.sudo().res_model].browse(row.sudo().res_id)


class CrossingCase(CrossingCommon, TransactionCase):
    """Base of the addon's tests without a browser."""
