"""Tests of what the adapters share; the standard library is enough.

python3 -m unittest discover -s Samples/adapters
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import subprocess
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import chartsift_runner
import common
import lexicon
import philter_parts
import phi_scores
import run_cards
import split_gold
import untyped_tokens

HERE = Path(__file__).resolve().parent
STARTER = HERE.parent.parent / "Lexicons" / "starter"


class Fever:
    """An extractor that finds one word and cannot bear another."""

    name = "fever"
    version = "1"
    names = 1
    settings: dict[str, Any] = {}

    def extract(self, note: common.Note) -> common.Findings:
        """Every "fever"; fails, quoting the note, on "crash"."""
        if "crash" in note.text:
            raise ValueError(f"cannot read: {note.text}")
        findings = common.Findings()
        start = note.text.find("fever")
        if start >= 0:
            findings.entities.append({"type": "problem", "start": start, "end": start + 5, "text": "fever"})
        findings.dropped["NRP"] += 1
        return findings


def run_lines(lines: list[bytes], suffix: str = ".jsonl", limit: int | None = None) -> tuple[list[Any], Any, str]:
    """Runs `Fever` over lines; the records, the run card and what went to standard error."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = f"{folder}/notes{suffix}", f"{folder}/new/predictions.jsonl"
        data = b"\n".join(lines) + b"\n"
        Path(source).write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
        errors = io.StringIO()
        with redirect_stderr(errors):
            common.run(Fever(), argparse.Namespace(input=source, output=target, limit=limit))
        records = [json.loads(line) for line in Path(target).read_text(encoding="utf-8").split("\n")[:-1]]
        card = json.loads(Path(f"{target}.run.json").read_text(encoding="utf-8"))
        return records, card, errors.getvalue()


class Notes(unittest.TestCase):
    """Reading of note JSONL."""

    def test_bad_lines_have_chartsifts_codes(self) -> None:
        """The same records fail for every tool, with the same codes."""
        cases = {
            b"": "blank_line",
            b"   ": "blank_line",
            b"nonsense": "invalid_json",
            b'{"id":"a","text":"b"} x': "invalid_json",
            b"[1]": "not_an_object",
            b'{"text":"b"}': "missing_id",
            b'{"id":null,"text":"b"}': "missing_id",
            b'{"id":true,"text":"b"}': "invalid_id",
            b'{"id":"a"}': "missing_text",
            b'{"id":"a","text":null}': "missing_text",
            b'{"id":"a","text":7}': "invalid_text",
            b'{"id":"a","text":"\\ud800"}': "lone_surrogate",
            b'{"id":"a","text":"\xff"}': "invalid_utf8",
            b'{"id":"a","text":"","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}": "nested_too_deep",
        }
        for line, code in cases.items():
            with self.subTest(code=code), self.assertRaises(common.NoteError) as caught:
                common.parse_note(line)
            self.assertEqual(caught.exception.code, code)

    def test_ids_are_strings(self) -> None:
        """Numbers keep their token."""
        for token, expected in {'"n1"': "n1", "7": "7", "1.50": "1.50", "1e3": "1e3", '""': ""}.items():
            self.assertEqual(common.parse_note(f'{{"id":{token},"text":""}}'.encode()).id, expected)

    def test_mark_line_ends_and_limit(self) -> None:
        """A byte-order mark and carriage returns are no part of the records."""
        lines = [b'\xef\xbb\xbf{"id":"1","text":"a"}\r', b'{"id":"2","text":"b"}\r', b'{"id":"3","text":"c"}']
        for suffix in (".jsonl", ".jsonl.gz"):
            records, card, _ = run_lines(lines, suffix, limit=2)
            self.assertEqual([record["id"] for record in records], ["1", "2"])
            self.assertEqual((card["notes"], card["failed_notes"], card["text_bytes"]), (2, 0, 2))


