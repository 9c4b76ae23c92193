"""Reports of the demo town that somebody is told about by name.

Each story is a generator for ``Replay.play``: it yields the moment of its next
step, in working days from today, then takes that step.
"""

STEFAN = "stefan.galazka@poczta-mieszkanca.example"
HOLE = "lipowa", "12"


def all_stories(unit):
    """Every story, ready to be played."""
    return [story(unit) for story in STORIES]


def figures_published(unit):
    """The town decided last year to publish its figures."""
    yield -255, "08:00"
    unit.env.company.skks_public_statistics = True


# ----------------------------------------------------------------------
# Five reports of the same hole
# ----------------------------------------------------------------------


def hole_of_stefan(unit):
    """The first of five; the unit has begun, and three others join it."""
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
    unit.confirm(case)
    yield -1, "09:20"
    others = [unit.replay.ref(f"report_lipowa_{number}_demo") for number in (2, 3, 5)]
    unit.join(case, case.union(*others) - case)


def hole_by_phone(unit):
    yield -3, "10:25"
    unit.taken_down(
        "report_lipowa_2",
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
    unit.change(case, **unit.place(*HOLE))
    unit.send(case, "wdt", "dro")


def hole_in_english(unit):
    """In English, so nobody has seen yet that it is the same one."""
    yield -1, "08:35"
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
    """Danger: the cover of a manhole is missing; by this afternoon it is secured."""
    yield -1, "14:55"
    case = unit.taken_down(
        "report_studzienka",
        "wod",
        "Brak pokrywy studzienki",
        "Otwarta studzienka na przejściu dla pieszych.",
        *("mlynska", "17"),
        phone="00 700 20 22",
    )
    unit.change(case, priority="3")
    yield -1, "15:05"
    unit.confirm(case)


def footbridge(unit):
    """The place is secured, and the page of the report says so."""
    yield -3, "07:50"
    case = unit.form(
        "report_barierka",
        category="DRO",
        name="Urwana barierka na kładce",
        description="Na kładce przy Źródlanej brakuje dwóch metrów barierki.",
        street="Źródlana",
        address="kładka",
        contact_name="Ewa Zając",
        email_from="ewa.zajac@poczta.example",
    )
    yield -3, "08:30"
    unit.change(case, priority="2")
    unit.confirm(case)
    yield -3, "13:30"
    unit.act(case, "Zamknięto kładkę taśmą i postawiono barierki tymczasowe.")


def seen_by_an_employee(unit):
    """An employee of the bus company has seen it on the way."""
    yield -1, "13:45"
    unit.noticed(
        "report_zatoka",
        "mzk",
        *("dro", "Zapadnięta zatoka autobusowa", "Płyta przy przystanku klawiszuje."),
        *("os_zacisze", "5"),
    )


def anonymous(unit):
    """A sheet of paper in the letter box: nobody can be answered."""
    yield -2, "13:20"
    case = unit.taken_down(
        "report_anonim",
        *("sro", "Spalanie odpadów w warsztacie", "Palą olejem i oponami, nocą."),
        *("zrodlana", "33"),
        channel="paper",
    )
    yield -1, "10:05"
    unit.confirm(case)


def without_a_place(unit):
    """Nobody could find it: the submitter has to say where it is."""
    yield -4, "15:40"
    case = unit.letter(
        "report_bez_miejsca",
        "Marek Wilk <m.wilk@poczta.example>",
        "Nie świeci latarnia",
        "Dzień dobry,\n\nod tygodnia nie świeci latarnia koło mojego domu.\n\n"
        "Marek Wilk",
    )
    yield -3, "08:25"
    unit.send(case, "wdt", "osw")
    yield -3, "12:00"
    unit.ask(case, "place")


def cellar_is_not_theirs(unit):
    """The waterworks say whose drains those are: sent wrong once."""
    yield -4, "08:15"
    case = unit.form(
        "report_piwnica",
        category="WOD",
        name="Woda w piwnicy po każdym deszczu",
        description="Studzienka deszczowa jest zapchana, woda wlewa się do piwnicy.",
        street="Młyńska",
        address="22",
        contact_name="Robert Sowa",
        email_from="r.sowa@poczta.example",
    )
    yield -4, "10:30"
    unit.not_ours(case, "To kanalizacja deszczowa, a nie sanitarna.", "wgk")
    yield -3, "09:00"
    unit.confirm(case)


def yard_of_three_units(unit):
    """One unit replies, two do a part; one of them has done it."""
    yield -6, "09:45"
    case = unit.taken_down(
        "report_podworko",
        *("dro", "Zapadnięte podwórko", "Zapadła się nawierzchnia, ciągnie ze studni."),
        *("swietojanska", "16"),
        contact_name="Helena Drozd",
        email_from="helena.drozd@poczta.example",
    )
    yield -6, "11:15"
    unit.confirm(case)
    yield -6, "12:30"
    parts = unit.split(
        case, "wdt", ("mpwik", "zzm"), "Proszę sprawdzić sieć i korzenie drzew."
    )
    yield -2, "10:40"
    part = parts.filtered(lambda one: one.entity_id.code == "MPWIK")
    unit.by("asystent", part).action_part_done("Przyłącze uszczelniono.")


# ----------------------------------------------------------------------
# What they are in law
# ----------------------------------------------------------------------


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


def complaint_about_the_guard(unit):
    """The same, qualified: the guard does not see it."""
    yield -1, "12:20"
    case = unit.letter(
        "report_skarga",
        "Barbara Nowicka <b.nowicka@poczta.example>",
        "Skarga na Straż Miejską",
        "Dzień dobry,\n\nskładam skargę na bezczynność Straży Miejskiej: od miesiąca"
        " zgłaszam samochody na chodniku przy Rynku 5 i nikt nie przyjeżdża.\n\n"
        "Barbara Nowicka, Rynek 5/1, 00-100 Żarnołęka",
    )
    yield -1, "13:10"
    unit.qualify(
        case,
        "complaint",
        "Skarga na bezczynność jednostki (art. 227 Kpa).",
        about=["sm"],
        contact_name="Barbara Nowicka",
        postal_address="Rynek 5/1\n00-100 Żarnołęka",
    )
    unit.change(case, coordinator_id=unit.replay.user("dyspozytor").id)


def cost_of_a_playground(unit):
    """Public information: fourteen days."""
    yield -3, "14:05"
    case = unit.letter(
        "report_informacja",
        "Piotr Gil <p.gil@poczta.example>",
        "Wniosek o informację publiczną",
        "Proszę o podanie, ile kosztował plac zabaw na os. Zacisze i kto go wykonał."
        "\n\nPiotr Gil",
    )
    yield -2, "09:10"
    unit.qualify(case, "information", "Wniosek o udostępnienie informacji publicznej.")
    unit.send(case, "wi", why="Inwestycję prowadził Wydział Inwestycji.")
    yield -2, "11:20"
    unit.confirm(case)


def petition_for_trees(unit):
    """A petition: three months, and the unit has begun."""
    yield -8, "10:50"
    case = unit.letter(
        "report_petycja",
        "Zofia Wrona <z.wrona@poczta.example>",
        "Petycja o drzewa na Rynku",
        "W imieniu 214 mieszkańców proszę o posadzenie drzew na Rynku.\n\n"
        "Zofia Wrona, Rynek 8/3, 00-100 Żarnołęka",
    )
    yield -7, "08:20"
    unit.qualify(
        case,
        "petition",
        "Petycja w interesie publicznym.",
        contact_name="Zofia Wrona",
        postal_address="Rynek 8/3\n00-100 Żarnołęka",
    )
    unit.send(case, "zzm", "zie", "Zieleń na Rynku utrzymuje Zarząd Zieleni.")
    yield -7, "10:05"
    unit.confirm(case)


def road_of_the_county(unit):
    """The road is the county's: forwarded within seven days."""
    yield -4, "10:40"
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
    yield -4, "13:15"
    unit.not_ours(case, "To droga powiatowa.")
    yield -3, "09:40"
    unit.forward(
        case,
        body_name="Zarząd Powiatu w Żarnołęce",
        body_email="kancelaria@powiat-zarnoleka.example",
        reason="Zarządcą drogi powiatowej jest zarząd powiatu.",
    )


# ----------------------------------------------------------------------
# The end, and what comes after
# ----------------------------------------------------------------------


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
    unit.confirm(case)
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
        "report_lipa",
        *("zie", "Wycięcie lipy przed oknem", "Lipa zasłania światło."),
        *("lipowa", "22"),
        contact_name="Wanda Lis",
        email_from="wanda.lis@poczta.example",
    )
    yield -15, "13:00"
    unit.confirm(case)
    yield -9, "11:20"
    unit.answer(
        case,
        "refused",
        "Dzień dobry,\n\nlipa jest zdrowa i rośnie w pasie drogowym, dlatego nie"
        " wystąpimy o zgodę na jej wycięcie. Zimą przytniemy dolne gałęzie.",
    )
    yield -8, "09:00"
    unit.close(case)


