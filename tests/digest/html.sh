#!/bin/sh
# A parser that is not ours reads the HTML of each digest, and every link leads to the page or to stopping.
#   html.sh <write_digest> <folder with the digests>
set -eu
command -v xmllint >/dev/null || exit 77

for digest in "$2"/*.json; do
    html=$("$1" html "$digest")
    printf '%s' "$html" | xmllint --html --noout - 2>&1 | { ! grep .; }
    links=$(printf '%s' "$html" | xmllint --html --xpath '//a/@href' - | tr ' ' '\n' | grep href)
    [ -n "$links" ]
    if printf '%s\n' "$links" |
        grep -vE '^href="(http://vakwerk\.intern:9001/#(v/[0-9A-Z]+|nieuw)|mailto:afmelden\+[0-9A-Z]+@vakwerk\.example\?subject=stop)"$'; then
        echo "such a link in $digest" >&2
        exit 1
    fi
done
