from odoo.tests import TransactionCase, tagged

from ..tools.media_sheet import (
    HEADINGS,
    box_owner,
    broken_address,
    clean_cell,
    find_header,
    heading_key,
    is_freelance,
    known_words,
    propose,
    read_person,
    same_website,
    signature,
    take_addresses,
    website_address,
)


@tagged("post_install", "-at_install")
class TestMediaSheet(TransactionCase):
    """M2.1: what a list of media means, whoever kept it."""

    def test_headings(self):
        headings = (
            "L.p.;Imię i nazwisko;Imię;Nazwisko:;Adres e-mail;E-MAIL 2;Tel. kom.;"
            "Nr telefonu redakcji;Redakcja;Typ medium;Stanowisko;Tematyka/dział;Miasto;"
            "Strona WWW;Uwagi;Domena;Częstotliwość;Źródło;Język;Dane kontaktowe"
        ).split(";")
        self.assertEqual(
            propose(headings, [["x"]] * len(headings)),
            "ignore name first_name surname email email phone phone outlet media_type"
            " job_title topics city website note domain frequency source language"
            " contact".split(),
        )
        english = "Name;Email;Phone;Outlet;Job title;Beat;Notes".split(";")
        self.assertEqual(
            propose(english, [["x"]] * len(english)),
            "name email phone outlet job_title topics note".split(),
        )

    def test_no_heading_means_two_things(self):
        seen = {}
        for meaning, keys in HEADINGS.items():
            for key in keys.split():
                self.assertEqual(heading_key(key), key.rstrip("*"))
                self.assertNotIn(key.rstrip("*"), seen, meaning)
                seen[key.rstrip("*")] = meaning

    def test_columns_without_a_known_heading(self):
        columns = {
            "email": ["jan@k.test, ewa@k.test", "", "brak", "ola@r.test"],
            "phone": ["600 100 200", "+48 58 123 45 67"],
            "website": ["www.kurier.test", "https://radio.test/a"],
            "outlet": ["TV Port", "Radio Fala", "Echo"],
            "name": ["Jan Kos", "Ewa Nowak-Lis"],
            "contact": ["Jan Kos, 600 100 200", "Ewa Lis <e@k.test>"],
            "note": ["calls back", "since 2019"],
            "ignore": ["", ""],
        }
        self.assertEqual(
            propose(["A1"] * len(columns), columns.values()), list(columns)
        )

    def test_second_column_of_a_kind_goes_to_the_note(self):
        self.assertEqual(
            propose(["Redakcja", "Tytuł"], [["a"], ["b"]]), ["outlet", "note"]
        )
        self.assertEqual(propose(["Name", "Email"], [["a"], ["b"]])[0], "outlet")

    def test_row_with_the_headings(self):
        rows = [
            (1, ["Lista mediów", "", ""]),
            (3, ["stan na 2024", "", "Nowak"]),
            (4, ["Redakcja", "E-mail", "Tel."]),
            (5, ["Kurier", "a@k.test", "600100200"]),
        ]
        self.assertEqual(find_header(rows), 2)
        self.assertEqual(find_header(rows[3:]), -1)
        self.assertEqual(find_header([(1, ["Alfa", "Beta"]), rows[3]]), 0)
        self.assertEqual(find_header([]), -1)

    def test_shape_of_a_list(self):
        self.assertEqual(
            signature(["E-mail", "Imię", ""]), signature(["imie", "EMAIL"])
        )
        self.assertEqual(
            signature(["imie", "Dlaczego nie zaimportowano"]), signature(["Imię"])
        )

    def test_addresses_in_any_cell(self):
        for cell, emails, phones, rest in (
            ("jan@k.test; Redakcja@K.test", ["jan@k.test", "redakcja@k.test"], [], ""),
            (
                "Jan Kos, tel. 600 100 200, jan@k.test",
                ["jan@k.test"],
                ["600 100 200"],
                "Jan Kos",
            ),
            ("Jan Kos <jan@k.test>", ["jan@k.test"], [], "Jan Kos"),
            ("mailto:jan@k.test", ["jan@k.test"], [], ""),
            ("Jan Kos", [], [], "Jan Kos"),
        ):
            with self.subTest(cell):
                self.assertEqual(take_addresses(cell), (emails, phones, rest))

    def test_a_mark_of_text_is_no_part_of_a_number(self):
        self.assertEqual(clean_cell(" '600 100 200"), "600 100 200")
        self.assertEqual(clean_cell("'t Kuriertje"), "'t Kuriertje")
        self.assertEqual(clean_cell(" brak "), "")

    def test_broken_addresses(self):
        for cell in (
            "jan@kurier",
            "jan@@k.test",
            "jan@kurier,pl",
            "jan(at)k.test",
            "łukasz@k.test",
            "a@k.test, jan@",
        ):
            self.assertTrue(broken_address(cell), cell)
        for cell in ("a@k.test", "Jan <a@k.test>; b.c+d@k.test.", "", "600 100 200"):
            self.assertFalse(broken_address(cell), cell)

    def test_whom_a_cell_names(self):
        for cell, name, job in (
            ("Jan Kos", "Jan Kos", ""),
            ("red. Jan Kos", "Jan Kos", ""),
            ("Pani Ewa Lis", "Ewa Lis", ""),
            ("Kos, Jan", "Kos, Jan", ""),
            ("Jan Kos, redaktor naczelny", "Jan Kos", "redaktor naczelny"),
            ("Jan Kos / reporter", "Jan Kos", "reporter"),
            ("Jan Kos (zast. red. nacz.)", "Jan Kos", "zast. red. nacz."),
            ("Jan Kos (do 2020)", "Jan Kos", ""),
            ("Ewa Nowak - Lis", "Ewa Nowak - Lis", ""),
            ("sekretariat", "", ""),
            ("Redakcja Kuriera", "", ""),
            ("", "", ""),
        ):
            with self.subTest(cell):
                person = read_person(cell)
                self.assertFalse(person.several)
                self.assertEqual((person.name, person.job_title), (name, job))
        for cell in (
            "Jan Kos, Ewa Lis",
            "Jan Kos / Ewa Lis",
            "Jan i Ewa Kosowie",
            "Jan Kos\nEwa Lis",
            "Jan Kos oraz Ewa Lis",
        ):
            self.assertTrue(read_person(cell).several, cell)

    def test_who_works_for_none(self):
        for cell in ("Freelancer", "free-lancer", "(freelance)", "Wolny strzelec."):
            self.assertTrue(is_freelance(cell), cell)
        for cell in ("", "Radio Wolny Strzelec", "Freelance Media Sp. z o.o."):
            self.assertFalse(is_freelance(cell), cell)

    def test_whose_box_it_is(self):
        for address, name, outlet, owner in (
            ("j.kos@k.test", "Jan Kos", "Kurier", "person"),
            ("jan@k.test", "Jan Żak", "Kurier", "person"),
            ("e.nowak@k.test", "Ewa Nowak-Lis", "Kurier", "person"),
            ("redakcja@k.test", "Jan Kos", "Kurier", "outlet"),
            ("kontakt.gdansk@k.test", "Jan Kos", "Kurier", "outlet"),
            ("kurier@x.test", "Jan Kos", "Kurier", "outlet"),
            ("kurier@kurier.test", "", "", "outlet"),
            ("miasto24@k.test", "Jan Kos", "Kurier", ""),
        ):
            with self.subTest(address):
                self.assertEqual(box_owner(address, name, outlet), owner)

    def test_cells_that_say_nothing(self):
        for cell in ("-", " brak ", "N/D", "x", "—"):
            self.assertEqual(clean_cell(cell), "")
        self.assertEqual(clean_cell(" a "), "a")

    def test_pages(self):
        self.assertEqual(website_address("www.k.test"), "http://www.k.test")
        self.assertEqual(website_address("https://k.test/a"), "https://k.test/a")
        for bad in ("javascript://k.test/%0aalert(1)", "javascript:alert(1)", "brak"):
            self.assertEqual(website_address(bad), "")
        self.assertTrue(same_website("http://www.k.test/", "k.test"))


