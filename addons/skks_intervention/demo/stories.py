"""Reports of the demo town that somebody is told about by name.

Each story is a generator for ``Replay.play``: it yields the moment of its next
step, in working days from today, then takes that step.
"""

STEFAN = "stefan.galazka@poczta-mieszkanca.example"
HOLE = "lipowa", "12"


def all_stories(unit):
    """Every story, ready to be played."""
    return [story(unit) for story in STORIES]


# ----------------------------------------------------------------------
# Five reports of the same hole
# ----------------------------------------------------------------------


def hole_of_stefan(unit):
    """The first of five; the unit has begun."""
    yield -3, "08:40"
    case = unit.form(
        "report_lipowa_1",
        category="DRO",
        name="Dziura w jezdni",
        description="Dziura na pół metra, głęboka na dłoń. Wczoraj pękła mi opona.",
        street="Lipowa",
        address="12",
        contact_name="Stefan Gałązka",
        email_from=STEFAN,
        phone="00 700 20 01",
    )
    yield -3, "11:10"
    unit.start(case)
    case._stop_clock("first")


def hole_by_phone(unit):
    yield -3, "10:25"
    unit.taken_down(
        "report_lipowa_2",
        "dyspozytor",
        *("dro", "Wyrwa na Lipowej", "Wyrwa przy przystanku, auta ją omijają.", *HOLE),
        contact_name="Halina Sroka",
        phone="00 700 20 12",
    )


def hole_by_letter(unit):
    yield -2, "19:15"
    case = unit.letter(
        "report_lipowa_3",
        "Jan Sąsiad <sasiad@poczta.example>",
        "Dziura w ul. Lipowej",
        "Dzień dobry,\n\njest dziura przy numerze 12, proszę o naprawę.\n\nJan Sąsiad",
    )
    yield -1, "08:10"
    unit.sort(case, "dro", street_id=unit.replay.ref("street_lipowa_demo").id)
    unit.route(case, "wdt", "kategoria „Drogi i chodniki”")


def hole_in_english(unit):
    """Reported in English; the reply will be in Polish and plain."""
    yield -2, "12:50"
    unit.form(
        "report_lipowa_4",
        lang="en_US",
        category="DRO",
        name="Deep pothole",
        description="There is a deep pothole in front of Lipowa 12. My bicycle fell.",
        street="Lipowa",
        address="12",
        contact_name="Mary Smith",
        email_from="mary.smith@mail.example",
    )


def hole_by_form(unit):
    yield -1, "07:55"
    unit.form(
        "report_lipowa_5",
        category="DRO",
        name="Znowu dziura przy Lipowej 12",
        description="Ta sama co wiosną. Łata nie wytrzymała.",
        street="Lipowa",
        address="12",
        contact_name="Krystyna Mróz",
        phone="00 700 20 15",
    )


# ----------------------------------------------------------------------
# Of a kind of their own
# ----------------------------------------------------------------------


def manhole(unit):
    """Danger: the cover of a manhole is missing, in the evening."""
    yield -1, "14:55"
    case = unit.taken_down(
        "report_studzienka",
        "dyspozytor",
        *(
            "wod",
            "Brak pokrywy studzienki",
            "Otwarta studzienka na przejściu dla pieszych.",
        ),
        *("mlynska", "17"),
        priority="3",
        phone="00 700 20 22",
    )
    yield -1, "15:05"
    unit.start(case)
    case._stop_clock("first")


def about_the_guard(unit):
    """Really a complaint about the municipal guard: it waits to be qualified."""
    yield -1, "09:30"
    unit.letter(
        "report_straz",
        "Tadeusz Kłos <t.klos@poczta.example>",
        "Zachowanie strażnika miejskiego",
        "Dzień dobry,\n\nwczoraj o 17:30 strażnik odmówił przyjęcia mojego zgłoszenia"
        " i podniósł na mnie głos. Proszę o wyjaśnienie i odpowiedź na piśmie.\n\n"
        "Tadeusz Kłos, ul. Młyńska 8/2, 00-102 Żarnołęka",
    )


def anonymous(unit):
    """A sheet of paper in the letter box: nobody can be answered."""
    yield -2, "13:20"
    case = unit.taken_down(
        "report_anonim",
        "dyspozytor",
        *("sro", "Spalanie odpadów w warsztacie", "Palą olejem i oponami, nocą."),
        *("zrodlana", "33"),
        channel="paper",
    )
    yield -1, "10:05"
    unit.start(case)
    case._stop_clock("first")


