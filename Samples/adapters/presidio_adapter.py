"""Presidio's analyzer: identifiers by pattern and checksum, and by named-entity recognition where a model is there."""

from __future__ import annotations

import argparse
import logging
from importlib.metadata import version
from typing import Any

import common
import tldextract
from language_model import BLANK, load_model
from presidio_analyzer import AnalyzerEngine, RecognizerResult
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from spacy.language import Language

# Its warnings may name matched text.
logging.disable(logging.CRITICAL)
# The list of top-level domains that comes with the package, not one from the network.
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

#: Presidio's entities as the categories and types of i2b2 2014. Presidio knows neither patients from doctors nor
#: cities from streets: its persons are all PATIENT, its places all CITY.
TYPES = {
    "PERSON": ("NAME", "PATIENT"),
    "LOCATION": ("LOCATION", "CITY"),
    "ORGANIZATION": ("LOCATION", "ORGANIZATION"),
    "DATE_TIME": ("DATE", "DATE"),
    "AGE": ("AGE", "AGE"),
    "PHONE_NUMBER": ("CONTACT", "PHONE"),
    "EMAIL_ADDRESS": ("CONTACT", "EMAIL"),
    "URL": ("CONTACT", "URL"),
    "IP_ADDRESS": ("CONTACT", "IPADDR"),
    "US_SSN": ("ID", "SSN"),
    "US_DRIVER_LICENSE": ("ID", "LICENSE"),
    "MEDICAL_LICENSE": ("ID", "LICENSE"),
    "US_MBI": ("ID", "HEALTHPLAN"),
    "UK_NHS": ("ID", "IDNUM"),
    "US_ITIN": ("ID", "IDNUM"),
    "US_PASSPORT": ("ID", "IDNUM"),
    "UUID": ("ID", "IDNUM"),
    "MAC_ADDRESS": ("ID", "DEVICE"),
    "US_BANK_NUMBER": ("ID", "ACCOUNT"),
    "CREDIT_CARD": ("ID", "ACCOUNT"),
    "IBAN_CODE": ("ID", "ACCOUNT"),
    "CRYPTO": ("ID", "ACCOUNT"),
}

#: Presidio's own defaults for a spaCy model (conf/default.yaml).
LABELS_TO_IGNORE = [
    "ORGANIZATION",
    "CARDINAL",
    "EVENT",
    "LANGUAGE",
    "LAW",
    "MONEY",
    "ORDINAL",
    "PERCENT",
    "PRODUCT",
    "QUANTITY",
    "WORK_OF_ART",
]
LABELS = {"FAC": "LOCATION"}


class LoadedEngine(SpacyNlpEngine):
    """A spaCy engine over a pipeline that is loaded already; it never downloads one."""

    def __init__(self, nlp: Language):
        configuration = NerModelConfiguration(labels_to_ignore=LABELS_TO_IGNORE)
        configuration.model_to_presidio_entity_mapping.update(LABELS)
        super().__init__(models=[{"lang_code": "en", "model_name": "loaded"}], ner_model_configuration=configuration)
        self.nlp = {"en": nlp}


class Presidio:
    """Presidio's default recognisers for English."""

    version = version("presidio-analyzer")
    names = 0

    def __init__(self, model: str, threshold: float):
        nlp, loaded = load_model(model)
        self.name = "presidio-patterns" if loaded == BLANK else "presidio-ner"
        self.threshold = threshold
        self.engine = AnalyzerEngine(nlp_engine=LoadedEngine(nlp), supported_languages=["en"])
        self.settings = {"model": loaded, "score_threshold": threshold, "recognizers": "defaults for English"}

    def extract(self, note: common.Note) -> common.Findings:
        """Identifiers, the best-scored of those that overlap."""
        findings = common.Findings()
        results = self.engine.analyze(text=note.text, language="en", score_threshold=self.threshold)
        for result in without_overlaps(results):
            if result.entity_type in TYPES:
                findings.phi.append(identifier(result, self.name))
            else:
                findings.dropped[result.entity_type] += 1
        findings.phi.sort(key=lambda item: (item["start"], item["end"]))
        return findings


def without_overlaps(results: list[RecognizerResult]) -> list[RecognizerResult]:
    """Presidio reports every reading of a number; the one with the highest score is kept, then the longest."""
    kept: list[RecognizerResult] = []
    for result in sorted(results, key=lambda item: (-item.score, item.start - item.end, item.start, item.entity_type)):
        if all(result.end <= other.start or other.end <= result.start for other in kept):
            kept.append(result)
    return kept


def identifier(result: RecognizerResult, name: str) -> dict[str, Any]:
    """The contract's form."""
    category, kind = TYPES[result.entity_type]
    return {
        "category": category,
        "type": kind,
        "start": result.start,
        "end": result.end,
        "source": f"import:{name}",
        "replacement": f"[{kind}]",
        "attributes": {"entity": result.entity_type, "score": round(result.score, 4)},
    }


def arguments() -> argparse.ArgumentParser:
    """The flags."""
    result = common.parser(__doc__, lexicon=False)
    result.add_argument("--threshold", type=float, default=0.35, help="lowest score that counts")
    result.add_argument(
        "--model", default="auto", help="spaCy model, blank (patterns only), or auto: the trained one if installed"
    )
    return result


if __name__ == "__main__":
    raise SystemExit(common.main(lambda args: Presidio(args.model, args.threshold), arguments()))
