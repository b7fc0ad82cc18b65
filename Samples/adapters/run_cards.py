"""Prints the run cards of several predictions as one table."""

from __future__ import annotations

import json
import sys
from typing import Any

COLUMNS = (
    "run",
    "version",
    "notes",
    "failed",
    "KB of text",
    "seconds",
    "KB/s of CPU",
    "start-up s",
    "peak MB",
    "names",
)


def row(card: dict[str, Any]) -> tuple[str, ...]:
    """One card as words; KB and MB are thousands and millions of bytes."""
    speed = card["text_bytes"] / 1e3 / card["cpu_seconds"] if card["cpu_seconds"] else 0
    return (
        card["name"],
        card["version"],
        str(card["notes"]),
        str(card["failed_notes"]),
        f"{card['text_bytes'] / 1e3:.0f}",
        f"{card['seconds']:.2f}",
        f"{speed:,.0f}",
        f"{card['startup_seconds']:.2f}",
        f"{card['peak_memory_bytes'] / 1e6:.0f}",
        str(card["names"]),
    )


def main(paths: list[str]) -> None:
    """Prints the table."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for path in paths:
        with open(path, encoding="utf-8") as file:
            rows.append(row(json.load(file)))
    widths = [max(len(line[column]) for line in rows) for column in range(len(COLUMNS))]
    for line in rows:
        words = [cell.ljust(width) for cell, width in zip(line[:2], widths)]
        numbers = [cell.rjust(width) for cell, width in zip(line[2:], widths[2:])]
        print("  ".join(words + numbers).rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
