#!/bin/sh
# A drill against a build with a planted bug has to fail, and with the words that name that bug.
#   must_fail.sh WORDS PROGRAM [ARGUMENT...]
set -u
words=$1
shift
TMPDIR=$(mktemp -d) || exit 1
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
said=$("$@" 2>&1)
code=$?
printf '%s\n' "$said" | tail -n 20
[ $code -eq 77 ] && exit 77 # it could not be tried here
if [ $code -eq 0 ]; then
    echo "planted and not seen"
    exit 1
fi
case $said in
*"$words"*) echo "planted and seen" ;;
*)
    echo "it failed, but not with: $words"
    exit 1
    ;;
esac
