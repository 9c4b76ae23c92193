"""Inquiries of the demo town: what was asked, who did what and when.

Each story is a generator for ``Replay.play``: it yields the moment of its next
step, in working days from today, then takes that step. Nothing happens later than
today at 07:45; what is still open is what the users of the demo find on their desks.
"""

KOWALSKA = "Anna Kowalska <anna.kowalska@kurier.example>"
ZUREK = "Małgorzata Żurek <m.zurek@kurier.example>"
BEDNARZ = "Paweł Bednarz <pawel.bednarz@tygodnik-legowski.example>"
CICHON = "Elżbieta Cichoń <e.cichon@tygodnik-legowski.example>"
DEBSKI = "Rafał Dębski <rafal.debski@zarnoleka24.example>"
FIJALKOWSKA = "Karolina Fijałkowska <karolina@zarnoleka24.example>"
HAJDUK = "Joanna Hajduk <joanna.hajduk@radiozarno.example>"
IWANSKI = "Krzysztof Iwański <k.iwanski@radiozarno.example>"
JABLONSKA = "Agnieszka Jabłońska <agnieszka.jablonska@tvzarno.example>"
MASLANKA = "Piotr Maślanka <piotr.maslanka@aki.example>"
OSINSKI = "Adam Osiński <a.osinski@dziennik-ogolnopolski.example>"
TRACZ = "Henryk Tracz <h.tracz@samorzadowedrogi.example>"
UZAR = "Zbigniew Użar <zbigniew.uzar@patrzymynarece.example>"
VOGEL = "Sabine Vogel <s.vogel@grenzbote.example>"


def all_stories(office):
    """Every story, ready to be played."""
    return [story(office) for story in STORIES]


# ----------------------------------------------------------------------
# Closed cases
# ----------------------------------------------------------------------


def street_and_its_guarantee(office):
    """Answered by letter in time and closed; a further question follows it up."""
    yield -12, "08:20"
    case = office.letter(
        "inquiry_zrodlana",
        KOWALSKA,
        "Remont ulicy Źródlanej – zakres i koszt",
        "Dzień dobry,\n\nproszę o informację, ile kilometrów ulicy Źródlanej"
        " wyremontowano w tym roku i ile to kosztowało.\n\nZ poważaniem\n"
        "Anna Kowalska\nKurier Żarnołęcki",
    )
    yield -12, "08:50"
    office.start(case, "prasa1", "dro_rem", "questions")
    office.questions(
        case,
        "prasa1",
        "Ile kilometrów ulicy Źródlanej wyremontowano w tym roku?",
        "Ile kosztował remont?",
    )
    office.ask(case, "prasa1", "WDT")
    yield -11, "10:10"
    office.deliver(
        case,
        "WDT",
        "drogi",
        "Na ulicy Źródlanej wyremontowano 1,2 km jezdni i 2,1 km chodników. Roboty"
        " kosztowały 3,4 mln zł, z czego 1,9 mln zł pochodziło z Rządowego Funduszu"
        " Rozwoju Dróg.",
    )
    yield -11, "10:40"
    office.accept(case, "prasa1", "WDT")
    office.draft(case, "prasa1")
    office.submit(case, "prasa1")
    yield -11, "12:30"
    office.approve(case, "drogi")
    yield -11, "13:15"
    office.approve(case, "rzecznik")
    yield -11, "13:20"
    office.send(case, "prasa1")
    yield -10, "09:00"
    office.close(case, "prasa1", "full")
    yield -1, "09:15"
    following = office.letter(
        "inquiry_zrodlana_followup",
        KOWALSKA,
        "Gwarancja na remont ulicy Źródlanej",
        "Dzień dobry,\n\ndziękuję za poprzednią odpowiedź. Mam jeszcze jedno pytanie:"
        " jak długa jest gwarancja na wykonane roboty i czy zgłaszano już usterki?\n\n"
        "Anna Kowalska",
    )
    yield -1, "10:00"
    office.start(following, "prasa1", "dro_rem", "questions", parent_id=case.id)
    office.ask(following, "prasa1", "WDT")


