"""A messy list of media of 5,000 rows, into a base that has thousands already."""

import base64
import io
import random

from openpyxl import Workbook

from .registry import benchmark

BAR = 60  # seconds for reading, preview and import together
EACH = 5  # one in so many rows has some defect or oddity
GIVEN = "Jan Ewa Łucja Piotr Żaneta Michał Anna Zofia Krzysztof Ola Wit Iga".split()
SYLLABLES = "ko wal no wak zie liń ski brze ża ło sta mar cin pa wło".split()
KINDS = "dziennik tygodnik portal radio TV blog".split()


@benchmark("mediaimport", size=5_000, rows="rows of a list")
def mediaimport(run):
    """A list of media is read, shown and imported, then read once more."""
    with run.env() as env:
        officer = env["res.users"].create(
            {
                "name": "Import",
                "login": "import@bench.example",
                "group_ids": [(4, env.ref("skks_base.group_officer").id)],
            }
        )
    content = base64.b64encode(_messy_list(run.size))
    preview, done = _read(run, officer.id, content)
    run.report("preview of new rows", preview.seconds, "s")
    run.report("import of new rows", done.seconds, "s")
    total = preview.seconds + done.seconds
    run.report("preview and import", total, "s", most=BAR)
    run.report("queries of a row", done.queries / run.size)
    run.report("peak of memory", done.peak_mb, "MB")
    again, nothing = _read(run, officer.id, content)
    total = again.seconds + nothing.seconds
    run.report("the same list again", total, "s", most=BAR)
    other = base64.b64encode(_messy_list(run.size, job="redaktor"))
    again, changed = _read(run, officer.id, other, mode="overwrite")
    total = again.seconds + changed.seconds
    run.report("every row changes", total, "s", most=BAR)


def _read(run, user_id, content, **values):
    """Do both steps in transactions of their own, as the client does."""
    with run.env(user_id) as env, run.measured() as preview:
        wizard = env["skks.media.import"].create(
            {"file": content, "filename": "lista.xlsx", "source": "Lista"} | values
        )
        wizard.action_columns()
        if wizard.state == "columns":
            wizard.action_preview()
        wizard.only_good = True
        env.flush_all()
    with run.env(user_id) as env, run.measured() as done:
        env["skks.media.import"].browse(wizard.id).action_import()
        env.flush_all()
        env.cr.precommit.run()
    return preview, done


def _messy_list(size, job="dziennikarz"):
    """The list as it has grown: the same one at every call."""
    chance = random.Random(7)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Media")
    sheet.append(["Lista mediów, stan na wrzesień"])
    sheet.append([])
    sheet.append(
        "Lp.;Osoba;Redakcja;Rodzaj;E-mail;Tel.;Stanowisko;Dział;Miasto;Uwagi".split(";")
    )
    for number in range(size):
        outlet = chance.randrange(size // 8 + 1)
        cells = _cells(chance, number, outlet)
        sheet.append([number + 1, *cells, job, "miasto", "Gdańsk", "dzwonić rano"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(chance, number, outlet):
    surname = "".join(chance.choice(SYLLABLES) for _ in range(3)).title()
    name = f"{chance.choice(GIVEN)} {surname}"
    emails = [f"osoba{number}.{number}@medium{outlet}.example"]
    if number % EACH == 0:
        emails.insert(0, f"redakcja@medium{outlet}.example")
    if number % (EACH * 4) == 1:
        emails.append("bez małpy i kropki @")
    if number % (EACH * 4) == 2:
        name += ", Jan Drugi"
    return (
        name,
        f"Medium {outlet} sp. z o.o.",
        chance.choice(KINDS),
        "; ".join(emails),
        f"+48 6{number:08d}, 58 300 {outlet:04d}",
    )
