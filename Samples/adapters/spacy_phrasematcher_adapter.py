"""spaCy's PhraseMatcher over a blank English pipeline: the tokenizer and a dictionary, nothing else."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator

import common
import spacy
from lexicon import Concept, Name, read_lexicon
from phrases import entity
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans


class SpacyPhraseMatcher:
    """Two matchers, one that ignores letter case and one for names that are meant only as written."""

    name = "spacy-phrasematcher"
    version = spacy.__version__

    def __init__(self, names: list[Name]):
        self.nlp = spacy.blank("en")
        self.names = len(names)
        self.settings = {"pipeline": "blank en", "attr": "LOWER; ORTH for names with a case mark"}
        self.by_key: dict[int, Name] = {}
        self.matchers = [self._matcher(names, "LOWER", False), self._matcher(names, "ORTH", True)]

    def _matcher(self, names: list[Name], attribute: str, exact_case: bool) -> PhraseMatcher:
        """A matcher of the names with, or without, a case mark."""
        matcher = PhraseMatcher(self.nlp.vocab, attr=attribute)
        chosen = [name for name in names if name.exact_case == exact_case]
        for name, pattern in zip(chosen, self.nlp.tokenizer.pipe(name.text for name in chosen)):
            key = f"{name.type}\t{exact_case}\t{name.text}"
            self.by_key[self.nlp.vocab.strings.add(key)] = name
            matcher.add(key, [pattern])
        return matcher

    def extract(self, note: common.Note) -> common.Findings:
        """The longest matches, type by type."""
        doc = self.nlp.make_doc(note.text)
        found: dict[tuple[str, int, int], list[Concept]] = defaultdict(list)
        for name, start, end in self._matches(doc):
            found[(name.type, start, end)].extend(name.concepts)
        findings = common.Findings()
        for span in self._longest(doc, list(found)):
            concepts = list(dict.fromkeys(found[(span.label_, span.start, span.end)]))
            findings.entities.append(
                entity(note.text, span.label_, span.start_char, span.end_char, concepts, "import:spacy-phrasematcher")
            )
        return findings

    def _matches(self, doc: Doc) -> Iterator[tuple[Name, int, int]]:
        """All matches, in tokens."""
        for matcher in self.matchers:
            for key, start, end in matcher(doc):
                yield self.by_key[key], start, end

    def _longest(self, doc: Doc, places: list[tuple[str, int, int]]) -> Iterator[Span]:
        """spaCy's own filter (longest first, then the earlier), applied to each type by itself."""
        by_type: dict[str, list[Span]] = defaultdict(list)
        for kind, start, end in places:
            by_type[kind].append(Span(doc, start, end, label=kind))
        for kind in sorted(by_type):
            yield from filter_spans(by_type[kind])


def build(args: argparse.Namespace) -> SpacyPhraseMatcher:
    """Reads the lexicon and fills the matchers."""
    return SpacyPhraseMatcher(read_lexicon(args.lexicon))


if __name__ == "__main__":
    raise SystemExit(common.main(build, common.parser(__doc__)))