def kindergarten_late(office):
    """Answered after the date, because the entity delivered late; closed."""
    yield -9, "11:00"
    case = office.letter(
        "inquiry_przedszkola",
        CICHON,
        "Wolne miejsca w przedszkolach",
        "Dzień dobry,\n\nile jest wolnych miejsc w przedszkolach miejskich i ilu dzieci"
        " nie przyjęto w tegorocznej rekrutacji?\n\nElżbieta Cichoń\n"
        "Tygodnik Łęgowski",
    )
    yield -9, "11:30"
    office.start(case, "prasa2", "osw", "questions")
    office.ask(case, "prasa2", "WE")
    yield -6, "08:40"
    office.deliver(
        case,
        "WE",
        "oswiata",
        "W przedszkolach miejskich jest 38 wolnych miejsc: 21 na os. Zacisze i 17 na"
        " Podgrodziu. W rekrutacji uzupełniającej przyjęto wszystkie dzieci"
        " uprawnione.",
    )
    yield -6, "09:00"
    office.accept(case, "prasa2", "WE")
    office.draft(case, "prasa2")
    office.submit(case, "prasa2")
    yield -6, "09:40"
    office.approve(case, "oswiata")
    yield -6, "10:30"
    office.approve(case, "rzecznik")
    yield -6, "11:00"
    office.send(case, "prasa2")
    yield -6, "11:30"
    office.explain(case, "prasa2", "department")
    office.close(case, "prasa2", "full")


def map_by_link(office):
    """Answered by a link to the public bulletin, closed at once."""
    yield -5, "12:10"
    case = office.letter(
        "inquiry_mapa",
        TRACZ,
        "Mapa inwestycji drogowych do numeru jesiennego",
        "Szanowni Państwo,\n\nczy miasto udostępnia mapę zakończonych inwestycji"
        " drogowych? Chcielibyśmy ją pokazać w jesiennym numerze kwartalnika.\n\n"
        "Henryk Tracz\nSamorządowe Drogi",
    )
    yield -5, "13:00"
    office.start(case, "prasa1", "inw", "other")
    office.spoken(
        case,
        "prasa1",
        "link",
        "Podano adres mapy inwestycji: https://zarnoleka.example/inwestycje",
    )
    office.close(case, "prasa1")


def trees_of_the_county(office):
    """A road that is not the town's: forwarded to the county."""
    yield -6, "10:20"
    case = office.letter(
        "inquiry_powiat",
        CICHON,
        "Remont drogi Łęgi – Podgrodzie",
        "Dzień dobry,\n\nkiedy zostanie naprawiona droga powiatowa z Łęgów na"
        " Podgrodzie?"
        " Czytelnicy skarżą się na dziury.\n\nElżbieta Cichoń",
    )
    yield -6, "10:45"
    office.start(case, "prasa1", "dro_rem", "information")
    office.letter_out(
        case,
        "prasa1",
        "forward",
        forward_name="Starostwo Powiatowe w Żarnołęce",
        forward_email="kancelaria@powiat-zarnoleka.example",
        letter_reason="Zarządcą drogi powiatowej jest zarząd powiatu.",
    )
    yield -6, "11:30"
    office.let_out("prasa1", "rzecznik", case.answer_ids)


def patrols_withdrawn(office):
    """The journalist withdraws the question while an entity works on it."""
    yield -4, "09:30"
    case = office.letter(
        "inquiry_patrole",
        MASLANKA,
        "Statystyki patroli Straży Miejskiej",
        "Dzień dobry,\n\nproszę o statystykę patroli Straży Miejskiej za trzy kwartały"
        " tego roku.\n\nPiotr Maślanka\nAKI",
    )
    yield -4, "10:00"
    office.start(case, "prasa2", "bez", "information")
    office.ask(case, "prasa2", "SM")
    yield -3, "12:00"
    office.withdraw(case, "prasa2")


