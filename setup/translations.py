#!/usr/bin/env python3
"""Renew or check i18n/*.pot and pl.po of our add-ons against a fresh export."""

import argparse
import sys
from pathlib import Path

import polib


def renew(addon, fresh):
    """Take the fresh .pot over and bring its words into pl.po, untranslated."""
    folder = addon / "i18n"
    folder.mkdir(exist_ok=True)
    (folder / fresh.name).write_bytes(fresh.read_bytes())
    path = folder / "pl.po"
    pot = polib.pofile(str(fresh), wrapwidth=78)
    if path.exists():
        po = polib.pofile(str(path), wrapwidth=78)
    else:
        po = polib.POFile(wrapwidth=78)
        po.metadata = {**pot.metadata, "Language": "pl"}
    po.merge(pot)
    for entry in po.obsolete_entries():
        po.remove(entry)
    po.save(str(path))
    done = len(po.translated_entries())
    print(f"{addon.name}: {len(pot)} terms, {len(pot) - done} to translate")


def findings(addon, fresh):
    """What keeps the translations of an add-on from being current and complete."""
    path = addon / "i18n" / f"{addon.name}.pot"
    if not fresh.exists():
        if path.exists():
            yield f"{path}: the add-on has no words any more; remove the file"
        return
    if not path.exists() or path.read_bytes() != fresh.read_bytes():
        yield f"{path}: not current; run ./skks pot"
    path = addon / "i18n/pl.po"
    if not path.exists():
        yield f"{path}: missing; run ./skks pot"
        return
    polish = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))}
    for entry in polib.pofile(str(fresh)):
        found = polish.pop((entry.msgctxt, entry.msgid), None)
        if found is None or found.obsolete or not found.translated():
            state = "fuzzy" if found and found.fuzzy else "untranslated"
            yield f"{path}: {state}: {entry.msgid!r}"
    for entry in polish.values():
        if not entry.obsolete:
            yield f"{path}: not in the add-on any more: {entry.msgid!r}"


def main():
    """Renew, or with --check only look; the exit code tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("fresh", type=Path, help="folder with freshly exported .pot")
    parser.add_argument("addons", type=Path, nargs="*")
    options = parser.parse_args()
    found = []
    for addon in options.addons:
        fresh = options.fresh / f"{addon.name}.pot"
        if options.check:
            found += findings(addon, fresh)
        elif fresh.exists():
            renew(addon, fresh)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
