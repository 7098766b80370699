#!/bin/sh
# A parser that is not ours reads the HTML of each sample: nothing to complain of, and no element that a text made.
#   html.sh <write_sheet>
set -eu
command -v xmllint >/dev/null || exit 77

for form in html print; do
    for name in lesson hostile; do
        html=$("$1" "$form" "$name")
        printf '%s' "$html" | xmllint --html --noout - 2>&1 | grep 'parser error' | { ! grep -v 'Tag \(main\|footer\) invalid'; }
        made=$(printf '%s' "$html" | xmllint --html --xpath 'count(//script|//img|//iframe|//b|//style)' - 2>/dev/null)
        [ "$made" = 1 ] # our own style
    done
done