def fair_is_no_case(office):
    """An offer of an advertiser is not an inquiry."""
    yield -2, "14:05"
    case = office.letter(
        "inquiry_targi",
        "Biuro Targów <oferta@targi-regionalne.example>",
        "Stoisko na targach regionalnych – rabat 20%",
        "Szanowni Państwo,\n\nzapraszamy do rezerwacji stoiska promocyjnego. Rabat"
        " obowiązuje do końca miesiąca.\n\nBiuro Targów",
    )
    yield -2, "14:30"
    case.with_user(office.replay.user("prasa1")).action_not_a_case()


# ----------------------------------------------------------------------
# Statutory choice, question to the sender
# ----------------------------------------------------------------------


def grants_wait_for_a_choice(office):
    """Held, and past the tenth day: somebody has to choose what the office does."""
    yield -9, "10:40"
    case = office.letter(
        "inquiry_dotacje",
        OSINSKI,
        "Dotacje dla klubów sportowych w latach 2022–2024",
        "Dzień dobry,\n\nproszę o zestawienie dotacji dla klubów sportowych w latach"
        " 2022–2024, z kwotami i celami.\n\nAdam Osiński\nDziennik Ogólnopolski",
    )
    yield -9, "11:10"
    office.start(case, "prasa1", "fin", "questions")
    office.ask(case, "prasa1", "WF")
    yield -8, "12:00"
    letter = office.letter_out(case, "prasa1", "holding")
    office.let_out("prasa1", "rzecznik", letter)


def which_street_is_meant(office):
    """The question is not clear: the sender is asked, the answer has a date."""
    yield -1, "11:15"
    case = office.letter(
        "inquiry_objazd",
        CICHON,
        "Objazd w centrum",
        "Dzień dobry,\n\njak długo potrwa objazd w centrum?\n\nElżbieta Cichoń\n"
        "Tygodnik Łęgowski",
    )
    yield -1, "11:40"
    office.start(case, "prasa1", "dro_rem", "questions")
    office.ask_sender(case, "prasa1", "clarification")
    case.with_user(office.replay.user("prasa1")).agreed_for = office.replay.moment(
        2, "12:00"
    )


# ----------------------------------------------------------------------
# Answered, not closed yet
# ----------------------------------------------------------------------


def cycle_path_sent(office):
    """The answer left yesterday; the case is closed when the article is out."""
    yield -3, "08:15"
    case = office.letter(
        "inquiry_sciezka",
        ZUREK,
        "Ścieżka rowerowa wzdłuż ulicy Lipowej",
        "Dzień dobry,\n\nkiedy zostanie oddana droga dla rowerów wzdłuż Lipowej i czy"
        " połączy się z trasą na Łęgi?\n\nMałgorzata Żurek\nKurier Żarnołęcki",
    )
    yield -3, "08:40"
    office.start(case, "prasa1", "dro_row", "questions")
    office.ask(case, "prasa1", "WDT")
    office.ask(case, "prasa1", "WI")
    yield -2, "09:20"
    office.deliver(
        case,
        "WDT",
        "drogi",
        "Droga dla rowerów wzdłuż ulicy Lipowej zostanie oddana do użytku w przyszłym"
        " miesiącu, po odbiorze sygnalizacji przy ulicy Młyńskiej.",
    )
    yield -2, "10:05"
    office.deliver(
        case,
        "WI",
        "inwestycje",
        "Odcinek 1,8 km połączy się z istniejącą trasą na Łęgi. Inwestycja kosztuje"
        " 2,6 mln zł, dofinansowanie z Unii Europejskiej wynosi 85%.",
    )
    yield -2, "11:00"
    office.accept(case, "prasa1", "WDT", "WI")
    office.draft(case, "prasa1")
    office.submit(case, "prasa1")
    yield -2, "13:00"
    office.approve(case, "drogi", "inwestycje")
    yield -1, "14:10"
    office.approve(case, "rzecznik")
    yield -1, "14:20"
    office.send(case, "prasa1")


