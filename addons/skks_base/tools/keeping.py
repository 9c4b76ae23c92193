"""How long something is kept."""

from datetime import date

from dateutil.relativedelta import relativedelta


def kept_until(start: date, term: int, unit: str) -> date:
    """The day on which the time of something that began on ``start`` is over.

    :param unit: ``days``, ``months``, or ``years``: full years from 1 January after
        ``start``, as in the file plan of a Polish office
    """
    if unit == "years":
        return date(start.year + 1 + term, 1, 1)
    return start + relativedelta(**{unit: term})
