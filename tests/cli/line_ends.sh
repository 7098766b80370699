#!/bin/sh
# No text that the programs print, as the tests keep it, has a line that ends in blanks; but for what stands before the
# signature of a mail, which is "-- " by agreement. Prints file, number and line of each.
#   line_ends.sh <folder of the tests' data>
set -eu
found=$(find "$1" \( -name '*.txt' -o -path '*/sessions/*' \) -exec grep -nE '[[:blank:]]+$' {} + | grep -vE ':-- $' || true)
[ -z "$found" ] && exit 0
printf '%s\n' "$found"
exit 1