def preschool_on_air(office):
    """Answered orally on the air."""
    yield -1, "08:05"
    case = office.call(
        "inquiry_nabor",
        "rzecznik",
        "hajduk",
        "Komentarz do budżetu obywatelskiego",
        "Prośba o komentarz na antenie do wyników głosowania w budżecie obywatelskim.",
        "information",
    )
    office.start(case, "rzecznik", "fin")
    yield -1, "12:30"
    office.spoken(
        case,
        "rzecznik",
        "oral",
        "Na budżet obywatelski przeznaczono 2 mln zł; mieszkańcy wybrali 14 zadań.",
    )


# ----------------------------------------------------------------------
# In acceptance
# ----------------------------------------------------------------------


def buses_wait_for_the_head(office):
    """The entity has accepted; the head of the office is next."""
    yield -1, "08:10"
    case = office.letter(
        "inquiry_linia7",
        IWANSKI,
        "Opóźnienia autobusów linii 7",
        "Dzień dobry,\n\nsłuchacze zgłaszają, że „siódemka” regularnie się spóźnia."
        " Jaka"
        " jest przyczyna i co zamierza zrobić przewoźnik?\n\nKrzysztof Iwański\n"
        "Radio Żarno",
    )
    yield -1, "08:30"
    office.start(case, "prasa1", "kom", "questions", priority="1")
    office.ask(case, "prasa1", "MZK")
    yield -1, "11:20"
    office.deliver(
        case,
        "MZK",
        "mzk",
        "Opóźnienia linii 7 wynikają z objazdu zamkniętego mostu na ulicy Młyńskiej."
        " Od poniedziałku na linię wyjedzie dodatkowy autobus, a rozkład zostanie"
        " wydłużony o cztery minuty.",
    )
    yield -1, "12:00"
    office.accept(case, "prasa1", "MZK")
    office.draft(case, "prasa1")
    office.submit(case, "prasa1")
    yield -1, "13:40"
    office.approve(case, "mzk")


def water_overdue(office):
    """Late at every step; it waits for the acceptance of the company."""
    yield -3, "10:00"
    case = office.letter(
        "inquiry_wodociag",
        HAJDUK,
        "Awaria wodociągu przy ulicy Świętojańskiej",
        "Dzień dobry,\n\nile gospodarstw nie miało wody i dlaczego naprawa trwała dwa"
        " dni?\n\nJoanna Hajduk\nRadio Żarno",
    )
    yield -3, "10:15"
    office.start(case, "prasa1", "wod", "questions", priority="2")
    office.ask(case, "prasa1", "WGK")
    office.ask(case, "prasa1", "MPWIK")
    yield -3, "11:00"
    office.not_ours(case, "WGK", "gospodarka", "Sieć wodociągowa należy do MPWiK.")
    yield -1, "14:20"
    office.deliver(
        case,
        "MPWIK",
        "asystent",
        "Bez wody pozostawało 214 gospodarstw. Pękła magistrala z 1974 roku; naprawę"
        " wydłużyła kolizja z kablem energetycznym. Przez cały czas działały dwa"
        " beczkowozy.",
    )
    yield -1, "15:00"
    office.accept(case, "prasa1", "MPWIK")
    office.draft(case, "prasa1")
    office.submit(case, "prasa1")


def graduation_tower_ready(office):
    """Accepted at both stages: it may be sent."""
    yield -2, "11:30"
    case = office.letter(
        "inquiry_teznia",
        JABLONSKA,
        "Otwarcie tężni w parku",
        "Dzień dobry,\n\nprosimy o datę otwarcia tężni i program wydarzenia.\n\n"
        "Agnieszka Jabłońska\nTV Żarno",
    )
    yield -2, "12:00"
    office.start(case, "prasa1", "zie", "information")
    office.ask(case, "prasa1", "ZZM")
    yield -1, "09:40"
    office.deliver(
        case,
        "ZZM",
        "zielen",
        "Tężnia w parku przy ulicy Źródlanej zostanie otwarta w ostatnią sobotę"
        " miesiąca o godz. 12:00. Wstęp jest bezpłatny.",
    )
    yield -1, "10:10"
    office.accept(case, "prasa1", "ZZM")
    office.draft(case, "prasa1", position="teznia")
    office.submit(case, "prasa1")
    yield -1, "12:45"
    office.approve(case, "zielen")
    yield 0, "07:40"
    office.approve(case, "rzecznik")


