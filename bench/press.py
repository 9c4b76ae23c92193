"""The figures of the press office over many answered inquiries."""

from . import load, screens
from .registry import benchmark
from .screens import Screen

FEW = 1_000  # enough to fill a page
ANSWERED = [("answered_in_time", "!=", False)]

SCREENS = (
    Screen("timeliness to the media", "head", "skks.inquiry.report", ANSWERED, "pivot"),
    Screen("answered inquiries", "leader", "skks.inquiry.report", ANSWERED),
    Screen("timeliness of entities", "head", "skks.contribution.report", [], "pivot"),
    Screen("promises of entities", "leader", "skks.contribution.report", []),
    Screen("equal treatment", "leader", "skks.equal.treatment", []),
    Screen("list of inquiries", "officer0", "skks.inquiry", []),
    Screen("board of inquiries", "officer0", "skks.inquiry", [], "kanban"),
    Screen("Mój dzień (officer)", "officer0", "skks.desk", [("is_mine", "=", True)]),
)


@benchmark("press", size=20_000, rows="answered inquiries")
def press(run):
    """Reports, lists and the desk over answered inquiries, in process and over HTTP."""
    few = min(FEW, run.size)
    with run.env() as env:
        hall = load.town(env)
        newsrooms = load.outlets(env)
    _more(run, hall, newsrooms, few)
    screens.measure(
        run, SCREENS, few, lambda: _more(run, hall, newsrooms, run.size - few)
    )


def _more(run, hall, newsrooms, count):
    with run.env() as env:
        load.answered(env, hall, newsrooms.with_env(env), count)
