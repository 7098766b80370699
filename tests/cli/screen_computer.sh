#!/bin/sh
# Makes a screen's computer in a folder: the files where a screen has them, /run in memory, the page of this build; and,
# for what this machine does not run, a systemctl that answers as systemd does where it runs.
#   screen_computer.sh ROOT PROGRAMS KIOSK.CONF PAGE SERVER
set -eu
root=$1 programs=$2 conf=$3 page=$4 server=$5
memory=$(cat "$root.memory" 2>/dev/null || mktemp -d /dev/shm/vakwerk-XXXXXX)
rm -rf "$root" "$programs"
mkdir -p "$programs" "$memory/vakwerk-kiosk" "$root/etc" "$root/usr/share/zoneinfo/Europe" "$root$(dirname "$conf")" \
    "$root/var/lib/vakwerk-kiosk/page/leveldb" "$root/sys/class/drm/card0-HDMI-A-1" "$root/sys/module/kernel/parameters"
echo "$memory" > "$root.memory"
ln -s "$memory" "$root/run"
cp "$page" "$root/index.html"
echo "VAKWERK_PAGE=file:///index.html#broker=$server" > "$root$conf"
cp /usr/share/zoneinfo/Europe/Amsterdam "$root/usr/share/zoneinfo/Europe/"
cp /usr/share/zoneinfo/Europe/Amsterdam "$root/etc/localtime"
echo 0123456789abcdef > "$root/etc/machine-id"
echo connected > "$root/sys/class/drm/card0-HDMI-A-1/status"
echo On > "$root/sys/class/drm/card0-HDMI-A-1/dpms"
echo 0 > "$root/sys/module/kernel/parameters/consoleblank"
echo wall > "$root/var/lib/vakwerk-kiosk/page/leveldb/000003.log"
echo vakwerk-kiosk > "$root/active"
cat > "$programs/systemctl" <<END
#!/bin/sh
[ "\$2" = "\$(cat '$root/active')" ] && echo active || echo inactive
END
chmod 755 "$programs/systemctl"
