"""The Polish search: what it finds, how fast, and what it adds to a save."""

import time
from unittest.mock import patch

from odoo.tools import SQL

from odoo.addons.skks_base.tests import common_polish as sets
from odoo.addons.skks_base.tools import polish

from . import load
from .registry import benchmark
from .run import percentile

QUERIES = 300
# A plain search reads the whole table each time; fewer tell as much.
PLAIN_QUERIES = 30
SAVES = 200
PLAIN = ("name", "keywords", "thesis", "body")
# name of the kind of change, what it does with a word, least recall and precision
CHANGES = (
    ("inflected", str, 98, 85),
    ("without diacritics", polish.fold, 95, 85),
    ("one typing error", sets.mistyped, 90, None),
)


@benchmark("search", size=20_000, rows="positions")
def search(run):
    """The Polish search beside a plain one."""
    _words(run)
    with run.env() as env:
        _municipal(run, env)
        filler, numbers = _fill(run, env)
    with run.env() as env:
        positions = env["skks.narrative"]
        for name, change, recall, precision in CHANGES:
            asked = list(filler.queries(QUERIES, change))
            _report(
                *(run, f"{name}: ", numbers, asked),
                lambda query: positions.search([("search_text", "ilike", query)]),
                bars={"recall": recall, "precision": precision},
            )
            _report(
                *(run, f"{name}, plain ilike: ", numbers, asked[:PLAIN_QUERIES]),
                lambda query: positions.search(_plain(query)),
            )
        _saves(run, env)


def _words(run):
    """What the analyser knows of a dictionary that it was not made from."""
    analyser = polish.analyser()
    size = len(sets.pairs())
    run.report("full analyser", int(analyser.is_full), least=1, size=1)
    recall = sets.recall_of_pairs(analyser)
    run.report("word pairs: recall, inflected", recall, "%", least=98, size=size)
    recall = sets.recall_of_pairs(analyser, polish.fold)
    what = "word pairs: recall, without diacritics"
    run.report(what, recall, "%", least=95, size=size)
    reduced = sets.recall_of_pairs(polish.Analyser(full=False))
    run.report("word pairs: recall, reduced", reduced, "%", size=size)


def _municipal(run, env):
    """What an official types; on the few positions that the queries were made for."""
    least = {"infl": 98, "multi": 98, "nodia": 95, "typo": 90}
    model = env["skks.narrative"]
    keys = sets.write_positions(model)
    env.flush_all()
    own = ("id", "in", list(keys))
    for kind, score in sets.answered(model, keys).items():
        what = f"municipal queries, {kind}: "
        asked = [one for one in sets.queries() if one.kind == kind]
        size = len(asked)
        precision = 85 if kind in least else None
        run.report(f"{what}recall", score.recall, "%", least=least.get(kind), size=size)
        run.report(f"{what}precision", score.precision, "%", least=precision, size=size)
        plain = sets.Score()
        for one in asked:
            found = model.search([*_plain(one.query), own])
            plain.add(one.query, one.expected, {keys[row_id] for row_id in found.ids})
        run.report(f"{what}recall, plain ilike", plain.recall, "%", size=size)


def _plain(query):
    return ["|"] * (len(PLAIN) - 1) + [(name, "ilike", query) for name in PLAIN]


def _fill(run, env):
    """Many positions with long texts, indexed as an upgrade does it."""
    filler = sets.Filler(run.size)
    pattern = env["skks.narrative"].create({"name": "x"})
    env.flush_all()
    made = load.multiply(
        env.cr, "skks_narrative", pattern.id, run.size, pl_tsv=SQL("NULL::tsvector")
    )
    names = ("name", "thesis", "body")
    for start in range(0, run.size, 1000):
        texts = filler.texts[start : start + 1000]
        columns = [[text[name] for text in texts] for name in names]
        env.cr.execute(
            SQL(
                "UPDATE skks_narrative SET name = new.name, thesis = new.thesis,"
                " body = new.body FROM unnest(%s, %s, %s, %s)"
                " AS new(id, name, thesis, body) WHERE skks_narrative.id = new.id",
                list(made[start : start + 1000]),
                *columns,
            )
        )
    env.invalidate_all()
    start = time.monotonic()
    env["skks.polish.task"]._index_missing("skks.narrative")
    took = 1000 * (time.monotonic() - start) / run.size
    run.report("indexing in the background, a position", took, "ms", most=5)
    load.analyze(env.cr, "skks_narrative", "skks_polish_lexicon")
    env.cr.execute("SELECT count(*) FROM skks_polish_lexicon")
    run.report("words in the lexicon", env.cr.fetchone()[0])
    return filler, {row_id: number for number, row_id in enumerate(made)}


def _report(run, what, numbers, asked, find, bars=None):
    score, in_sql, whole = sets.measured(find, asked, numbers)
    least = bars or {}
    run.report(f"{what}recall", score.recall, "%", least=least.get("recall"))
    run.report(f"{what}precision", score.precision, "%", least=least.get("precision"))
    most = (10, 50) if bars else (None, None)
    if least and not least["precision"]:  # of errors: the lexicon is compared, too
        most = (None, 50)
    run.report(f"{what}median in SQL", percentile(in_sql, 50), "ms", most=most[0])
    run.report(f"{what}95 of 100 in SQL", percentile(in_sql, 95), "ms", most=most[1])
    if bars:
        run.report(f"{what}median with Python", percentile(whole, 50), "ms")


def _saves(run, env):
    """Saving a text of 100 words, with indexing and without."""
    positions = env["skks.narrative"].search([], limit=SAVES, order="id desc")
    spent = {"plain": [], "indexed": []}
    for position, text in zip(positions, sets.Filler(SAVES).texts, strict=True):
        with patch.object(type(positions), "_polish_vectors", lambda self: [""]):
            _save(env, position, "")
            spent["plain"].append(_save(env, position, text["body"]))
        _save(env, position, "")
        spent["indexed"].append(_save(env, position, text["body"]))
    added = percentile(spent["indexed"], 50) - percentile(spent["plain"], 50)
    run.report("indexing added to a save, median", added, "ms", most=5, size=SAVES)


def _save(env, position, body):
    start = time.monotonic()
    position.body = body
    env.flush_all()
    return 1000 * (time.monotonic() - start)
