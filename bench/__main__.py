"""``python -m bench``: run one benchmark on a database, or list them; JSON lines."""

import argparse
import json
import os

from . import registry
from .run import Run


def main():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", nargs="?")
    parser.add_argument("--database")
    parser.add_argument("--percent", type=float, default=100)
    options = parser.parse_args()
    known = registry.load_all()
    if not options.name:
        for one in known.values():
            print(json.dumps([one.name, one.size, one.rows, one.about]))
        return
    one = known[options.name]
    size = max(1, round(one.size * options.percent / 100))
    run = Run(options.database, size)
    try:
        # Times on a machine that others use as well say little; so this comes first.
        load = os.getloadavg()[0] / os.cpu_count()
        run.report("load before it, for each core", load)
        one.measure(run)
    finally:
        run.close()
    for figure in run.figures:
        print(json.dumps([figure._asdict(), figure.is_kept]))


if __name__ == "__main__":
    main()
