"""Positions of the demo town, as stories for ``Replay.play``."""

from odoo.tools.mail import plaintext2html


def parts(messages=(), questions=(), sources=()):
    """Values of what a position says beside its text.

    :param questions: pairs of a question and its answer
    :param sources: kind, name and link of each
    """
    rows = {
        "key_message_ids": [{"text": text} for text in messages],
        "question_ids": [{"question": ask, "answer": say} for ask, say in questions],
        "source_ids": [
            {"kind": kind, "name": name, "url": url} for kind, name, url in sources
        ],
    }
    return {
        fname: [
            (0, 0, {"sequence": number} | values)
            for number, values in enumerate(found, 1)
        ]
        for fname, found in rows.items()
        if found
    }


def tags(replay, *numbers):
    """Values of the tags of the town by which a position is filtered."""
    found = (replay.env.ref(f"skks_base.tag_{number}_demo") for number in numbers)
    return {"tag_ids": [(4, tag.id) for tag in found]}


def write(replay, name, expert, topics, title, thesis, text, **values):
    """An officer drafts a position."""
    narrative = replay.by("prasa1", replay.env["skks.narrative"]).create(
        {
            "name": title,
            "thesis": thesis,
            "body": plaintext2html(text),
            "expert_id": replay.user(expert).id,
            "topic_ids": [
                (4, replay.env.ref(f"skks_base.topic_{topic}_demo").id)
                for topic in topics
            ],
            **values,
        }
    )
    return replay.name(name, narrative.with_env(replay.env))


def submit(replay, narrative):
    """The officer passes it on."""
    replay.by("prasa1", narrative).action_submit()


def approve(replay, narrative, expert):
    """Its expert and the head of the office accept it."""
    replay.by(expert, narrative).action_approve()
    replay.by("rzecznik", narrative).action_approve()


def accepted(replay, name, expert, *texts, accepted_by=None, **values):
    """Drafted, passed on and accepted in one step, by the expert or the deputy."""
    narrative = write(replay, name, expert, *texts, **values)
    submit(replay, narrative)
    approve(replay, narrative, accepted_by or expert)
    return narrative


def bridge(replay):
    """The holding line of a crisis, one day old."""
    yield -1, "14:00"
    accepted(
        replay,
        "narrative_most",
        "drogi",
        ["dro"],
        "Most na Młyńskiej – linia kryzysowa",
        "Most jest zamknięty, bo bezpieczeństwo jest ważniejsze niż wygoda.",
        "Most na ulicy Młyńskiej został zamknięty po przeglądzie, który wykazał"
        " uszkodzenie łożyska. Konstrukcja nie zagraża osobom w pobliżu. O terminie"
        " otwarcia poinformujemy po otrzymaniu ekspertyzy.",
        importance="crisis",
        deputy_id=replay.user("dyr.drogi").id,
        background=plaintext2html(
            "Objazd prowadzi ulicami Lipową i Źródlaną. Ekspertyza: pięć dni roboczych."
        ),
        keywords="most, przeprawa, objazd",
        **parts(
            messages=(
                "Most jest zamknięty zapobiegawczo, nikt nie ucierpiał.",
                "Objazd działa od pierwszej godziny.",
                "O terminie powiemy, gdy będzie ekspertyza – nie będziemy zgadywać.",
            ),
            questions=(
                (
                    "Kto odpowiada za stan mostu?",
                    "Mostem zarządza miasto. Przeglądy odbywają się co roku, ostatni"
                    " wykonano w terminie.",
                ),
                (
                    "Kiedy most zostanie otwarty?",
                    "Termin podamy po otrzymaniu ekspertyzy.",
                ),
            ),
            sources=(
                ("law", "Art. 62 ustawy – Prawo budowlane", False),
                ("document", "Protokół przeglądu mostu", False),
            ),
        ),
    )


def parking_stays(replay):
    """To be confirmed soon; the next one says the opposite."""
    yield -58, "10:00"
    accepted(
        replay,
        "narrative_parkowanie_bez_zmian",
        "drogi",
        ["dro_park"],
        "Strefa płatnego parkowania pozostaje bez zmian",
        "W tej kadencji strefa nie będzie powiększana.",
        "Granice strefy płatnego parkowania nie zmienią się. Miasto skupia się na"
        " budowie parkingów buforowych przy dworcu i na Podgrodziu.",
    )


