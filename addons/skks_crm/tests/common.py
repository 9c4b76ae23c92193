from contextlib import contextmanager

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, new_test_user


class CrmCommon(TransactionCase):
    """An officer, two outlets, and a helper for each kind of record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.make_user("officer", "skks_base.group_officer")
        cls.manager = cls.make_user("manager", "skks_base.group_manager")
        cls.kurier = cls.make_outlet("Kurier", outlet_domains="kurier.test")
        cls.radio = cls.make_outlet("Radio", outlet_domains="radio.test")

    def setUp(self):
        super().setUp()
        self.partners = self.env["res.partner"].with_user(self.officer)

    @contextmanager
    def refused(self, words, exception=ValidationError):
        """Expect a refusal in these words, and take back what was half done."""
        with self.assertRaises(exception) as caught:
            yield
        self.assertIn(words, str(caught.exception))

    @classmethod
    def make_user(cls, name, groups):
        return new_test_user(
            cls.env,
            login=f"{name}@town.example",
            email=f"{name}@town.example",
            groups=groups,
        )

    @classmethod
    def make_outlet(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "skks_kind": "outlet"} | vals
        )

    @classmethod
    def make_journalist(cls, name, *outlets, **vals):
        """Add a journalist whose first outlet is the main one."""
        journalist = cls.env["res.partner"].create(
            {"name": name, "skks_kind": "journalist"} | vals
        )
        for rank, outlet in enumerate(outlets):
            cls.make_workplace(journalist, outlet, is_main=not rank)
        return journalist

    @classmethod
    def make_workplace(cls, journalist, outlet, **vals):
        return cls.env["skks.affiliation"].create(
            {"journalist_id": journalist.id, "outlet_id": outlet.id} | vals
        )
