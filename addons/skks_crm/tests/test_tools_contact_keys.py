from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.contact_keys import (
    name_keys,
    outlet_key,
    phone_key,
    same_person,
    split_emails,
    split_phones,
)

NAMES = st.sampled_from(("Jan", "Łucja", "Anna Maria", "Żaneta"))
SURNAMES = st.sampled_from(("Kowalski", "Żółć", "Nowak-Śledź", "Źrebiec"))


@tagged("post_install", "-at_install")
class TestContactKeys(BaseCase):
    """M2.1: the same person and the same outlet, however they are written."""

    def test_one_person_written_in_other_ways(self):
        for one, other, expected in (
            ("Jan Kowalski", "jan kowalski", "same"),
            ("Jan Kowalski", "Kowalski Jan", "same"),
            ("Jan Kowalski", "Kowalski, Jan", "same"),
            ("red. Jan Kowalski", "Jan Kowalski", "same"),
            ("Łucja Żółć", "Lucja Zolc", "same"),
            ("J. Kowalski", "Jan Kowalski", "maybe"),
            ("Kowalski J.", "Jan Kowalski", "maybe"),
            ("Anna Nowak", "Anna Nowak-Śledź", "maybe"),
            ("Anna Nowak – Śledź", "Anna Nowak-Śledź", "same"),
            ("Anna Maria Nowak", "Anna Nowak", "maybe"),
            ("Jan Kowalski", "Jan Nowak", ""),
            ("Jan Kowalski", "Anna Kowalska", ""),
            ("Jan Kowalski", "Adam Kowalski", ""),
            ("Anna Nowak-Lis", "Anna Nowak-Śledź", ""),
            ("Kowalski", "Jan Kowalski", ""),
            ("", "", ""),
            ("red.", "red.", ""),
            ("Jan Kowalski", None, ""),
        ):
            with self.subTest(one=one, other=other):
                self.assertEqual(same_person(one, other), expected)
                self.assertEqual(same_person(other, one), expected)

    # Other work on the machine must not fail the test.
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(NAMES, SURNAMES, NAMES, SURNAMES)
    def test_who_may_be_one_person_shares_a_key(self, given_1, name_1, given_2, name_2):
        """Otherwise no search by keys would find the pair."""
        for one in (f"{given_1} {name_1}", f"{given_1[0]}. {name_1}"):
            for other in (f"{given_2} {name_2}", f"{name_2} {given_2}"):
                if same_person(one, other):
                    self.assertTrue(name_keys(one) & name_keys(other), (one, other))

    def test_keys_of_a_name(self):
        self.assertEqual(name_keys("J. Żółć"), {"zolc|j"})
        self.assertEqual(name_keys("Kowalski"), {"kowalski|"})
        self.assertEqual(name_keys("Anna Nowak-Lis"), {"nowak|a", "lis|a", "anna|n"})
        self.assertEqual(name_keys(""), set())

    def test_several_addresses_in_a_cell(self):
        self.assertEqual(
            split_emails(
                "Jan.K@Kurier.example; redakcja@kurier.example / jan.k@kurier.example,"
                " tel. 600 100 200 <nowak+praca@poczta.example>."
            ),
            [
                "jan.k@kurier.example",
                "redakcja@kurier.example",
                "nowak+praca@poczta.example",
            ],
        )
        self.assertEqual(split_emails("brak"), [])
        self.assertEqual(split_emails(None), [])

    def test_several_numbers_in_a_cell(self):
        self.assertEqual(
            split_phones("600 100 200, 44 123-45-67 lub +48 601 200 300"),
            ["600 100 200", "44 123-45-67", "+48 601 200 300"],
        )
        self.assertEqual(
            split_phones("600100200/601200300"), ["600100200", "601200300"]
        )
        for one in ("12/345 67 89", "+48 12/3456789"):
            self.assertEqual(split_phones(one), [one])
            self.assertEqual(phone_key(one), "123456789")
        self.assertEqual(
            split_phones("12/345 67 89 / 600 100 200"), ["12/345 67 89", "600 100 200"]
        )
        self.assertEqual(split_phones("po 14"), [])

    def test_one_number_written_in_other_ways(self):
        for number in ("600 100 200", "+48 600-100-200", "0048600100200", "600100200"):
            self.assertEqual(phone_key(number), "600100200")
        self.assertEqual(phone_key("+49 30 1234567"), "+49301234567")
        self.assertEqual(phone_key("12345"), "")
        self.assertEqual(phone_key("brak"), "")

    def test_one_outlet_written_in_other_ways(self):
        for name in ("Kurier Żarnołęcki", "Redakcja KURIER ŻARNOŁĘCKI Sp. z o.o."):
            self.assertEqual(outlet_key(name), "kurierzarnolecki")
        for name in ("www.zarnoleka24.pl", "Żarnołęka24", "zarnoleka24.example"):
            self.assertEqual(outlet_key(name), "zarnoleka24")
        self.assertNotEqual(outlet_key("Radio Żarno"), outlet_key("TV Żarno"))
        self.assertEqual(outlet_key("Redakcja"), "redakcja")
        self.assertEqual(outlet_key(""), "")
