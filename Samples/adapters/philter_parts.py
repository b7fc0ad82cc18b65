"""Parts of the Philter adapter that need neither Philter nor a model: old patterns, tags by shape, blanked places."""

from __future__ import annotations

import re

#: Flags for a whole pattern, as Python's `re` writes them.
GLOBAL_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")


def flags_first(pattern: str) -> str:
    """The pattern with its global flags, `(?i)` say, moved to its start.

    Up to Python 3.10 they might stand anywhere and held for all of the pattern; since 3.11 that is an error, which
    names the place. Raises `re.error` for a pattern that is wrong in another way.
    """
    while True:
        try:
            re.compile(pattern)
        except re.error as error:
            flags = GLOBAL_FLAGS.match(pattern, error.pos) if error.pos else None
            if flags is None:
                raise
            pattern = flags[0] + pattern[: flags.start()] + pattern[flags.end() :]
        else:
            return pattern


def tags_by_shape(tokens: list[str]) -> list[tuple[str, str]]:
    """Tokens with a part of speech (Penn Treebank) told from their shape alone.

    Philter looks at two of them: CD, a number (here: begins with a digit), and NNP, a name (begins with a capital).
    """
    return [(token, "CD" if token[0].isdigit() else "NNP" if token[0].isupper() else "NN") for token in tokens]


def blanked_spans(text: str, blanked: str) -> list[tuple[int, int]]:
    """The places where asterisks stand for what the text had, as half-open spans.

    An asterisk of the text's own is none. Raises ValueError if the lengths differ.
    """
    spans: list[tuple[int, int]] = []
    for place, (before, after) in enumerate(zip(text, blanked, strict=True)):
        if after != "*" or before == "*":
            continue
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans
