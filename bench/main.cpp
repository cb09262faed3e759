// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#include <chrono>
#include <cstring>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>
#include <benchmark/benchmark.h>
#include "record.hpp"
#include <typegrad/math/batch.hpp>

/// Runs the registered cases and reports each reference's time beside the library's: a table, and with
/// --benchmark_out=FILE the same as JSON. --write=DIR does not time them (record.hpp).
namespace {

#if defined(__clang__)
const std::string compiler = "clang++ " + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__);
#else
const std::string compiler = "g++ " + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__);
#endif
const std::string vector_math = typegrad::math::provider::name;

struct record {
    std::string name, n, dtype;
    double ns;
    std::string reference;
    double reference_ns;
};

std::vector<record> records_of(const benchmark::BenchmarkReporter::Run& run) {
    record r;
    std::istringstream name(run.run_name.function_name);
    std::getline(name, r.name, '/');
    std::getline(name, r.dtype, '/');
    std::getline(name, r.n, '/');
    const auto ours = run.counters.find("typegrad");
    std::vector<record> all;
    if (ours == run.counters.end()) return all;
    r.ns = ours->second.value;
    for (const auto& [reference, time] : run.counters) {
        if (reference == "typegrad") continue;
        r.reference = reference;
        r.reference_ns = time.value;
        all.push_back(r);
    }
    return all;
}

class table : public benchmark::BenchmarkReporter {
  public:
    bool failed = false;

    bool ReportContext(const Context&) override {
        GetOutputStream() << compiler << ", typegrad with " << vector_math << ", ns a call\n" << std::left << std::setw(26) << "case" << std::right << std::setw(9) << "n" << std::setw(8) << "dtype" << std::setw(13) << "typegrad" << "  "
                          << std::left << std::setw(14) << "reference" << std::right << std::setw(13) << "ns" << std::setw(8) << "ratio" << std::endl;
        return true;
    }
    void ReportRuns(const std::vector<Run>& runs) override {
        std::ostream& out = GetOutputStream();
        for (const Run& run : runs) {
            if (run.error_occurred) {
                failed = true;
                out << run.run_name.function_name << ": " << run.error_message << std::endl;
                continue;
            }
            for (const record& r : records_of(run))
                out << std::left << std::setw(26) << r.name << std::right << std::setw(9) << r.n << std::setw(8) << r.dtype << std::fixed << std::setprecision(r.ns < 100 ? 2 : 0) << std::setw(13) << r.ns << "  "
                    << std::left << std::setw(14) << r.reference << std::right << std::setw(13) << r.reference_ns << std::setprecision(2) << std::setw(8) << r.ns / r.reference_ns << std::endl;
        }
    }
};

class json : public benchmark::BenchmarkReporter {
  public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.error_occurred) continue;
            for (const record& r : records_of(run)) {
                GetOutputStream() << (first_ ? "[" : ",") << "\n {\"case\": \"" << r.name << "\", \"n\": " << r.n << ", \"dtype\": \"" << r.dtype << "\", \"compiler\": \"" << compiler << "\", \"ns\": " << r.ns
                                  << ", \"reference\": \"" << r.reference << "\", \"reference_ns\": " << r.reference_ns << ", \"ratio\": " << r.ns / r.reference_ns << "}";
                first_ = false;
            }
        }
    }
    void Finalize() override { GetOutputStream() << (first_ ? "[]\n" : "\n]\n") << std::flush; }

  private:
    bool first_ = true;
};

/// A processor that has been idle takes some tenths of a second to its full speed: the first case ran at half of it.
void warm_up() {
    const auto start = std::chrono::steady_clock::now();
    double x = 1;
    while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds(700)) {
        for (int k = 0; k < 1000; ++k) x = 0.999 * x + 0.001;
        benchmark::DoNotOptimize(x);
    }
}

} // namespace

// One thread for every version. Only OpenBLAS has it.
extern "C" void openblas_set_num_threads(int) __attribute__((weak));

int main(int argc, char** argv) {
    bool to_file = false;
    for (int k = 1; k < argc; ++k) to_file = to_file || std::strncmp(argv[k], "--benchmark_out=", 16) == 0;
    if (argc > 1 && std::strncmp(argv[argc - 1], "--write=", 8) == 0) bench::recorded.start(argv[--argc] + 8);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    if (openblas_set_num_threads != nullptr) openblas_set_num_threads(1);
    if (!bench::recorded) warm_up();
    table on_screen;
    json in_file;
    benchmark::RunSpecifiedBenchmarks(&on_screen, to_file ? &in_file : nullptr);
    return on_screen.failed ? 1 : 0;
}
