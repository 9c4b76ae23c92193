"""Open reports besides the stories: so that every list and board has something."""

from typing import NamedTuple

# How far a report has come, in the order in which it goes.
STAGES = ("new", "started", "drafted", "submitted", "accepted")


class Open(NamedTuple):
    name: str
    days: int  # working days from today
    at: str
    category: str
    street: str
    house: str
    subject: str
    text: str
    stage: str = "new"
    said: str = ""


OPEN = (
    Open(
        *("znak_stop", -1, "14:38", "syg", "swietojanska", "4"),
        "Przewrócony znak „stop”",
        "Znak leży na chodniku przy skrzyżowaniu z Rynkiem.",
    ),
    Open(
        *("latarnia_rynek", -1, "13:10", "osw", "rynek", "1"),
        "Nie świecą trzy latarnie",
        "Od wczoraj nie świecą trzy latarnie przed ratuszem.",
        "started",
    ),
    Open(
        *("stojaki", -4, "09:20", "row", "mlynska", "30"),
        "Stojaki rowerowe wyrwane z podłoża",
        "Dwa stojaki przy sklepie leżą, nie ma do czego przypiąć roweru.",
        "drafted",
        "Stojaki zamontujemy ponownie do końca miesiąca.",
    ),
    Open(
        *("piasek_lipowa", -2, "08:05", "zim", "lipowa", "44"),
        "Pusta skrzynia na piasek przy szkole",
        "Schody przy szkole są strome, a w skrzyni nie ma piasku.",
        "submitted",
        "Skrzynię napełniono tego samego dnia.",
    ),
    Open(
        *("wrak", -8, "11:45", "par", "os_zacisze", "7"),
        "Wrak stoi od pół roku",
        "Czerwony samochód bez tablic, z wybitą szybą, na parkingu.",
        "started",
    ),
    Open(
        *("chodnik_zastawiony", -3, "15:10", "par", "swietojanska", "12"),
        "Samochody na chodniku",
        "Codziennie po 16 nie da się przejść z wózkiem.",
    ),
    Open(
        *("kosze", -1, "10:20", "odp", "rynek", "9"),
        "Przepełnione kosze po jarmarku",
        "Kosze na Rynku są pełne, śmieci leżą obok.",
        "accepted",
        "Kosze opróżniono, a plac zamieciono.",
    ),
    Open(
        *("wysypisko", -12, "12:30", "odp", "zrodlana", "71"),
        "Dzikie wysypisko nad rzeką",
        "Ktoś wyrzucił gruz i opony przy ścieżce do rzeki.",
        "started",
    ),
    Open(
        *("galaz", -2, "09:55", "zie", "lipowa", "20"),
        "Gałąź wisi nad przystankiem",
        "Po wichurze gałąź lipy trzyma się na korze.",
        "submitted",
        "Gałąź usunięto, drzewo obejrzał dendrolog.",
    ),
    Open(
        *("trawnik", -6, "13:40", "zie", "os_zacisze", "3"),
        "Rozjeżdżony trawnik",
        "Dostawcy skracają sobie drogę przez trawnik.",
        "drafted",
        "Ustawimy słupki, trawnik odtworzymy wiosną.",
    ),
    Open(
        *("dym", -1, "14:50", "sro", "zrodlana", "15"),
        "Gryzący dym z komina",
        "Czarny dym i zapach palonego plastiku co wieczór.",
        "started",
    ),
    Open(
        *("wyciek", -1, "08:30", "wod", "mlynska", "5"),
        "Woda wypływa spod asfaltu",
        "Woda płynie jezdnią od rana, robi się kałuża.",
        "started",
    ),
    Open(
        *("autobus7", -5, "16:20", "kom", "os_zacisze", "1"),
        "Linia 7 nie przyjechała dwa razy",
        "Kursy 6:40 i 7:05 we wtorek wypadły bez informacji.",
        "submitted",
        "Kursy wypadły z powodu awarii; za utrudnienia przepraszamy.",
    ),
    Open(
        *("wiata", -9, "10:10", "kom", "lipowa", "33"),
        "Wybita szyba w wiacie",
        "Szkło leży na ławce i na chodniku.",
        "started",
    ),
    Open(
        *("halas", -3, "08:15", "bez", "rynek", "14"),
        "Hałas w nocy z czwartku na piątek",
        "Głośna muzyka z ogródka do 2 w nocy.",
        "drafted",
        "Właściciela lokalu pouczono, patrole są w każdy weekend.",
    ),
    Open(
        *("pies", 0, "07:35", "zwi", "mlynska", "60"),
        "Pies bez opiekuna przy przedszkolu",
        "Duży pies, bez obroży, dzieci się boją.",
    ),
    Open(
        # the only one who represented that unit has left: nobody is asked by itself
        *("hustawka", -7, "11:25", "rek", "os_zacisze", "12"),
        "Urwana huśtawka na placu zabaw",
        "Jedna huśtawka wisi na jednym łańcuchu.",
    ),
    Open(
        *("rynna", -10, "12:05", "bud", "swietojanska", "8"),
        "Woda z dachu leje się na chodnik",
        "Budynek komunalny, rynna urwana od lata.",
        "started",
    ),
    Open(
        *("podjazd", -1, "15:30", "dos", "rynek", "2"),
        "Podjazd dla wózków jest zamknięty",
        "Drzwi przy podjeździe do urzędu są zamknięte na klucz.",
    ),
    Open(
        *("stolowka", -4, "10:45", "osi", "lipowa", "40"),
        "Zepsute okno w sali gimnastycznej",
        "Okno nie domyka się, na sali jest zimno.",
        "drafted",
        "Okno wymienimy w czasie ferii.",
    ),
    Open(
        *("kolejka", -1, "12:15", "urz", "rynek", "1"),
        "Godzina czekania przy okienku",
        "Numerek nie działał, a okienko było jedno.",
    ),
    Open(
        *("plakat", -5, "09:35", "kul", "mlynska", "2"),
        "Błędna data koncertu na plakacie",
        "Na plakacie jest sobota 6, a sobota jest 7.",
        "submitted",
        "Plakaty wymieniono, data jest poprawiona także na stronie.",
    ),
    Open(
        *("lawka", -1, "13:00", "pom", "rynek", "7"),
        "Pomysł: ławki w cieniu na Rynku",
        "Starsi ludzie nie mają gdzie usiąść latem.",
    ),
    Open(
        *("baner", -1, "10:25", "prz", "swietojanska", "2"),
        "Baner zasłania okna kamienicy",
        "Reklama na całej elewacji, w mieszkaniach jest ciemno.",
    ),
    Open(
        *("inne", -1, "11:50", "inn", "zrodlana", "2"),
        "Prośba o kontakt w sprawie działki",
        "Nie wiem, kto się tym zajmuje.",
    ),
)


