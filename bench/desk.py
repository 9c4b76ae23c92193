"""The screens of every morning: as many questions to the database as ever."""

from datetime import UTC, datetime

from . import load, screens
from .registry import benchmark
from .screens import Screen

FEW = 4_000  # enough to fill a page of everybody
MINE = [("is_mine", "=", True)]
OTHERS = [("waiting_for", "in", ("entity", "approver", "outsider"))]
OPEN = [("state", "in", ("new", "in_progress", "approval"))]


SCREENS = (
    Screen("Do zrobienia (representative)", "person0", "skks.desk", MINE),
    Screen("Mój dzień (officer)", "officer0", "skks.desk", MINE),
    Screen("Na kogo czekamy (head)", "head", "skks.desk", OTHERS),
    Screen("list of inquiries", "officer0", "skks.inquiry", OPEN),
    Screen("board of inquiries", "officer0", "skks.inquiry", OPEN, "kanban"),
)


@benchmark("desk", size=20_000, rows="open inquiries")
def desk(run):
    """The lists of the desk and of inquiries, in process and over HTTP."""
    few = min(FEW, run.size)
    with run.env() as env:
        hall = load.town(env)
    _more(run, hall, few)
    screens.measure(run, SCREENS, few, lambda: _more(run, hall, run.size - few))


def _more(run, hall, count):
    """More open inquiries, each with its clocks."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with run.env() as env:
        made = load.cases(env, hall, count)
        for model, ids, each in (
            ("skks.inquiry", made.inquiries, 2),
            ("skks.contribution", made.contributions, 1),
        ):
            load.clocks(env, model, ids, len(ids) * each, now, speaking=0)
