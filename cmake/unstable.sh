#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Unpacks the xtensor, xsimd and xtl of Debian unstable (headers only) into DIR/usr, for the presets newest-clang,
# aarch64 and i686. Uses the machine's own Debian mirror with a package list of its own, and leaves the machine's alone.
set -eu
dir=${1:?usage: unstable.sh DIR}
if [ -e "$dir/versions" ]; then
    exit 0
fi
fail() { echo "unstable.sh: $*" >&2; exit 1; }

key=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(sh "$(dirname "$0")/mirror.sh")

rm -rf "$dir"
mkdir -p "$dir/apt/state/lists/partial" "$dir/apt/cache/archives/partial" "$dir/debs"
dir=$(cd "$dir" && pwd)
touch "$dir/apt/state/status"
echo "deb [signed-by=$key] $mirror unstable main" >"$dir/apt/sources.list"
cat >"$dir/apt/apt.conf" <<EOF
Dir::Etc::sourcelist "$dir/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$dir/apt/state";
Dir::State::status "$dir/apt/state/status";
Dir::Cache "$dir/apt/cache";
Acquire::Languages "none";
APT::Sandbox::User "";
EOF
export APT_CONFIG="$dir/apt/apt.conf"

apt-get -qq --error-on=any update || fail "no package list of unstable from this machine's mirror"
(cd "$dir/debs" && apt-get -qq download libxtensor-dev libxsimd-dev xtl-dev) || fail "no packages of unstable"
for package in "$dir"/debs/*.deb; do
    dpkg -x "$package" "$dir"
done
(cd "$dir/debs" && ls) >"$dir/versions"
rm -rf "$dir/apt"
cat "$dir/versions"
