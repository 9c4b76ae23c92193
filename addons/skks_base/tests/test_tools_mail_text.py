"""Reading of letters: replies, automatic mail, date of receipt, short requests."""

import time
import unittest
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.skks_base.tools.mail_text import (
    Automatic,
    ReplyIntent,
    case_numbers,
    html_reply_to_text,
    is_automatic,
    received_at,
    reply_intent,
    reply_text,
)

ANSWER = "Naprawa ulicy Lipowej zacznie się w środę."
QUESTION = "Kiedy naprawa?\nProszę o odpowiedź do jutra.\nAnna Lis"


def quoted(text):
    return "\n".join(f"> {line}" for line in text.splitlines())


class TestReplyText(unittest.TestCase):
    def check(self, letter, expected=ANSWER):
        self.assertEqual(reply_text(letter), expected)

    def test_attribution_lines(self):
        for attribution in (
            "W dniu 23.11.2026 o 07:45, Biuro Prasowe pisze:",
            "W dniu 2026-11-23 07:45, Biuro Prasowe\n<prasa@zarno.pl> napisał(a):",
            "W dniu pon., 23 lis 2026 o 07:45 Biuro <prasa@zarno.pl> napisał(a):",
            "Dnia 23 listopada 2026 07:45 Biuro Prasowe <prasa@zarno.pl> napisał(a):",
            "pon., 23 lis 2026 o 07:45 Biuro Prasowe <prasa@zarno.pl> napisał(a):",
            "śr., 25 lis 2026, 7:45 użytkownik Biuro <prasa@zarno.pl> napisał:",
            "Wiadomość napisana przez Biuro <prasa@zarno.pl> w dniu 23 lis 2026, "
            "o godz. 07:45:",
            "On Mon, Nov 23, 2026 at 7:45 AM Press Office <prasa@zarno.pl> wrote:",
            "On 23/11/2026 07:45, Press Office\n<prasa@zarno.pl>\nwrote:",
            "23.11.2026 07:45, Biuro Prasowe pisze:",
        ):
            for body in (quoted(QUESTION), "\n" + quoted(QUESTION), QUESTION):
                with self.subTest(attribution=attribution, body=body):
                    self.check(f"{ANSWER}\n\n{attribution}\n{body}")

    def test_blocks_of_headers(self):
        for block in (
            "Od: Biuro Prasowe <prasa@zarno.pl>\nWysłano: poniedziałek, 23 listopada "
            "2026 07:45\nDo: Drogi\nTemat: Pytanie",
            "Od: Biuro\nData: 23.11.2026\nDo: Drogi\nDW: Sekretariat\nTemat: RE",
            "From: Press Office\nSent: Monday, November 23, 2026 7:45 AM\nTo: Roads\n"
            "Subject: Question",
            "*Od:* Biuro Prasowe\n*Wysłano:* poniedziałek\n*Do:* Drogi\n*Temat:* Pyt.",
            "-----Original Message-----\nFrom: Press Office\nSent: Monday",
            "-----Wiadomość oryginalna-----\nOd: Biuro Prasowe",
            "-------- Wiadomość oryginalna --------",
            "---------- Forwarded message ---------\nFrom: Biuro",
            "-------- Przekazana wiadomość --------\nTemat: Pytanie",
            "____________________\nOd: Biuro\nWysłano: pon.\nTemat: Pytanie",
        ):
            with self.subTest(block=block):
                self.check(f"{ANSWER}\n\n{block}\n\n{QUESTION}")

    def test_quotation_below_a_long_answer(self):
        answer = "\n".join(f"{number}. {ANSWER}" for number in range(1, 21))
        header = "Od: Biuro\nWysłano: pon.\nDo: Drogi\nTemat: Pytanie"
        self.check(f"{answer}\n\n{header}\n\n{QUESTION}", answer)

    def test_attribution_without_time_or_address(self):
        self.check(f"{ANSWER}\n\nW dniu 23 listopada Biuro pisze:\n\n\n\n> Kiedy?")
        kept = f"{ANSWER}\nW dniu 23 listopada burmistrz napisał:\nbudżet przyjęto."
        self.check(kept, kept)

    def test_attribution_at_the_very_end(self):
        self.check(f"{ANSWER}\n\nW dniu 23.11.2026 o 07:45, Biuro Prasowe pisze:")

    def test_paragraph_is_no_attribution(self):
        kept = (
            f"W dniu 12 maja o 10:00 {'trwała sesja i ' * 40} burmistrz napisał:\nTak."
        )
        self.check(f"{ANSWER}\n{kept}", f"{ANSWER}\n{kept}")

    def test_answer_below_and_between_the_quotation(self):
        header = "W dniu 23.11.2026 o 07:45, Biuro Prasowe pisze:"
        self.check(f"{header}\n{quoted(QUESTION)}\n\n{ANSWER}\n-- \nJan Nowak")
        self.check(
            f"{header}\n> Kiedy?\n\nW środę.\n\n> Za ile?\n\n12 tys. zł.\n",
            "W środę.\n\n12 tys. zł.",
        )
        self.check(f">> Dawniej\n> Kiedy?\n{ANSWER}")

    def test_signatures(self):
        for signature in (
            "-- \nJan Nowak\nWydział Dróg",
            "--\nJan Nowak",
            "Pozdrawiam\nJan Nowak",
            "Pozdrawiam,\n\nJan Nowak\ntel. 12 345 67 89\nKlauzula informacyjna",
            "Pozdrawiam serdecznie\nJan",
            "Serdecznie pozdrawiam!\nJan",
            "Pozdrawiam, Jan Nowak",
            "Pozdrawiamy\nWydział",
            "Z poważaniem\nJan Nowak",
            "Z POWAŻANIEM\nJan Nowak",
            "z poważaniem,\nJan Nowak",
            "Z wyrazami szacunku,\nJan Nowak",
            "Łączę pozdrowienia\nJan",
            "Z pozdrowieniami\nJan",
            "Pozdr.\nJan",
            "Best regards,\nJan",
            "Kind regards\nJan",
            "Wysłano z iPhone'a",
            "Wysłane z iPhone’a",
            "Wysłano z mojego telefonu Samsung Galaxy",
            "Sent from my iPhone",
            "Pobierz aplikację Outlook dla systemu Android",
        ):
            with self.subTest(signature=signature):
                self.check(f"{ANSWER}\n\n{signature}")

    def test_signature_and_quotation_together(self):
        self.check(
            f"Dzień dobry,\n{ANSWER}\n\nPozdrawiam\nJan\n\nWysłano z iPhone'a\n\n"
            f"W dniu 23.11.2026 o 07:45, Biuro Prasowe pisze:\n{quoted(QUESTION)}",
            f"Dzień dobry,\n{ANSWER}",
        )

    def test_postscript_is_kept(self):
        self.check(
            f"{ANSWER}\n\nPozdrawiam\nJan\n\nPS. Objazd ulicą Polną.\n\nWydział Dróg",
            f"{ANSWER}\n\nPS. Objazd ulicą Polną.",
        )

    def test_text_that_only_looks_like_it(self):
        for letter in (
            "Remont:\nOd: 1 stycznia\nDo: 31 marca\nObjazd ulicą Polną.",
            "Odpowiadam:\n- 12 km drogi\n- 3 mosty\nReszta później.",
            "Dzień dobry\nPozdrawiam Panią Redaktor i odpowiadam: tak.\nKoszt 3 zł.",
            "Pozdrawiam Panią Redaktor\nodpowiadając, że remont trwa.",
            "W dniu 12 maja prezydent napisał:\nbudżet przyjęto.",
            "W dniu 12 maja kończymy.\nWysłano z urzędu pismo nr 12.",
            "Koszt:\n-------------\n12 zł\n_____________\nrazem 12 zł",
            "Dane: a > b, więc tak.",
            "Z poważaniem odnosimy się do wniosku i odpowiadamy.",
        ):
            with self.subTest(letter=letter):
                self.check(letter, letter)

    def test_never_empty_for_real_text(self):
        for letter, expected in (
            ("Pozdrawiam\nJan", "Pozdrawiam\nJan"),
            ("-- \nJan", "--\nJan"),
            (quoted("Kiedy?"), "> Kiedy?"),
            ("Wysłano z iPhone'a", "Wysłano z iPhone'a"),
            ("Od: A\nWysłano: dziś\nTemat: X\n\nTekst", None),
        ):
            self.check(letter, expected or letter)

    def test_nothing_comes_of_nothing(self):
        for letter in ("", None, " \n\t\n", "\xa0\u200b\n"):
            self.check(letter, "")

    def test_line_ends_and_invisible_characters(self):
        self.check(f"\ufeff{ANSWER}\r\n\r\n\r\n\r\nTak.\xa0\r\n", f"{ANSWER}\n\nTak.")

    def test_hostile_letters_are_quick(self):
        began = time.process_time()  # of ours, however busy the machine is
        for letter in (
            "W dniu " + "a " * 100_000,
            "W dniu 1\n" * 20_000,
            " \n" * 100_000 + "x",
            " " * 200_000 + "x",
            "Od: x\n" * 20_000,
            "Pozdrawiam " * 20_000,
            ">" * 200_000,
            "-" * 200_000,
            "Pozdrawiam, " + "A" * 200_000 + "!",
            "> a\nW dniu 1:11 pisze:\n" * 10_000,
        ):
            reply_text(letter)
            reply_intent(letter)
            html_reply_to_text(f"<pre>{letter}")
        self.assertLess(time.process_time() - began, 10)

    @settings(max_examples=500, derandomize=True, deadline=None, database=None)
    @given(
        st.lists(
            st.sampled_from(
                [
                    "",
                    ANSWER,
                    "> cytat",
                    "Pozdrawiam",
                    "-- ",
                    "Od: A",
                    "Do: B",
                    "Temat: C",
                    "Wysłano z iPhone'a",
                    "W dniu 1.1.2026 o 10:00, X pisze:",
                    "-----Original Message-----",
                    "PS. Jeszcze jedno",
                ]
            )
        )
    )
    def test_any_mixture(self, lines):
        found = reply_text("\n".join(lines))
        self.assertEqual(bool(found), any(line.strip() for line in lines))
        self.assertTrue(set(found.split("\n")) <= {*map(str.rstrip, lines), ""})
        if lines and lines[0] == ANSWER:
            self.assertTrue(found.startswith(ANSWER))


