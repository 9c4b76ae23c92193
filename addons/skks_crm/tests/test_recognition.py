from freezegun import freeze_time

from odoo.tests import tagged

from .common import CrmCommon


@tagged("post_install", "-at_install")
class TestRecognition(CrmCommon):
    """Who writes, and for which outlet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.make_journalist("Anna", cls.kurier, email="Anna@kurier.test")

    def recognise(self, email_from):
        return self.partners._skks_recognise_sender(email_from)

    def assertSender(self, email_from, journalist, outlet, status):
        nobody = self.env["res.partner"]
        self.assertEqual(
            self.recognise(email_from),
            (journalist or nobody, outlet or nobody, status),
            email_from,
        )

    def test_table(self):
        for email_from, journalist, outlet, status in (
            ("anna@kurier.test", self.anna, self.kurier, "journalist"),
            ('"Anna N." <ANNA@Kurier.Test>', self.anna, self.kurier, "journalist"),
            ("anna+prasa@kurier.test", self.anna, self.kurier, "journalist"),
            ("inna@kurier.test", None, self.kurier, "outlet"),
            ("inna@KURIER.test", None, self.kurier, "outlet"),
            ("inna@news.kurier.test", None, self.kurier, "outlet"),
            ("anna@news.kurier.test", None, self.kurier, "outlet"),
            ("inna@mojkurier.test", None, None, "unknown"),
            ("inna@kurier.test.evil.test", None, None, "unknown"),
            ("ktos@gmail.com", None, None, "unknown"),
            ("officer@town.example", None, None, "unknown"),
            ("ktos@[10.0.0.1]", None, None, "unknown"),
            ("%@%.example", None, None, "unknown"),
            ("anna", None, None, "unknown"),
            ("", None, None, "unknown"),
            (False, None, None, "unknown"),
        ):
            with self.subTest(email_from):
                self.assertSender(email_from, journalist, outlet, status)

    def test_same_answer_as_the_gateway(self):
        partners = self.env["res.partner"].with_user(self.env.ref("base.user_root"))
        journalist, outlet, status = partners._skks_recognise_sender("anna@kurier.test")
        self.assertEqual((journalist, outlet), (self.anna, self.kurier))
        self.assertEqual(status, "journalist")

    def test_domain_in_letters_and_in_punycode(self):
        outlet = self.make_outlet("Ż", outlet_domains="Żarnołęka.example")
        punycode = "żarnołęka.example".encode("idna").decode()
        ewa = self.make_journalist("Ewa", outlet, email=f"ewa@{punycode}")
        jan = self.make_journalist("Jan", outlet, email="jan@żarnołęka.example")
        for domain in (punycode, "żarnołęka.example", "ŻARNOŁĘKA.example"):
            with self.subTest(domain):
                self.assertSender(f"ewa@{domain}", ewa, outlet, "journalist")
                self.assertSender(f"jan@{domain}", jan, outlet, "journalist")
                self.assertSender(f"x@a.{domain}", None, outlet, "outlet")

    def test_particular_domain_before_general_one(self):
        sport = self.make_outlet("Sport", outlet_domains="sport.kurier.test")
        self.assertSender("x@sport.kurier.test", None, sport, "outlet")
        self.assertSender("x@kurier.test", None, self.kurier, "outlet")

    def test_shared_domain_is_decided_the_same_way_each_time(self):
        self.make_outlet("Other title", outlet_domains="kurier.test")
        self.assertSender("x@kurier.test", None, self.kurier, "outlet")

    def test_own_address_of_an_outlet(self):
        blog = self.make_outlet("Blog", email="patrzymy@gmail.com")
        self.assertSender("patrzymy@gmail.com", None, blog, "outlet")

    def test_moved_journalist(self):
        """Writes from a private address, or from the one of the outlet he left."""
        jan = self.make_journalist("Jan", email="jan@kurier.test")
        self.make_workplace(jan, self.kurier, date_to="2026-10-31", is_main=True)
        self.make_workplace(jan, self.radio, date_from="2026-11-01", is_main=True)
        with freeze_time("2026-11-23 10:00:00"):
            self.assertSender("jan@kurier.test", jan, self.radio, "journalist")
        with freeze_time("2026-10-20 10:00:00"):
            self.assertSender("jan@kurier.test", jan, self.kurier, "journalist")

    def test_two_outlets(self):
        jan = self.make_journalist(
            "Jan", self.radio, self.kurier, email="jan@private.example"
        )
        self.assertSender("jan@private.example", jan, self.radio, "journalist")
        jan.email = "jan@news.kurier.test"
        self.assertSender("jan@news.kurier.test", jan, self.kurier, "journalist")

    def test_without_outlet(self):
        free = self.make_journalist("Jan", email="jan@private.example")
        self.assertSender("jan@private.example", free, None, "journalist")
        new = self.make_journalist("Ewa", email="ewa@radio.test")
        self.assertSender("ewa@radio.test", new, self.radio, "journalist")

    def test_duplicates(self):
        """The one who works there now; then the older card."""
        address = "kowalska@kurier.test"
        old = self.make_journalist("Kowalska", email=address)
        self.assertSender(address, old, self.kurier, "journalist")
        current = self.make_journalist("Kowalska-Nowak", self.kurier, email=address)
        self.make_journalist("Kowalska N.", email=address)
        self.assertSender(address, current, self.kurier, "journalist")

    def test_exact_address_before_the_one_without_a_tag(self):
        tagged_one = self.make_journalist("Tag", email="anna+x@kurier.test")
        self.assertSender("anna+x@kurier.test", tagged_one, self.kurier, "journalist")

    def test_archived_contacts_do_not_count(self):
        self.anna.active = False
        partners = self.partners.with_context(active_test=False)
        self.assertEqual(
            partners._skks_recognise_sender("anna@kurier.test")[2], "outlet"
        )
        self.kurier.active = False
        self.assertSender("anna@kurier.test", None, None, "unknown")
        self.anna.active = True
        self.assertSender("anna@kurier.test", self.anna, None, "journalist")

    def test_staff_are_never_journalists(self):
        """Not even with a card of the same address, nor at an outlet's domain."""
        self.make_journalist("Double", email="officer@town.example")
        self.assertSender("officer@town.example", None, None, "unknown")
        self.make_user("x", "base.group_user").email = "staff@kurier.test"
        self.assertSender("staff@kurier.test", None, None, "unknown")

    def test_other_contacts_are_nobody(self):
        self.env["res.partner"].create({"name": "X", "email": "x@firm.example"})
        self.assertSender("x@firm.example", None, None, "unknown")

    def test_queries(self):
        """Two, however many contacts share the address or the domain."""
        for number in range(5):
            self.make_journalist(
                f"J{number}", self.kurier, self.radio, email="anna@kurier.test"
            )
            self.make_outlet(f"O{number}", outlet_domains="kurier.test")
        for email_from in (
            "anna@kurier.test",
            "x@a.b.kurier.test",
            "x@gmail.com",
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.company._skks_today()  # once in a batch of letters
            with self.subTest(email_from), self.assertQueryCount(3):
                self.recognise(email_from)
