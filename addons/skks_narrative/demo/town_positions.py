"""Further positions of the demo town, on every topic and of every freshness."""

from odoo.tools.mail import plaintext2html

from .stories import accepted, parts, tags, write


def bicycles(replay):
    """With everything that a position can have; its expert has confirmed it."""
    yield -90, "09:15"
    narrative = accepted(
        replay,
        "narrative_rowery",
        "drogi",
        ["dro_row"],
        "Drogi dla rowerów",
        "Do 2028 roku połączymy wszystkie dzielnice drogami dla rowerów.",
        "W Żarnołęce jest 41 km dróg dla rowerów. Co roku przybywa około 4 km, przede"
        " wszystkim przy remontach ulic.",
        keywords="ścieżka rowerowa, kontrapas, stojaki",
        background=plaintext2html(
            "Brakuje połączenia Podgrodzia z Łęgami: trwa wykup dwóch działek."
        ),
        **parts(
            messages=(
                "Budujemy tam, gdzie i tak remontujemy ulicę – tak jest taniej.",
                "Droga dla rowerów nie odbiera miejsca pieszym.",
            ),
            questions=(
                (
                    "Ile kosztuje kilometr drogi dla rowerów?",
                    "Około 1,4 mln zł, jeżeli powstaje razem z remontem ulicy.",
                ),
                (
                    "Dlaczego droga urywa się na Młyńskiej?",
                    "Zostanie przedłużona po otwarciu mostu.",
                ),
            ),
            sources=(
                (
                    "resolution",
                    "Program rozwoju dróg dla rowerów do 2028 r.",
                    "https://bip.zarnoleka.example/rowery",
                ),
                ("figures", "Ewidencja dróg WDT", False),
            ),
        ),
    )
    yield -30, "09:15"
    replay.by("drogi", narrative).action_confirm()


def stoves(replay):
    """Overdue."""
    yield -66, "10:10"
    accepted(
        replay,
        "narrative_piece",
        "srodowisko",
        ["zdr"],
        "Wymiana pieców",
        "Miasto dopłaca do wymiany każdego starego pieca.",
        "Mieszkaniec, który wymieni piec na paliwo stałe, otrzyma do 8 tys. zł dotacji."
        " Wnioski przyjmuje Wydział Ochrony Środowiska.",
        keywords="smog, kopciuch, dotacja",
        **tags(replay, 4),
    )


def cameras(replay):
    """Expired: of high importance, and nobody has confirmed it."""
    yield -46, "08:40"
    accepted(
        replay,
        "narrative_monitoring",
        "oswiata",
        ["osw", "bez"],
        "Monitoring w szkołach",
        "Kamery są przy wejściach, nie w klasach.",
        "Kamery w szkołach miejskich obejmują wejścia i korytarze. Nie ma ich w"
        " klasach,"
        " szatniach ani toaletach. Nagrania przechowuje się do 30 dni.",
        importance="high",
        **parts(
            questions=(
                (
                    "Kto ogląda nagrania?",
                    "Dyrektor szkoły i osoby, które do tego pisemnie upoważnił.",
                ),
            ),
            sources=(("law", "Art. 108a ustawy – Prawo oświatowe", False),),
        ),
    )


def preschools(replay):
    """Fresh, until the end of the enrolment."""
    yield -5, "09:30"
    accepted(
        replay,
        "narrative_przedszkola",
        "oswiata",
        ["osw"],
        "Nabór do przedszkoli",
        "Miejsce znajdzie się dla każdego dziecka od trzech lat.",
        "W przedszkolach miejskich przygotowano 1240 miejsc. Każde dziecko w wieku od 3"
        " do 6 lat, które mieszka w Żarnołęce, zostanie przyjęte.",
        valid_to=replay.moment(60).date(),
    )


def timetable(replay):
    """Accepted, but it holds only from a later day."""
    yield -3, "13:10"
    accepted(
        replay,
        "narrative_rozklad",
        "mzk",
        ["kom"],
        "Nowy rozkład jazdy",
        "Autobusy nocne pojadą co godzinę.",
        "Od dnia zmiany rozkładu linie nocne N1 i N2 będą jeździły co godzinę,"
        " a linia 7"
        " dojedzie do szpitala.",
        valid_from=replay.moment(20).date(),
    )


def tickets(replay):
    """Used in answers, and changed after that: by the stories of the inquiries."""
    yield -40, "11:45"
    accepted(
        replay,
        "narrative_bilety",
        "mzk",
        ["kom", "fin"],
        "Ceny biletów komunikacji miejskiej",
        "Bilet normalny kosztuje 3,60 zł i w tym roku nie zdrożeje.",
        "Bilet normalny kosztuje 3,60 zł, ulgowy 1,80 zł. W tym roku ceny się nie"
        " zmienią. Dzieci i seniorzy po 70. roku życia jeżdżą bezpłatnie.",
        keywords="MZK, autobus, bilet miesięczny",
        **parts(
            messages=("Bilety pokrywają 31 % kosztów, resztę dopłaca miasto.",),
            sources=(("resolution", "Uchwała w sprawie cen biletów", False),),
        ),
    )


def water_price(replay):
    """To be confirmed within two weeks."""
    yield -58, "12:20"
    accepted(
        replay,
        "narrative_cena_wody",
        "asystent",
        ["wod", "fin"],
        "Cena wody i ścieków",
        "Taryfę zatwierdza regulator, nie miasto.",
        "Taryfę za wodę i ścieki zatwierdza na trzy lata organ regulacyjny Wód"
        " Polskich."
        " Obecna obowiązuje do końca przyszłego roku.",
        deputy_id=replay.user("prezes.wodociagi").id,
    )


