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
kiosk='vakwerk-kiosk.service vakwerk-kiosk-terminal.service vakwerk-kiosk-off.service vakwerk-kiosk-off.timer vakwerk-kiosk-on.timer'
for file in vakwerk-mail.service $kiosk mosquitto.service.d/vakwerk.conf ../../sysusers.d/vakwerk.conf ../../tmpfiles.d/vakwerk.conf; do
    [ -s "$units/$file" ] || wrong "$file is not installed"
done
[ -s "$(find "$root" -path '*/vakwerk/mosquitto.conf')" ] || wrong 'the broker has no configuration'

# Debian's own units beside ours; what would be executed is not on this machine, and may be missing.
# The screen's units in the order of their names: seen in another, a cycle of theirs does not show.
for folder in /lib/systemd/system /usr/lib/systemd/system; do
    [ -e "$folder/mosquitto.service" ] && cp -a "$folder/." "$units/" && break
done
[ -e "$units/mosquitto.service" ] || wrong "mosquitto's unit is not on this machine"
said=$(SYSTEMD_UNIT_PATH=$units systemd-analyze verify --man=no --recursive-errors=one \
    "$units"/vakwerk*.service "$units"/vakwerk*.timer "$units/mosquitto.service" 2>&1 | grep -v 'is not executable')
[ -z "$said" ] || wrong "$said"

exposure_at_most 15 "$units/vakwerkd.service"
exposure_at_most 15 "$units/vakwerk-mail.service"
exposure_at_most 29 "$units/mosquitto.service"
exposure_at_most 30 "$units/vakwerk-kiosk.service"
exposure_at_most 15 "$units/vakwerk-kiosk-terminal.service"

# Each program a unit starts is installed, where the unit says.
for name in vakwerkd.service vakwerk-mail.service vakwerk-kiosk-terminal.service; do
    program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$units/$name")
    [ -x "$root$program" ] || wrong "$name starts $program, which is not installed"
done
day=$(find "$root" -path '*/bin/vakwerk')
[ -x "$(dirname "$day")/../libexec/vakwerk-full" ] || wrong "$day does not find vakwerk-full beside it"
guard=$(sed -n 's/^plugin //p' "$(find "$root" -path '*/vakwerk/mosquitto.conf')")
[ -e "$root$guard" ] || wrong "the broker loads $guard, which is not installed"

# What a screen's services read is installed where they read it, with what they use of it; the page is where it says.
settings=$(sed -n 's/^EnvironmentFile=//p' "$units/vakwerk-kiosk.service")
for word in $(grep -ho '\${*[A-Z]*_[A-Z]*' "$units"/vakwerk-kiosk*.service | tr -d '${'); do
    grep -q "^$word=" "$root$settings" || wrong "$settings does not say $word"
done
page=$(sed -n 's|^VAKWERK_PAGE=file://\([^#]*\)#broker=ws://.*|\1|p' "$root$settings")
[ -s "$root$page" ] || wrong "the screen opens $page, which is not installed"

# On before the page is bright and off after it has become black, by Dutch time, on a computer that keeps another.
turns() { # timer; its next three times, seen from a Friday at noon, in winter
    TZ=UTC systemd-analyze calendar --base-time='2022-01-14 12:00' --iterations=3 \
        "$(sed -n 's/^OnCalendar=//p' "$units/$1")" | sed -n 's/.*: \([A-Z].. 20[^ ]* [^ ]*\).*/\1/p' | tr '\n' ','
}
[ "$(turns vakwerk-kiosk-on.timer)" = 'Mon 2022-01-17 05:45:00,Tue 2022-01-18 05:45:00,Wed 2022-01-19 05:45:00,' ] ||
    wrong "the screen goes on at $(turns vakwerk-kiosk-on.timer)"
[ "$(turns vakwerk-kiosk-off.timer)" = 'Fri 2022-01-14 19:05:00,Sat 2022-01-15 19:05:00,Sun 2022-01-16 19:05:00,' ] ||
    wrong "the screen goes off at $(turns vakwerk-kiosk-off.timer)"

# A person's own, in the systemd of their session: what it starts is installed, and what it says is an answer it knows.
own=$lib/systemd/user
said=$(XDG_RUNTIME_DIR=$root SYSTEMD_UNIT_PATH="$own:/usr/lib/systemd/user" systemd-analyze --user verify --man=no \
    "$own/vakwerk-outbox.service" "$own/vakwerk-outbox.timer" 2>&1 | grep -v 'is not executable')
[ -z "$said" ] || wrong "$said"
grep -q '^OnUnitInactiveSec=5min$' "$own/vakwerk-outbox.timer" || wrong 'the outbox is not sent every five minutes'
command=$(sed -n 's/^ExecStart=//p' "$own/vakwerk-outbox.service")
[ -x "$root${command%% *}" ] || wrong "vakwerk-outbox.service starts ${command%% *}, which is not installed"
(cd "$root" && HOME=$root XDG_STATE_HOME= XDG_CONFIG_HOME= VAKWERK_PROFILE= "$root${command%% *}" ${command#* }) \
    > "$root/said" 2>&1
[ $? -eq 4 ] || wrong "vakwerk-outbox.service, for who is not logged in: $(cat "$root/said")"

# Accounts and folder: read by systemd's own programs, in a root of their own.
mkdir -p "$root/etc"
cp /etc/passwd /etc/group "$root/etc/"
systemd-sysusers --root="$root" "$lib/sysusers.d/vakwerk.conf" > "$root/sysusers" 2>&1 || wrong "$(cat "$root/sysusers")"
for account in vakwerk vakwerk-mail vakwerk-kiosk; do
    grep -q "^$account:.*nologin$" "$root/etc/passwd" || wrong "there is no account $account, or one that can log in"
done

exit $failed
