"""Reads the TSV vocabularies of ChartSift, so that every tool gets the same names with the same case marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import LexiconError

#: The vocabulary that `chartsift` writes for concepts of the starter lexicon.
STARTER_VOCABULARY = "CHARTSIFT"
LANGUAGES = {"", "EN", "ENG"}


@dataclass(frozen=True)
class Concept:
    """A concept as results name it."""

    id: str
    vocabulary: str
    name: str
    semantic_types: tuple[str, ...]

    def as_result(self) -> dict[str, Any]:
        """The contract's form."""
        return {
            "id": self.id,
            "vocabulary": self.vocabulary,
            "name": self.name,
            "semantic_types": list(self.semantic_types),
        }


@dataclass(frozen=True)
class Name:
    """One name of one entity type, with all concepts that it may mean, in the order of the files.

    `exact_case`: it is meant only in this letter case (the mark `=`, or `case_sensitive` 1).
    """

    text: str
    type: str
    exact_case: bool
    concepts: tuple[Concept, ...]


@dataclass
class Row:
    """One name of one row."""

    text: str
    type: str
    exact_case: bool
    concept: Concept


def read_lexicon(folder: str) -> list[Name]:
    """All names of a folder's `*.tsv` files; equal names of one type are one `Name` with several concepts."""
    files = sorted(Path(folder).glob("*.tsv"))
    if not files:
        raise LexiconError(f"{folder}: no .tsv file in this folder")
    common = read_common_words(Path(folder))
    grouped: dict[tuple[str, str, bool], tuple[str, dict[Concept, None]]] = {}
    for file in files:
        for row in read_file(file, common, starter=Path(folder).name == "starter"):
            key = (row.type, row.text if row.exact_case else row.text.lower(), row.exact_case)
            grouped.setdefault(key, (row.text, {}))[1][row.concept] = None
    return [Name(text, kind, exact, tuple(concepts)) for (kind, _, exact), (text, concepts) in grouped.items()]


def read_common_words(folder: Path) -> set[str]:
    """The words of `text/common-words.txt` beside the folder, where there is one: names that equal one of them and
    are written in capitals ("ALL") are meant only so."""
    path = folder.parent / "text" / "common-words.txt"
    if not path.is_file():
        return set()
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.strip().lower() for line in lines if line.strip() and not line.startswith("#")}


def read_file(path: Path, common: set[str], starter: bool) -> Iterator[Row]:
    """The names of one file."""
    header: list[str] | None = None
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip("\r")
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if header is None:
            header = [name.lower() for name in fields]
            if "concept" not in header or "name" not in header:
                raise LexiconError(f"{path}:{number}: expected a header with the columns concept and name")
            continue
        if len(fields) > len(header):
            raise LexiconError(f"{path}:{number}: more fields than columns")
        columns = dict(zip(header, fields))
        default = STARTER_VOCABULARY if starter else path.name.split(".")[0]
        yield from row_names(columns, "synonyms" in header, default, common)


def row_names(columns: dict[str, str], has_marks: bool, vocabulary: str, common: set[str]) -> Iterator[Row]:
    """The names of one row: its name and its synonyms."""
    if columns.get("language", "").upper() not in LANGUAGES:
        return
    preferred = columns.get("name", "")
    concept = Concept(
        columns["concept"],
        columns.get("vocabulary") or vocabulary,
        preferred.lstrip("=^") if has_marks else preferred,
        tuple(part for part in columns.get("semantic_type", "").split(",") if part),
    )
    kind = columns.get("type", "").lower() or "problem"
    names = [preferred, *columns.get("synonyms", "").split("|")]
    for name in names:
        text = " ".join((name.lstrip("=^") if has_marks else name).split())
        if text:
            yield Row(text, kind, needs_case(name, text, columns.get("case_sensitive", ""), has_marks, common), concept)


def needs_case(name: str, text: str, flag: str, has_marks: bool, common: set[str]) -> bool:
    """ChartSift's rule for letter case (Reference-Lexicon, "When a name matches"), as far as it needs no context."""
    if flag:
        return flag == "1"
    if has_marks and name[: len(name) - len(name.lstrip("=^"))].count("="):
        return True
    has_inner_capital = any(letter.isupper() for letter in text[1:])
    is_short = len(text) <= 3 and not has_marks
    return has_inner_capital and " " not in text and (is_short or text.lower() in common)
