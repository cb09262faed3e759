#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Fails when a code block of the README or of docs/ is not what it says it is. The line before a block says that:
#
#     <!-- FILE [NAME] -->   the lines of FILE between two comments [NAME], without their indentation
#     <!-- FILE -->          lines that stand together in FILE
#     <!-- output: NAME -->  lines that stand together in what BIN/NAME prints
#     <!-- says: FILE -->    what compilers print first about FILE, which errors.py writes and compares
#     <!-- error: FILE -->   lines that g++ prints, in this order, when it compiles FILE (other line numbers are no difference)
#
# C++ and CMake blocks must have such a line.
#
#     check.sh check|write ROOT BIN COMPILER [INCLUDE_DIR...]
#
# `write` puts regions and outputs into the pages instead.
set -eu
mode=$1 root=$2 bin=$3 compiler=$4
shift 4
includes=
for folder; do includes="$includes -I$folder"; done
cd "$root"
LC_ALL=C
export LC_ALL
gnu=0
"$compiler" --version | grep -q 'Free Software' && gnu=1

failed=0
for page in README.md docs/*.md; do
    awk -v mode="$mode" -v page="$page" -v bin="$bin" -v gnu="$gnu" \
        -v compile="$compiler -std=c++20 -fsyntax-only -fmessage-length=0 -Iinclude$includes" '
function complain(what) {
    printf "%s:%d: %s\n", page, start, what > "/dev/stderr"
    bad = 1
}
# The lines of a command, in have[1 .. count].
function read_lines(command,    line) {
    count = 0
    while ((command | getline line) > 0) have[++count] = line
    close(command)
}
function indentation(line) {
    match(line, /^ */)
    return RLENGTH
}
function read_region(file, name,    n, i, inside, line, indent, found) {
    n = count = found = 0
    while ((getline line < file) > 0) {
        if (line ~ /^ *(\/\/|#) \[[a-z0-9_]+\]$/) {
            if (index(line, "[" name "]")) {
                inside = !inside
                found = 1
            }
        } else if (inside) have[++count] = line
    }
    close(file)
    indent = -1
    for (i = 1; i <= count; ++i)
        if (have[i] != "" && (indent < 0 || indentation(have[i]) < indent)) indent = indentation(have[i])
    for (i = 1; i <= count; ++i) have[i] = substr(have[i], indent + 1)
    if (!found || inside) complain("no region [" name "] in " file)
}
function together(    i, k) { # does the block stand in have[]?
    for (i = 0; i + size <= count; ++i) {
        for (k = 1; k <= size && have[i + k] == block[k]; ++k);
        if (k > size) return 1
    }
    return 0
}
function plain(line) {
    gsub(/:[0-9]+:[0-9]+:/, ":", line)
    gsub(/^ +/, "", line)
    return line
}
function in_order(    i, k) {
    k = 1
    for (i = 1; i <= count && k <= size; ++i)
        if (index(plain(have[i]), plain(block[k]))) ++k
    if (k <= size) complain("the compiler does not say (here): " block[k])
}
function judge(    file, name, i) {
    rewrite = 0
    if (mark == "") {
        if (language == "cpp" || language == "cmake") complain("this block belongs to no file")
        return
    }
    if (mark ~ /^output: /) {
        sub(/^output: /, "", mark)
        read_lines(bin "/" mark)
        rewrite = size == 0
        if (!count) complain(mark " prints nothing")
    } else if (mark ~ /^says: /) {
        return
    } else if (mark ~ /^error: /) {
        sub(/^error: /, "", mark)
        if (!gnu || mode == "write") return
        read_lines(compile " " mark " 2>&1")
        in_order()
        return
    } else if (mark ~ /\]$/) {
        file = name = mark
        sub(/ .*/, "", file)
        sub(/^.*\[/, "", name)
        sub(/\]$/, "", name)
        read_region(file, name)
        rewrite = 1
        if (mode == "check" && (size != count || !together())) complain("differs from " mark)
        return
    } else read_lines("cat " mark)
    if (!(mode == "write" && rewrite) && (!size || !together())) complain("does not stand in " mark)
}
!inside && /^<!-- .* -->$/ { mark = substr($0, 6, length($0) - 9); print > out; next }
!inside && /^```/ { inside = 1; size = 0; start = NR; language = substr($0, 4); print > out; next }
inside && /^```$/ {
    inside = 0
    judge()
    if (mode == "write" && rewrite) for (i = 1; i <= count; ++i) print have[i] > out
    else for (i = 1; i <= size; ++i) print block[i] > out
    mark = ""
    print > out
    next
}
inside { block[++size] = $0; next }
{ mark = ""; print > out }
BEGIN { out = mode == "write" ? page ".new" : "/dev/null" }
END { exit bad }' "$page" || failed=1
    if [ "$mode" = write ]; then mv "$page.new" "$page"; fi
done
exit $failed
