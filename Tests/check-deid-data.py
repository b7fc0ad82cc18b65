"""Checks Lexicons/deid: tables (header, columns, order, duplicates, NFC) and YAML (parses, ids unique, gold balanced).

python3 Tests/check-deid-data.py [FOLDER]; needs PyYAML. Exit code 1 when something does not hold.
"""
import glob
import re
import sys
import unicodedata

import yaml

folder = sys.argv[1] if len(sys.argv) > 1 else "Lexicons/deid"
problems = []
TYPES = set("""NAME.PATIENT NAME.DOCTOR NAME.USERNAME PROFESSION LOCATION.HOSPITAL LOCATION.ORGANIZATION LOCATION.STREET
LOCATION.CITY LOCATION.STATE LOCATION.COUNTRY LOCATION.ZIP LOCATION.OTHER AGE DATE CONTACT.PHONE CONTACT.FAX CONTACT.EMAIL
CONTACT.URL CONTACT.IPADDR ID.SSN ID.MEDICALRECORD ID.HEALTHPLAN ID.ACCOUNT ID.LICENSE ID.VEHICLE ID.DEVICE ID.BIOID
ID.IDNUM""".split())

for path in sorted(glob.glob(folder + "/**/*.tsv", recursive=True)):
    text = open(path, encoding="utf-8").read()
    if unicodedata.normalize("NFC", text) != text:
        problems.append(f"{path}: not NFC")
    lines = text.split("\n")
    if lines.pop() != "":
        problems.append(f"{path}: no line end at the end")
    rows = [l for l in lines if not l.startswith("# ")]
    header, rows = rows[0].split("\t"), [tuple(r.split("\t")) for r in rows[1:]]
    for row in rows:
        if len(row) != len(header) or row[0] == "" or any(c != c.strip() for c in row):
            problems.append(f"{path}: bad row {row}")
    if rows != sorted(rows):
        problems.append(f"{path}: not sorted")
    if len(rows) != len(set(rows)):
        problems.append(f"{path}: duplicates")
    print(path, len(rows))

def gold(path, owner, text):
    open_ = None
    for m in re.finditer(r"<(/?)([A-Z]+(?:\.[A-Z]+)?)>", text):
        if m[2] not in TYPES:
            problems.append(f"{path}: {owner}: no type {m[2]}")
        if (m[1] == "") == (open_ is not None) or (m[1] and open_ != m[2]):
            problems.append(f"{path}: {owner}: unbalanced: {text}")
        open_ = None if m[1] else m[2]
    if open_:
        problems.append(f"{path}: {owner}: not closed: {text}")

for path in sorted(glob.glob(folder + "/**/*.yaml", recursive=True)):
    data = yaml.safe_load(open(path, encoding="utf-8"))
    ids, examples = [], 0
    for key, entries in data.items():
        for entry in entries if isinstance(entries, list) else []:
            if not isinstance(entry, dict) or "reject" not in entry:
                continue
            ids.append(entry["id"])
            kind = entry.get("type") or entry.get("announces") or {"shapes": "DATE", "ages": "AGE"}.get(key)
            for text in entry.get("accept", []) + entry["reject"]:
                if not isinstance(text, str):
                    problems.append(f"{path}: {entry['id']}: {text} is no text")
                    continue
                examples += 1
                gold(path, entry["id"], text)
            for text in entry.get("accept", []):
                if kind and f"<{kind}>" not in text:
                    problems.append(f"{path}: {entry['id']}: accept without <{kind}>: {text}")
            if not entry["reject"] or (not entry.get("accept") and not entry["id"].startswith("not.")):
                problems.append(f"{path}: {entry['id']}: examples missing")
    if len(ids) != len(set(ids)):
        problems.append(f"{path}: an id twice")
    print(path, len(ids), "entries", examples, "examples")

print("\n".join(problems) or "all holds")
sys.exit(1 if problems else 0)
