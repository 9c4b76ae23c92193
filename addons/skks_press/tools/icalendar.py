"""iCalendar files (RFC 5545): one appointment for a newsroom, or a whole calendar."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

import vobject

PRODUCT = "-//SKKS//Press Office//PL"


class Appointment(NamedTuple):
    """What one entry says; ``start`` and ``stop`` are both moments or both days.

    :param start: naive UTC datetime, or the first day
    :param stop: naive UTC datetime, or the day after the last one
    :param changed: naive UTC datetime of the last change
    :param sequence: grows with each change of the date
    """

    uid: str
    summary: str
    start: datetime | date
    stop: datetime | date
    changed: datetime
    location: str = ""
    description: str = ""
    sequence: int = 0
    organizer: str = ""


def calendar(appointments: Iterable[Appointment], name: str = "") -> bytes:
    """Return a calendar that is published, i.e. invites nobody and expects no reply."""
    found = vobject.iCalendar()
    found.add("prodid").value = PRODUCT
    found.add("method").value = "PUBLISH"
    if name:
        found.add("x-wr-calname").value = name
    for appointment in appointments:
        _add(found, appointment)
    return found.serialize().encode()


def _add(found: vobject.base.Component, appointment: Appointment) -> None:
    event = found.add("vevent")
    event.add("uid").value = appointment.uid
    for key, value in (
        ("dtstamp", appointment.changed),
        ("dtstart", appointment.start),
        ("dtend", appointment.stop),
    ):
        _add_moment(event, key, value)
    event.add("summary").value = appointment.summary
    event.add("sequence").value = str(appointment.sequence)
    for key in ("location", "description"):
        if text := getattr(appointment, key):
            event.add(key).value = text
    if appointment.organizer:
        event.add("organizer").value = f"MAILTO:{appointment.organizer}"


def _add_moment(event: vobject.base.Component, key: str, value: date) -> None:
    line = event.add(key)
    line.isNative = False  # it is written here, not guessed from the type
    if isinstance(value, datetime):
        line.value = value.strftime("%Y%m%dT%H%M%SZ")
    else:
        line.value = value.strftime("%Y%m%d")
        line.params["VALUE"] = ["DATE"]
