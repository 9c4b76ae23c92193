"""Twelve months of reports that are closed: twelve to fourteen a week.

Most submitters called, left no address and were told on the phone; one in 25 reports
went the whole way to an accepted reply, and some of those came back. What is drawn is
drawn anew in the same way at each loading; what is reported follows the season.
"""

from random import Random
from typing import NamedTuple

SEED = 311
WEEKS = range(50, 3, -1)
A_WEEK = (12, 14)
# How many of ten are answered so many working days after they came in.
DAYS = (1, 1, 2, 2, 3, 3, 4, 6, 9, 16)
# So many working days after they came in, opinions on the replies are asked for.
ASK_ON = (8, 15)
# Shares: of those who heard from the unit on the same day; of what was secured by the
# next one; of those who left an address and got a letter; and of these, of those who
# were satisfied with it.
HEARD, SECURED, WITH_ADDRESS, SATISFIED = 0.88, 0.7, 0.04, 0.8
OPINIONS = ("Dziękuję.", "Szybko załatwione.", "")
OBJECTION = "Nie zostało to naprawione, proszę sprawdzić jeszcze raz."
STREETS = ("lipowa", "mlynska", "rynek", "zrodlana", "swietojanska", "os_zacisze")
CHANNELS = ("phone", "phone", "phone", "phone", "paper", "official")
LATE = ("department", "department", "approver", "data")
PEOPLE = ("Adam Zioło", "Beata Wąs", "Celina Żak", "Daniel Ćma", "Edyta Łoś")
COLD, WARM, WET = (11, 12, 1, 2, 3), (4, 5, 6, 7, 8, 9), (3, 4, 10, 11)


class Subject(NamedTuple):
    category: str
    name: str
    said: str
    outcome: str = "done"
    months: tuple = tuple(range(1, 13))


SUBJECTS = (
    Subject("dro", "Dziura w jezdni", "Ubytek załatano."),
    Subject("dro", "Dziura po zimie", "Ubytek załatano.", months=(2, 3, 4)),
    Subject("dro", "Zapadnięty chodnik", "Chodnik przełożono."),
    Subject("dro", "Wyboisty zjazd", "Remont jest w planie na wiosnę.", "planned"),
    Subject("dro", "Kałuża na przejściu", "Kratkę oczyszczono.", months=WET),
    Subject("syg", "Przekrzywiony znak", "Znak ustawiono."),
    Subject("syg", "Sygnalizacja miga na żółto", "Sterownik wymieniono."),
    Subject("osw", "Nie świeci latarnia", "Oprawę wymieniono."),
    Subject("osw", "Nie świeci latarnia", "Oprawę wymieniono.", months=COLD),
    Subject("osw", "Ciemno na przejściu", "Doświetlenie jest w planie.", "planned"),
    Subject("row", "Szkło na drodze rowerowej", "Drogę zamieciono.", months=WARM),
    Subject("zim", "Śliski chodnik", "Chodnik posypano.", months=COLD),
    Subject("zim", "Zaspa na przejściu", "Przejście odśnieżono.", months=(12, 1, 2)),
    Subject("par", "Wrak na parkingu", "Pojazd usunięto."),
    Subject(
        "par", "Parkowanie na trawniku", "Patrol nie potwierdził.", "not_confirmed"
    ),
    Subject("odp", "Przepełniony kosz", "Kosz opróżniono."),
    Subject("odp", "Dzikie wysypisko", "Odpady wywieziono."),
    Subject("zie", "Złamana gałąź", "Gałąź usunięto.", months=WET),
    Subject(
        *("zie", "Nieskoszona trawa", "Trawa w tym miejscu rośnie do czerwca."),
        *("explained", (5, 6, 7, 8)),
    ),
    Subject("zie", "Uschnięte drzewko", "Posadzono nowe.", months=WARM),
    Subject(
        *("sro", "Dym z komina", "Kontrola niczego nie wykazała."),
        *("not_confirmed", COLD),
    ),
    Subject("wod", "Cieknący hydrant", "Hydrant naprawiono."),
    Subject("wod", "Słabe ciśnienie wody", "Usterkę usunięto."),
    Subject("kom", "Opóźniony autobus", "Rozkład poprawiono.", "explained"),
    Subject("kom", "Brudna wiata", "Wiatę umyto."),
    Subject("bez", "Hałas po 22", "Patrol pouczył sprawców.", months=WARM),
    Subject("zwi", "Błąkający się pies", "Psa zabrano do schroniska."),
    Subject("bud", "Zerwana rynna", "Rynnę zamocowano."),
    Subject("osi", "Uszkodzone ogrodzenie boiska", "Ogrodzenie naprawiono."),
    Subject("kul", "Zła godzina na plakacie", "Plakaty wymieniono."),
)