def trees_returned(office):
    """The head returned the answer: something is missing."""
    yield -2, "08:45"
    case = office.letter(
        "inquiry_nasadzenia",
        FIJALKOWSKA,
        "Nasadzenia drzew na osiedlu Zacisze",
        "Dzień dobry,\n\nile drzew zostanie posadzonych na os. Zacisze, jakich gatunków"
        " i kiedy?\n\nKarolina Fijałkowska\nzarnoleka24.example",
    )
    yield -2, "09:10"
    office.start(case, "prasa1", "zie", "questions")
    office.ask(case, "prasa1", "ZZM")
    yield -1, "08:30"
    office.deliver(
        case,
        "ZZM",
        "zielen",
        "Na osiedlu Zacisze posadzimy 120 drzew, głównie lipy i klony.",
    )
    yield -1, "08:50"
    office.accept(case, "prasa1", "ZZM")
    office.draft(case, "prasa1")
    office.submit(case, "prasa1")
    yield -1, "10:50"
    office.approve(case, "zielen")
    yield -1, "13:50"
    office.refuse(
        case,
        "rzecznik",
        "Brakuje terminu nasadzeń i liczby drzew każdego gatunku.",
    )


# ----------------------------------------------------------------------
# In progress
# ----------------------------------------------------------------------


def bridge_in_crisis(office):
    """The bridge is closed: everybody asks, the crisis line holds."""
    yield -1, "13:10"
    case = office.letter(
        "inquiry_most",
        DEBSKI,
        "Zamknięcie mostu na Młyńskiej",
        "Dzień dobry,\n\ndlaczego most został zamknięty, czy konstrukcja zagraża"
        " bezpieczeństwu i jak długo potrwają utrudnienia? Proszę o odpowiedź do jutra"
        " do południa.\n\nRafał Dębski\nzarnoleka24.example",
    )
    yield -1, "13:20"
    office.start(
        case,
        "prasa1",
        "dro",
        "questions",
        priority="3",
        asked_for=office.replay.moment(0, "15:00"),
        helper_ids=[(4, office.replay.user("rzecznik").id)],
    )
    office.questions(
        case,
        "prasa1",
        "Dlaczego most został zamknięty?",
        "Czy konstrukcja zagraża bezpieczeństwu?",
        "Jak długo potrwają utrudnienia i którędy prowadzi objazd?",
    )
    office.ask(case, "prasa1", "WDT")
    office.ask(case, "prasa1", "SM", "Proszę o opis objazdu i zabezpieczenia mostu.")
    office.ask(case, "prasa1", "MZK", "Proszę o zmiany tras autobusów.")
    yield -1, "14:50"
    office.deliver(
        case,
        "WDT",
        "drogi",
        "Most zamknięto po przeglądzie, który wykazał uszkodzenie jednego z łożysk."
        " Ekspertyza będzie gotowa w ciągu pięciu dni roboczych.",
    )
    yield -1, "15:10"
    office.accept(case, "prasa1", "WDT")


