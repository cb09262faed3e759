#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# run.sh PROGRAM PRINTERS: what gdb prints of PROGRAM. Exit code 77: no gdb here, or one without Python.
set -eu
gdb -batch -nx -ex 'python print(1)' >/dev/null 2>&1 && [ "$(gdb -batch -nx -ex 'python print(1)' 2>/dev/null)" = 1 ] || { echo 'skipped: needs gdb with Python' && exit 77; }
out=$(gdb -batch -nx -ex 'set width 0' -ex "source $2" -ex 'break look' -ex run -ex up -ex 'p symbol' -ex 'p loss' -ex 'p scaled' -ex 'p sixteen' \
    -ex 'p brain' -ex 'p table' -ex 'p state' -ex 'p error' "$1" 2>&1)
failed=0
for wanted in 'x[batch,4]' 'mean(square(matmul(x, W) - y))' '0.5 * sum(y, axis<1>) * (b + 2)' '1.5' '-2.0' \
    'typegrad::tensor[2,2] = {0, 0, 3, 0}' 'b[] = 0.25' 'typegrad::shape_error: typegrad: a text'; do
    printf '%s\n' "$out" | grep -qF -- " = $wanted" || printf '%s\n' "$out" | grep -qF -- "{$wanted" || { echo "gdb does not print: $wanted" && failed=1; }
done
[ $failed = 0 ] || printf '%s\n' "$out"
exit $failed
