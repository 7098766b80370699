#!/bin/sh
# The Dutch is complete: every text of the program has one, none is a guess (fuzzy), none is left over.
#   catalogue.sh <folder of the clients> <nl.po>
set -eu
command -v msgfmt >/dev/null && command -v xgettext >/dev/null && command -v msgcmp >/dev/null || exit 77

folder=$1
po=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

LC_ALL=C msgfmt --check-format --statistics -o "$work/nl.mo" "$po" 2>"$work/statistics"
cat "$work/statistics"
if grep -qE 'fuzzy|untranslated' "$work/statistics"; then
    exit 1
fi

(cd "$folder" && xgettext --from-code=UTF-8 -k_ -kN_ -kngettext:1,2 --c++ --no-location -o "$work/vakwerk.pot" ./*/*.c ./*/*/*.c ./*/*.def)
LC_ALL=C msgcmp "$po" "$work/vakwerk.pot"

# The other way round: texts that the program no longer has.
LC_ALL=C msgcmp --use-untranslated "$work/vakwerk.pot" "$po"
