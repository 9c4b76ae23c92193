"""iCalendar files (RFC 5545): one appointment for a newsroom, or a whole calendar."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

import vobject
from dateutil.tz import tzutc

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
    event.add("dtstamp").value = _moment(appointment.changed)
    event.add("dtstart").value = _moment(appointment.start)
    event.add("dtend").value = _moment(appointment.stop)
    event.add("summary").value = appointment.summary
    event.add("sequence").value = str(appointment.sequence)
    for key in ("location", "description"):
        if text := getattr(appointment, key):
            event.add(key).value = text
    if appointment.organizer:
        event.add("organizer").value = f"MAILTO:{appointment.organizer}"


def _moment(value: datetime | date) -> datetime | date:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is not None:
        value = value.astimezone(UTC)
    return value.replace(tzinfo=tzutc(), microsecond=0)
