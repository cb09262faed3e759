#!/bin/sh
# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
# Takes the library on one of the routes that the README shows into an empty folder, builds the README's first program there and
# compares what it prints.
#
#     run.sh ROUTE SOURCE BUILD WORK COMPILER
#
# SOURCE is the library, BUILD a configured build of it. Exit code 77: this machine lacks something that the route needs.
set -eu
route=$1 source=$2 build=$3 work=$4 compiler=$5
rm -rf "$work"
mkdir -p "$work/project"
cd "$work/project"
CXX=$compiler
export CXX
unset CXXFLAGS CPPFLAGS LDFLAGS CPATH CMAKE_PREFIX_PATH

run() { echo "+ $*" && "$@"; }
skip() { echo "skipped: $*" && exit 77; }
has() { command -v "$1" >/dev/null || skip "needs $1"; }
# expect PROGRAM...: prints what the README says that its first program prints
expect() {
    awk '/^<!-- output: misfit -->/ { on = 1; next } on && /^```$/ { exit } on && !/^```/' "$source/README.md" >"$work/expected"
    [ -s "$work/expected" ]
    "$@" >"$work/printed"
    diff "$work/expected" "$work/printed"
}
# sources FOLDER: what a clone has, but for tests and benchmarks
sources() {
    mkdir -p "$1"
    for item in CMakeLists.txt CMakePresets.json LICENSE README.md cmake dev docs examples include packaging; do
        cp -r "$source/$item" "$1/"
    done
}
headers() { has python3 && run python3 "$source/cmake/single_header.py" .; }
# by_cmake [SETTING...]: the README's CMake project
by_cmake() {
    cp "$source/tests/routes/cmake/CMakeLists.txt" .
    cp "$source/examples/${program:-misfit}.cpp" main.cpp
    run cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS=-O1 "-DWAY=$route" "$@"
    run cmake --build build
    expect build/your_program
}

case $route in
demo)
    sources "$work/typegrad"
    cd "$work/typegrad"
    run ./dev demo --epochs 2 >"$work/printed" 2>&1 || { cat "$work/printed" && exit 1; }
    tail -n 5 "$work/printed"
    grep -q '^epoch 2/2 ' "$work/printed"
    ;;
installed)
    run cmake --install "$build" --prefix "$work/prefix" >"$work/installed"
    by_cmake "-DCMAKE_PREFIX_PATH=$work/prefix"
    ;;
subdirectory)
    sources typegrad
    by_cmake
    ;;
fetch)
    has git
    sources "$work/typegrad"
    cd "$work/typegrad"
    run git init -q -b main
    git add -A
    git -c user.name=test -c user.email=test@localhost commit -q -m all
    cd "$work/project"
    by_cmake "-DTYPEGRAD_REPOSITORY=$work/typegrad"
    ;;
pkg_config)
    has pkg-config
    run cmake --install "$build" --prefix "$work/prefix" >"$work/installed"
    cp "$source/examples/misfit.cpp" .
    PKG_CONFIG_PATH=$work/prefix/share/pkgconfig
    export PKG_CONFIG_PATH
    # shellcheck disable=SC2046
    run "$compiler" -std=c++20 -O1 misfit.cpp -o misfit $(pkg-config --cflags --libs typegrad)
    expect ./misfit
    ;;
single_header)
    headers
    sed 's|<typegrad/typegrad.hpp>|"typegrad.hpp"|' "$source/examples/misfit.cpp" >misfit.cpp
    run "$compiler" -std=c++20 -O1 misfit.cpp -o misfit
    expect ./misfit
    # not with the folder in one file
    printf '#include "typegrad.hpp"\n#include <typegrad/typegrad.hpp>\n' >both.cpp
    if "$compiler" -std=c++20 -fsyntax-only -I. -I"$source/include" both.cpp 2>"$work/messages"; then exit 1; fi
    grep -m1 error: "$work/messages" | grep -q 'includes both'
    # it and those beside it are the same text as the library's, so what is tested of that is tested of them
    tokens() {
        echo "$1" >included.cpp
        shift
        "$compiler" -std=c++20 "$@" -E -P included.cpp 2>"$work/messages" | tr -s '[:space:]' '\n' || { cat "$work/messages" && exit 1; }
    }
    for flags in '' -mavx2 '-mavx512f -mavx512dq' -DTYPEGRAD_STANDARD_ONLY -fopenmp '-DTYPEGRAD_NO_XTENSOR -mavx2'; do
        # shellcheck disable=SC2086
        tokens '#include "typegrad.hpp"' $flags -I. >"$work/one"
        # shellcheck disable=SC2086
        tokens '#include <typegrad/typegrad.hpp>' $flags -I"$source/include" >"$work/many"
        [ "$(wc -l <"$work/many")" -gt 100000 ]
        cmp "$work/one" "$work/many"
    done
    tokens '#include "typegrad_print.hpp"' -I. >"$work/one"
    tokens "$(printf '#include <typegrad/typegrad.hpp>\n#include <typegrad/expr/print.hpp>')" -I"$source/include" >"$work/many"
    cmp "$work/one" "$work/many"
    for name in objective odeint; do
        tokens "#include \"typegrad_$name.hpp\"" -I. >"$work/one"
        tokens "$(printf '#include <typegrad/typegrad.hpp>\n#include <typegrad/interop/%s.hpp>' $name)" -I"$source/include" >"$work/many"
        cmp "$work/one" "$work/many"
    done
    thrust=$(sed -n 's/^TYPEGRAD_THRUST_INCLUDE_DIR:PATH=//p' "$build/CMakeCache.txt")
    if [ -d "$thrust" ]; then
        tokens '#include "typegrad_thrust.hpp"' -I. -isystem "$thrust" >"$work/one"
        tokens "$(printf '#include <typegrad/typegrad.hpp>\n#include <typegrad/thrust.hpp>')" -I"$source/include" -isystem "$thrust" >"$work/many"
        cmp "$work/one" "$work/many"
    fi
    if command -v nvcc >/dev/null; then
        echo '#include "typegrad_gpu.hpp"' >one.cu
        printf '#include <typegrad/typegrad.hpp>\n#include <typegrad/gpu.hpp>\n' >many.cu
        for name in one many; do nvcc -std=c++20 -I. -I"$source/include" -E $name.cu | grep -v '^#' | tr -s '[:space:]' '\n' >"$work/$name"; done
        cmp "$work/one" "$work/many"
    fi
    ;;
