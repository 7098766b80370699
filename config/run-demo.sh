#!/bin/sh
# Makes a demo instance in ./demo when there is none, runs it, and says where to look. Ctrl-C stops it and
# leaves the data: the next `make run` goes on with it. `rm -r demo` begins anew.
set -eu
bin=build/release/bin
dir=demo
instance=$dir/instance

free_port() { # the first port from $1 on that nobody listens on
    port=$1
    while ss -ltn 2>/dev/null | grep -q ":$port "; do port=$((port + 1)); done
    echo "$port"
}

value() { # the value of a key in the credentials' block that holds the word $1
    sed -n "/\"$1\"/,/}/s/^ *\"$2\": \"\(.*\)\",*$/\1/p" "$instance/demo-credentials.json" | head -n 1
}

setting() { # a setting of the instance, commented out or not
    sed -n "s/^;*$1 = //p" "$instance/vakwerk.conf" | head -n 1
}

if [ ! -e "$instance/vakwerk.conf" ]; then
    mkdir -p "$dir"
    port=$(free_port 18830)
    "$bin/vakwerkd" init "$instance" --demo --port "$port" --ws-port "$(free_port $((port + 1)))"
fi

# A command line that is logged in already, as a member of Team Delft.
cat > "$dir/vakwerk" <<END
#!/bin/sh
export XDG_CONFIG_HOME="$PWD/$dir/home/config" XDG_STATE_HOME="$PWD/$dir/home/state" XDG_CACHE_HOME="$PWD/$dir/home/cache"
exec "$PWD/$bin/vakwerk" "\$@"
END
chmod 755 "$dir/vakwerk"

"$bin/vakwerkd" up "$instance" > "$dir/ready" &
daemon=$!
trap 'kill -TERM $daemon 2>/dev/null || true' INT TERM
while ! grep -qs '^ready' "$dir/ready"; do
    kill -0 "$daemon" 2>/dev/null || { wait "$daemon"; exit $?; }
    sleep 0.1
done

if [ ! -d "$dir/home" ]; then
    (umask 077 && mkdir -p "$dir/home" && value s.dewit secret > "$dir/home/secret")
    "$dir/vakwerk" config set password file > /dev/null # nothing of a demo is left in anybody's keyring
    "$dir/vakwerk" login --server "mqtt://127.0.0.1:$(setting port)" --user s.dewit --device "$(value s.dewit device)" \
        --secret-file "$dir/home/secret" > /dev/null
    rm "$dir/home/secret"
fi

cat <<END

Vakwerk runs, with nine teams, their questions and their screens.

The screen of Team Delft, for a browser:
  http://127.0.0.1:$(setting ws_port)/#kiosk=delft-1&device=$(value delft-1 device)&secret=$(value delft-1 secret)
In the evening and at weekends it is a dark clock; a click wakes it.

Three commands to try, in another terminal, as Sanne of Team Delft:
  $dir/vakwerk
  $dir/vakwerk list --open
  $dir/vakwerk ask "Hoe houd je contact met een gezin dat wacht?" -t wacht

Ctrl-C stops everything and leaves the data in $dir/.
END
wait "$daemon" || true
trap - INT TERM
wait "$daemon" 2>/dev/null || true
