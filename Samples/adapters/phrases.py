"""Spans of phrases in the contract's form, for the tools that match the lexicon's names word by word."""

from __future__ import annotations

from typing import Any

from lexicon import Concept


def entity(
    text: str, kind: str, start: int, end: int, concepts: tuple[Concept, ...] | list[Concept], source: str
) -> dict[str, Any]:
    """One entity; `start` and `end` are code points of `text`, end exclusive."""
    return {
        "type": kind,
        "start": start,
        "end": end,
        "text": text[start:end],
        "concepts": [concept.as_result() for concept in concepts],
        "source": source,
    }