def waste_fee_of_three_entities(office):
    """Three entities are asked, one of them is late."""
    yield -2, "08:05"
    case = office.letter(
        "inquiry_odpady",
        OSINSKI,
        "Opłata za odpady w 2026 roku",
        "Dzień dobry,\n\njaka będzie stawka opłaty za gospodarowanie odpadami, z czego"
        " wynika zmiana i ile wyniosły zaległości mieszkańców?\n\nAdam Osiński\n"
        "Dziennik Ogólnopolski",
    )
    yield -2, "08:35"
    office.start(
        case,
        "prasa1",
        "odp",
        "questions",
        priority="1",
        asked_for=office.replay.moment(0, "10:00"),
    )
    office.questions(
        case,
        "prasa1",
        "Jaka będzie stawka opłaty?",
        "Z czego wynika zmiana?",
        "Ile wynoszą zaległości mieszkańców?",
    )
    for code in ("WGK", "WF", "ZGO"):
        office.ask(case, "prasa1", code)
    yield -1, "11:05"
    office.deliver(
        case,
        "WGK",
        "gospodarka",
        "Projekt uchwały przewiduje 34 zł od osoby miesięcznie przy segregacji. Powodem"
        " jest wzrost ceny odbioru o 11% po ostatnim przetargu.",
    )
    yield -1, "13:30"
    office.deliver(
        case,
        "WF",
        "finanse",
        "Zaległości z tytułu opłaty wynoszą 1,1 mln zł i dotyczą 2 340 gospodarstw.",
        is_background=True,
    )
    yield -1, "14:00"
    office.accept(case, "prasa1", "WGK")


def recording_at_school(office):
    """A recording at the school, today at 14:00."""
    yield -1, "10:30"
    case = office.call(
        "inquiry_nagranie_sp5",
        "prasa1",
        "jablonska",
        "Nagranie w Szkole Podstawowej nr 5",
        "TV Żarno chce nagrać lekcję w nowej pracowni i rozmowę z dyrektorką szkoły.",
        "recording",
        asked_for=office.replay.moment(0, "14:00"),
    )
    office.start(case, "prasa1", "osw")
    office.ask(
        case,
        "prasa1",
        "SP5",
        "Proszę o zgodę na nagranie o godz. 14:00 i wskazanie klasy, której rodzice"
        " wyrazili zgodę na publikację wizerunku.",
    )
    office.ask(
        case,
        "prasa1",
        "WE",
        "Proszę o liczbę szkół, w których w tym roku otwarto nowe pracownie.",
    )
    yield -1, "13:05"
    office.deliver(
        case,
        "SP5",
        "sp5",
        "Zgadzam się. Ekipę przyjmie sekretariat, nagranie w pracowni nr 12 z klasą 6b;"
        " wszystkie zgody rodziców są w szkole.",
    )
    yield -1, "13:20"
    office.accept(case, "prasa1", "SP5")


def interview_with_the_mayor(office):
    """An interview the day after tomorrow; its officer is absent this week."""
    yield -6, "11:00"
    case = office.call(
        "inquiry_wywiad",
        "prasa2",
        "sek",
        "Wywiad z prezydent Haliną Wrzos",
        "TV Kraj prosi o 15-minutowy wywiad na żywo o transporcie w średnich miastach.",
        "interview",
        agreed_for=office.replay.moment(2, "10:00"),
    )
    office.start(case, "prasa2", "kom")


def press_criticism(office):
    """Press criticism has to be answered within a month."""
    yield -5, "07:50"
    case = office.letter(
        "inquiry_krytyka",
        BEDNARZ,
        "Krytyka prasowa: „Miasto śpi”",
        "Szanowni Państwo,\n\nna podstawie art. 6 ust. 2 Prawa prasowego proszę o"
        " odpowiedź"
        " na krytykę zawartą w artykule „Miasto śpi”: od trzech lat nie rozpoczęto"
        " żadnej"
        " z zapowiedzianych inwestycji na Podgrodziu.\n\nPaweł Bednarz\n"
        "redaktor naczelny, Tygodnik Łęgowski",
    )
    yield -5, "08:40"
    office.start(case, "rzecznik", "inw", "criticism", priority="1")
    office.ask(case, "rzecznik", "WI")
    office.ask(case, "rzecznik", "WF")
    yield -3, "13:00"
    office.deliver(
        case,
        "WI",
        "inwestycje",
        "Inwestycje na Podgrodziu są realizowane zgodnie z planem.",
    )
    yield -3, "14:30"
    office.give_back(
        case,
        "rzecznik",
        "WI",
        "Proszę o listę zadań na Podgrodziu z datami umów i stanem zaawansowania.",
    )
    yield -2, "09:30"
    office.deliver(
        case,
        "WF",
        "finanse",
        "W ostatnich trzech latach na zadania na Podgrodziu wydano 12,7 mln zł.",
    )


