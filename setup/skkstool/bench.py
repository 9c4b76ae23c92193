"""./skks bench: benchmarks at scale, each on a database and a process of its own."""

import json
import subprocess

from . import database, postgres
from .base import LOGS, PYTHON, ROOT, Failure, say, tail

NAME = "skks_bench"
HEAD = ("name", "what", "size", "figure", "bar", "")


def known(server):
    """All benchmarks: ``{name: (size, what the size counts, what it does)}``."""
    lines = _python(server, "list").splitlines()
    return {name: rest for name, *rest in map(json.loads, lines)}


def _python(server, log, *arguments):
    """Run the package ``bench`` in Odoo's Python; return what it prints."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"bench-{log}.log"
    with open(path, "w") as out:
        done = subprocess.run(
            [str(part) for part in (PYTHON, "-m", "bench", *arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
            env=postgres.client_env(server, ODOO_RC=database.CONF),
            cwd=ROOT,
            check=False,
        )
    if done.returncode:
        raise Failure(f"benchmark {log} failed; the end of {path}:\n{tail(path)}")
    return done.stdout


def show(server):
    """Print which benchmarks there are."""
    rows = [
        (name, f"{size:,} {rows}", about)
        for name, (size, rows, about) in known(server).items()
    ]
    _print(("name", "size", "what"), rows)


def run(server, names, percent):
    """Run benchmarks one after the other; returns whether all bars were kept."""
    benchmarks = known(server)
    if unknown := set(names) - benchmarks.keys():
        raise Failure(
            f"There is no benchmark {', '.join(sorted(unknown))}; "
            f"there are {', '.join(benchmarks)}."
        )
    source = database.template(server)
    rows, kept = [], True
    for name in names or benchmarks:
        say(f"bench: {name}")
        try:
            for figure, is_kept in _measure(server, source, name, percent):
                rows.append(_row(name, figure, is_kept))
                kept = kept and is_kept
        except Failure as error:  # the others are measured all the same
            say(str(error))
            rows.append((name, "failed, see above", "", "", "", "OVER"))
            kept = False
    _print(HEAD, rows)
    return kept


def _measure(server, source, name, percent):
    """Figures of one benchmark on a fresh copy: ``[(figure, whether it is kept)]``."""
    database.clone(server, source, NAME)
    try:
        found = _python(server, name, name, "--database", NAME, "--percent", percent)
    finally:
        database.drop(server, NAME)
    return [json.loads(line) for line in found.splitlines()]


def _row(name, figure, is_kept):
    bars = [
        f"{sign} {_number(figure[key])}"
        for key, sign in (("least", "≥"), ("most", "≤"))
        if figure[key] is not None
    ]
    return (
        name,
        figure["what"],
        f"{figure['size']:,}",
        f"{_number(figure['value'])} {figure['unit']}".strip(),
        " and ".join(bars),
        ("ok" if is_kept else "OVER") if bars else "",
    )


def _number(value):
    return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:.3g}"


def _print(head, rows):
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
