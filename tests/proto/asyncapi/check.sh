#!/bin/sh
# check.sh <directory to install the parser in> <asyncapi.yaml>. Exit 77: there is no npm here.
set -eu
here=$(dirname "$(realpath "$0")")
command -v npm >/dev/null || exit 77
mkdir -p "$1"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$here/check.mjs" "$1/"
cd "$1"
if ! cmp -s package-lock.json installed-lock.json; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json installed-lock.json
fi
node check.mjs "$2"
