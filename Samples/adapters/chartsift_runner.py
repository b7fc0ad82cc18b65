"""Runs `chartsift pipe` on the same notes, on one thread, and writes the same run card as the adapters."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import common
from lexicon import read_lexicon


def arguments() -> argparse.ArgumentParser:
    """The flags."""
    result = common.parser(__doc__)
    result.add_argument("--program", required=True, help="the chartsift program")
    result.add_argument("--name", default="chartsift", help="the run's name")
    result.add_argument("--deid", default="off", help="as in chartsift pipe; other than off, identifiers are found")
    return result


def command(args: argparse.Namespace) -> list[str]:
    """The filter; the starter lexicon is its default."""
    result = [args.program, "pipe", "--threads", "1", "--quiet", "--deid", args.deid]
    if Path(args.lexicon).name != "starter":
        for file in sorted(Path(args.lexicon).glob("*.tsv")):
            result += ["--lexicon", str(file)]
    return result


def timed(call: list[str], source: str, output: str) -> tuple[float, float, int]:
    """Runs the program; seconds, seconds of CPU, greatest resident size in bytes. Raises OSError if it fails."""
    started = time.perf_counter()
    with open(source, "rb") as notes, open(output, "wb") as results:
        process = subprocess.Popen(call, stdin=notes, stdout=results)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise OSError(f"{call[0]} ended with exit code {process.returncode}")
    seconds = time.perf_counter() - started
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure_startup(call: list[str], folder: str) -> tuple[float, float]:
    """Seconds and seconds of CPU for one empty note, once the lexicon is compiled; the first call compiles it."""
    empty = Path(folder) / "empty.jsonl"
    empty.write_text('{"id":"1","text":""}\n', encoding="utf-8")
    timed(call, str(empty), os.devnull)
    return timed(call, str(empty), os.devnull)[:2]


def count(source: str, output: str) -> common.Tally:
    """Counts of the notes that went in and of those that failed."""
    tally = common.Tally()
    for line, result in zip(common.read_lines(source), common.read_lines(output)):
        tally.notes += 1
        tally.failed += json.loads(result).get("status") != "ok"
        try:
            tally.text_bytes += len(common.parse_note(line).text.encode("utf-8"))
        except common.NoteError:
            continue
    return tally


def copy_lines(args: argparse.Namespace, folder: str) -> str:
    """The input as a plain file of at most `--limit` lines: reading it is not the program's time."""
    path = Path(folder) / "notes.jsonl"
    with open(path, "wb") as file:
        for line in common.read_lines(args.input, args.limit):
            file.write(line + b"\n")
    return str(path)


def main() -> int:
    """Runs and measures. The seconds are the program's whole life without its start-up."""
    args = arguments().parse_args()
    call = command(args)
    version = subprocess.run([args.program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="chartsift-") as folder:
        source = copy_lines(args, folder)
        startup, startup_cpu = measure_startup(call, folder)
        partial = f"{args.output}.partial"
        seconds, cpu, memory = timed(call, source, partial)
        os.replace(partial, args.output)
        tally = count(source, args.output)
    names = len(read_lexicon(args.lexicon))
    # Start-up is taken off. A run over a few notes is hardly longer, so a millisecond is left at least.
    seconds, cpu = max(seconds - startup, 0.001), max(cpu - startup_cpu, 0.001)
    card = common.run_card(args.name, version, seconds, cpu, memory, tally, startup, names)
    card["settings"] = {"command": ["chartsift", *call[1:]]}
    common.write_run_card(args.output, card)
    common.report(card)
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (OSError, subprocess.CalledProcessError, common.LexiconError) as error:
        print(f"chartsift_runner.py: {error}", file=sys.stderr)
        raise SystemExit(1) from None
