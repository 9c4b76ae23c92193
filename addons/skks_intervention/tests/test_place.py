from odoo.tests import tagged

from .common_routing import RoutingCase


@tagged("post_install", "-at_install")
class TestPlace(RoutingCase):
    """M7.4: the street of a typed address is known, and its district with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.legi = cls.env["skks.district"].create({"name": "TŁęgi"})
        cls.zrodlana, cls.square, cls.estate = cls.env["skks.street"].create(
            [
                {"name": "TŹródlana", "district_id": cls.legi.id},
                {"name": "plac TWolności", "district_id": cls.zacisze.id},
                {"name": "os. TZacisze", "district_id": cls.zacisze.id},
            ]
        )

    def test_street_and_district_of_an_address(self):
        for address, street in (
            ("TLipowa 12", self.street),
            ("ul. tlipowa 12/3, 00-100 Żarnołęka", self.street),
            ("koło szkoły, ulica TLIPOWA", self.street),
            ("TZrodlana 4", self.zrodlana),
            ("TŹródlana / TLipowa", self.zrodlana),
            ("pl. TWolności 1", self.square),
            ("TWolnosci 1", self.square),
            ("TZacisze 5", self.estate),
        ):
            with self.subTest(address):
                case = self._report(address=address, district_id=False)
                self.assertEqual(case.street_id, street)
                self.assertEqual(case.district_id, street.district_id)
                self.assertEqual(case.address, address, "stays as it was typed")

    def test_only_whole_words(self):
        for address in ("TLipowańska 3", "Podtlipowa 1", "park", "12", "ul. 7"):
            with self.subTest(address):
                self.assertFalse(self._report(address=address).street_id)

    def test_longer_name_is_meant(self):
        longer = self.street.create({"name": "TLipowa Boczna"})
        case = self._report(address="TLipowa Boczna 3")
        self.assertEqual(case.street_id, longer)
        self.assertFalse(case.district_id)
        self.assertEqual(self._report(address="TLipowa 3").street_id, self.street)

    def test_two_of_one_name(self):
        street = self.street.create({"name": "ul. TWolności"})
        self.assertFalse(self._report(address="TWolności 3").street_id)
        for address, meant in (
            ("pl. TWolności", self.square),
            ("ul. TWolności", street),
        ):
            self.assertEqual(self._report(address=address).street_id, meant)

    def test_what_was_chosen_stays(self):
        case = self._report(address="TLipowa 12", street_id=self.zrodlana.id)
        self.assertEqual(case.street_id, self.zrodlana)
        case = self._report(address="TLipowa 12", district_id=self.legi.id)
        self.assertFalse(case.street_id, "a street of another district")
        self.assertEqual(case.district_id, self.legi)
        case = self._report(address="TLipowa 12", district_id=self.zacisze.id)
        self.assertEqual(case.street_id, self.street)

    def test_streets_of_that_town_that_are_in_use(self):
        entity, _person = self._other_town()
        self.street.create({"name": "TObca", "company_id": entity.company_id.id})
        self.assertFalse(self._report(address="TObca 1").street_id)
        self.street.active = False
        self.assertFalse(self._report(address="TLipowa 1").street_id)

    def test_rule_of_the_district_decides(self):
        self._rule(district_id=self.zacisze.id, entity_id=self.mpwik.id)
        self.assertEqual(self._report(address="TLipowa 12").entity_id, self.mpwik)