class Runs(unittest.TestCase):
    """Predictions and run card."""

    def test_one_line_out_for_each_line_in(self) -> None:
        """A crash costs one note, and nothing of the note is told."""
        lines = [
            '{"id":"1","text":"😀 fever"}'.encode(),
            b'{"id":"2","text":"secret crash"}',
            b"",
            '{"id":"4","text":"\u2028 fever"}'.encode(),
        ]
        records, card, told = run_lines(lines)
        self.assertEqual([record["status"] for record in records], ["ok", "error", "error", "ok"])
        self.assertEqual(records[0]["entities"], [{"id": 1, "type": "problem", "start": 2, "end": 7, "text": "fever"}])
        self.assertEqual(records[1]["id"], "2")
        self.assertEqual(records[1]["line"], 2)
        self.assertEqual(records[1]["error"], {"code": "extractor_failed", "message": "ValueError"})
        self.assertEqual((records[2]["id"], records[2]["line"]), (None, 3))
        self.assertNotIn("secret", told + json.dumps(records[1]) + json.dumps(card))
        self.assertEqual((card["notes"], card["failed_notes"], card["dropped"]), (4, 2, {"NRP": 2}))
        for key in ("name", "version", "seconds", "cpu_seconds", "peak_memory_bytes", "startup_seconds", "names"):
            self.assertIn(key, card)

    def test_entities_are_numbered_in_order(self) -> None:
        """Given ids are kept."""
        entities = [{"type": "b", "start": 4, "end": 5}, {"id": "T9", "type": "a", "start": 0, "end": 2}]
        self.assertEqual([entity["id"] for entity in common.numbered(entities)], ["T9", 2])

    def test_table_of_cards(self) -> None:
        """One row for each card."""
        _, card, _ = run_lines([b'{"id":"1","text":"fever"}'])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "card.json"
            path.write_text(json.dumps(card), encoding="utf-8")
            told = io.StringIO()
            with redirect_stdout(told):
                run_cards.main([str(path), str(path)])
        self.assertEqual(len(told.getvalue().splitlines()), 3)


class Vocabularies(unittest.TestCase):
    """Reading of TSV vocabularies."""

    def read(self, content: str, name: str = "mine.tsv") -> list[lexicon.Name]:
        """The names of a folder with one file and a list of common words."""
        with tempfile.TemporaryDirectory() as folder:
            vocabulary = Path(folder) / "names"
            vocabulary.mkdir()
            (vocabulary / name).write_text(content, encoding="utf-8")
            (Path(folder) / "text").mkdir()
            (Path(folder) / "text" / "common-words.txt").write_text("# words\nall\n", encoding="utf-8")
            return lexicon.read_lexicon(str(vocabulary))

    def test_synonyms_and_marks(self) -> None:
        """Marks are no part of the name; a common word in capitals is meant only so."""
        content = (
            "# comment\nconcept\tname\tsemantic_type\ttype\tsynonyms\n"
            "C1\tleukemia\tT191\tproblem\t=BB|^shivers|ALL|blood  cancer|\n"
        )
        found = {name.text: name.exact_case for name in self.read(content)}
        self.assertEqual(found, {"leukemia": False, "BB": True, "shivers": False, "ALL": True, "blood cancer": False})

    def test_plain_vocabulary(self) -> None:
        """The contract's columns; a short name in capitals needs its case, and the flag decides before that."""
        content = (
            "concept\tname\ttype\tlanguage\tcase_sensitive\tvocabulary\n"
            "1\tMS\t\t\t\tX\n1\tRA\tproblem\t\t0\n2\tFieber\tproblem\tGER\n3\t=x\tproblem\tENG\t1\n"
        )
        names = self.read(content)
        self.assertEqual([(name.text, name.exact_case) for name in names], [("MS", True), ("RA", False), ("=x", True)])
        self.assertEqual([name.concepts[0].vocabulary for name in names], ["X", "mine", "mine"])
        self.assertEqual(names[0].type, "problem")

    def test_one_name_of_two_concepts(self) -> None:
        """Letter case makes no second name, another type does."""
        names = self.read("concept\tname\ttype\n1\tCold\tproblem\n2\tcold\tproblem\n3\tcold\ttest\n")
        self.assertEqual([[concept.id for concept in name.concepts] for name in names], [["1", "2"], ["3"]])

    def test_faults_name_file_and_line(self) -> None:
        """No header, too many fields, an empty folder."""
        for content, line in {"a\tb\n": 1, "concept\tname\n1\tb\tc\n": 2}.items():
            with self.assertRaisesRegex(common.LexiconError, rf"mine\.tsv:{line}:"):
                self.read(content)
        with self.assertRaises(common.LexiconError):
            self.read("", name="readme.md")

    def test_starter_lexicon(self) -> None:
        """All of it is read, under ChartSift's name for it."""
        names = lexicon.read_lexicon(str(STARTER))
        self.assertGreater(len(names), 50_000)
        self.assertEqual({concept.vocabulary for name in names for concept in name.concepts}, {"CHARTSIFT"})
        self.assertFalse([name for name in names if not name.text or name.text[0] in "=^" or "\t" in name.text])
        self.assertEqual(
            {name.type for name in names}, {"problem", "medication", "test", "procedure", "anatomy", "device"}
        )


