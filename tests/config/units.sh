#!/bin/sh
# What is installed for systemd is read by systemd itself, complete, and lets each program do no more than it needs.
#   units.sh BUILD-DIRECTORY
set -u
build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failed=0

wrong() { # what is wrong
    echo "$*" >&2
    failed=1
}

exposure_at_most() { # tenths, unit
    systemd-analyze security --offline=yes --no-pager --threshold="$1" "$2" > "$root/exposure" 2>&1 ||
        wrong "$(basename "$2"): $(tail -n 1 "$root/exposure")"
}

DESTDIR=$root cmake --install "$build" > "$root/installed" || { wrong 'it cannot be installed'; exit 1; }
service=$(find "$root" -name vakwerkd.service)
units=$(dirname "$service")
lib=$(dirname "$(dirname "$units")")
for file in vakwerk-mail.service mosquitto.service.d/vakwerk.conf ../../sysusers.d/vakwerk.conf ../../tmpfiles.d/vakwerk.conf; do
    [ -s "$units/$file" ] || wrong "$file is not installed"
done
[ -s "$(find "$root" -path '*/vakwerk/mosquitto.conf')" ] || wrong 'the broker has no configuration'

# Debian's own units beside ours; what would be executed is not on this machine, and may be missing.
for folder in /lib/systemd/system /usr/lib/systemd/system; do
    [ -e "$folder/mosquitto.service" ] && cp -a "$folder/." "$units/" && break
done
[ -e "$units/mosquitto.service" ] || wrong "mosquitto's unit is not on this machine"
said=$(SYSTEMD_UNIT_PATH=$units systemd-analyze verify --man=no --recursive-errors=no \
    "$units/vakwerkd.service" "$units/vakwerk-mail.service" "$units/mosquitto.service" 2>&1 | grep -v 'is not executable')
[ -z "$said" ] || wrong "$said"

exposure_at_most 15 "$units/vakwerkd.service"
exposure_at_most 15 "$units/vakwerk-mail.service"
exposure_at_most 29 "$units/mosquitto.service"

# Each program a unit starts is installed, where the unit says.
for name in vakwerkd.service vakwerk-mail.service; do
    program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$units/$name")
    [ -x "$root$program" ] || wrong "$name starts $program, which is not installed"
done
guard=$(sed -n 's/^plugin //p' "$(find "$root" -path '*/vakwerk/mosquitto.conf')")
[ -e "$root$guard" ] || wrong "the broker loads $guard, which is not installed"

# Accounts and folder: read by systemd's own programs, in a root of their own.
mkdir -p "$root/etc"
cp /etc/passwd /etc/group "$root/etc/"
systemd-sysusers --root="$root" "$lib/sysusers.d/vakwerk.conf" > "$root/sysusers" 2>&1 || wrong "$(cat "$root/sysusers")"
for account in vakwerk vakwerk-mail; do
    grep -q "^$account:.*nologin$" "$root/etc/passwd" || wrong "there is no account $account, or one that can log in"
done

exit $failed
