"""Prints one table of how several runs find the places of identifiers, from the scores that `evaluate --json` gives.

By token and whatever the type: the level at which tools that name types and tools that only blank out are alike.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

#: The sets shown: every annotated identifier, and what Safe Harbor asks to remove.
SETS = ("all", "safe-harbor")
COLUMNS = ("run", "set", "P", "R", "F1", "leaked identifiers", "notes with leaks", "lost per 1,000")


def rows(name: str, scores: dict[str, Any]) -> list[tuple[str, ...]]:
    """A row for each set. Lost are words and numbers outside of all identifiers that are replaced."""
    found = []
    for kind in SETS:
        figures = scores["phi"]["sets"][kind]
        # Null where a gold document has no text.
        token = figures["binary_token"] or {}
        found.append(
            (
                name,
                kind,
                *(f"{token[key]:.3f}" if key in token else "-" for key in ("precision", "recall", "f1")),
                str(figures["leaked_identifiers"]),
                str(figures["notes_with_leaks"]),
                f"{scores['phi']['over_redaction_per_1000']:.1f}",
            )
        )
    return found


def main(paths: list[str]) -> None:
    """Prints the table of `RUN.scores.json` files."""
    lines: list[tuple[str, ...]] = [COLUMNS]
    for path in paths:
        with open(path, encoding="utf-8") as file:
            lines += rows(Path(path).name.removesuffix(".scores.json"), json.load(file))
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    for line in lines:
        words = [cell.ljust(width) for cell, width in zip(line[:2], widths)]
        numbers = [cell.rjust(width) for cell, width in zip(line[2:], widths[2:])]
        print("  ".join(words + numbers).rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
