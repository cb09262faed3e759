#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# What has to be true before a version is released, and what is attached to it: release.sh FOLDER
# Prints every item of the list, done or not, and fails when one is not. Tests are run before it (CONTRIBUTING.md, Releases).
set -eu
cd "$(dirname "$0")/.."
folder=$1 bad=0
item() {
    if [ "$1" = 0 ]; then echo "done     $2"; else echo "MISSING  $2" && bad=1; fi
}
number() { sed -n "s/^#define TYPEGRAD_VERSION_$1 //p" include/typegrad/config.hpp; }
version=$(number MAJOR).$(number MINOR).$(number PATCH)
echo "typegrad $version"

[ -z "$(git status --porcelain)" ] && ok=0 || ok=1
item $ok "everything is committed"
[ "$(git rev-parse --abbrev-ref HEAD)" = main ] && ok=0 || ok=1
item $ok "the branch is main"
grep -q "\"version\": \"$version\"" packaging/vcpkg/typegrad/vcpkg.json && ok=0 || ok=1
item $ok "packaging/vcpkg/typegrad/vcpkg.json has $version"
grep -Eq "^## $version \([0-9]{4}-[0-9]{2}-[0-9]{2}\)$" CHANGELOG.md && ok=0 || ok=1
item $ok "CHANGELOG.md has a heading '## $version (YEAR-MONTH-DAY)'"
if git rev-parse -q --verify "refs/tags/v$version" >/dev/null; then ok=1; else ok=0; fi
item $ok "there is no tag v$version yet"

mkdir -p "$folder"
python3 cmake/single_header.py "$folder/single" && ok=0 || ok=1
item $ok "headers of their own in $folder/single"
cmake -S . -B "$folder/build" -DTYPEGRAD_BUILD_TESTS=OFF -DTYPEGRAD_BUILD_EXAMPLES=OFF -DTYPEGRAD_BUILD_BENCH=OFF >"$folder/log" &&
    (cd "$folder/build" && cpack -G DEB && cpack -G TGZ) >>"$folder/log" && mv "$folder"/build/*.deb "$folder"/build/*.tar.gz "$folder/" && ok=0 || ok=1
item $ok "packages: $(cd "$folder" && ls ./*.deb ./*.tar.gz 2>/dev/null | tr '\n' ' ')"

[ $bad = 0 ] || { echo "not ready" && exit 1; }
echo "ready: git tag v$version, and attach $folder/single and the packages"
