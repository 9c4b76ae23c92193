"""Twelve months of internal orders that are done: ninety of them.

Every fortnight the office went through what was written about the town and told
entities of it; in the weeks between, an entity asked for a communication. What is
drawn is drawn anew in the same way each time.
"""

from random import Random

from odoo.fields import Command
from odoo.tools.mail import plaintext2html

SEED = 90
TASK_WEEKS = range(50, 2, -2)
REQUEST_WEEKS = range(49, 13, -2)
TASKS_A_TIME = 3
OFFICERS = ("prasa1", "prasa1", "prasa2", "rzecznik")
# topic, entities, what it was about, what was done
TASKS = (
    ("dro_rem", "WDT", "Wpis o dziurach na Młyńskiej", "Ubytki załatano."),
    ("dro_park", "WDT SM", "Komentarze o strefie parkowania", "Wyjaśniono."),
    ("kom", "MZK", "Skargi pasażerów linii 7", "Dodano kurs."),
    ("odp", "ZGO WGK", "Zdjęcia przepełnionych pojemników", "Pojemniki opróżniono."),
    ("wod", "MPWIK", "Pytania o jakość wody", "Podano wyniki badań."),
    ("zie", "ZZM", "Relacja o wycince na Lipowej", "Pokazano nowe nasadzenia."),
    ("osw", "WE SP5", "Wpis rodziców o stołówce", "Opublikowano jadłospis."),
    ("bez", "SM", "Nagranie z Rynku w sieci", "Zwiększono patrole."),
    ("zdr", "SZP", "Opinie o rejestracji w szpitalu", "Uruchomiono drugą linię."),
    ("kul", "DK", "Zapowiedź Dni Miasta z błędną datą", "Datę poprawiono."),
)
# topic, entity's login, title, audience
REQUESTS = (
    ("inw", "inwestycje", "Otwarcie żłobka", "Rodzice małych dzieci"),
    ("osw", "oswiata", "Nabór do przedszkoli", "Rodzice"),
    ("kul", "mlyn", "Przegląd teatrów amatorskich", "Mieszkańcy miasta"),
    ("zie", "zielen", "Sadzenie drzew z mieszkańcami", "Mieszkańcy osiedli"),
)


def order_history(replay):
    """The stories of all weeks, ready to be played."""
    random = Random(SEED)
    told = [_tasks(replay, -5 * week, random) for week in TASK_WEEKS]
    asked = [_request(replay, -5 * week, random) for week in REQUEST_WEEKS]
    return [*told, *asked]


def _ref(replay, kind, name):
    return replay.env.ref(f"skks_base.{kind}_{name.lower()}_demo")


def _tasks(replay, last_day, random):
    """From the office to entities: sent, taken, done with proof, closed."""
    drawn = random.sample(TASKS, TASKS_A_TIME)
    officer = random.choice(OFFICERS)
    days = random.choice((1, 1, 1, 2, 4))
    yield last_day - 4, "09:10"
    orders = replay.by(officer, replay.env["skks.order"]).create(
        [_task_values(replay, *task[:3]) for task in drawn]
    )
    orders.action_send()
    yield last_day - 4 + days, "13:20"
    for order, task in zip(orders, drawn, strict=True):
        for part in order.part_ids:
            part = part.with_user(part.sudo().user_id)
            part.body = plaintext2html(task[-1])
            part.action_deliver()
    orders.part_ids.action_accept()
    orders.action_close()


def _task_values(replay, topic, codes, name):
    entities = [_ref(replay, "entity", code).id for code in codes.split()]
    return {
        "name": name,
        "kind": "information",
        "image_weight": "medium",
        "topic_id": _ref(replay, "topic", topic).id,
        "entity_ids": [Command.set(entities)],
        "source_kind": "social",
        "source_name": "Grupa „Żarnołęka – mieszkańcy” na Facebooku",
        "description": plaintext2html(f"{name}: proszę sprawdzić i odpowiedzieć."),
    }


def _request(replay, last_day, random):
    """From an entity to the office: submitted, taken, accepted, closed."""
    topic, login, name, audience = random.choice(REQUESTS)
    officer = random.choice(OFFICERS)
    yield last_day - 4, "10:40"
    order = replay.by(login, replay.env["skks.order"]).create(
        {
            "name": name,
            "kind": "release",
            "topic_id": _ref(replay, "topic", topic).id,
            "communication": "release",
            "goal": "invite",
            "audience": audience,
            "wanted_for": replay.moment(last_day + 5, "09:00"),
            "draft": plaintext2html(
                f"{name}: zapraszamy, szczegóły na stronie miasta."
            ),
        }
    )
    order.action_submit()
    yield last_day - 3, "11:15"
    order = replay.by(officer, order)
    order.action_take()
    order.action_accept()
    order.action_close()
