#!/bin/sh
# The daemon at work asks the kernel for nothing that its unit forbids: what it calls is compared with the filter.
#   syscalls.sh BUILD-DIRECTORY
set -eu
export LC_ALL=C
build=$1
unit=$build/config/units/systemd/vakwerkd.service
dir=$(mktemp -d)
broker= daemon=
trap 'kill $daemon $broker 2>/dev/null || true; rm -rf "$dir"' EXIT

fail() {
    echo "$*" >&2
    cat "$dir"/*.log >&2 || true
    exit 1
}

members() { # all calls of a group of systemd's, its groups' too
    systemd-analyze syscall-filter "$1" --no-pager | sed -n '2,$s/^ *\([@a-z0-9_-]*\).*/\1/p' | while read -r word; do
        case $word in
            @*) members "$word" ;;
            '') ;;
            *) echo "$word" ;;
        esac
    done
}

expand() { # calls and groups, as they stand in a line of the filter
    for word in $1; do
        case $word in
            @*) members "$word" ;;
            *) echo "$word" ;;
        esac
    done | sort -u
}

wait_for() { # a file with a line that begins with a word
    for _ in $(seq 300); do
        grep -q "^$2" "$1" 2>/dev/null && return
        sleep 0.1
    done
    fail "$2 does not come"
}

port=$(($$ % 20000 + 20000))
while ss -ltn | grep -q ":$port "; do port=$((port + 1)); done
"$build/bin/vakwerkd" init "$dir/instance" --demo --port "$port" > "$dir/init.log" 2>&1
cat > "$dir/mosquitto.conf" <<END
listener $port 127.0.0.1
allow_anonymous false
user $(id -un)
plugin $build/lib/vakwerk_guard.so
plugin_opt_access_db $dir/instance/access.db
END
/usr/sbin/mosquitto -c "$dir/mosquitto.conf" > "$dir/mosquitto.log" 2>&1 &
broker=$!
strace -f -qq -o "$dir/calls" "$build/bin/vakwerkd" run "$dir/instance" > "$dir/ready" 2> "$dir/daemon.log" &
strace=$!
wait_for "$dir/ready" ready
daemon=$(pgrep -P $strace)

secret=$(sed -n '/"s.dewit"/,/}/s/^ *"secret": "\(.*\)",*$/\1/p' "$dir/instance/demo-credentials.json" | head -n 1)
device=$(sed -n '/"s.dewit"/,/}/s/^ *"device": "\(.*\)",*$/\1/p' "$dir/instance/demo-credentials.json" | head -n 1)
ask() { # verb, payload
    mosquitto_rr -V 5 -q 1 -W 20 -p "$port" -u s.dewit -i "s.dewit:$device" -P "$secret" -t "vakwerk/1/in/s.dewit/$1" \
        -e "vakwerk/1/out/s.dewit/$device" -D publish content-type application/json -m "$2" | grep -q '"ok": *true' ||
        fail "$1 is refused"
}
ask theme/wacht/ask "{\"id\": \"$(printf '%032x' "$(date +%s)")\", \"title\": \"Hoe houd je contact?\"}"
ask search '{"words": "contact"}'
kill -TERM "$daemon"
wait $strace || fail 'it does not end as it should'
daemon=

# Line by line as systemd reads them: each adds, or with ~ in front takes away.
: > "$dir/allowed"
sed -n 's/^SystemCallFilter=//p' "$unit" | while read -r line; do
    expand "${line#\~}" > "$dir/line"
    case $line in
        \~*) comm -23 "$dir/allowed" "$dir/line" > "$dir/next" ;;
        *) sort -u "$dir/allowed" "$dir/line" > "$dir/next" ;;
    esac
    mv "$dir/next" "$dir/allowed"
done
sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$dir/calls" | sort -u > "$dir/called"
[ "$(wc -l < "$dir/called")" -gt 30 ] || fail 'nothing was seen'
grep -q '^fdatasync$' "$dir/called" || fail 'it did not write'
beyond=$(comm -13 "$dir/allowed" "$dir/called")
# As root, which the unit is not, SQLite gives a new file the owner of the database.
[ "$(id -u)" -ne 0 ] || beyond=$(printf '%s\n' "$beyond" | grep -vx fchown || true)
[ -z "$beyond" ] || fail "the unit forbids what the daemon calls: $beyond"
