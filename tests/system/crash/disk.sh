#!/bin/sh
# A disk of which the power goes: ext4 on a file, mounted so that nothing is written but what is synced.
#   disk.sh make DIR MEGABYTES    makes DIR/disk.img and mounts it on DIR/disk
#   disk.sh copy DIR              keeps what is on it now, as a machine without power would find it
#   disk.sh swap DIR              mounts that in its place, when it is whole
set -eu
cd "$2"
up() {
    mount -o loop,commit=300 disk.img disk
}
case $1 in
make)
    mkdir disk
    truncate -s "$3M" disk.img
    mkfs.ext4 -q -F disk.img
    up
    ;;
copy) cp --sparse=always disk.img after.img ;;
swap)
    umount disk
    mv after.img disk.img
    e2fsck -fp disk.img >/dev/null || [ $? -eq 1 ]
    up
    ;;
esac
