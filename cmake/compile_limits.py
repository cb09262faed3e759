# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Compiles one file and fails when that takes more than a line of it allows.

    // limits: seconds=60 mb=2000 files_mb=1000
    // error: words
    // kernels: registers only, ld.global.v4.f32 5

Usage: compile_limits.py FILE COMPILER [FLAG...]. The seconds are of processor time, the best of up to three
times, on a machine that compiles YARDSTICK in YARDSTICK_SECONDS: a slower one has longer. The megabytes are the largest process's and all files written. A file with an error line must not compile, and the compiler must say the words; any other
must not make it warn of the library. What a kernels line says of the code: no kernel spills or has local memory, and the PTX has at least so
many of an instruction.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

YARDSTICK = """
#include <algorithm>
#include <functional>
#include <map>
#include <regex>
#include <string>
#include <vector>
int main() {
    std::map<std::string, int> found{{"ab", 1}};
    return static_cast<int>(found.size()) - std::regex_match("aab", std::regex("a+b"));
}
"""
YARDSTICK_SECONDS = 8.0

source, *command = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    text = file.read()
line = re.search(r"^// limits:.*$", text, re.MULTILINE)
error = re.search(r"^// error: (.*)$", text, re.MULTILINE)
kernels = re.search(r"^// kernels: (.*)$", text, re.MULTILINE)
if kernels:
    command.append("-Xptxas=-v")
limits = {key: float(value) for key, value in re.findall(r"(\w+)=(\d+)", line[0] if line else "")}
if set(limits) != {"seconds", "mb", "files_mb"}:
    sys.exit(f"{source}: there must be a line `// limits: seconds=N mb=N files_mb=N`")


def guard_the_machine():
    """A compiler that runs away must not fill the memory or the disk before it is measured."""
    memory, files = (int(2 * limits[key]) << 20 for key in ("mb", "files_mb"))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (files, files))


def slowness():
    """How many times as long as YARDSTICK_SECONDS this machine takes now, and at least 1."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "yardstick.cu")
        with open(file, "w", encoding="utf-8") as out:
            out.write(YARDSTICK)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([command[0], "-std=c++20", "-O2", "-c", file, "-o", os.path.join(folder, "object.o")], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return max(1.0, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / YARDSTICK_SECONDS)


def compile_once():
    """Exit code, output, and what was used."""
    with tempfile.TemporaryDirectory() as folder:
        line = [*command, "--keep", "--keep-dir", folder, "-c", source, "-o", os.path.join(folder, "object.o")]
        print(*line, flush=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        compiler = subprocess.Popen(
            line,
            preexec_fn=guard_the_machine,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        try:
            said, _ = compiler.communicate(timeout=8 * limits["seconds"])
        except subprocess.TimeoutExpired:
            os.killpg(compiler.pid, 9)
            said, _ = compiler.communicate()
            print(said, end="")
            sys.exit(f"it was still compiling after {8 * limits['seconds']:.0f} seconds")
        ptx = "".join(open(entry, encoding="utf-8").read() for entry in os.scandir(folder) if entry.name.endswith(".ptx"))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return compiler.returncode, said, ptx, {
            "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            "mb": after.ru_maxrss / 1024,
            "files_mb": sum(entry.stat().st_size for entry in os.scandir(folder)) / 2**20,
        }


for _ in range(3):  # a machine has slow moments: the best time counts
    code, said, ptx, used = compile_once()
    if used["seconds"] > limits["seconds"]:
        slower = slowness()
        print(f"seconds: {used['seconds']:.1f} on a machine that takes {slower:.2f} times as long as the one of the limits")
        used["seconds"] /= slower
    if used["seconds"] <= limits["seconds"]:
        break

print(said, end="")
for key, limit in limits.items():
    print(f"{key}: {used[key]:.1f} of {limit:.0f}{'  TOO MUCH' if used[key] > limit else ''}")
warned = re.search(r"typegrad/\S+\(\d+\): warning", said)
as_wanted = code != 0 and error[1] in said if error else code == 0 and not warned
if not as_wanted:
    print(f"the compiler ended with {code}" + (f" and should have said: {error[1]}" if error else ""))
for want in kernels[1].split(", ") if kernels else []:
    if want == "registers only":
        found = re.findall(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", said)
        holds = bool(found) and all(numbers == ("0", "0", "0") for numbers in found)
    else:
        instruction, least = want.split()
        holds = len(re.findall(rf"\b{re.escape(instruction)}\b", ptx)) >= int(least)
    print(f"kernels: {want}: {'yes' if holds else 'NO'}")
    as_wanted = as_wanted and holds
sys.exit(not as_wanted or any(used[key] > limits[key] for key in limits))
