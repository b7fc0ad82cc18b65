"""What all adapters share: notes in, lexicon in, predictions and run card out, and the clock.

Offsets are code points, end exclusive: plain Python string indices. No text of a note is ever written to standard
error or into an error record. Nothing outside the standard library is imported here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

# Adapters import this module before anything heavy, so start-up is counted from here to the first note.
STARTED = time.perf_counter()


class NoteError(Exception):
    """A record that cannot be used. `code` is one of ChartSift's error codes; there is no message with note text."""

    def __init__(self, code: str, note_id: str | None = None):
        super().__init__(code)
        self.code = code
        self.note_id = note_id


@dataclass
class Note:
    """One note: its id, its text, and the entities that its record gives (for `--given-entities`)."""

    id: str
    text: str
    given: list[dict[str, Any]]


@dataclass
class Findings:
    """What a tool found in one note: entities and identifiers in the contract's form, and what had no place in it."""

    entities: list[dict[str, Any]] = field(default_factory=list)
    phi: list[dict[str, Any]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


class Extractor(Protocol):
    """A tool that is ready to read notes."""

    name: str
    version: str
    names: int
    settings: dict[str, Any]

    def extract(self, note: Note) -> Findings:
        """Returns what the tool finds in one note."""
        ...


# --- Notes ----------------------------------------------------------------------------------------------------------


def parse_note(line: bytes) -> Note:
    """Reads one line of note JSONL; raises NoteError with ChartSift's code where it cannot be used."""
    if not line.strip():
        raise NoteError("blank_line")
    record = _parse_json(line)
    if not isinstance(record, dict):
        raise NoteError("not_an_object")
    note_id = _note_id(record)
    text = record.get("text")
    if text is None:
        raise NoteError("missing_text", note_id)
    if not isinstance(text, str):
        raise NoteError("invalid_text", note_id)
    if not _is_encodable(text):
        raise NoteError("lone_surrogate", note_id)
    given = record.get("entities")
    return Note(note_id, text, given if isinstance(given, list) else [])


def _parse_json(line: bytes) -> Any:
    """The line's value; numbers with a fraction or exponent stay as written."""
    try:
        return json.loads(line.decode("utf-8"), parse_float=str)
    except UnicodeDecodeError:
        raise NoteError("invalid_utf8") from None
    except RecursionError:
        raise NoteError("nested_too_deep") from None
    except ValueError:
        raise NoteError("invalid_json") from None


def _note_id(record: dict[str, Any]) -> str:
    """The id as a string."""
    value = record.get("id")
    if value is None:
        raise NoteError("missing_id")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise NoteError("invalid_id")
    if not _is_encodable(str(value)):
        raise NoteError("lone_surrogate")
    return str(value)


def _is_encodable(text: str) -> bool:
    """False for text with half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def open_input(path: str) -> BinaryIO:
    """Opens note JSONL, plain or gzip; `-` is standard input."""
    if path == "-":
        return sys.stdin.buffer
    if path.endswith(".gz"):
        return gzip.open(path, "rb")  # type: ignore[return-value]
    return open(path, "rb")


def read_lines(path: str, limit: int | None = None) -> Iterator[bytes]:
    """The lines of the input without their ends, one by one, at most `limit`."""
    with open_input(path) as stream:
        for number, line in enumerate(stream):
            if limit is not None and number >= limit:
                return
            if number == 0:
                line = line.removeprefix(b"\xef\xbb\xbf")
            yield line.rstrip(b"\r\n")


# --- The run --------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """Counts of a run."""

    notes: int = 0
    failed: int = 0
    text_bytes: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


def process_line(line: bytes, number: int, extractor: Extractor, tally: Tally) -> dict[str, Any]:
    """The result record of one line. A tool that crashes on a note costs that note, not the run."""
    tally.notes += 1
    note_id: str | None = None
    try:
        note = parse_note(line)
        note_id = note.id
        tally.text_bytes += len(note.text.encode("utf-8"))
        findings = extractor.extract(note)
    except NoteError as error:
        tally.failed += 1
        return error_record(error.note_id or note_id, number, error.code, error.code.replace("_", " "))
    except Exception as error:  # noqa: BLE001 - any tool may raise anything
        # Only the exception's class: its message may quote the note.
        tally.failed += 1
        return error_record(note_id, number, "extractor_failed", type(error).__name__)
    tally.dropped.update(findings.dropped)
    return {
        "id": note.id,
        "status": "ok",
        "entities": numbered(findings.entities),
        "relations": [],
        "phi": findings.phi,
    }


def error_record(note_id: str | None, line: int, code: str, message: str) -> dict[str, Any]:
    """The contract's record of a note that failed; `line` is 1-based."""
    return {"id": note_id, "status": "error", "line": line, "error": {"code": code, "message": message}}


def numbered(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entities in the order of the text, with ids from 1; given ids are kept."""
    ordered = sorted(entities, key=lambda entity: (entity["start"], entity["end"], entity["type"]))
    return [{"id": number, **entity} for number, entity in enumerate(ordered, start=1)]


def process_all(args: argparse.Namespace, extractor: Extractor, output: Any) -> Tally:
    """Writes one line out for each line in, in order."""
    tally = Tally()
    for number, line in enumerate(read_lines(args.input, args.limit), start=1):
        record = process_line(line, number, extractor, tally)
        output.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return tally


def run(extractor: Extractor, args: argparse.Namespace) -> None:
    """Runs a tool over the input and writes predictions and run card.

    The clocks run from the first line read to the last line written; `startup_seconds` is all before.
    """
    startup = time.perf_counter() - STARTED
    partial = Path(f"{args.output}.partial")
    partial.parent.mkdir(parents=True, exist_ok=True)
    wall, cpu = time.perf_counter(), time.process_time()
    with open(partial, "w", encoding="utf-8") as output:
        tally = process_all(args, extractor, output)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    os.replace(partial, args.output)
    card = run_card(extractor.name, extractor.version, wall, cpu, peak_memory_bytes(), tally, startup, extractor.names)
    card["settings"] = extractor.settings
    write_run_card(args.output, card)
    report(card)


def peak_memory_bytes() -> int:
    """The greatest resident size of this process so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def run_card(
    name: str, version: str, seconds: float, cpu: float, memory: int, tally: Tally, startup: float, names: int
) -> dict[str, Any]:
    """What a comparison says of a run beside its predictions."""
    return {
        "name": name,
        "version": version,
        "seconds": round(seconds, 4),
        "cpu_seconds": round(cpu, 4),
        "peak_memory_bytes": memory,
        "notes": tally.notes,
        "failed_notes": tally.failed,
        "text_bytes": tally.text_bytes,
        "startup_seconds": round(startup, 3),
        "names": names,
        "dropped": dict(sorted(tally.dropped.items())),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
    }


def write_run_card(output: str, card: dict[str, Any]) -> None:
    """Writes the run card beside the predictions."""
    with open(f"{output}.run.json", "w", encoding="utf-8") as file:
        json.dump(card, file, indent=2)
        file.write("\n")


def report(card: dict[str, Any]) -> None:
    """One line on standard error."""
    print(
        f"{card['name']} {card['version']}: {card['notes']} notes ({card['failed_notes']} failed), "
        f"{card['text_bytes']:,} bytes in {card['seconds']:.2f} s after {card['startup_seconds']:.1f} s of start-up",
        file=sys.stderr,
    )


# --- Command line ---------------------------------------------------------------------------------------------------


def parser(description: str, lexicon: bool = True) -> argparse.ArgumentParser:
    """The flags that all adapters have."""
    result = argparse.ArgumentParser(description=description)
    result.add_argument("--input", required=True, help="note JSONL, plain or .gz; - is standard input")
    result.add_argument("--output", required=True, help="predictions; the run card goes beside it")
    result.add_argument("--lexicon", required=lexicon, help="folder of TSV vocabularies, as Lexicons/starter")
    result.add_argument("--limit", type=_count, help="read only the first N lines")
    return result


def _count(value: str) -> int:
    """A whole number that is not negative."""
    number = int(value)
    if number < 0:
        raise ValueError(value)
    return number


def main(build: Callable[[argparse.Namespace], Extractor], arguments: argparse.ArgumentParser) -> int:
    """Builds the tool and runs it; 0 also when single notes failed."""
    args = arguments.parse_args()
    try:
        run(build(args), args)
    except (OSError, LexiconError) as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        return 1
    return 0


class LexiconError(Exception):
    """A vocabulary that cannot be read; the message names file and line."""
