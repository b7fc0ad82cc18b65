"""Cuts the identifiers of gold and runs into their words and takes the types away.

Tools that only blank out name neither types nor where an identifier ends. So cut, all runs can be set side by side:
"strict" of what is written here is "whatever the type, by token" of the original.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path
from typing import Any

import common

#: As the i2b2 2014 script cuts: runs of ASCII letters and digits.
TOKEN = re.compile(r"[A-Za-z0-9]+")


def tokens(text: str, identifiers: list[Any]) -> list[dict[str, Any]]:
    """The words of all identifiers, each once, in the order of the text; those outside of the text are left out."""
    places: set[tuple[int, int]] = set()
    for item in identifiers:
        start, end = (item.get("start"), item.get("end")) if isinstance(item, dict) else (None, None)
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            places.update(match.span() for match in TOKEN.finditer(text, start, end))
    return [{"category": "PHI", "type": "PHI", "start": start, "end": end} for start, end in sorted(places)]


def cut(line: bytes, texts: dict[str, str], with_text: bool) -> bytes:
    """One record with its identifiers cut; one that is no note's, or failed, stays as it is."""
    try:
        record = json.loads(line)
        text = texts[str(record["id"])]
        identifiers = record["phi"]
    except (ValueError, KeyError, TypeError):
        return line
    if not isinstance(identifiers, list):
        return line
    result = {"id": record["id"], "status": "ok", "entities": [], "relations": [], "phi": tokens(text, identifiers)}
    if with_text:
        result["text"] = text
    return json.dumps(result, separators=(",", ":")).encode()


def main() -> None:
    """Writes the gold and each run under its own name into a folder, run cards beside them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--gold", required=True, help="gold JSONL")
    arguments.add_argument("--output", required=True, help="folder")
    arguments.add_argument("runs", nargs="*", help="predictions in JSONL")
    args = arguments.parse_args()
    texts: dict[str, str] = {}
    for line in common.read_lines(args.gold):
        try:
            note = common.parse_note(line)
        except common.NoteError:
            continue
        texts.setdefault(note.id, note.text)
    Path(args.output).mkdir(parents=True, exist_ok=True)
    for path in (args.gold, *args.runs):
        target = Path(args.output, Path(path).name)
        lines = (cut(line, texts, with_text=path == args.gold) for line in common.read_lines(path))
        target.write_bytes(b"".join(line + b"\n" for line in lines))
        card = Path(f"{path}.run.json")
        if card.is_file():
            shutil.copyfile(card, f"{target}.run.json")


if __name__ == "__main__":
    main()
