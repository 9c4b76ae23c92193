"""Twelve months of ended inquiries, so that figures and graphs have something to say.

Most were answered on the phone, at a recording or by a link; one a month went the
whole way to an accepted letter. What is drawn is drawn anew in the same way at each
loading.
"""

from random import Random

from odoo.addons.skks_base.tools.moments import naive_utc

WEEKS = range(50, 3, -1)
SEED = 2026
OFFICERS = ("prasa1", "prasa1", "prasa2", "rzecznik")
MOST_WAYS = ("oral", "oral", "link", "recording", "interview")
KINDS = (
    *("questions",) * 8,
    *("information",) * 3,
    *("recording",) * 3,
    *("interview",) * 2,
    "data",
    "material",
    "passed_on",
    "accreditation",
)
# topic, what was asked, what was said
SUBJECTS = (
    ("dro_rem", "Terminy remontów ulic", "Roboty idą zgodnie z planem."),
    ("dro_rem", "Dziury na ulicy Młyńskiej", "Łatanie zaczyna się w poniedziałek."),
    ("dro_park", "Opłaty w strefie parkowania", "Stawki się nie zmieniają."),
    ("dro_row", "Nowe stojaki rowerowe", "Stanie 40 stojaków w 12 miejscach."),
    ("kom", "Spóźnienia autobusów", "Od lutego obowiązuje nowy rozkład."),
    ("odp", "Odbiór odpadów zielonych", "Odbiór jest co dwa tygodnie."),
    ("wod", "Ciśnienie wody na Zaciszu", "Usterkę usunięto tego samego dnia."),
    ("zie", "Wycinka przy Lipowej", "Wycięto trzy chore drzewa, posadzono dziewięć."),
    ("osw", "Miejsca w przedszkolach", "Wolnych jest 18 miejsc."),
    ("inw", "Budowa żłobka", "Żłobek będzie gotowy we wrześniu."),
    ("fin", "Budżet obywatelski", "Do głosowania przeszło 31 projektów."),
    ("bez", "Patrole na Rynku", "Patrole są codziennie do północy."),
    ("zdr", "Szczepienia seniorów", "Zaszczepiono 1 240 osób."),
    ("kul", "Program Dni Miasta", "Program ogłosimy w maju."),
)


def history(office):
    """One story of many weeks: what came in each, and how it ended."""
    return _History(office).play()


class _History:
    def __init__(self, office):
        self.office = office
        self.env = office.env
        self.replay = office.replay
        self.random = Random(SEED)
        self.pairs = self.env["skks.affiliation"].search([("date_to", "=", False)])
        self.reasons = self.env["skks.missed.reason"].search(
            [("needs_note", "=", False)]
        )

    def play(self):
        for week in WEEKS:
            yield -5 * week, "15:50"
            self._week(-5 * week)

    def _week(self, last_day):
        by_officer = {}
        for _number in range(self.random.randint(5, 8)):
            login = self.random.choice(OFFICERS)
            by_officer.setdefault(login, []).append(self._asked(last_day))
        for login, asked in sorted(by_officer.items()):
            officer = self.replay.user(login)
            values = [one | {"coordinator_id": officer.id} for one, _said in asked]
            cases = self.env["skks.inquiry"].with_user(officer).create(values)
            cases.action_confirm()
            for case, (_values, said) in zip(cases, asked, strict=True):
                self._end(case, officer, said)

    def _asked(self, last_day):
        """Values of an inquiry of that week, and what was answered."""
        topic, name, said = self.random.choice(SUBJECTS)
        pair = self.random.choice(self.pairs)
        kind = self.env.ref(f"skks_press.category_{self.random.choice(KINDS)}")
        at = f"{self.random.randint(8, 14):02}:{self.random.choice((5, 20, 35, 50)):02}"
        return {
            "name": name,
            "category_id": kind.id,
            "topic_id": self.env.ref(f"skks_base.topic_{topic}_demo").id,
            "journalist_id": pair.journalist_id.id,
            "outlet_id": pair.outlet_id.id,
            "channel": "phone",
            "received_at": self.replay.moment(last_day - self.random.randint(1, 3), at),
            "description": f"<p>{name}: proszę o informację.</p>",
        }, said

    def _end(self, case, officer, said):
        hours = self.random.choice((1, 1, 2, 3, 5, 6, 8, 20))
        working = case.company_id._skks_working_time()
        answered = working.add_hours(case._skks_local(case.received_at), hours)
        way = self.env.ref(f"skks_press.resolution_{self.random.choice(MOST_WAYS)}")
        case._answer_without_letter(
            way, officer, min(naive_utc(answered), self.replay.now), said
        )
        late = case._skks_unexplained_clocks()
        if late:
            late._skks_explain(self.random.choice(self.reasons))
        case.action_close()
