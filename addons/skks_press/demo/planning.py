"""What is coming in the demo town: quotations, recordings, an interview, the plan.

Stories as in ``stories``; those of open cases go on where the stories there end.
"""

from datetime import timedelta

SLIWA = "Tomasz Śliwa <tomasz.sliwa@kurier.example>"

# (days from today, days it takes or None, title, message, audience, channel, topic,
#  who sees to it, what becomes of it)
PLAN = (
    (
        -4,
        None,
        "Zmiana organizacji ruchu przy rondzie na Lipowej",
        "Od poniedziałku na rondzie obowiązuje nowe pierwszeństwo.",
        "kierowcy",
        "website",
        "dro",
        "prasa1",
        "done",
    ),
    (
        1,
        None,
        "Wyniki głosowania w budżecie obywatelskim",
        "Mieszkańcy wybrali 14 zadań za 2 mln zł.",
        "mieszkańcy",
        "release",
        "fin",
        "prasa1",
        "planned",
    ),
    (
        3,
        None,
        "Sesja Rady Miasta: opłata za odpady",
        "Stawka rośnie, bo droższy jest odbiór; ulgi pozostają.",
        "mieszkańcy, redakcje",
        "conference",
        "odp",
        "rzecznik",
        "planned",
    ),
    (
        5,
        10,
        "Zamknięcie ulicy Młyńskiej",
        "Objazd prowadzi Źródlaną; autobusy jadą inaczej.",
        "kierowcy i pasażerowie",
        "social",
        "dro",
        "prasa1",
        "moved",
    ),
    (
        8,
        None,
        "Otwarcie tężni w parku",
        "Tężnia działa codziennie, wstęp jest bezpłatny.",
        "mieszkańcy, seniorzy",
        "event",
        "zie",
        "zielen",
        "planned",
    ),
    (
        12,
        16,
        "Tydzień otwartych pracowni w szkołach",
        "Nowe pracownie można zobaczyć z dziećmi.",
        "rodzice",
        "event",
        "osw",
        "oswiata",
        "planned",
    ),
    (
        15,
        29,
        "Kampania „1,5 % zostaje w Żarnołęce”",
        "Półtora procent podatku pomaga miejscowym organizacjom.",
        "podatnicy",
        "campaign",
        "fin",
        "prasa2",
        "planned",
    ),
    (
        19,
        None,
        "Rocznica nadania praw miejskich",
        "Program obchodów dla każdego, od rana do koncertu.",
        "mieszkańcy",
        "event",
        "kul",
        "rzecznik",
        "planned",
    ),
    (
        22,
        None,
        "Podsumowanie remontów dróg",
        "12 km nowych nawierzchni w tym roku.",
        "redakcje",
        "conference",
        "dro_rem",
        "rzecznik",
        "idea",
    ),
    (
        24,
        None,
        "Spotkanie z mieszkańcami Podgrodzia",
        "Co zbudujemy na Podgrodziu w najbliższych dwóch latach.",
        "mieszkańcy Podgrodzia",
        "event",
        "inw",
        "prasa1",
        "idea",
    ),
    (
        9,
        None,
        "Nocny maraton pływacki",
        "Basen czynny całą noc.",
        "młodzież",
        "social",
        "kul",
        "prasa1",
        "dropped",
    ),
)


def planning_stories(office):
    """Every story of this file, ready to be played."""
    return [story(office) for story in STORIES]


def _case(office, name):
    return office.env.ref(f"skks_press.{name}_demo")


# ----------------------------------------------------------------------
# Quotations
# ----------------------------------------------------------------------


def quotation_with_four_hours_left(office):
    """The mayor's words are being put right."""
    yield 0, "07:40"
    quote = _case(office, "inquiry_autoryzacja").authorisation_ids
    quote.with_user(office.replay.user("prasa1")).write(
        {
            "quoted_user_id": office.replay.user("prezydent").id,
            "original_text": "Most otworzymy wtedy, kiedy będzie bezpieczny, i ani dnia"
            " wcześniej. Naprawa potrwa 21 dni.",
            "text": "Most otworzymy wtedy, kiedy będzie bezpieczny, i ani dnia"
            " wcześniej. Ekspertyza potrwa do 12 dni.",
        }
    )


