"""Who is on duty when: a fair turn over people, without the database."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from datetime import date


def rotate(
    days: Iterable[date],
    people: Iterable[Hashable],
    is_absent: Callable[[Hashable, date], bool],
    *,
    by_week: bool = False,
) -> dict:
    """Give each day to the person who waits longest and is there.

    Whoever is absent keeps the place in the queue and comes first on return, so a
    leave costs nobody a turn.

    :param days: days to fill, in order
    :param people: the queue at the start, whoever is next first
    :param is_absent: tells whether a person is away on a day
    :param by_week: one person takes a whole week (Monday to Sunday); days on which
        that person is away go to the next one, whose own turn is not used up
    :return: ``{day: person}``; None for a day on which everybody is away
    """
    queue = deque(people)
    turns, holder, week = {}, None, None
    for day in days:
        if by_week and holder and day.isocalendar()[:2] == week:
            candidates = [holder, *queue]
        else:
            candidates, holder = list(queue), None
        present = (person for person in candidates if not is_absent(person, day))
        turns[day] = person = next(present, None)
        if person is None or holder:
            continue
        queue.remove(person)
        queue.append(person)
        if by_week:
            holder, week = person, day.isocalendar()[:2]
    return turns
