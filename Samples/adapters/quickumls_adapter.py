"""QuickUMLS: character 3-grams compared with the lexicon's names (Jaccard 0.7, window 5, best match by score).

QuickUMLS installs its database from UMLS files. Here MRCONSO and MRSTY are written from the lexicon into a temporary
folder, QuickUMLS's own installer reads them, and the database is removed at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import common
import nltk
from language_model import load_model
from lexicon import Concept, Name, read_lexicon
from phrases import entity
from spacy.lang.en.stop_words import STOP_WORDS

SOURCE = "import:quickumls"


class QuickUMLSMatcher:
    """QuickUMLS over a database of the lexicon's names."""

    name = "quickumls"
    version = version("quickumls")

    def __init__(self, names: list[Name], args: argparse.Namespace, folder: Path):
        self.names = len(names)
        self.index = ConceptIndex(names)
        write_stop_words(folder / "nltk")
        write_umls(self.index, names, folder / "umls")
        install(folder / "umls", folder / "database", args.backend)
        nlp, model = load_model(args.model)
        self.matcher = open_database(folder / "database", self.index, args.threshold, args.window)
        self.matcher.nlp = nlp
        self.settings = {
            "threshold": args.threshold,
            "window": args.window,
            "similarity": "jaccard",
            "overlapping_criteria": "score",
            "backend": args.backend,
            "model": model,
        }

    def extract(self, note: common.Note) -> common.Findings:
        """Best matches; each span is of the type of its best candidate."""
        findings = common.Findings()
        for candidates in self.matcher.match(note.text, best_match=True, ignore_syntax=False):
            findings.entities.append(self._entity(note.text, candidates))
        return findings

    def _entity(self, text: str, candidates: list[dict[str, Any]]) -> dict[str, Any]:
        """The best candidate's type, with the concepts of that type that are as similar."""
        best = candidates[0]
        kind = self.index.types[best["cui"]]
        same = [
            candidate["cui"]
            for candidate in candidates
            if candidate["similarity"] == best["similarity"] and self.index.types[candidate["cui"]] == kind
        ]
        concepts = [self.index.concepts[cui] for cui in dict.fromkeys(same)]
        result = entity(text, kind, best["start"], best["end"], concepts, SOURCE)
        result["attributes"] = {"similarity": round(best["similarity"], 4)}
        return result


class ConceptIndex:
    """Concepts by the identifier they have in the database: `C` and seven digits, one for each concept and type."""

    def __init__(self, names: list[Name]):
        self.concepts: dict[str, Concept] = {}
        self.types: dict[str, str] = {}
        self.identifiers: dict[tuple[Concept, str], str] = {}
        for name in names:
            for concept in name.concepts:
                self._add(concept, name.type)

    def _add(self, concept: Concept, kind: str) -> None:
        """Gives the concept an identifier unless it has one."""
        if (concept, kind) in self.identifiers:
            return
        identifier = f"C{len(self.identifiers) + 1:07d}"
        self.identifiers[concept, kind] = identifier
        self.concepts[identifier] = concept
        self.types[identifier] = kind

    def semantic_types(self) -> set[str]:
        """All semantic types of the lexicon: QuickUMLS must refuse none of them."""
        return {kind for concept in self.concepts.values() for kind in concept.semantic_types} | {"T000"}


def write_umls(index: ConceptIndex, names: list[Name], folder: Path) -> None:
    """MRCONSO.RRF (18 columns) and MRSTY.RRF (6) with the lexicon's names. A `|` in a name cannot be written."""
    folder.mkdir()
    with open(folder / "MRCONSO.RRF", "w", encoding="utf-8") as rows:
        for name in names:
            for concept in name.concepts:
                preferred = "Y" if name.text == concept.name else "N"
                rows.write(mrconso_row(index.identifiers[concept, name.type], name.text.replace("|", " "), preferred))
    with open(folder / "MRSTY.RRF", "w", encoding="utf-8") as rows:
        for identifier, concept in index.concepts.items():
            for kind in concept.semantic_types or ("T000",):
                rows.write(f"{identifier}|{kind}||||\n")


def mrconso_row(identifier: str, text: str, preferred: str) -> str:
    """One row with the columns that QuickUMLS reads: CUI, LAT, ISPREF, STR."""
    columns = [""] * 18
    columns[0], columns[1], columns[6], columns[14], columns[16] = identifier, "ENG", preferred, text, "N"
    return "|".join(columns) + "|\n"


def write_stop_words(folder: Path) -> None:
    """QuickUMLS asks NLTK for English stop words, which NLTK would download; spaCy's list stands in for them."""
    words = folder / "corpora" / "stopwords"
    words.mkdir(parents=True)
    (words / "english").write_text("\n".join(sorted(STOP_WORDS)) + "\n", encoding="utf-8")
    nltk.data.path.insert(0, str(folder))


def install(source: Path, target: Path, backend: str) -> None:
    """Runs QuickUMLS's installer (lower case, as its documentation advises) without its look for a spaCy model."""
    import quickumls.install as installer

    target.mkdir()
    installer.install_spacy = lambda language: None
    before = sys.argv
    sys.argv = ["install", "--lowercase", "--database-backend", backend, str(source), str(target)]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            installer.main()
    finally:
        sys.argv = before


def open_database(folder: Path, index: ConceptIndex, threshold: float, window: int) -> Any:
    """The matcher without a spaCy pipeline: the adapter sets one, so that nothing is looked up by name."""
    from quickumls import QuickUMLS

    return QuickUMLS(
        str(folder),
        overlapping_criteria="score",
        threshold=threshold,
        window=window,
        similarity_name="jaccard",
        accepted_semtypes=index.semantic_types(),
        spacy_component=True,
    )


def arguments() -> argparse.ArgumentParser:
    """The flags."""
    result = common.parser(__doc__)
    result.add_argument("--threshold", type=float, default=0.7)
    result.add_argument("--window", type=int, default=5)
    result.add_argument("--backend", choices=("unqlite", "leveldb"), default="unqlite")
    result.add_argument("--model", default="auto", help="spaCy model, blank, or auto: the trained one if installed")
    return result


def main() -> int:
    """Keeps the database in a temporary folder for the time of the run."""
    with tempfile.TemporaryDirectory(prefix="quickumls-") as folder:
        return common.main(lambda args: QuickUMLSMatcher(read_lexicon(args.lexicon), args, Path(folder)), arguments())


if __name__ == "__main__":
    raise SystemExit(main())