def satisfied(unit):
    """The submitter was asked for an opinion, and is satisfied."""
    yield -9, "08:35"
    case = unit.form(
        "report_opinia",
        category="ODP",
        name="Worki przy śmietniku",
        description="Od tygodnia leżą worki obok kontenerów.",
        street="os. Zacisze",
        address="9",
        contact_name="Anna Szpak",
        email_from="a.szpak@poczta.example",
    )
    yield -9, "10:10"
    unit.confirm(case)
    yield -8, "13:20"
    unit.answer(case, "done", "Dzień dobry,\n\nworki zabrano wczoraj po południu.")
    yield -3, "08:00"
    unit.ask_opinions()
    yield -2, "15:30"
    unit.give_opinion(case, "satisfied", "Szybko i sprawnie, dziękuję.")


def not_satisfied(unit):
    """Not satisfied: whether it is opened again, the dispatcher decides today."""
    yield -8, "11:55"
    case = unit.form(
        "report_niezadowolony",
        category="OSW",
        name="Migająca latarnia",
        description="Latarnia przy przystanku gaśnie co minutę.",
        street="Rynek",
        address="6",
        contact_name="Karol Kos",
        email_from="k.kos@poczta.example",
    )
    yield -8, "13:05"
    unit.confirm(case)
    yield -7, "12:10"
    unit.answer(case, "done", "Dzień dobry,\n\nwymieniono źródło światła.")
    yield -1, "14:35"
    unit.give_opinion(case, "unsatisfied", "Latarnia miga nadal, także wczoraj.")