class Blanking(unittest.TestCase):
    """A tool that only blanks out: what its adapter does beside running it, and how it is compared."""

    def test_flags_move_to_the_start(self) -> None:
        """They hold for the whole pattern, wherever they stood; brackets and escapes that look like flags stay."""
        for pattern, text in {
            r"\b(?i)dr\. (\w+)": "DR. Who",
            r"(a|(?i)b)(?s).c": "B\nC",
            r"(?i)dr": "DR",
            r"[(?i)]x": "?x",
            r"\(?i\)(?i)": "I)",
        }.items():
            moved = philter_parts.flags_first(pattern)
            self.assertTrue(re.fullmatch(moved, text) or re.match(moved, text), pattern)
        self.assertEqual(philter_parts.flags_first(r"[(?i)]x"), r"[(?i)]x")
        self.assertIsNone(re.match(philter_parts.flags_first(r"(?i)[(?i)]x"), "y"))
        with self.assertRaises(re.error):
            philter_parts.flags_first("(?i)(")

    def test_tags_by_shape(self) -> None:
        """One tag for each token, blanks included, in order."""
        tokens = ["Smith", " ", "3rd", "floor", "é", "É", "1990"]
        tags = ["NNP", "NN", "CD", "NN", "NN", "NNP", "CD"]
        self.assertEqual(philter_parts.tags_by_shape(tokens), list(zip(tokens, tags, strict=True)))

    def test_blanked_places(self) -> None:
        """Runs of new asterisks, code points; an asterisk of the note's own is no finding."""
        cases = {
            ("Ann Lee, 7", "*** ***, *"): [(0, 3), (4, 7), (9, 10)],
            ("😀 Bo*b", "😀 ****"): [(2, 4), (5, 6)],
            ("* none *", "* none *"): [],
            ("", ""): [],
        }
        for (text, blanked), spans in cases.items():
            self.assertEqual(philter_parts.blanked_spans(text, blanked), spans)
        with self.assertRaises(ValueError):
            philter_parts.blanked_spans("ab", "*")

    def test_identifiers_are_cut_into_words(self) -> None:
        """Each word once, without its type; what is no note or failed stays; the gold keeps its text."""
        text = "Ann Lee-Ray 7/1"
        phi: list[Any] = [{"category": "NAME", "type": "PATIENT", "start": 0, "end": 11}]
        phi += [{"start": 4, "end": 9}, {"start": 12, "end": 99}, {"start": "1", "end": 2}, "x", {"start": 7, "end": 8}]
        line = json.dumps({"id": 1, "text": text, "phi": phi}).encode()
        expected = [(0, 3), (4, 7), (8, 9), (8, 11)]
        for with_text in (False, True):
            record = json.loads(untyped_tokens.cut(line, {"1": text}, with_text))
            self.assertEqual([(item["start"], item["end"]) for item in record["phi"]], expected)
            self.assertEqual({item["type"] for item in record["phi"]}, {"PHI"})
            self.assertEqual(record.get("text"), text if with_text else None)
        for other in (b"broken", b"[1]", b'{"id":"2","phi":[]}', b'{"id":"1","status":"error"}', b'{"id":"1","phi":7}'):
            self.assertEqual(untyped_tokens.cut(other, {"1": text}, True), other)

    def test_table_of_scores(self) -> None:
        """A row for each run and set; figures that there are none of are a dash."""
        figures = {
            "binary_token": {"precision": 0.5, "recall": 0.25, "f1": 1 / 3},
            "leaked_identifiers": 3,
            "notes_with_leaks": 2,
        }
        sets = {"all": figures, "safe-harbor": {**figures, "binary_token": None}}
        scores = {"phi": {"over_redaction_per_1000": 26.51, "sets": sets}}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "mine.scores.json"
            path.write_text(json.dumps(scores), encoding="utf-8")
            told = io.StringIO()
            with redirect_stdout(told):
                phi_scores.main([str(path)])
        self.assertEqual(
            [line.split() for line in told.getvalue().splitlines()[1:]],
            [
                ["mine", "all", "0.500", "0.250", "0.333", "3", "2", "26.5"],
                ["mine", "safe-harbor", "-", "-", "-", "3", "2", "26.5"],
            ],
        )