def road_of_the_county(unit):
    """The road is the county's: it is to be forwarded within seven days."""
    yield -2, "10:40"
    case = unit.form(
        "report_powiat",
        category="DRO",
        name="Zapadnięty przepust na drodze do Łęgów",
        description="Na drodze powiatowej za granicą miasta zapadł się przepust.",
        street="Źródlana",
        address="za mostem",
        contact_name="Zofia Kruk",
        email_from="zofia.kruk@poczta.example",
    )
    yield -2, "13:15"
    unit.start(case)
    case._stop_clock("first")


def without_a_place(unit):
    """Nobody could find it: the submitter has to say where it is."""
    yield -4, "17:40"
    case = unit.letter(
        "report_bez_miejsca",
        "Marek Wilk <m.wilk@poczta.example>",
        "Nie świeci latarnia",
        "Dzień dobry,\n\nod tygodnia nie świeci latarnia koło mojego domu.\n\n"
        "Marek Wilk",
    )
    yield -3, "08:25"
    unit.sort(case, "osw")
    unit.route(case, "wdt", "kategoria „Oświetlenie ulic”")
    yield -3, "12:00"
    unit.start(case)


def answered_yesterday(unit):
    """Mended and answered; the submitter may say what he thinks of it."""
    yield -6, "09:05"
    case = unit.form(
        "report_przejscie",
        category="SYG",
        name="Starte pasy przy szkole",
        description="Przejścia przy SP 5 prawie nie widać, zwłaszcza wieczorem.",
        street="Lipowa",
        address="38",
        contact_name="Stefan Gałązka",
        email_from=STEFAN,
    )
    yield -6, "10:30"
    unit.start(case)
    case._stop_clock("first")
    yield -1, "12:40"
    unit.answer(
        case,
        "done",
        "Dzień dobry,\n\nprzejście przy SP 5 odmalowano wczoraj. Dziękujemy za"
        " zgłoszenie.",
    )


def refused_and_closed(unit):
    """A wish that cannot be met, with the reason; closed."""
    yield -15, "10:00"
    case = unit.taken_down(
        "report_fontanna",
        "dyspozytor",
        *("zie", "Wycięcie lipy przed oknem", "Lipa zasłania światło."),
        *("lipowa", "22"),
        contact_name="Wanda Lis",
        email_from="wanda.lis@poczta.example",
    )
    yield -15, "13:00"
    unit.start(case)
    case._stop_clock("first")
    yield -9, "11:20"
    unit.answer(
        case,
        "refused",
        "Dzień dobry,\n\nlipa jest zdrowa i rośnie w pasie drogowym, dlatego nie"
        " wystąpimy o zgodę na jej wycięcie. Zimą przytniemy dolne gałęzie.",
    )
    yield -8, "09:00"
    unit.explain(case)
    unit.close(case)


def returned_reply(unit):
    """The head has returned the reply: a date is missing in it."""
    yield -5, "08:50"
    case = unit.taken_down(
        "report_krawezniki",
        "dyspozytor",
        *("dro", "Wyszczerbione krawężniki", "Trzy krawężniki przy zatoce."),
        *("mlynska", "41"),
        contact_name="Jerzy Bąk",
        phone="00 700 20 41",
    )
    yield -5, "11:40"
    unit.start(case)
    case._stop_clock("first")
    yield -2, "09:15"
    reply = unit.draft(case, "planned", "Dzień dobry,\n\nkrawężniki wymienimy.")
    reply.action_submit()
    yield -1, "08:20"
    approver = reply.sudo().approver_ids[:1]
    reply.with_user(approver).action_return("Proszę podać termin wymiany.")


def advertisement(unit):
    """No report at all."""
    yield -3, "06:10"
    case = unit.letter(
        "report_reklama",
        "Biuro handlowe <oferta@kostka.example>",
        "Kostka brukowa – oferta dla miast",
        "Szanowni Państwo,\n\nprzedstawiamy ofertę na kostkę brukową.",
    )
    yield -3, "07:50"
    unit.drop(case, "Oferta handlowa")


STORIES = (
    hole_of_stefan,
    hole_by_phone,
    hole_by_letter,
    hole_in_english,
    hole_by_form,
    manhole,
    about_the_guard,
    anonymous,
    road_of_the_county,
    without_a_place,
    answered_yesterday,
    refused_and_closed,
    returned_reply,
    advertisement,
)