def correction_of_kilometres(office):
    """The daily wrote 21 km instead of 12: a correction is due."""
    yield -2, "08:00"
    case = office.call(
        "inquiry_sprostowanie",
        "prasa1",
        "sliwa",
        "Sprostowanie: 12, a nie 21 km remontów",
        "Kurier Żarnołęcki podał, że miasto zapowiedziało remont 21 km dróg i nie"
        " dotrzymało słowa. W planie było 12 km. Przygotować sprostowanie do redaktora"
        " naczelnego.",
        "correction",
        channel="other",
    )
    office.start(case, "prasa1", "dro_rem")
    office.ask(
        case,
        "prasa1",
        "WDT",
        "Proszę o potwierdzenie długości dróg w planie remontów na ten rok.",
    )


def promotion_contracts(office):
    """Much work on contracts: the entity asks for more time."""
    yield -7, "09:05"
    case = office.letter(
        "inquiry_umowy",
        UZAR,
        "Umowy promocyjne 2024–2026",
        "Dzień dobry,\n\nproszę o wykaz umów promocyjnych zawartych przez miasto i"
        " spółki"
        " w latach 2024–2026, z kwotami i wykonawcami.\n\nZbigniew Użar\n"
        "Patrzymy na ręce",
    )
    yield -7, "10:00"
    office.start(
        case,
        "prasa1",
        "fin",
        "information",
        agreed_for=office.replay.moment(2, "15:00"),
    )
    office.ask(case, "prasa1", "WF")
    yield -2, "12:15"
    office.more_time(
        case,
        "WF",
        "finanse",
        "Wykaz obejmuje ponad 400 umów; prosimy o cztery dni więcej.",
    )


def refusal_demanded(office):
    """An editor-in-chief wants the waterworks' refusal in writing: three days."""
    yield -1, "10:30"
    case = office.call(
        "inquiry_odmowa",
        "prasa1",
        "kowalska",
        "Żądanie odmowy na piśmie: umowa na dostawę pomp",
        "Redaktor naczelny Kuriera żąda odmowy na piśmie (art. 4 ust. 3 prawa"
        " prasowego): MPWiK nie udostępniło umowy na dostawę pomp.",
        "written_refusal",
        channel="paper",
        contact_name="Redaktor Naczelny",
        email_from=office.env.ref("skks_crm.outlet_kurier_demo").correction_email,
    )
    office.start(case, "prasa1", "wod")


def correction_of_ours(office):
    """A reader demands a correction on the town's website: three working days."""
    yield -1, "11:10"
    case = office.letter(
        "inquiry_nasze_sprostowanie",
        UZAR,
        "Sprostowanie informacji na stronie miasta",
        "Szanowni Państwo,\n\nżądam sprostowania: nieprawdą jest, że fundacja"
        " Patrzymy na ręce dostała od miasta 40 tys. zł dotacji. Fundacja nie dostała"
        " żadnej dotacji.\n\nZbigniew Użar",
    )
    yield -1, "11:40"
    office.start(case, "prasa1", "fin", "own_correction")


# ----------------------------------------------------------------------
# New today
# ----------------------------------------------------------------------


def authorisation_this_morning(office):
    """Four hours are left to authorise a quotation."""
    yield 0, "05:45"
    case = office.letter(
        "inquiry_autoryzacja",
        "Dorota Pająk <d.pajak@dziennik-ogolnopolski.example>",
        "Autoryzacja wypowiedzi prezydent Haliny Wrzos",
        "Dzień dobry,\n\nw załączeniu przesyłam do autoryzacji dosłownie cytowaną"
        " wypowiedź Pani Prezydent: „Most otworzymy wtedy, kiedy będzie bezpieczny, i"
        " ani"
        " dnia wcześniej”.\n\nDorota Pająk\nDziennik Ogólnopolski",
    )
    yield 0, "07:35"
    office.start(case, "prasa1", "dro", "authorisation", priority="2")


