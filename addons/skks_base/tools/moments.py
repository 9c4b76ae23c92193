"""Between the naive UTC datetimes of the database and aware local ones."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def naive_utc(moment: datetime) -> datetime:
    """Return an aware moment as the database keeps it: naive, in UTC."""
    if moment.tzinfo is None:
        raise ValueError("an aware datetime is needed, got a naive one")
    return moment.astimezone(UTC).replace(tzinfo=None)


def local(moment: datetime, tz: ZoneInfo) -> datetime:
    """Return a naive UTC datetime of the database as an aware one in ``tz``."""
    if moment.tzinfo is not None:
        raise ValueError("a naive datetime is needed, got an aware one")
    return moment.replace(tzinfo=UTC).astimezone(tz)