class TestHtmlReply(unittest.TestCase):
    def check(self, letter, expected=ANSWER):
        self.assertEqual(html_reply_to_text(letter), expected)

    def test_gmail(self):
        self.check(
            f'<div dir="ltr">{ANSWER}</div><br><div class="gmail_quote '
            'gmail_quote_container"><div dir="ltr" class="gmail_attr">pon., 23 lis '
            "2026 o 07:45 Biuro &lt;prasa@zarno.pl&gt; napisał(a):<br></div>"
            '<blockquote class="gmail_quote">Kiedy?</blockquote></div>'
        )

    def test_gmail_forward(self):
        self.check(
            f'<div>{ANSWER}</div><div class="gmail_quote"><div class="gmail_attr">'
            "---------- Forwarded message</div>Kiedy?</div>"
        )

    def test_gmail_answer_between_the_quotation(self):
        self.check(
            '<div class="gmail_quote"><div class="gmail_attr">23.11 napisał(a):</div>'
            f"<blockquote>Kiedy?</blockquote><div>{ANSWER}</div>"
            "<blockquote>Za ile?</blockquote><div>12 zł.</div></div>",
            f"{ANSWER}\n12 zł.",
        )

    def test_outlook_on_the_web(self):
        self.check(
            f'<div>{ANSWER}</div><div id="Signature">Jan Nowak<br>Wydział</div>'
            '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Od:</b> Biuro'
            "<br><b>Wysłano:</b> pon.</div><div>Kiedy?</div>"
        )

    def test_outlook_on_the_desktop(self):
        self.check(
            "<html><head><style>p {}</style></head><body>"
            f'<p class="MsoNormal">{ANSWER}</p>'
            '<p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Pozdrawiam</p>'
            '<p class="MsoNormal">Jan</p><div style="border-top:solid #E1E1E1 1.0pt">'
            '<p class="MsoNormal"><b>From:</b> Biuro<br><b>Sent:</b> Monday<br>'
            "<b>To:</b> Drogi<br><b>Subject:</b> Pytanie</p></div>"
            "<p>Kiedy?</p></body></html>"
        )

    def test_thunderbird(self):
        cite = (
            '<div class="moz-cite-prefix">W dniu 23.11.2026 o 07:45, Biuro pisze:</div>'
        )
        quote = '<blockquote type="cite">Kiedy?</blockquote>'
        signature = '<pre class="moz-signature">-- \nJan</pre>'
        self.check(f"<body><p>{ANSWER}</p>{cite}{quote}{signature}</body>")
        self.check(f"<body>{cite}{quote}<p>{ANSWER}</p>{signature}</body>")

    def test_layout(self):
        self.check(
            "<p>Dzień  dobry,\n odpowiadam:</p><ul><li>12&nbsp;km</li><li>3 "
            "<b>mos</b>ty</li></ul><table><tr><td>A</td><td>B</td></tr><tr><td>1</td>"
            "<td>2</td></tr></table>raz<br>dwa<pre>a  b\n c</pre>d  e",
            "Dzień dobry, odpowiadam:\n\n- 12 km\n- 3 mosty\n\nA  B\n1  2\n\n"
            "raz\ndwa\n\na  b\nc\n\nd e",
        )

    def test_empty_lines(self):
        for letter, expected in (
            ("<div>a</div><div>b</div>", "a\nb"),
            ("<div>a<br></div><div>b</div>", "a\nb"),
            ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
            ("<div>a</div>\n <div> b</div>", "a\nb"),
            ("a<br><br>b", "a\n\nb"),
            ("a<br> b", "a\nb"),
            ("<p>a</p><p>b</p>", "a\n\nb"),
            ("<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"),
            ("<div>a</div><div>&nbsp;</div><div>b</div>", "a\n\nb"),
        ):
            with self.subTest(letter=letter):
                self.check(letter, expected)

    def test_scripts_and_comments_are_not_read(self):
        self.check(
            f"<!-- a --><style>b</style><script>c</script>{ANSWER}<!-- d -->"
            "<title>e</title>"
        )

    def test_never_empty_for_real_text(self):
        self.check(f"<blockquote>{ANSWER}</blockquote>")
        self.check(f'<div id="divRplyFwdMsg">{ANSWER}</div>')

    def test_nothing_comes_of_nothing(self):
        for letter in ("", None, "  ", "<!-- -->", "<p>&nbsp;</p>", "<img src='x'>"):
            self.check(letter, "")

    def test_odd_sources(self):
        self.check(f'<?xml version="1.0" encoding="utf-8"?><html>{ANSWER}</html>')
        self.check(f"{ANSWER}\x00")
        self.check(ANSWER)
        self.check(f"<p><b>{ANSWER}</p></div></b>")
        deep = "<div>" * 5_000 + ANSWER
        self.assertIsInstance(html_reply_to_text(deep), str)


