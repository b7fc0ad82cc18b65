#!/usr/bin/env python3
"""Cross-references of the starter lexicon to open vocabularies, found or checked by name.

  python3 check-xrefs.py VOCABULARIES            checks the column xrefs of starter/*.tsv
  python3 check-xrefs.py VOCABULARIES --write    writes the column anew

A concept gets a code only if its preferred name is, letter case and punctuation apart, the main name or an exact
synonym that the vocabulary gives to this code, the kinds of thing agree (a problem for a disease, an anatomy for a part
of the body, a medication for a drug), and the match is one to one: no other code of the vocabulary fits the concept, no
other concept fits the code. Nothing is guessed from similar words, and the concept's synonyms are not compared (tried:
one in five gave a narrower or wider code). Nor are names in capitals only (abbreviations).

VOCABULARIES holds, each if there is one (none of it is part of this project):
  icd10cm/*.tsv                code, billable, short, long      ICD10CM
  doid/*.obo, allXREFinDO.tsv  Human Disease Ontology           DOID
  hpo-phenotagger/id_word_map.json, alt_hpoid.json  Human Phenotype Ontology  HP
  mondo-uberon-hp/uberon*.obo, *_uberon_import.obo  Uberon      UBERON
  drugbank-open/drugbank_vocabulary.csv  DrugBank open data     DRUGBANK

Exit codes: 0 all hold (or written), 2 wrong usage, 4 a cross-reference does not hold.
"""
import collections
import csv
import glob
import json
import os
import re
import sys

STARTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "starter")
TYPES = {"ICD10CM": "problem", "DOID": "problem", "HP": "problem", "UBERON": "anatomy", "DRUGBANK": "medication"}


def fold(name):
    """Letter case, punctuation and possessives make no difference; words and their order do."""
    name = name.lower().replace("\u2019", "'").replace("'s ", " ")
    return " ".join(re.findall(r"[^\W_]+", name.removesuffix("'s")))


class Vocabulary:
    """Folded name to the codes it names: as their main name, and as any exact name."""

    def __init__(self):
        self.main = collections.defaultdict(set)
        self.any = collections.defaultdict(set)

    def add(self, code, name, is_main):
        key = fold(name)
        if not key:
            return
        self.any[key].add(code)
        if is_main:
            self.main[key].add(code)

    def code(self, key):
        """The only code of a name: by main names, else by all of them; None if there are none or several."""
        for table in (self.main, self.any):
            if key in table:
                return next(iter(table[key])) if len(table[key]) == 1 else None
        return None


def read_obo(path, prefix, vocabulary):
    code = name = None
    synonyms, obsolete = [], False

    def flush():
        if code and name and code.startswith(prefix + ":") and not obsolete:
            vocabulary.add(code, name, True)
            for synonym in synonyms:
                vocabulary.add(code, synonym, False)

    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("["):
                flush()
                code = name = None
                synonyms, obsolete = [], False
            elif line.startswith("id: "):
                code = line[4:].strip()
            elif line.startswith("name: "):
                name = line[6:].strip()
            elif line.startswith("is_obsolete: true"):
                obsolete = True
            elif match := re.match(r'synonym: "((?:[^"\\]|\\.)*)" EXACT(?! OMO:0003012)', line):
                synonyms.append(match[1])
    flush()