def history(unit):
    """A story of each week: what came in, and how it was answered."""
    random = Random(SEED)
    return [_week(unit, -5 * week, Random(random.random())) for week in WEEKS]


def _week(unit, monday, random):
    yield monday, "10:00"
    month = unit.replay.now.month
    season = [one for one in SUBJECTS if month in one.months]
    drawn = [random.choice(season) for _one in range(random.randint(*A_WEEK))]
    cases = unit.by("dyspozytor", unit.reports.with_context(tracking_disable=True))
    cases = cases.create([_values(unit, random, monday, one) for one in drawn])
    told = dict(zip(cases, drawn, strict=True))
    days_of = {case: random.choice(DAYS) for case in cases}
    yield monday, "10:10"
    unit.tell_spoken(cases.filtered(lambda _case: random.random() < HEARD))
    secured = cases.filtered(lambda _case: random.random() < SECURED)
    yield monday, "10:50"
    unit.act_unwritten(secured.filtered(lambda case: case.priority >= "2"))
    yield monday + 1, "08:30"
    unit.act_unwritten(secured)
    for days in sorted({*days_of.values(), *ASK_ON}):
        yield monday + days, "13:40"
        for case in cases.filtered(lambda case, days=days: days_of[case] == days):
            _answer(unit, case, told[case])
        if days in ASK_ON:
            unit.ask_opinions()
    yield monday + max(DAYS) + 1, "09:30"
    for case in cases.filtered("feedback_asked_at"):
        _give_opinion(unit, case, random)
    yield monday + max(DAYS) + 2, "12:10"
    for case in cases.filtered("reopening_id"):
        unit.reopen(case)
        _answer(unit, case, told[case])
    yield monday + max(DAYS) + 3, "09:30"
    _explain(unit, cases, random)
    unit.close(cases)


def _values(unit, random, monday, subject):
    """What the dispatcher registers of it."""
    at = f"09:{random.choice((5, 20, 35, 50)):02}"
    with_address = random.random() < WITH_ADDRESS
    return {
        "name": subject.name,
        "description": f"<p>{subject.name}, proszę o interwencję.</p>",
        "category_id": unit.category(subject.category).id,
        **unit.place(random.choice(STREETS), random.randint(1, 48)),
        "channel": random.choice(CHANNELS),
        "received_at": unit.replay.moment(monday, at),
        "contact_name": random.choice(PEOPLE),
        "phone": f"00 700 3{random.randint(0, 9)} {random.randint(10, 99)}",
        "email_from": with_address and f"mieszkaniec{-monday}@poczta.example",
    }


def _answer(unit, case, subject):
    text = f"Dzień dobry,\n\n{subject.said}"
    if case.sudo().email_from:
        unit.answer(case, subject.outcome, text)
    else:
        unit.answer_spoken(case, text)


def _give_opinion(unit, case, random):
    if random.random() < SATISFIED:
        unit.give_opinion(case, "satisfied", random.choice(OPINIONS))
    else:
        unit.give_opinion(case, "unsatisfied", OBJECTION)


def _explain(unit, cases, random):
    """The office says why terms were missed."""
    for case in cases.filtered("is_unexplained"):
        unit.explain(case, "dyspozytor", random.choice(LATE))