@tagged("post_install", "-at_install")
class TestNumbers(TransactionCase):
    def test_numbers(self):
        """A column “Numer” has the rows or the phones; a fax is kept as a note."""
        headings = ("Numer", "Faks", "Nazwisko")
        for cells, meaning in (
            (["1", "2"], "ignore"),
            (["600 100 200", "12 345 67 89"], "phone"),
        ):
            found = propose(headings, [cells, ["12 345 67 89"], ["Kos"]])
            self.assertEqual(found, [meaning, "note", "surname"])


@tagged("post_install", "-at_install")
class TestKnownWords(TransactionCase):
    KNOWN = {"drogi": 1, "wodaiscieki": 2, "drogiremonty": 3, "polski": 4, "odpady": 5}

    def test_words(self):
        """Names with “i” or “/” are found whole before they are divided."""
        cases = (
            ("Drogi, woda i ścieki", [1, 2], []),
            ("Drogi / Remonty; odpady", [3, 5], []),
            ("drogi i odpady", [1, 5], []),
            ("drogi/kino | odpady", [1, 5], ["kino"]),
            ("oświata i wychowanie", [], ["oświata i wychowanie"]),
            ("język polski, j. polski; klingoński", [4], ["klingoński"]),
            ("drogi\nDROGI", [1], []),
            (" , ", [], []),
        )
        for text, found, unknown in cases:
            with self.subTest(text):
                self.assertEqual(known_words(text, self.KNOWN), (found, unknown))

    def test_brackets(self):
        """What stands in brackets keeps both of them; a half one goes."""
        for cell, rest in (
            ("Piotr Wolny (freelancer)", "Piotr Wolny (freelancer)"),
            ("Anna Nowak <a@b.test>", "Anna Nowak"),
            ("Anna Nowak (a@b.test, ", "Anna Nowak"),
        ):
            with self.subTest(cell):
                self.assertEqual(take_addresses(cell)[2], rest)