def accreditation_from_abroad(office):
    """A foreign reporter wants to attend the council's session."""
    yield -1, "15:20"
    case = office.letter(
        "inquiry_akredytacja",
        VOGEL,
        "Akredytacja na sesję Rady Miasta",
        "Szanowni Państwo,\n\nproszę o akredytację na najbliższą sesję Rady Miasta"
        " i możliwość fotografowania.\n\nSabine Vogel\nDer Grenzbote",
    )
    yield 0, "07:38"
    case.with_user(office.replay.user("prasa1")).write(
        {"category_id": office.env.ref("skks_press.category_accreditation").id}
    )


def blogger_without_newsroom(office):
    """Nobody knows the sender; nobody has taken the letter yet."""
    yield 0, "07:20"
    office.letter(
        "inquiry_bloger",
        "Krzysztof Mądry <krzysztof@budzet-pod-lupa.example>",
        "Pytanie o koszty iluminacji świątecznej",
        "Dzień dobry,\n\nprowadzę blog „Budżet pod lupą”, nie należę do żadnej"
        " redakcji."
        " Ile w ostatnich trzech latach kosztowała świąteczna iluminacja Rynku?\n\n"
        "Krzysztof Mądry",
    )


# ----------------------------------------------------------------------
# Letters that need an officer
# ----------------------------------------------------------------------


def letters_to_clear_up(office):
    """An unknown mailbox and an unreadable character set; a machine writes, too."""
    yield -1, "12:40"
    office.replay.letter(
        HAJDUK,
        "Rozmowa na żywo w piątek o 8:10",
        "Dzień dobry,\n\nzapraszamy Panią Prezydent na rozmowę w piątek o 8:10.\n\n"
        "Joanna Hajduk, Radio Żarno",
        to="rzecznik.prasowy@zarnoleka.example",
    )
    yield -1, "16:10"
    office.replay.letter(
        OSINSKI,
        "Odpowiedź automatyczna: jestem na urlopie",
        "Przebywam na urlopie do piątku.",
        Auto_Submitted="auto-replied",
    )
    yield 0, "06:50"
    office.replay.deliver(_letter_in_mazovia(office.replay))


def _letter_in_mazovia(replay):
    stamp = replay.now.strftime("%a, %d %b %Y %H:%M:%S +0000")
    head = (
        f"Received: from mx.example by mail.zarnoleka.example; {stamp}\r\n"
        "From: =?utf-8?Q?Wie=C5=9Bci_z_Podgrodzia?="
        " <wiesci@podgrodzie-wiesci.example>\r\n"
        "To: prasa@zarnoleka.example\r\n"
        "Subject: =?utf-8?Q?Terminy_zebra=C5=84_na_Podgrodziu?=\r\n"
        f"Date: {stamp}\r\n"
        "Message-ID: <mazovia.demo@podgrodzie-wiesci.example>\r\n"
        "Content-Type: text/plain; charset=x-mazovia\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    text = "Dzie\xa4 dobry, kiedy odb\x91d\xa5 si\x91 zebrania z mieszka\xa4cami?\r\n"
    return head.encode() + text.encode("latin-1")


STORIES = (
    street_and_its_guarantee,
    kindergarten_late,
    map_by_link,
    trees_of_the_county,
    patrols_withdrawn,
    fair_is_no_case,
    grants_wait_for_a_choice,
    which_street_is_meant,
    cycle_path_sent,
    preschool_on_air,
    buses_wait_for_the_head,
    water_overdue,
    graduation_tower_ready,
    trees_returned,
    bridge_in_crisis,
    waste_fee_of_three_entities,
    recording_at_school,
    interview_with_the_mayor,
    press_criticism,
    correction_of_kilometres,
    promotion_contracts,
    refusal_demanded,
    correction_of_ours,
    authorisation_this_morning,
    accreditation_from_abroad,
    blogger_without_newsroom,
    letters_to_clear_up,
)
