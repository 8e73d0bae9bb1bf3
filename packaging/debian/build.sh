#!/bin/sh
# Builds a Debian package of a published laitos.
# Usage: packaging/debian/build.sh PROGRAM VERSION ARCHITECTURE FOLDER
#   PROGRAM       the file that dotnet publish made: out/laitos
#   VERSION       such as 0.3.0
#   ARCHITECTURE  amd64 for linux-x64, arm64 for linux-arm64
#   FOLDER        where the package is put
# Prints the path of the package.
set -eu

if [ $# -ne 4 ]; then
    sed -n '2,8s/^# //p' "$0" >&2
    exit 2
fi

program=$1 version=$2 architecture=$3 folder=$4
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)

[ -f "$program" ] || { echo "$program is not there: publish first (docs/installing.md)" >&2; exit 2; }
case $version in
    [0-9]*) ;;
    *) echo "$version is no version: it begins with a digit" >&2; exit 2 ;;
esac

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
umask 022

install -D -m 755 "$program" "$tree/usr/bin/laitos"
install -D -m 644 "$source/packaging/laitos.service" "$tree/usr/lib/systemd/system/laitos.service"
install -D -m 644 "$source/LICENSE" "$tree/usr/share/doc/laitos/copyright"
gzip -9 -n -c "$source/CHANGELOG.md" >"$tree/usr/share/doc/laitos/changelog.gz"
# All pages: they lead to each other.
install -m 644 "$source"/docs/*.md "$source"/docs/*.png "$tree/usr/share/doc/laitos/"
# The program prints its own manual page, where it runs on this machine.
page=$("$program" man 2>/dev/null) || page=""
case $page in
    .TH*)
        install -d "$tree/usr/share/man/man1"
        printf '%s\n' "$page" | gzip -9 -n >"$tree/usr/share/man/man1/laitos.1.gz"
        ;;
esac
install -d -m 750 "$tree/etc/laitos"

mkdir -p "$tree/DEBIAN"
size=$(du -sk --exclude=DEBIAN "$tree" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" "$here/control.in" >"$tree/DEBIAN/control"
for script in postinst prerm postrm; do
    install -m 755 "$here/$script" "$tree/DEBIAN/$script"
done

mkdir -p "$folder"
package="$folder/laitos_${version}_$architecture.deb"
# The published file is compressed badly by any means: the default takes minutes for a third.
dpkg-deb --root-owner-group -Zgzip -z6 --build "$tree" "$package" >/dev/null
echo "$package"