def quotation_lapsed_at_night(office):
    """It came in the evening; silence authorised it before anybody saw it."""
    yield -1, "21:40"
    case = office.letter(
        "inquiry_autoryzacja_noc",
        SLIWA,
        "Autoryzacja wypowiedzi o tężni",
        "„Tężnia będzie czynna także zimą”.",
    )
    yield 0, "07:41"
    office.start(case, "prasa1", "zie", "authorisation")


# ----------------------------------------------------------------------
# Recordings and meetings
# ----------------------------------------------------------------------


def _meet(office, login, case, kind, spokesperson, start, hours, **values):
    meetings = office.env["skks.meeting"].with_user(office.replay.user(login))
    return meetings.create(
        {
            "inquiry_id": case.id if case else False,
            "kind": kind,
            "start": start,
            "stop": start + timedelta(hours=hours),
            "spokesperson_id": office.replay.user(spokesperson).id,
            **values,
        }
    )


def recording_is_confirmed(office):
    """The school has agreed; the letter to the station waits for the head."""
    yield -1, "13:30"
    meeting = _meet(
        office,
        "prasa1",
        _case(office, "inquiry_nagranie_sp5"),
        "recording",
        "sp5",
        office.replay.moment(0, "14:00"),
        1,
        name="Nagranie w nowej pracowni SP5",
        place="Szkoła Podstawowa nr 5, pracownia nr 12",
        companion_ids=[(4, office.replay.user("prasa1").id)],
        consent="given",
        needs_parking=True,
        needs="Klasa 6b; zgody rodziców na wizerunek są w sekretariacie.",
    )
    office.replay.name("meeting_sp5", meeting.with_env(office.env))
    meeting.action_confirm()
    yield -1, "13:50"
    answer = meeting.action_draft_letter()["res_id"]
    answer = office.env["skks.answer"].browse(answer)
    answer.with_user(office.replay.user("prasa1")).action_submit()


def interview_is_confirmed(office):
    """The mayor speaks live the day after tomorrow."""
    yield -6, "12:10"
    meeting = _meet(
        office,
        "prasa2",
        _case(office, "inquiry_wywiad"),
        "live",
        "prezydent",
        office.replay.moment(2, "10:00"),
        0.5,
        place="Gabinet prezydent, ul. Rynek 1",
        companion_ids=[(4, office.replay.user("rzecznik").id)],
        needs="Dwa gniazda zasilania, wyciszony korytarz.",
    )
    office.replay.name("meeting_wywiad", meeting.with_env(office.env))
    meeting.action_confirm()


def conference_after_the_session(office):
    """A press conference that the office calls itself."""
    yield -2, "09:15"
    start = office.replay.moment(3, "12:30")
    meeting = _meet(
        office,
        "rzecznik",
        None,
        "conference",
        "wiceprezydent",
        start,
        1,
        name="Konferencja po sesji: opłata za odpady",
        place="Ratusz, sala 101",
    )
    office.replay.name("meeting_konferencja", meeting.with_env(office.env))
    meeting.action_confirm()


# ----------------------------------------------------------------------
# The plan
# ----------------------------------------------------------------------


def plan_of_six_weeks(office):
    """The head plans; a street is closed later than it was to be."""
    yield -8, "09:30"
    items = office.env["skks.plan.item"].with_user(office.replay.user("rzecznik"))
    made = []
    for days, last, name, message, audience, channel, topic, owner, fate in PLAN:
        item = items.create(
            {
                "name": name,
                "message": message,
                "audience": audience,
                "channel": channel,
                "date": office.replay.moment(days - 3 * (fate == "moved")).date(),
                "date_end": last and office.replay.moment(last).date(),
                "owner_id": office.replay.user(owner).id,
                "topic_id": office.env.ref(f"skks_base.topic_{topic}_demo").id,
            }
        )
        if fate not in ("idea", "dropped"):
            item.action_plan()
        made.append((item, days, last, fate))
    yield -3, "15:00"
    for item, days, last, fate in made:
        if fate == "done":
            item.action_done()
        elif fate == "dropped":
            item.action_drop("Basen będzie wtedy w remoncie.")
        elif fate == "moved":
            item._move_to(
                office.replay.moment(days).date(),
                office.replay.moment(last).date(),
                "Wykonawca prosi o trzy dni; most musi być najpierw zbadany.",
            )


STORIES = (
    quotation_with_four_hours_left,
    quotation_lapsed_at_night,
    recording_is_confirmed,
    interview_is_confirmed,
    conference_after_the_session,
    plan_of_six_weeks,
)
