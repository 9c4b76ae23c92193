from odoo.tests import BaseCase, tagged

from ..tools.properties import carry_over, fits, is_filled, same_field

CHOICES = {
    "name": "a",
    "string": "Format",
    "type": "selection",
    "selection": [["x1", "Tabloid"], ["x2", "Broadsheet"]],
}


@tagged("post_install", "-at_install")
class TestProperties(BaseCase):
    """M2.2: what fits a field that a town added, and what goes to another one."""

    def test_filled(self):
        for value in (0, 0.0, "x", True, ["x"]):
            self.assertTrue(is_filled(value), value)
        for value in (None, "", False, []):
            self.assertFalse(is_filled(value), value)

    def test_fits(self):
        tags = {"type": "tags", "tags": [["t1", "A", 1], ["t2", "B", 2]]}
        for field, value, expected in (
            ({"type": "integer"}, 5, True),
            ({"type": "integer"}, 5.5, False),
            ({"type": "integer"}, True, False),
            ({"type": "integer"}, "5", False),
            ({"type": "float"}, 5, True),
            ({"type": "monetary"}, "x", False),
            ({"type": "char"}, "x", True),
            ({"type": "char"}, 5, False),
            ({"type": "date"}, "2026-11-23", True),
            ({"type": "date"}, "23.11.2026", False),
            ({"type": "date"}, 5, False),
            ({"type": "datetime"}, "2026-11-23 10:00:00", True),
            ({"type": "datetime"}, "2026-11-23", False),
            ({"type": "boolean"}, True, True),
            ({"type": "boolean"}, "yes", False),
            ({"type": "many2one"}, 7, True),
            ({"type": "many2one"}, "7", False),
            ({"type": "many2many"}, [7, 8], True),
            ({"type": "many2many"}, ["7"], False),
            (CHOICES, "x1", True),
            (CHOICES, "Tabloid", False),
            (tags, ["t1", "t2"], True),
            (tags, ["t3"], False),
            (tags, "t1", False),
        ):
            with self.subTest(field=field, value=value):
                self.assertEqual(fits(field, value), expected)

    def test_same_field_by_label_and_type(self):
        field = {"name": "p", "string": " Print  run", "type": "integer"}
        self.assertEqual(
            same_field({"string": "print run", "type": "integer"}, [field]), field
        )
        self.assertFalse(same_field({"string": "print run", "type": "char"}, [field]))

    def test_choices_go_over_by_label(self):
        other = CHOICES | {"name": "b", "selection": [["y", "Tabloid"]]}
        self.assertEqual(carry_over({"a": "x1"}, [CHOICES], [other]), {"b": "y"})
        self.assertEqual(carry_over({"a": "x2"}, [CHOICES], [other]), {})

    def test_tags_go_over_by_label(self):
        one = {"name": "a", "type": "tags", "tags": [["1", "A", 1], ["2", "B", 1]]}
        other = {"name": "b", "type": "tags", "tags": [["9", "B", 1]]}
        self.assertEqual(carry_over({"a": ["1", "2"]}, [one], [other]), {"b": ["9"]})

    def test_zero_goes_over_and_nothing_does_not(self):
        one = {"name": "a", "string": "Price", "type": "integer"}
        other = one | {"name": "b"}
        self.assertEqual(carry_over({"a": 0}, [one], [other]), {"b": 0})
        self.assertEqual(carry_over({"a": False}, [one], [other]), {})
        self.assertEqual(carry_over({}, [one], [other]), {})
