"""Twelve months of reports that are closed: twelve to fourteen a week.

Most came by phone and were answered on the phone; one in forty went the whole way to
an accepted letter. What is drawn is drawn anew in the same way at each loading.
"""

from random import Random

SEED = 311
WEEKS = range(50, 3, -1)
A_WEEK = (12, 14)
# How many of ten are answered so many working days after they came in.
DAYS = (1, 1, 2, 2, 3, 3, 4, 6, 9, 16)
BY_LETTER = 40
STREETS = ("lipowa", "mlynska", "rynek", "zrodlana", "swietojanska", "os_zacisze")
CHANNELS = ("phone", "phone", "phone", "phone", "paper", "official")
# category, what was reported, what was replied, how it ended
SUBJECTS = (
    ("dro", "Dziura w jezdni", "Ubytek załatano.", "done"),
    ("dro", "Zapadnięty chodnik", "Chodnik przełożono.", "done"),
    ("dro", "Wyboisty zjazd", "Remont jest w planie na wiosnę.", "planned"),
    ("syg", "Przekrzywiony znak", "Znak ustawiono.", "done"),
    ("syg", "Sygnalizacja miga na żółto", "Sterownik wymieniono.", "done"),
    ("osw", "Nie świeci latarnia", "Oprawę wymieniono.", "done"),
    ("osw", "Ciemno na przejściu", "Doświetlenie jest w planie.", "planned"),
    ("row", "Szkło na drodze rowerowej", "Drogę zamieciono.", "done"),
    ("zim", "Śliski chodnik", "Chodnik posypano.", "done"),
    ("par", "Wrak na parkingu", "Pojazd usunięto.", "done"),
    ("par", "Parkowanie na trawniku", "Patrol nie potwierdził.", "not_confirmed"),
    ("odp", "Przepełniony kosz", "Kosz opróżniono.", "done"),
    ("odp", "Dzikie wysypisko", "Odpady wywieziono.", "done"),
    ("zie", "Złamana gałąź", "Gałąź usunięto.", "done"),
    ("zie", "Nieskoszona trawa", "Koszenie jest w czerwcu.", "explained"),
    ("sro", "Dym z komina", "Kontrola niczego nie wykazała.", "not_confirmed"),
    ("wod", "Cieknący hydrant", "Hydrant naprawiono.", "done"),
    ("wod", "Słabe ciśnienie wody", "Usterkę usunięto.", "done"),
    ("kom", "Opóźniony autobus", "Rozkład poprawiono.", "explained"),
    ("kom", "Brudna wiata", "Wiatę umyto.", "done"),
    ("bez", "Hałas po 22", "Patrol pouczył sprawców.", "done"),
    ("zwi", "Błąkający się pies", "Psa zabrano do schroniska.", "done"),
    ("bud", "Zerwana rynna", "Rynnę zamocowano.", "done"),
    ("osi", "Uszkodzone ogrodzenie boiska", "Ogrodzenie naprawiono.", "done"),
    ("kul", "Zła godzina na plakacie", "Plakaty wymieniono.", "done"),
)
PEOPLE = ("Adam Zioło", "Beata Wąs", "Celina Żak", "Daniel Ćma", "Edyta Łoś")


def history(unit):
    """A story of each week: what came in, and how it was answered."""
    random = Random(SEED)
    return [_week(unit, -5 * week, random.random()) for week in WEEKS]


def _week(unit, monday, seed):
    random = Random(seed)
    yield monday, "10:15"
    drawn = [random.choice(SUBJECTS) for _one in range(random.randint(*A_WEEK))]
    reports = unit.env["skks.intervention"].with_context(tracking_disable=True)
    cases = unit.replay.by("dyspozytor", reports).create(
        [_values(unit, random, monday, one) for one in drawn]
    )
    told = dict(zip(cases, drawn, strict=True))
    days_of = {case: random.choice(DAYS) for case in cases}
    for days in sorted(set(days_of.values())):
        yield monday + days, "13:40"
        for case in cases:
            if days_of[case] == days:
                _answer(unit, case, told[case])
    yield monday + max(DAYS) + 1, "09:30"
    unit.explain(cases)
    unit.close(cases)


def _values(unit, random, monday, subject):
    category, name, _said, _outcome = subject
    street = random.choice(STREETS)
    values = unit.values(
        category,
        name,
        f"{name}, proszę o interwencję.",
        street,
        str(random.randint(1, 48)),
    )
    at = f"{random.randint(8, 14):02}:{random.choice((5, 20, 35, 50)):02}"
    by_letter = random.randrange(BY_LETTER) == 0
    return values | {
        "channel": random.choice(CHANNELS),
        "received_at": unit.replay.moment(monday - 1, at),
        "contact_name": random.choice(PEOPLE),
        "phone": f"00 700 3{random.randint(0, 9)} {random.randint(10, 99)}",
        "email_from": by_letter and f"mieszkaniec{monday}@poczta.example",
    }


def _answer(unit, case, subject):
    _category, _name, said, outcome = subject
    text = f"Dzień dobry,\n\n{said}"
    if case._submitter_address():
        unit.start(case)
        unit.answer(case, outcome, text)
    else:
        unit.answer_spoken(case, text)