# Whoever left an address filled in the form; the others called.
PEOPLE = (
    ("Jan Dudek", "00 700 21 01", "j.dudek@poczta.example"),
    ("Maria Wilga", "00 700 21 02", ""),
    ("Paweł Zięba", "00 700 21 03", "pawel.zieba@poczta.example"),
    ("Irena Czapla", "00 700 21 04", ""),
    ("Łukasz Gawron", "00 700 21 05", "l.gawron@poczta.example"),
    ("Teresa Słowik", "00 700 21 06", ""),
    ("Michał Żuraw", "00 700 21 07", ""),
)


def open_reports(unit):
    """A story of each."""
    return [
        _story(unit, one, *PEOPLE[number % len(PEOPLE)])
        for number, one in enumerate(OPEN)
    ]


def _story(unit, one, name, phone, email):
    yield one.days, one.at
    case = _received(unit, one, name, phone, email)
    reply = None
    for days, at, step in _steps(one):
        yield days, at
        if step == "started":
            unit.confirm(case)
        elif step == "drafted":
            reply = unit.draft(case, "done", f"Dzień dobry,\n\n{one.said}")
        elif step == "submitted":
            unit.submit(reply)
        else:
            unit.accept(reply)


def _received(unit, one, name, phone, email):
    contact = {"contact_name": name, "phone": phone}
    if not email:
        what = one.category, one.subject, one.text, one.street, one.house
        return unit.taken_down(f"report_{one.name}", *what, **contact)
    return unit.form(
        f"report_{one.name}",
        category=one.category.upper(),
        name=one.subject,
        description=one.text,
        street=unit.replay.ref(f"street_{one.street}_demo").name,
        address=one.house,
        email_from=email,
        **contact,
    )


def _steps(one):
    """The moments of its stages, from the one of its receipt to this morning."""
    stages = STAGES[1 : STAGES.index(one.stage) + 1]
    for number, stage in enumerate(stages):
        day = one.days + number
        at = f"07:{40 + number}" if day >= 0 else f"15:{20 + number * 5}"
        yield min(day, 0), at, stage