def patrols(replay):
    yield -20, "09:50"
    accepted(
        replay,
        "narrative_patrole",
        "straz",
        ["bez"],
        "Patrole na Rynku",
        "Strażnicy są na Rynku codziennie do 2 w nocy.",
        "Straż Miejska patroluje Rynek codziennie od 18.00 do 2.00. W piątki i soboty"
        " patrole są wspólne z policją.",
    )


def bypass(replay):
    """Overdue for more than two weeks: the head of the entity has been told."""
    yield -76, "10:00"
    accepted(
        replay,
        "narrative_obwodnica",
        "inwestycje",
        ["inw", "dro"],
        "Obwodnica północna",
        "Czekamy na decyzję środowiskową.",
        "Wniosek o decyzję środowiskową dla obwodnicy północnej złożono w"
        " ubiegłym roku."
        " Po jej otrzymaniu miasto ogłosi przetarg na projekt.",
    )


def debt(replay):
    """Of high importance, to be confirmed soon."""
    yield -18, "08:50"
    accepted(
        replay,
        "narrative_dlug",
        "finanse",
        ["fin"],
        "Zadłużenie miasta",
        "Dług jest o połowę niższy, niż dopuszcza ustawa.",
        "Na koniec kwartału zadłużenie wynosiło 38 % dochodów. Wskaźnik obsługi długu"
        " jest o połowę niższy od ustawowego.",
        importance="high",
        **parts(
            messages=("Pożyczamy tylko na inwestycje, nigdy na bieżące wydatki.",),
            sources=(("law", "Art. 243 ustawy o finansach publicznych", False),),
        ),
    )


def hospital(replay):
    """For the office alone: a draft with an internal note."""
    yield -2, "14:20"
    write(
        replay,
        "narrative_szpital",
        "szpital",
        ["zdr"],
        "Kolejki w szpitalu – do użytku wewnętrznego",
        "Nie komentujemy rozmów o kontrakcie.",
        "Szpital prowadzi rozmowy o kontrakcie na przyszły rok. O wyniku poinformuje"
        " dyrekcja.",
        internal=plaintext2html(
            "Nie wysyłać przed podpisaniem umowy. Pytania kierować do rzecznika."
        ),
    )


def festival(replay):
    """Its day is over."""
    yield -130, "10:40"
    accepted(
        replay,
        "narrative_dni_zarnoleki",
        "mlyn",
        ["kul"],
        "Dni Żarnołęki",
        "Wstęp na wszystkie koncerty jest wolny.",
        "Dni Żarnołęki odbędą się na Błoniach. Wstęp na wszystkie koncerty jest wolny.",
        valid_to=replay.moment(-100).date(),
        **tags(replay, 7),
    )


def fair(replay):
    """Long over and used by nobody: proposed for archiving, a week ago."""
    yield -260, "10:00"
    narrative = accepted(
        replay,
        "narrative_jarmark",
        "mlyn",
        ["kul"],
        "Jarmark zimowy",
        "Na Rynku stanie 40 stoisk.",
        "Na jarmarku zimowym stanie 40 stoisk z rękodziełem i żywnością z okolicy.",
        valid_to=replay.moment(-190).date(),
    )
    yield -6, "06:10"
    narrative._propose_archiving()


def swimming_pool(replay):
    """Its expert has left; the deputy vouches for it."""
    yield -25, "12:40"
    accepted(
        replay,
        "narrative_basen",
        "osir",
        ["zdr"],
        "Basen miejski",
        "Basen jest zamknięty tylko na czas przeglądu.",
        "Przegląd basenu trwa trzy tygodnie. Karnety przedłuża się o czas zamknięcia.",
        accepted_by="oswiata",
        deputy_id=replay.user("oswiata").id,
        entity_id=replay.env.ref("skks_base.entity_osir_demo").id,
    )


def bulky_waste(replay):
    """Replaced by another one: withdrawn, with the way to it."""
    yield -50, "09:00"
    old = accepted(
        replay,
        "narrative_gabaryty",
        "zgo",
        ["odp"],
        "Wywóz odpadów wielkogabarytowych",
        "Gabaryty odbieramy dwa razy w roku.",
        "Odpady wielkogabarytowe są odbierane sprzed posesji dwa razy w roku.",
    )
    yield -15, "09:00"
    accepted(
        replay,
        "narrative_harmonogram",
        "zgo",
        ["odp"],
        "Odbiór odpadów – harmonogram",
        "Gabaryty odbieramy na zgłoszenie, przez cały rok.",
        "Od tego kwartału odpady wielkogabarytowe odbiera się na zgłoszenie, w ciągu"
        " 10 dni roboczych. Harmonogram pozostałych frakcji się nie zmienił.",
        replaces_ids=[(6, 0, old.ids)],
        related_ids=[(4, replay.ref("narrative_odpady_demo").id)],
        **parts(
            questions=(
                (
                    "Jak zgłosić odbiór?",
                    "Telefonicznie, na stronie ZGO albo w Biurze Obsługi Mieszkańców.",
                ),
                ("Ile to kosztuje?", "Nic: jest w opłacie za odpady."),
            ),
        ),
    )


STORIES = (
    bicycles,
    stoves,
    cameras,
    preschools,
    timetable,
    tickets,
    water_price,
    patrols,
    bypass,
    debt,
    hospital,
    festival,
    fair,
    swimming_pool,
    bulky_waste,
)
