"""Answers of the demo town that rest on positions which hold no more."""

from odoo.tools.mail import plaintext2html

from .stories import BEDNARZ, DEBSKI, HAJDUK, IWANSKI, KOWALSKA

ASKED = (
    ("bilety_kurier", KOWALSKA, "Anna Kowalska", -24),
    ("bilety_tygodnik", BEDNARZ, "Paweł Bednarz", -23),
    ("bilety_portal", DEBSKI, "Rafał Dębski", -22),
    ("bilety_radio", HAJDUK, "Joanna Hajduk", -21),
)


def position_stories(office):
    """Every story, ready to be played."""
    asked = [_price_of_tickets(office, *one) for one in ASKED]
    return [
        _water_of_the_bathing_place(office),
        *asked,
        _tickets_become_dearer(office),
        _used_though_overdue(office),
    ]


def _water_of_the_bathing_place(office):
    """Answered in the last days of the season: the position has expired since."""
    yield -57, "08:20"
    case = office.letter(
        "inquiry_kapielisko",
        IWANSKI,
        "Woda w kąpielisku miejskim",
        "Dzień dobry,\n\njak często badana jest woda w kąpielisku i czy do końca sezonu"
        " można się tam bezpiecznie kąpać?\n\nKrzysztof Iwański",
    )
    yield -57, "08:40"
    office.start(case, "prasa1", "wod", "questions")
    office.draft(case, "prasa1", position="kapielisko")
    office.submit(case, "prasa1")
    yield -57, "09:50"
    office.approve(case, "rzecznik")
    yield -57, "10:00"
    office.send(case, "prasa1")
    yield -56, "09:00"
    office.close(case, "prasa1", "full")


def _price_of_tickets(office, name, sender, signature, day):
    """Asked by one outlet after the other, answered with the same text."""
    yield day, "08:30"
    case = office.letter(
        f"inquiry_{name}",
        sender,
        "Ceny biletów autobusowych",
        "Dzień dobry,\n\nczy w tym roku zdrożeją bilety komunikacji miejskiej?\n\n"
        f"{signature}",
    )
    yield day, "09:00"
    office.start(case, "prasa1", "kom", "questions")
    office.draft(case, "prasa1", position="bilety")
    office.submit(case, "prasa1")
    yield day, "10:30"
    office.approve(case, "rzecznik")
    yield day, "10:40"
    office.send(case, "prasa1")
    yield day + 1, "09:00"
    office.close(case, "prasa1", "full")


def _tickets_become_dearer(office):
    """The position changes: what was sent says something else."""
    yield -8, "11:00"
    narrative = office.env.ref("skks_narrative.narrative_bilety_demo")
    text = (
        "Od nowego roku bilet normalny będzie kosztował 4,00 zł, ulgowy 2,00 zł. Dzieci"
        " i seniorzy po 70. roku życia nadal będą jeździli bezpłatnie."
    )
    office.by("prasa1", narrative).write(
        {
            "thesis": "Bilet normalny będzie od nowego roku kosztował 4 zł.",
            "body": plaintext2html(text),
            "change_note": "Rada Miasta podniosła ceny biletów.",
        }
    )
    office.by("prasa1", narrative).action_submit()
    office.by("mzk", narrative).action_approve()
    office.by("rzecznik", narrative).action_approve()


def _used_though_overdue(office):
    """Nobody has confirmed it in time, and somebody needs it all the same."""
    yield -1, "15:20"
    case = office.env.ref("skks_press.inquiry_odpady_demo")
    office.draft(case, "prasa1", position="odpady")
    yield -1, "15:30"
    stoves = office.env.ref("skks_narrative.narrative_piece_demo")
    office.by("prasa1", stoves).action_report_outdated(
        "Od stycznia dotacja wyniesie do 10 tys. zł, tak mówi uchwała z października."
    )