def parking_grows(replay):
    """Contradicts the one before, and nobody has noticed yet."""
    yield -4, "09:00"
    accepted(
        replay,
        "narrative_parkowanie_lipowa",
        "dyr.drogi",
        ["dro_park"],
        "Strefa płatnego parkowania obejmie ulicę Lipową",
        "Od przyszłego roku za parkowanie na Lipowej trzeba będzie zapłacić.",
        "Na wniosek rady osiedla strefa płatnego parkowania zostanie w przyszłym roku"
        " rozszerzona o ulicę Lipową. Mieszkańcy otrzymają abonament za 10 zł"
        " miesięcznie.",
        importance="high",
    )


def waste_fee(replay):
    """Nobody has confirmed it in time."""
    yield -68, "11:00"
    accepted(
        replay,
        "narrative_odpady",
        "gospodarka",
        ["odp", "fin"],
        "Skąd bierze się opłata za odpady",
        "Opłata pokrywa tylko koszt systemu, miasto na niej nie zarabia.",
        "Opłata za gospodarowanie odpadami pokrywa wyłącznie koszty odbioru,"
        " przetwarzania i obsługi systemu. Miasto nie może na niej zarabiać.",
        keywords="śmieci, stawka, podwyżka",
        **tags(replay, 3),
        **parts(
            messages=(
                "Każda złotówka z opłaty idzie na odbiór i przetworzenie odpadów.",
            ),
            questions=(
                (
                    "Czy opłata wzrośnie?",
                    "Stawkę ustala Rada Miasta po rozstrzygnięciu przetargu.",
                ),
            ),
            sources=(
                (
                    "law",
                    "Ustawa o utrzymaniu czystości i porządku w gminach, art. 6r",
                    False,
                ),
                (
                    "resolution",
                    "Uchwała w sprawie stawki opłaty",
                    "https://bip.zarnoleka.example/odpady",
                ),
            ),
        ),
    )


def graduation_tower(replay):
    """Evergreen and fresh."""
    yield -30, "12:00"
    accepted(
        replay,
        "narrative_teznia",
        "zielen",
        ["zie"],
        "Tężnia w parku przy Źródlanej",
        "Tężnia jest bezpłatna i dostępna dla wszystkich.",
        "Tężnia powstała w ramach budżetu obywatelskiego. Korzystanie z niej jest"
        " bezpłatne, a wejście nie ma barier architektonicznych.",
        importance="evergreen",
        **tags(replay, 1),
    )


def bathing(replay):
    """The season is over: it is not valid any more."""
    yield -110, "09:30"
    season_end = replay.moment(-55).date()
    accepted(
        replay,
        "narrative_kapielisko",
        "asystent",
        ["wod", "zdr"],
        "Woda w kąpielisku miejskim",
        "Woda w kąpielisku jest badana co dwa tygodnie.",
        "Jakość wody w kąpielisku miejskim jest badana co dwa tygodnie. Wyniki są"
        " publikowane na stronie miasta.",
        valid_to=season_end,
        deputy_id=replay.user("prezes.wodociagi").id,
    )


def citizens_budget(replay):
    """Changed and accepted anew: two versions."""
    yield -75, "10:30"
    narrative = accepted(
        replay,
        "narrative_budzet",
        "finanse",
        ["fin"],
        "Budżet obywatelski",
        "Mieszkańcy decydują o 3 mln zł.",
        "W budżecie obywatelskim mieszkańcy decydują o wydaniu 3 mln zł. Głosować może"
        " każdy mieszkaniec, bez względu na wiek.",
        **tags(replay, 1),
    )
    yield -20, "10:30"
    replay.by("prasa1", narrative).write(
        {
            "body": plaintext2html(
                "W budżecie obywatelskim mieszkańcy decydują o wydaniu 3,5 mln zł."
                " Głosować może każdy mieszkaniec, bez względu na wiek."
            ),
            "thesis": "Mieszkańcy decydują o 3,5 mln zł.",
            "change_note": "Rada Miasta zwiększyła pulę do 3,5 mln zł.",
        }
    )
    submit(replay, narrative)
    approve(replay, narrative, "finanse")


def winter(replay):
    """Waits for the expert's acceptance."""
    yield -1, "11:30"
    narrative = write(
        replay,
        "narrative_zima",
        "drogi",
        ["dro"],
        "Zimowe utrzymanie dróg",
        "Najpierw drogi z komunikacją miejską i dojazdy do szpitala.",
        "Zimą odśnieżamy 142 km dróg. W pierwszej kolejności ulice, którymi jeżdżą"
        " autobusy, oraz dojazdy do szpitala i szkół.",
    )
    submit(replay, narrative)


STORIES = (
    bridge,
    parking_stays,
    parking_grows,
    waste_fee,
    graduation_tower,
    bathing,
    citizens_budget,
    winter,
)
