#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Installs Debian 13 into DIR/root, copies this source tree there, and builds and tests its preset `trixie` inside. As root.
set -eu
dir=${1:?usage: trixie.sh DIR}
source=$(cd "$(dirname "$0")/.." && pwd)
root=$dir/root
fail() { echo "trixie.sh: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "a Debian inside this one takes root"

if ! [ -e "$dir/installed" ]; then
    rm -rf "$dir"
    mkdir -p "$dir"
    mirror=$(sh "$source/cmake/mirror.sh")
    debootstrap --variant=minbase --include=g++,cmake,ninja-build,libxtensor-dev,libxsimd-dev,doctest-dev \
        trixie "$root" "$mirror" >"$dir/log" 2>&1 || { tail -n 20 "$dir/log" >&2 && fail "no Debian 13"; }
    chroot "$root" dpkg-query -W -f '${Package} ${Version}\n' g++ cmake libxtensor-dev libxsimd-dev >"$dir/installed"
fi
cat "$dir/installed"
mkdir -p "$root/typegrad"
for folder in include tests cmake; do rm -rf "$root/typegrad/${folder:?}"; done
tar -C "$source" -cf - CMakeLists.txt CMakePresets.json LICENSE README.md cmake include packaging tests | tar -C "$root/typegrad" -xf -
chroot "$root" env -i PATH=/usr/bin:/bin HOME=/root LC_ALL=C.UTF-8 sh -eu -c '
    cd /typegrad
    cmake --preset trixie
    cmake --build --preset trixie -j "$1"
    ctest --preset trixie -j "$1"' trixie "$(nproc)"
