"""Splits gold notes into a set for entities and one for identifiers, each with only what the tools are scored on.

A file counts for a kind of annotation if any of its notes has one: a note without entities among annotated ones is gold
that says "none", but a whole file without entities says nothing of them. Relations are left out, and types that the
lexicon has no names of; a record that cannot be read stays as it is, so that `chartsift evaluate` reports it.

Prints a line for each set: its kind, the number of notes, and for entities the types to score.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import common
from lexicon import read_lexicon

KINDS = ("entities", "phi")


def read_records(path: str) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    """The lines of a file with their objects; None where a line is no usable note."""
    for line in common.read_lines(path):
        try:
            note = common.parse_note(line)
        except common.NoteError:
            yield line, None
        else:
            yield line, {**json.loads(line), "id": note.id}


def annotated(record: dict[str, Any] | None, kind: str, types: set[str]) -> set[str]:
    """The types of a record's annotations of one kind; of entities those of `types`."""
    items = record.get(kind) if record else None
    found = {item.get("type") for item in items if isinstance(item, dict)} if isinstance(items, list) else set()
    return {name for name in found if isinstance(name, str)} & (types if kind == "entities" else found)


def only(kind: str, record: dict[str, Any]) -> bytes:
    """The record with one kind of annotations."""
    left_out = {"relations", *KINDS} - {kind}
    kept = {name: value for name, value in record.items() if name not in left_out}
    return json.dumps(kept, ensure_ascii=True, separators=(",", ":")).encode()


def split(kind: str, files: list[str], types: set[str], limit: int | None) -> tuple[list[bytes], set[str]]:
    """The lines of one set, at most `limit`, and the types found."""
    lines: list[bytes] = []
    found: set[str] = set()
    for path in files:
        records = list(read_records(path))
        here = set().union(*(annotated(record, kind, types) for _, record in records))
        if here:
            lines += [only(kind, record) if record else line for line, record in records]
            found |= here
    return lines[:limit], found


def main() -> int:
    """Writes `gold-entities.jsonl` and `gold-phi.jsonl`, where there is anything to write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--output", required=True, help="folder")
    arguments.add_argument("--lexicon", required=True, help="folder of TSV vocabularies")
    arguments.add_argument("--limit", type=int, help="at most N notes in each set")
    arguments.add_argument("files", nargs="+", help="gold JSONL, plain or .gz")
    args = arguments.parse_args()
    types = {name.type for name in read_lexicon(args.lexicon)}
    for kind in KINDS:
        lines, found = split(kind, args.files, types, args.limit)
        if lines:
            Path(args.output, f"gold-{kind}.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
            print(kind, len(lines), ",".join(sorted(found)))
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (OSError, common.LexiconError) as error:
        print(f"split_gold.py: {error}", file=sys.stderr)
        raise SystemExit(1) from None
