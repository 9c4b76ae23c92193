"""How fresh a position is on a given day: the one rule behind badge and filter."""

from datetime import date, timedelta

# Days before the due date from which a position counts as due soon.
LEAD_DAYS = 14
# Days after the due date on which it expires; until then it is only overdue.
EXPIRES_AFTER = 30

CURRENT = "current"
DUE_SOON = "due_soon"
OVERDUE = "overdue"
EXPIRED = "expired"
NEVER = "never_confirmed"


def last_days(today: date) -> tuple[date, date, date]:
    """Return the first due dates that are still current, due soon and overdue."""
    return (
        today + timedelta(days=LEAD_DAYS),
        today,
        today - timedelta(days=EXPIRES_AFTER - 1),
    )


def freshness(
    today: date,
    confirm_due: date | None,
    valid_to: date | None = None,
    withdrawn: bool = False,
) -> str:
    """Say how fresh a position is.

    :param today: local date
    :param confirm_due: day by which the expert confirms it again; None: nobody has
        ever confirmed it
    :param valid_to: last day on which it may be used, whatever was confirmed
    :param withdrawn: it was taken back
    """
    if withdrawn or (valid_to and valid_to < today):
        return EXPIRED
    if not confirm_due:
        return NEVER
    current_from, due_soon_from, overdue_from = last_days(today)
    if confirm_due >= current_from:
        return CURRENT
    if confirm_due >= due_soon_from:
        return DUE_SOON
    return OVERDUE if confirm_due >= overdue_from else EXPIRED