def load(folder):
    found = collections.defaultdict(Vocabulary)

    def files(pattern):
        return sorted(glob.glob(os.path.join(folder, pattern)))

    for path in files("icd10cm/*.tsv"):
        with open(path, encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                code = row["code"]
                if code[0] in "VWXY":
                    continue  # external causes
                code = "ICD10CM:" + (code if len(code) <= 3 else code[:3] + "." + code[3:])
                found["ICD10CM"].add(code, row["long"], True)
                found["ICD10CM"].add(code, row["short"], False)
    for path in files("doid/*.obo"):
        read_obo(path, "DOID", found["DOID"])
    for path in files("doid/allXREFinDO.tsv"):
        with open(path, encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                found["DOID"].add(row["id"], row["label"], True)
    primary = {}
    for path in files("hpo-phenotagger/alt_hpoid.json"):
        with open(path, encoding="utf-8") as text:
            primary.update(json.load(text))
    for path in files("hpo-phenotagger/id_word_map.json"):
        with open(path, encoding="utf-8") as text:
            for code, names in json.load(text).items():
                kept = primary.get(code, code)
                for index, name in enumerate(names):
                    found["HP"].add(kept, name, index == 0 and kept == code)
    for pattern in ("mondo-uberon-hp/uberon*.obo", "mondo-uberon-hp/*_uberon_import.obo"):
        for path in files(pattern):
            read_obo(path, "UBERON", found["UBERON"])
    for path in files("drugbank-open/drugbank_vocabulary.csv"):
        with open(path, encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                code = "DRUGBANK:" + row["DrugBank ID"]
                found["DRUGBANK"].add(code, row["Common name"], True)
                for synonym in (row["Synonyms"] or "").split(" | "):
                    found["DRUGBANK"].add(code, synonym, False)
    return found


def comparable(name):
    """The name without its marks, or None for one that is an abbreviation or too short to tell anything."""
    plain = name.lstrip("=^")
    if name.startswith("=") or (plain.upper() == plain and len(plain) < 8) or len(fold(plain)) < 4:
        return None
    return fold(plain)


def read_starter():
    """[path, lines, rows]; a row is [line index, id, type, names, xrefs]."""
    for path in sorted(glob.glob(os.path.join(STARTER, "*.tsv"))):
        with open(path, encoding="utf-8") as text:
            lines = text.read().split("\n")
        rows = []
        for index, line in enumerate(lines):
            fields = line.split("\t")
            if not line or line.startswith("#") or fields[0] == "concept":
                continue
            synonyms = fields[4].split("|") if len(fields) > 4 and fields[4] else []
            xrefs = fields[5].split("|") if len(fields) > 5 and fields[5] else []
            rows.append([index, fields[0], fields[3], [fields[1]] + synonyms, xrefs])
        yield path, lines, rows


def match(rows, vocabulary, kind):
    """Concept to code, one to one."""
    claims = collections.defaultdict(list)
    for _, concept, type_, names, _ in rows:
        key = comparable(names[0]) if type_ == kind else None
        code = vocabulary.code(key) if key else None
        if code:
            claims[code].append((key in vocabulary.main, concept))
    result = {}
    for code, concepts in claims.items():
        # Where two concepts fit, the one that has the code's main name.
        best = [concept for is_main, concept in concepts if is_main] or [concept for _, concept in concepts]
        if len(best) == 1:
            result[best[0]] = code
    return result


def main():
    arguments = [a for a in sys.argv[1:] if a != "--write"]
    if len(arguments) != 1 or not os.path.isdir(arguments[0]):
        print(__doc__, file=sys.stderr)
        return 2
    vocabularies = load(arguments[0])
    if not vocabularies:
        print(f"{arguments[0]}: no vocabulary found; see the list in --help", file=sys.stderr)
        return 2
    files = list(read_starter())
    every = [row for _, _, rows in files for row in rows]
    wanted = collections.defaultdict(list)
    counts = collections.Counter()
    for name in sorted(vocabularies):
        for concept, code in match(every, vocabularies[name], TYPES[name]).items():
            wanted[concept].append(code)
            counts[name] += 1
    if "--write" in sys.argv:
        for path, lines, rows in files:
            for index, concept, _, _, _ in rows:
                fields = (lines[index].split("\t") + ["", ""])[:5]
                if wanted[concept]:
                    fields.append("|".join(sorted(wanted[concept])))
                lines[index] = "\t".join(fields)
            for index, line in enumerate(lines):
                if line.startswith("concept\t"):
                    lines[index] = "concept\tname\tsemantic_type\ttype\tsynonyms\txrefs"
            with open(path, "w", encoding="utf-8") as out:
                out.write("\n".join(lines))
        print(f"{sum(bool(v) for v in wanted.values())} concepts with cross-references: {dict(sorted(counts.items()))}")
        return 0
    wrong = []
    for path, _, rows in files:
        for index, concept, _, _, xrefs in rows:
            for xref in xrefs:
                known = xref.split(":")[0] in vocabularies
                if known and xref not in wanted[concept]:
                    wrong.append(f"{os.path.basename(path)}:{index + 1}: {concept} {xref}")
    print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
    print(f"{sum(len(row[4]) for row in every)} cross-references, {len(wrong)} do not hold")
    return 4 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