class Commands(unittest.TestCase):
    """The script and its small helpers."""

    def test_gold_is_split_by_kind(self) -> None:
        """A file without a kind says nothing of it; unreadable records stay; ids become strings."""
        entity = {"type": "problem", "start": 0, "end": 1}
        first = [
            b"broken",
            json.dumps({"id": 1, "text": "a", "entities": [entity], "phi": [], "relations": []}).encode(),
        ]
        first.append(b'{"id":"2","text":"","entities":[{"type":"dose"}],"date":"2020"}')
        second = [b'{"id":"3","text":"b","entities":[],"phi":[{"category":"NAME","type":"DOCTOR"}]}']
        with tempfile.TemporaryDirectory() as folder:
            files = [f"{folder}/a.jsonl", f"{folder}/b.jsonl"]
            for path, lines in zip(files, (first, second), strict=True):
                Path(path).write_bytes(b"\n".join(lines))
            entities, types = split_gold.split("entities", files, {"problem", "test"}, None)
            identifiers, kinds = split_gold.split("phi", files, {"problem"}, None)
            self.assertEqual(split_gold.split("entities", files, {"device"}, None), ([], set()))
            self.assertEqual(len(split_gold.split("entities", files, {"problem"}, 2)[0]), 2)
        self.assertEqual((types, kinds), ({"problem"}, {"DOCTOR"}))
        self.assertEqual(entities[0], b"broken")
        self.assertEqual(json.loads(entities[1]), {"id": "1", "text": "a", "entities": [entity]})
        self.assertEqual(json.loads(entities[2])["date"], "2020")
        self.assertEqual(
            [json.loads(line) for line in identifiers],
            [{"id": "3", "text": "b", "phi": [{"category": "NAME", "type": "DOCTOR"}]}],
        )

    def test_tools_are_pinned(self) -> None:
        """Every tool of the script has its packages, each in one version."""
        script = (HERE / "compare-peers.sh").read_text(encoding="utf-8")
        tools = re.search(r'^wanted="(.*)"$', script, re.MULTILINE)
        self.assertIsNotNone(tools)
        for tool in [*tools[1].split(), "spacy-model"] if tools else []:
            lines = (HERE / f"requirements-{tool}.txt").read_text(encoding="utf-8").splitlines()
            pins = [line for line in lines if not line.startswith("#")]
            self.assertTrue(pins, tool)
            for pin in pins:
                self.assertRegex(pin, r"^[A-Za-z0-9_.-]+==[^ ]+( --hash=sha256:[0-9a-f]{64})?$")

    def test_program_is_measured(self) -> None:
        """Seconds, CPU and memory of a program; a failure is told."""
        with tempfile.NamedTemporaryFile() as source, tempfile.NamedTemporaryFile() as output:
            seconds, cpu, memory = chartsift_runner.timed(["cat"], source.name, output.name)
            self.assertGreater(seconds, 0)
            self.assertGreaterEqual(cpu, 0)
            self.assertGreater(memory, 0)
            with self.assertRaises(OSError):
                chartsift_runner.timed(["false"], source.name, output.name)

    def test_wrong_usage(self) -> None:
        """Exit code 2 before anything is installed or written."""
        script = str(HERE / "compare-peers.sh")
        with tempfile.TemporaryDirectory() as folder:
            gold = Path(folder) / "gold.jsonl"
            gold.write_text("", encoding="utf-8")
            environment = {**os.environ, "CHARTSIFT": "/bin/true"}
            cases = [["--tool"], ["--limit", "x"], ["--limit"], ["--tools", "ctakes"], [f"{folder}/absent.jsonl"]]
            for flags in [*cases, ["--output", f"{folder}/out", str(gold)]]:
                done = subprocess.run([script, *flags], capture_output=True, text=True, env=environment, check=False)
                self.assertEqual(done.returncode, 2, flags)
                self.assertIn("compare-peers.sh:", done.stderr)
            done = subprocess.run([script, "--help"], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0)
            self.assertIn("usage:", done.stdout)


if __name__ == "__main__":
    unittest.main()