standard_only)
    headers
    sed 's|<typegrad/typegrad.hpp>|"typegrad.hpp"|' "$source/examples/standard_only.cpp" >main.cpp
    run "$compiler" -std=c++20 -O1 main.cpp -o main
    expect ./main
    "$compiler" -std=c++20 -M main.cpp >"$work/read"
    if grep -E 'xsimd|xtensor|xtl' "$work/read"; then exit 1; fi
    ;;
module)
    has clang++-19
    flags="-std=c++20 -O1 -march=native -I$source/include"
    # shellcheck disable=SC2086
    run clang++-19 $flags --precompile "$source/include/typegrad/typegrad.cppm" -o typegrad.pcm
    # shellcheck disable=SC2086
    run clang++-19 $flags -fmodule-file=typegrad=typegrad.pcm "$source/tests/routes/module.cpp" typegrad.pcm -o module
    ./module
    # everything elementwise is exported
    { echo 'import typegrad;' && sed -n 's/^constexpr auto \([a-z0-9_]*\)(const.*/using typegrad::\1;/p' "$source/include/typegrad/graph/elementwise.hpp" "$source"/include/typegrad/ops/*.hpp; } >names.cpp
    grep -q 'using typegrad::logit;' names.cpp
    # shellcheck disable=SC2086
    run clang++-19 $flags -fmodule-file=typegrad=typegrad.pcm -fsyntax-only names.cpp
    { printf '#include <tuple>\n' && grep -v -e TYPEGRAD_STANDARD_ONLY -e 'typegrad.hpp>' -e '^namespace tg' "$source/examples/standard_only.cpp" |
        sed 's/^int main/import typegrad;\nnamespace tg = typegrad;\nint main/'; } >main.cpp
    # shellcheck disable=SC2086
    run clang++-19 $flags -fmodule-file=typegrad=typegrad.pcm main.cpp typegrad.pcm -o main
    expect ./main
    ;;
standard_only_installed)
    cmake -S "$source" -B "$work/library" -DTYPEGRAD_STANDARD_ONLY=ON -DCMAKE_DISABLE_FIND_PACKAGE_xtensor=ON -DCMAKE_DISABLE_FIND_PACKAGE_xsimd=ON
    run cmake --install "$work/library" --prefix "$work/prefix" >"$work/installed"
    program=standard_only
    by_cmake "-DCMAKE_PREFIX_PATH=$work/prefix" -DCMAKE_DISABLE_FIND_PACKAGE_xtensor=ON -DCMAKE_DISABLE_FIND_PACKAGE_xsimd=ON
    if command -v pkg-config >/dev/null; then
        PKG_CONFIG_PATH=$work/prefix/share/pkgconfig pkg-config --cflags --libs typegrad >"$work/flags"
        grep -q 'DTYPEGRAD_STANDARD_ONLY' "$work/flags"
    fi
    ;;
conan)
    conan=${TYPEGRAD_CONAN:-conan}
    has "$conan"
    has pkg-config
    CONAN_HOME=$work/conan # of its own, empty, and without remotes
    export CONAN_HOME
    run "$conan" profile detect
    run "$conan" remote disable '*'
    for package in xsimd xtensor; do
        run "$conan" create "$source/tests/routes/conan" --name $package --version "$(pkg-config --modversion $package)"
    done
    sources "$work/typegrad" # test_package is built beside its recipe
    run "$conan" create "$work/typegrad/packaging/conan" -s compiler.cppstd=20 --build=missing >"$work/created" 2>&1 || { cat "$work/created" && exit 1; }
    awk '/^ *0  misfit/ { on = 1 } on && /misfit/' "$work/created" >output
    expect cat output
    ;;
vcpkg)
    cp -r "$source/packaging" "$source/include" "$source/cmake" "$source/CMakeLists.txt" "$source/LICENSE" "$work/"
    # what the tool would do with the port, and what it would complain of, as its conventions are
    run cmake "-DPORT=$work/packaging/vcpkg/typegrad" "-DWORK=$work" -P "$source/tests/routes/vcpkg.cmake"
    by_cmake "-DCMAKE_PREFIX_PATH=$work/packages"
    ;;
deb)
    has cpack
    has dpkg-deb
    run cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work" >"$work/packed"
    dpkg-deb -f "$work"/libtypegrad-dev_*_all.deb Package Depends Architecture
    dpkg-deb -f "$work"/libtypegrad-dev_*_all.deb Depends | grep -q libxsimd-dev
    run dpkg-deb -x "$work"/libtypegrad-dev_*_all.deb "$work/root"
    by_cmake "-DCMAKE_PREFIX_PATH=$work/root/usr"
    ;;
*)
    echo "run.sh: no route '$route'" >&2
    exit 1
    ;;
esac
