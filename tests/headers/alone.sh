#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Does every header compile by itself?   alone.sh COMPILER SOURCE
# Without xsimd and xtensor, which is quicker. What is for CUDA, Thrust, libmvec, xtensor or other libraries is left out: its tests include it first.
set -eu
compiler=$1 include=$(cd "$2/include" && pwd)
cd "$include"
failed=$(find typegrad -name '*.hpp' ! -path '*/cuda/*' ! -path '*/thrust/*' ! -path '*/interop/*' ! -name gpu.hpp ! -name thrust.hpp ! -name '*libmvec.hpp' ! -name xtensor.hpp |
    sort | xargs -P "$(nproc)" -I{} sh -c '"$0" -std=c++20 -DTYPEGRAD_STANDARD_ONLY=1 -I. -Wall -Wextra -fsyntax-only -x c++ -include "{}" /dev/null >/dev/null 2>&1 || echo "{}"' "$compiler")
[ -z "$failed" ] && exit
echo "not by themselves:" $failed
exit 1
