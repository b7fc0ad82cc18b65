#!/usr/bin/env python3
"""Checks the offsets of `chartsift pipe` over every *.jsonl of a folder, with the language that defines them.

For every mention and every cue, text[start:end] must be its text (fragments joined by one space), and every input
line must have its result. Prints counts for each file; exit code 0 when all hold, 1 when one does not, 2 for wrong
usage. Nothing of a note is printed.

usage: check-offsets.py [--program PATH] [FOLDER]     (FOLDER: default $CHARTSIFT_CORPORA)
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys


def text_of(span, text):
    """The text that a span's offsets name, or None when they leave the note."""
    parts = span.get("fragments") or [[span["start"], span["end"]]]
    if any(not 0 <= start < end <= len(text) for start, end in parts):
        return None
    if parts[0][0] != span["start"] or max(end for _, end in parts) != span["end"]:
        return None
    return " ".join(text[start:end] for start, end in parts)


def check_file(path, program, counts, flags):
    """Adds to the counts; yields one line for each fault."""
    with open(path, "rb") as notes:
        command = [program, "pipe", "--quiet", *flags]
        finished = subprocess.run(command, stdin=notes, stdout=subprocess.PIPE, check=False)
    if finished.returncode != 0:
        yield f"exit code {finished.returncode}"
        return
    lines = path.read_bytes().split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    results = finished.stdout.split(b"\n")[:-1]
    if len(lines) != len(results):
        yield f"{len(lines)} lines gave {len(results)} results"
        return
    for number, (line, answer) in enumerate(zip(lines, results), 1):
        result = json.loads(answer)
        if result["status"] != "ok":
            counts["errors"] += 1
            continue
        note = json.loads(line)
        counts["notes"] += 1
        if result["id"] != note["id"] and isinstance(note["id"], str):
            yield f"line {number}: another id"
        for entity in result["entities"]:
            counts["mentions"] += 1
            if text_of(entity, note["text"]) != entity["text"]:
                yield f"line {number}: mention {entity['id']} at {entity['start']}..{entity['end']}"
            for cue in entity["cues"]:
                counts["cues"] += 1
                if text_of(cue, note["text"]) != cue["text"]:
                    yield f"line {number}: {cue['kind']} cue at {cue['start']}..{cue['end']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=os.environ.get("CHARTSIFT_BINARY", "chartsift"))
    parser.add_argument("folder", nargs="?", default=os.environ.get("CHARTSIFT_CORPORA"))
    arguments = parser.parse_args()
    files = sorted(pathlib.Path(arguments.folder or "/nowhere").glob("*.jsonl"))
    if not files:
        parser.error("no *.jsonl there; name a folder or set CHARTSIFT_CORPORA")
    faults = 0
    for path in files:
        for flags in ([], ["--all-matches"]):
            counts = dict.fromkeys(["notes", "errors", "mentions", "cues"], 0)
            found = list(check_file(path, arguments.program, counts, flags))
            faults += len(found)
            said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
            print(f"{path.name}{' ' + flags[0] if flags else ''}: {said}, {len(found):,} wrong")
            for fault in found[:5]:
                print(f"  {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
