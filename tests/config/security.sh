#!/bin/sh
# Every test that SECURITY.md and PROOF.md name is there, and each requirement is claimed once: `sh security.sh BUILD`.
set -eu

build=$1
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

ctest --test-dir "$build" -N | sed -n 's/^ *Test *#[0-9]*: //p' >"$work/tests"
[ -s "$work/tests" ] || { echo "no tests in $build"; exit 1; }

# The last column of each row that has one with tests in it: `daemon_store`, `page_*`.
failed=0
for page in SECURITY PROOF; do
    sed -n 's/^|.*| *\(`[a-z_*`, ]*`\) *|$/\1/p' "$source/config/$page.md" | tr -d '` ' | tr ',' '\n' | sort -u >"$work/named"
    [ "$(wc -l <"$work/named")" -gt 20 ] || { echo "$page.md names few tests: its rows are not read"; exit 1; }
    while read -r name; do
        grep -qx "$(echo "$name" | sed 's/\*/.*/')" "$work/tests" || { echo "$page.md names a test that is not there: $name"; failed=1; }
    done <"$work/named"
done

twice=$(sed -n 's/^| \([0-9]*\.[0-9]*\.[0-9]*\)[^|]*| [123] |.*/\1/p' "$source/config/SECURITY.md" | sort | uniq -d)
[ -z "$twice" ] || { echo "claimed twice: $twice"; failed=1; }

rows=$(sed -n 's/^| \([A-HS]\)\([0-9]\) |.*/\1\2/p' "$source/config/PROOF.md" | sort -u | wc -l)
[ "$rows" -eq 40 ] || { echo "PROOF.md has $rows rows of forty"; failed=1; }
exit $failed