class TestAutomatic(unittest.TestCase):
    def check(self, expected, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.assertIs(is_automatic(named), expected)

    def test_letters_of_people(self):
        self.assertIsNone(is_automatic({}))
        for headers in (
            {"Auto_Submitted": "no"},
            {"Precedence": "first-class"},
            {"Return_Path": "<anna@kurier.pl>"},
            {"X_Auto_Response_Suppress": "DR, RN, NRN"},
            {"X_Autoreply": "no"},
            {"Subject": "Re: Odpowiedź automatyczna: urlop"},
            {"Subject": "Nieobecność radnych na sesji"},
            {"Subject": "Automatyczna odpowiedź urzędu to za mało"},
            {"Subject": "Pytanie", "From": "Anna <anna@kurier.pl>"},
            {"Subject": None},
            {"Content_Type": "multipart/alternative"},
        ):
            with self.subTest(headers=headers):
                self.check(None, **headers)

    def test_auto_replies(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"auto_submitted": "Auto-Replied; owner-email=a@b.pl"},
            {"Auto_Submitted": "auto-generated"},
            {"Precedence": "auto_reply"},
            {"X_Autoreply": "yes"},
            {"X_Autorespond": "Urlop"},
            {"X_Auto_Response_Suppress": "All"},
            {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
            {"Auto_Submitted": "auto-replied", "Return_Path": "<>"},
            {"Auto_Submitted": "auto-replied", "Precedence": "bulk"},
            {"Content_Type": "multipart/report; report-type=disposition-notification"},
        ):
            with self.subTest(headers=headers):
                self.check(Automatic.AUTO_REPLY, **headers)

    def test_subjects_of_auto_replies(self):
        for subject in (
            "Odpowiedź automatyczna: Pytanie prasowe",
            "odpowiedź automatyczna : Pytanie",
            "Automatyczna odpowiedź: Pytanie",
            "Automatic reply: Question",
            "Autoodpowiedź",
            "Autoreply: x",
            "Out of Office: x",
            "Out of the office until Monday",
            "Poza biurem: x",
            "Nieobecność",
            "Nieobecność: x",
            "Nieobecność w biurze",
            "Przeczytano: Pytanie",
            "=?utf-8?q?Odpowied=C5=BA_automatyczna=3A_Pytanie?=",
            "=?utf-8?b?T2Rwb3dpZWTFuiBhdXRvbWF0eWN6bmE6IHg=?=",
        ):
            with self.subTest(subject=subject):
                self.check(Automatic.AUTO_REPLY, Subject=subject)

    def test_bulk(self):
        for headers in (
            {"Precedence": "bulk"},
            {"Precedence": "List"},
            {"Precedence": "junk"},
            {"List_Unsubscribe": "<mailto:x@y.pl>"},
            {"LIST_ID": "<news.pr.pl>"},
            {"List_Id": "<news.pr.pl>", "Auto_Submitted": "auto-generated"},
        ):
            with self.subTest(headers=headers):
                self.check(Automatic.BULK, **headers)

    def test_bounces(self):
        for headers in (
            {"Return_Path": "<>"},
            {"Return_Path": " <> "},
            {"Content_Type": "multipart/report; report-type=delivery-status"},
            {"X_Failed_Recipients": "a@b.pl"},
            {"From": "Mail Delivery System <MAILER-DAEMON@zarno.pl>"},
            {
                "Auto_Submitted": "auto-replied",
                "Content_Type": "multipart/report; report-type=delivery-status",
            },
        ):
            with self.subTest(headers=headers):
                self.check(Automatic.BOUNCE, **headers)

    def test_headers_that_cannot_be_decoded(self):
        self.check(None, Subject="=?nonsense?q?x?=")
        self.check(None, Subject="=?utf-8?b?A?=")


class TestReceivedAt(unittest.TestCase):
    OURS = (
        "from mx.kurier.pl (mx.kurier.pl [192.0.2.1])\r\n\tby mail.zarno.pl (Postfix) "
        "with ESMTPS id 4F1; {}"
    )

    def test_topmost_header_counts(self):
        found = received_at(
            [
                self.OURS.format("Fri, 20 Nov 2026 18:40:12 +0100 (CET)"),
                "from home by mx; Thu, 19 Nov 2026 10:00:00 +0000",
            ]
        )
        self.assertEqual(found, datetime(2026, 11, 20, 17, 40, 12, tzinfo=UTC))
        self.assertIs(found.tzinfo, UTC)

    def test_forms_of_dates(self):
        noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
        for text in (
            "Fri, 20 Nov 2026 12:00:00 +0000",
            "20 Nov 2026 12:00:00 -0000",
            "Fri, 20 Nov 2026 12:00:00 GMT",
            "Fri, 20 Nov 2026 12:00 +0000",
            "Fri, 20 Nov 2026\r\n 13:00:00 +0100",
            "Fri, 20 Nov 2026 12:00:00",
            "Fri, 20 Nov 2026 07:00:00 EST",
            "Thu, 19 Nov 2026 23:00:00 -1300",
        ):
            with self.subTest(text=text):
                self.assertEqual(received_at([self.OURS.format(text)]), noon)

    def test_last_date_of_the_header_counts(self):
        header = (
            "from x (1 Jan 2020 00:00:00 +0000; y) by z; 20 Nov 2026 12:00:00 +0000"
        )
        self.assertEqual(received_at([header]).year, 2026)

    def test_unreadable_dates(self):
        for headers in (
            [],
            None,
            [""],
            ["from x by y"],
            ["by y; tomorrow"],
            ["by y; Fri, 32 Nov 2026 12:00:00 +0000"],
            ["by y; Fri, 20 Xyz 2026 12:00:00 +0000"],
            ["by y; Fri, 20 Nov 2026 25:00:00 +0000"],
            ["by y; Fri, 20 Nov 0001 00:00:00 +0100"],
            ["by y; Fri, 20 Nov 9999 23:00:00 -0100"],
            ["by y; nothing", "by z; Fri, 20 Nov 2026 12:00:00 +0000"],
        ):
            with self.subTest(headers=headers):
                self.assertIsNone(received_at(headers))


class TestReplyIntent(unittest.TestCase):
    def check(self, expected, *letters):
        for letter in letters:
            with self.subTest(letter=letter):
                self.assertIs(reply_intent(letter), expected)

    def test_not_ours(self):
        self.check(
            ReplyIntent.NOT_OURS,
            "to nie my, to ZDP",
            "To nie my, tylko Zarząd Dróg Powiatowych.",
            "To nie my!",
            "to nie nasza kompetencja",
            "Nie nasza sprawa.",
            "To nie jest nasza droga",
            "nie należy do nas",
            "Nie nalezy to do naszych zadan",
            "Nie leży to w gestii naszego wydziału",
            "nie jest to w naszej kompetencji",
            "Proszę kierować do ZDP",
            "proszę skierować pytanie do Wydziału Oświaty",
            "Proszę o skierowanie do MPWiK",
            "Proszę zwrócić się do powiatu",
            "Proszę przekazać do ZDP.",
            "Nie jesteśmy zarządcą tej drogi.",
            "Dzień dobry,\nto nie my, to ZDP.\n\nPozdrawiam\nJan Nowak\nWydział Dróg",
            "to nie my, to ZDP\n\nW dniu 23.11.2026 o 07:45, Biuro pisze:\n> Kiedy?",
        )

    def test_more_time(self):
        self.check(
            ReplyIntent.MORE_TIME,
            "poproszę do jutra",
            "Poproszę do piątku.",
            "Proszę o czas do środy",
            "Prosimy o termin do końca tygodnia",
            "proszę o przedłużenie",
            "Proszę o wydłużenie terminu o dwa dni",
            "Bardzo proszę o więcej czasu.",
            "Potrzebujemy jeszcze dnia",
            "Prosimy o zwłokę",
            "proszę o zwlokę do 27.11",
            "Czy możemy dostać więcej czasu?",
            "Czy jest możliwe przesunięcie terminu?",
            "Nie zdążymy dziś, odezwę się jutro",
            "Witam, poproszę do jutra. Pozdrawiam, Jan",
        )

    def test_thanks(self):
        self.check(
            ReplyIntent.THANKS,
            "Dziękuję!",
            "dziekuje",
            "Bardzo dziękuję za szybką odpowiedź.",
            "Dziękujemy za informację :)",
            "Dzięki wielkie!",
            "Dziękuję i pozdrawiam\nAnna Lis",
            "Dzień dobry,\ndziękuję za odpowiedź.\n\nPozdrawiam serdecznie\nAnna Lis",
            "Thank you very much!",
            "Szanowni Państwo,\nbardzo dziękuję za materiały.",
        )

    def test_answers_and_questions(self):
        self.check(
            None,
            "",
            ANSWER,
            "Dziękuję za pytanie. Remont kończymy w środę.",
            "Dziękuję, a ile to kosztowało?",
            "Dziękuję?",
            "Z góry dziękuję za odpowiedź",
            "Proszę o odpowiedź do jutra",
            "Remont potrwa jeszcze dwa dni.",
            "Remont zajmie więcej czasu, niż zakładano.",
            "Proszę przekazać do redakcji: remont kończymy w środę.",
            "Droga nasza, remont w maju; pozostałe pytania proszę kierować do ZDP.",
            "Mieszkańcy proszą o przedłużenie linii 12.",
            "Umowę możemy przedłużyć do maja.",
            "Remont nie jest przez nasz wydział planowany.",
            "To nie my zamknęliśmy drogę w maju.",
        )

    def test_long_answer_with_such_words(self):
        answer = (
            "Odcinek od mostu do ronda to nie nasza kompetencja, proszę kierować "
            "pytania do ZDP. Natomiast ulica Lipowa jest drogą gminną: remont obejmie "
            "1,2 km, rozpocznie się 4 maja i potrwa do 30 czerwca, a jego koszt "
            "wyniesie 3,4 mln zł, z czego połowę pokryje dotacja. Wykonawca podpisał "
            "umowę. Prosimy o zwłokę w sprawie map. Dziękuję!"
        )
        self.check(None, answer, "x" * 500 + " to nie my, to ZDP")


class TestCaseNumbers(unittest.TestCase):
    def test_found_once_in_order_and_in_capitals(self):
        text = "Re: [ZP/2026/0012] i ip/2026/0003, ZP/2026/0012; ZP/2026/0001."
        self.assertEqual(
            case_numbers(text), ["ZP/2026/0012", "IP/2026/0003", "ZP/2026/0001"]
        )

    def test_what_only_looks_like_one(self):
        for text in (
            "",
            None,
            "ZP/26/0012",
            "ZP/2026/12",
            "A/ZP/2026/0012",
            "ZP/2026/0012/3",
            "XZPQRS/2026/0012",
            "ZP/2026/00123456",
            "OR.1431.29.2019",
        ):
            with self.subTest(text=text):
                self.assertEqual(case_numbers(text), [])

    def test_own_pattern(self):
        self.assertEqual(
            case_numbers("sprawa SK-17 i sk-18", r"SK-\d+"), ["SK-17", "SK-18"]
        )