def puddle_again(unit):
    """It was not mended for long: opened again at the submitter's request."""
    yield -14, "09:25"
    case = unit.form(
        "report_kaluza",
        category="DRO",
        name="Kałuża na całej szerokości chodnika",
        description="Po każdym deszczu nie da się przejść suchą nogą.",
        street="Świętojańska",
        address="21",
        contact_name="Jolanta Czyż",
        email_from="j.czyz@poczta.example",
    )
    yield -14, "11:00"
    unit.confirm(case)
    yield -8, "12:00"
    unit.answer(case, "done", "Dzień dobry,\n\nkratkę ściekową oczyszczono.")
    yield -4, "15:20"
    unit.object_to(case, "Wczoraj padało i kałuża jest taka sama.")
    yield -3, "08:50"
    unit.reopen(case)


def withdrawn(unit):
    """The submitter withdraws it on the page of the report."""
    yield -3, "12:15"
    case = unit.form(
        "report_wycofane",
        category="PAR",
        name="Samochód zastawia bramę",
        description="Biały samochód stoi w bramie od rana.",
        street="Młyńska",
        address="11",
        contact_name="Adam Bocian",
        email_from="a.bocian@poczta.example",
    )
    yield -3, "14:00"
    unit.withdraw(case)


def returned_reply(unit):
    """The head has returned the reply: a date is missing in it."""
    yield -5, "08:50"
    case = unit.taken_down(
        "report_krawezniki",
        *("dro", "Wyszczerbione krawężniki", "Trzy krawężniki przy zatoce."),
        *("mlynska", "41"),
        contact_name="Jerzy Bąk",
        phone="00 700 20 41",
    )
    yield -5, "11:40"
    unit.confirm(case)
    yield -2, "09:15"
    reply = unit.draft(case, "planned", "Dzień dobry,\n\nkrawężniki wymienimy.")
    unit.submit(reply)
    yield -1, "08:20"
    unit.send_back(reply, "dyr.drogi", "Proszę podać termin wymiany.")


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
    unit.by("dyspozytor", case).action_not_a_case("Oferta handlowa")


STORIES = (
    figures_published,
    hole_of_stefan,
    hole_by_phone,
    hole_by_letter,
    hole_in_english,
    hole_by_form,
    manhole,
    footbridge,
    seen_by_an_employee,
    anonymous,
    without_a_place,
    cellar_is_not_theirs,
    yard_of_three_units,
    about_the_guard,
    complaint_about_the_guard,
    cost_of_a_playground,
    petition_for_trees,
    road_of_the_county,
    answered_yesterday,
    refused_and_closed,
    satisfied,
    not_satisfied,
    puddle_again,
    withdrawn,
    returned_reply,
    advertisement,
)
