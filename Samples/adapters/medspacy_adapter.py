"""medSpaCy: its tokenizer, PyRuSH sentences, TargetMatcher with the lexicon's names, ConText and sectionizer."""

from __future__ import annotations

import argparse
from importlib.metadata import version
from typing import Any

import common
from loguru import logger

# PyRuSH writes tokens of the note to standard error at its default level; that must be off before it is imported.
logger.remove()

import medspacy  # noqa: E402
from lexicon import Concept, Name, read_lexicon  # noqa: E402
from medspacy.target_matcher import TargetRule  # noqa: E402
from phrases import entity  # noqa: E402
from spacy.tokens import Doc, Span  # noqa: E402

SOURCE = "import:medspacy"
GROUP = "medspacy_spans"


class MedSpacy:
    """medSpaCy's default pipeline and, unless refused, its sectionizer."""

    name = "medspacy"
    version = version("medspacy")

    def __init__(self, names: list[Name], sections: bool, given_entities: bool):
        components = ["medspacy_tokenizer", "medspacy_pyrush", "medspacy_context"]
        components += [] if given_entities else ["medspacy_target_matcher"]
        components += ["medspacy_sectionizer"] if sections else []
        self.given_entities = given_entities
        self.nlp = medspacy.load(medspacy_enable=components)
        if given_entities:
            read_span_group(self.nlp)
        else:
            self.nlp.get_pipe("medspacy_target_matcher").add(target_rules(names))
        self.names = 0 if given_entities else len(names)
        self.settings = {"components": components, "given_entities": given_entities}

    def extract(self, note: common.Note) -> common.Findings:
        """Mentions with ConText's attributes."""
        findings = common.Findings()
        for span, given in self._spans(note):
            result = given or entity(note.text, span.label_, span.start_char, span.end_char, concepts_of(span), SOURCE)
            result["assertion"] = assertion(span)
            section = span._.section_category if "medspacy_sectionizer" in self.nlp.pipe_names else None
            result["section"] = section.lower() if section else None
            findings.entities.append(result)
        return findings

    def _spans(self, note: common.Note) -> list[tuple[Span, dict[str, Any] | None]]:
        """The spans that ConText has judged, each with the given entity it stands for, if any."""
        if not self.given_entities:
            return [(span, None) for span in self.nlp(note.text).ents]
        doc = self.nlp.make_doc(note.text)
        kept = [given_result(item, note.text) for item in note.given]
        doc.spans[GROUP] = [given_span(doc, item) for item in kept]
        doc = self.nlp(doc)
        return list(zip(doc.spans[GROUP], kept))


def target_rules(names: list[Name]) -> list[TargetRule]:
    """One rule for each name; names with a case mark become a token pattern over ORTH."""
    cutter = medspacy.load(medspacy_enable=["medspacy_tokenizer"])
    rules = []
    for name in names:
        pattern = [{"ORTH": token.text} for token in cutter.make_doc(name.text)] if name.exact_case else None
        rules.append(TargetRule(name.text, name.type, pattern=pattern, metadata={"concepts": name.concepts}))
    return rules


def concepts_of(span: Span) -> tuple[Concept, ...]:
    """The concepts of the rule that found the span."""
    rule = span._.target_rule
    return rule.metadata["concepts"] if rule is not None else ()


def assertion(span: Span) -> dict[str, Any]:
    """ConText's attributes; it knows no experiencer but patient and family."""
    return {
        "negated": bool(span._.is_negated),
        "uncertain": bool(span._.is_uncertain),
        "historical": bool(span._.is_historical),
        "hypothetical": bool(span._.is_hypothetical),
        "experiencer": "family" if span._.is_family else "patient",
    }


def read_span_group(nlp: Any) -> None:
    """Makes ConText and sectionizer judge the given spans, which may overlap, in place of `doc.ents`."""
    for component in ("medspacy_context", "medspacy_sectionizer"):
        if component in nlp.pipe_names:
            nlp.get_pipe(component).input_span_type = "group"


def given_result(item: dict[str, Any], text: str) -> dict[str, Any]:
    """A given entity without its assertion, which is the tool's to say."""
    start, end = item["start"], item["end"]
    if not 0 <= start < end <= len(text):
        raise common.NoteError("invalid_entities")
    result = entity(text, item["type"], start, end, (), SOURCE)
    result["concepts"] = item.get("concepts", [])
    return {"id": item["id"], **result}


def given_span(doc: Doc, item: dict[str, Any]) -> Span:
    """The tokens that hold a given entity."""
    return doc.char_span(item["start"], item["end"], label=item["type"], alignment_mode="expand")


def build(args: argparse.Namespace) -> MedSpacy:
    """Loads the pipeline and adds the lexicon."""
    names = [] if args.given_entities else read_lexicon(args.lexicon)
    return MedSpacy(names, not args.no_sections, args.given_entities)


def arguments() -> argparse.ArgumentParser:
    """The flags."""
    result = common.parser(__doc__)
    result.add_argument("--no-sections", action="store_true", help="leave the sectionizer out")
    result.add_argument(
        "--given-entities", action="store_true", help="judge the entities of each note, recognise none (assertion only)"
    )
    return result


if __name__ == "__main__":
    raise SystemExit(common.main(build, arguments()))
