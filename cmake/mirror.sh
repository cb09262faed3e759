#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Prints the Debian mirror that this machine's apt uses.
set -eu
if command -v apt-get >/dev/null && [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
        awk '$1 !~ /security/ && $2 !~ /security/ { print $1; exit }')
    [ -z "$mirror" ] || { echo "$mirror" && exit 0; }
fi
echo "mirror.sh: this machine's apt has no Debian mirror" >&2
exit 1
