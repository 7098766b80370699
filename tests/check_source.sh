#!/bin/sh
# The rules of the code that a program can check: its layout, what static analysis finds, and who may use what.
# Prints each finding with file and line; fails when there is one.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0

report() { # what is wrong, and the findings: nothing when all is well
    [ -z "$2" ] && return
    printf '%s:\n%s\n' "$1" "$2" >&2
    failed=1
}

files() {
    git ls-files -- "$@"
}

only() { # header or word, and the paths where it may stand (an extended regular expression)
    report "only in $2" "$(files '*.c' '*.h' | xargs grep -nE "$1" | grep -vE "^($2)")"
}

report 'not as clang-format would write it' "$(files '*.c' '*.h' | xargs clang-format --dry-run -Werror 2>&1)"

# Uninitialised values are left to the compilers and the sanitizers: cppcheck does not follow decode_map.
report 'cppcheck' "$(cppcheck --quiet --enable=warning,performance,portability --inline-suppr --std=c11 -j 2 \
    -D_GNU_SOURCE -I. --suppress=missingIncludeSystem --suppress=uninitvar --suppress=ctuuninitvar \
    --suppress=internalAstError --suppress=unknownMacro daemon proto clients 2>&1)"

only '#include *<sqlite3\.h>' 'daemon/store/|daemon/guard/|clients/lib/(cache|db|outbox)|clients/mail/queue|tests/'
only '#include *<MQTT(Async|Client)\.h>' 'daemon/bus_paho\.c|clients/cli/knock\.c|tests/'
only '#include *<mosquitto\.h>' 'daemon/guard/|daemon/canary\.c|clients/lib/bus\.c|tests/'
only '#include *<msgpack\.h>' 'proto/(encode|json)\.c|tests/'
only '#include *<pthread\.h>' 'daemon/(bus_paho|canary|daemon|inbox|indexer|publisher|readers|screen/roster)\.c|proto/json\.c|clients/(lib/|cli/busy\.[ch])|tests/'
only '"(SELECT|INSERT|UPDATE|DELETE) ' 'daemon/store/|daemon/guard/|clients/lib/(cache|db|outbox)|clients/mail/queue|tests/'
only '"vakwerk/1/' 'proto/topic\.[ch]|proto/asyncapi\.c|tests/'

mine() { # this file names what it looks for
    files "$@" | grep -v '^tests/check_source.sh$'
}

report 'a promise instead of work' \
    "$(mine '*.c' '*.h' '*.ts' '*.mjs' '*.sh' '*.txt' Makefile | xargs grep -nwE 'TO''DO|FIX''ME|X''XX')"
report 'structs keep their name' "$(files '*.c' '*.h' | xargs grep -nE '^typedef struct')"
report 'a function without a bound' \
    "$(files '*.c' '*.h' | xargs grep -nE '\b(strcpy|strcat|sprintf|gets|strtok|alloca)\(')"
report 'names a host that packages come from' "$(mine | xargs grep -lE 'registry\.(npmjs|yarnpkg)|deb\.debian\.org')"

exit $failed
