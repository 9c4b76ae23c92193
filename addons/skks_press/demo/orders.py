"""Internal orders of the demo town, and the correction that one of them led to."""

from odoo.tools.mail import plaintext2html

from ..models.correction import GROUNDS


def order_stories(replay):
    """Every story of an order, ready to be played."""
    return [story(replay) for story in STORIES]


def _topic(replay, name):
    return replay.env.ref(f"skks_base.topic_{name}_demo").id


def _entities(replay, *codes):
    return [replay.env.ref(f"skks_base.entity_{code}_demo").id for code in codes]


def _order(replay, name, login, /, **values):
    orders = replay.by(login, replay.env["skks.order"])
    return replay.name(name, orders.create(values).with_env(replay.env))


def _part(order, code):
    return order.part_ids.filtered(lambda part: part.entity_id.code == code)


def _done(replay, order, code, login, text):
    part = replay.by(login, _part(order, code))
    part.body = plaintext2html(text)
    part.action_deliver()


def hospital_on_facebook(replay):
    """Information from monitoring: one entity has done it, one has taken it."""
    yield -2, "08:35"
    order = _order(
        replay,
        "order_szpital",
        "prasa1",
        name="Facebook: kolejki do poradni w Szpitalu Miejskim",
        kind="information",
        image_weight="high",
        priority="1",
        topic_id=_topic(replay, "zdr"),
        entity_ids=_entities(replay, "szp", "ops"),
        source_kind="social",
        source_name="Grupa „Żarnołęka – mieszkańcy” na Facebooku",
        source_url="https://social.example/grupy/zarnoleka/posty/1812",
        description=plaintext2html(
            "Wpis z 214 komentarzami: mieszkańcy piszą, że na wizytę u kardiologa czeka"
            " się 14 miesięcy, a rejestracja telefoniczna nie odbiera. Proszę o"
            " sprawdzenie faktów i informację, co można odpowiedzieć."
        ),
    )
    replay.by("prasa1", order).action_send()
    yield -2, "09:10"
    replay.by("szpital", _part(order, "SZP")).action_take()
    yield -2, "10:05"
    replay.by("ops", _part(order, "OPS")).action_take()
    yield -1, "09:30"
    _done(
        replay,
        order,
        "SZP",
        "szpital",
        "Średni czas oczekiwania do kardiologa wynosi 9 miesięcy. Od poniedziałku"
        " rejestracja ma drugą linię, odpowiedzieliśmy pod wpisem z profilu szpitala.",
    )


def kilometres_to_correct(replay):
    """The road department reports an untrue figure; the letter waits for the head."""
    yield -6, "09:00"
    order = _order(
        replay,
        "order_kurier",
        "drogi",
        name="Kurier: 12, a nie 21 km wyremontowanych dróg",
        kind="correction",
        topic_id=_topic(replay, "dro_rem"),
        source_kind="press",
        source_name="Kurier Żarnołęcki, „Drogi stoją”, strona 3",
        published_on=replay.moment(-7).date(),
        quote="W tym roku miasto wyremontowało zaledwie 12 km dróg, choć obiecywało"
        " dwa razy więcej.",
        true_fact="W tym roku wyremontowano 21 km dróg miejskich.",
        evidence="Protokoły odbioru robót; potwierdza Piotr Źrebiec.",
    )
    replay.by("drogi", order).action_submit()
    yield -6, "10:20"
    office = replay.by("prasa1", order)
    office.action_take()
    office.outlet_id = replay.env.ref("skks_crm.outlet_kurier_demo")
    made = office.action_make_correction()["res_id"]
    letter = replay.env["skks.correction"].browse(made)
    replay.name("correction_kurier", letter)
    yield -4, "11:00"
    _write_letter(replay.by("prasa1", letter))
    yield -4, "13:00"
    replay.by("drogi", letter).action_approve()


def _write_letter(letter):
    letter.write(
        {
            "contact_note": "Telefon do redakcji: autorka nie zmieni tekstu bez pisma.",
            "signatory": "Halina Wrzos",
            "signatory_title": "Prezydent Miasta Żarnołęka",
            "correspondence_address": "Urząd Miasta\nRynek 1\n00-000 Żarnołęka",
            "body": plaintext2html(
                "Nieprawdą jest, że w tym roku miasto wyremontowało 12 km dróg. W tym"
                " roku wyremontowano 21 km dróg miejskich."
            ),
            **dict.fromkeys(GROUNDS, True),
        }
    )
    letter.action_draft()
    letter.action_submit()


def graduation_tower(replay):
    """A release was asked for and accepted; it is planned for next week."""
    yield -4, "12:15"
    order = _order(
        replay,
        "order_teznia",
        "zielen",
        name="Otwarcie tężni w parku",
        kind="release",
        topic_id=_topic(replay, "zie"),
        communication="release",
        goal="invite",
        audience="Mieszkańcy miasta, rodziny z dziećmi, seniorzy",
        wanted_for=replay.moment(5, "09:00"),
        draft=plaintext2html(
            "Zapraszamy na otwarcie tężni w parku przy ulicy Źródlanej w sobotę o"
            " godz. 12:00. W programie koncert orkiestry i warsztaty dla dzieci."
        ),
    )
    replay.by("zielen", order).action_submit()
    yield -3, "08:30"
    replay.by("prasa1", order).action_take()
    yield -3, "13:10"
    replay.by("prasa1", order).action_accept()


def conference_returned(replay):
    """A conference was asked for; something is missing."""
    yield -2, "12:40"
    order = _order(
        replay,
        "order_konferencja",
        "mzk",
        name="Konferencja o nowym rozkładzie jazdy",
        kind="release",
        topic_id=_topic(replay, "kom"),
        communication="conference",
        goal="behaviour",
        audience="Pasażerowie linii 3, 7 i 12",
        wanted_for=replay.moment(6, "11:00"),
        draft=plaintext2html("Przedstawimy rozkład ważny od nowego miesiąca."),
    )
    replay.by("mzk", order).action_submit()
    yield -1, "09:05"
    replay.by("rzecznik", order).action_return(
        "Proszę dopisać, kto ze spółki wystąpi, i dołączyć tabelę zmian. Termin"
        " konferencji koliduje z sesją rady: proszę zaproponować inny."
    )


def scooters_overdue(replay):
    """Read and taken, but not done in time."""
    yield -4, "08:20"
    order = _order(
        replay,
        "order_hulajnogi",
        "prasa1",
        name="Portal: hulajnogi porzucone na chodnikach",
        kind="information",
        image_weight="medium",
        topic_id=_topic(replay, "bez"),
        entity_ids=_entities(replay, "sm"),
        source_kind="press",
        source_name="zarnoleka24.example",
        source_url="https://zarnoleka24.example/hulajnogi-na-chodnikach",
        description=plaintext2html(
            "Portal pokazuje hulajnogi blokujące chodnik na Lipowej i pyta, kto je"
            " usuwa. Proszę o interwencję i zdjęcie po uprzątnięciu."
        ),
    )
    replay.by("prasa1", order).action_send()
    yield -4, "08:50"
    replay.by("straz", _part(order, "SM")).action_read()
    yield -4, "09:40"
    replay.by("straz", _part(order, "SM")).action_take()


STORIES = (
    hospital_on_facebook,
    kilometres_to_correct,
    graduation_tower,
    conference_returned,
    scooters_overdue,
)
