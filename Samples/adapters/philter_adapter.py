"""Philter (UCSF): patterns, lists of names, a list of safe words; all that is not known to be safe is blanked out."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import tempfile
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import common
import nltk
import philter_ucsf
from philter_parts import blanked_spans, flags_first, tags_by_shape
from philter_ucsf.coordinate_map import CoordinateMap
from philter_ucsf.philter import Philter

#: The default configuration, and the only one in the package.
CONFIGURATION = "configs/philter_delta.json"
BLANK = "blank"

Tagger = Callable[[list[str]], list[tuple[str, str]]]


class OneNote(Philter):
    """Philter's own steps over a folder with one note, again and again without reading the lists anew."""

    def __init__(self, folder: str):
        # The configuration names its files from the package's folder.
        with contextlib.chdir(Path(philter_ucsf.__file__).parent):
            super().__init__({"verbose": False, "run_eval": False, "finpath": folder, "filters": CONFIGURATION})
        self.note = Path(folder, "note.txt")
        self.loaded = self.patterns

    def precompile(self, filepath: str) -> re.Pattern[str]:
        """As Philter's own, for a Python that wants a pattern's flags at its start."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return re.compile(flags_first(Path(filepath).read_text(encoding="utf-8").strip()))

    def detect_encoding(self, fp: str) -> dict[str, str]:
        """The note is written as UTF-8 below: nothing is guessed."""
        return {"encoding": "utf-8"}

    def blank_out(self, text: str) -> str:
        """The text with an asterisk for each letter and digit that is not known to be safe."""
        # Reading turns "\r\n" into one character; a blank keeps the offsets.
        text = text.replace("\r", " ")
        with open(self.note, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # What Philter gathers over files; the lists, which it drops after a run, are those loaded before.
        self.patterns = [dict(pattern) for pattern in self.loaded]
        self.include_map, self.exclude_map = CoordinateMap(), CoordinateMap()
        self.phi_type_dict = {name: [CoordinateMap()] for name in self.phi_type_list}
        self.pos_tags, self.cleaned, self.full_exclude_map, self.data_all_files = {}, {}, {}, {}
        try:
            self.map_coordinates()
        finally:
            self.note.unlink()
        return self.transform_text_asterisk(text, str(self.note))


class Adapter:
    """Philter with its default filters. Its parts of speech are NLTK's, a download: something else stands in."""

    version = version("philter-ucsf")
    names = 0

    def __init__(self, model: str, folder: str):
        tagger, loaded = tagger_of(model)
        self.name = "philter-shapes" if loaded == BLANK else "philter-tagger"
        nltk.pos_tag = tagger
        self.philter = OneNote(folder)
        self.settings = {"filters": CONFIGURATION, "parts_of_speech": "by shape" if loaded == BLANK else loaded}

    def extract(self, note: common.Note) -> common.Findings:
        """What is blanked out, each run of letters and digits by itself; Philter does not say of what type it is."""
        # It prints the name of each file it reads.
        with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
            blanked = self.philter.blank_out(note.text)
        return common.Findings(
            phi=[
                {
                    "category": "PHI",
                    "type": "PHI",
                    "start": start,
                    "end": end,
                    "source": f"import:{self.name}",
                    "replacement": "*" * (end - start),
                }
                for start, end in blanked_spans(note.text, blanked)
            ]
        )


def tagger_of(model: str) -> tuple[Tagger, str]:
    """The tagger, and the name of the spaCy model behind it; blank: parts of speech by shape."""
    if model == BLANK:
        return tags_by_shape, BLANK
    # Imported only here: without a model Philter needs no spaCy.
    from language_model import load_model
    from spacy.tokens import Doc

    nlp, loaded = load_model(model)
    if loaded == BLANK:
        return tags_by_shape, BLANK
    tagging = [nlp.get_pipe("tok2vec"), nlp.get_pipe("tagger")]

    def tagged(tokens: list[str]) -> list[tuple[str, str]]:
        words = [number for number, token in enumerate(tokens) if not token.isspace()]
        tags = ["_SP"] * len(tokens)
        doc = Doc(
            nlp.vocab,
            words=[tokens[number] for number in words],
            spaces=[number + 1 < len(tokens) and tokens[number + 1].isspace() for number in words],
        )
        for part in tagging:
            doc = part(doc)
        for number, word in zip(words, doc, strict=True):
            tags[number] = word.tag_
        return list(zip(tokens, tags, strict=True))

    return tagged, loaded


def arguments() -> argparse.ArgumentParser:
    """The flags."""
    result = common.parser(__doc__, lexicon=False)
    result.add_argument(
        "--model", default="auto", help="spaCy model for parts of speech, blank (by shape), or auto: if installed"
    )
    return result


if __name__ == "__main__":
    # Philter reads files: each note is put into this folder while it is looked at.
    with tempfile.TemporaryDirectory(prefix="philter-") as place:
        raise SystemExit(common.main(lambda args: Adapter(args.model, place), arguments()))
