// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>
#include <typegrad/plan/step.hpp>
#include <typegrad/program/text.hpp>

/// What a report says, and how it is written.
namespace typegrad {

/// How often each op stands in a piece of code.
struct op_counts {
    int of[op_count]{};
    constexpr int total() const {
        int n = 0;
        for (const int count : of) n += count;
        return n;
    }
    void add_step(word w) {
        if (step_code(w) < op::end_) ++of[static_cast<int>(step_code(w))];
        else if (step_is(w, step_op::accumulate) || step_is(w, step_op::accumulate_lanes) || step_is(w, step_op::deposit)) ++of[static_cast<int>(step_reduction(w))];
    }
    /// Operations that a kernel counts as flops, or only the transcendental functions among them.
    std::int64_t flops(int cost = 1) const {
        std::int64_t n = 0;
        for (int k = 0; k < op_count; ++k)
            if (op_table[k].cost >= cost) n += of[k];
        return n;
    }
    /// `6 operations: multiply 4, exp 2`
    std::string sentence(const char* what) const { return joined({total(), " ", what, total() == 1 ? "" : "s", total() == 0 ? "" : ": ", text()}); }
    /// `multiply 4, exp 2`, the most frequent first.
    std::string text() const {
        std::string out;
        for (int most = total(); most > 0; --most)
            for (int k = 0; k < op_count; ++k)
                if (of[k] == most) out += joined({out.empty() ? "" : ", ", op_table[k].name, " ", most});
        return out;
    }
};

/// Names of arrays by their kind and number, in that order.
class array_names {
  public:
    struct entry {
        int kind, number;
        std::string name;
        bool before(int other_kind, int other_number) const { return kind != other_kind ? kind < other_kind : number < other_number; }
    };
    void add(int kind, int number, std::string name) {
        std::size_t k = 0;
        while (k < names_.size() && names_[k].before(kind, number)) ++k;
        if (k < names_.size() && names_[k].kind == kind && names_[k].number == number) return;
        names_.push_back({kind, number, std::move(name)});
        for (std::size_t last = names_.size() - 1; last > k; --last) std::swap(names_[last], names_[last - 1]);
    }
    std::string text() const {
        std::string s;
        for (const entry& e : names_) s += joined({s.empty() ? "" : ", ", e.name});
        return s;
    }

  private:
    std::vector<entry> names_;
};

struct kernel_report {
    std::string what, lines[3]; ///< `loop nest [64,10]`; how it runs, what is in it
    std::int64_t flops = 0, transcendental = 0, bytes_read = 0, bytes_written = 0;
    array_names read, written;
    std::vector<kernel_report> steps; ///< of a scan: the kernels of one step
};

struct program_report {
    std::vector<kernel_report> kernels;
    std::int64_t floor = 0;  ///< bytes of all arrays in and all results out
    std::int64_t copied = 0; ///< bytes of results that are computed elsewhere and copied at the end
    std::size_t workspace = 0, small_workspace = 0;
    bool on_device = false; ///< the workspace
    std::int64_t launches = 0; ///< pieces of work that are handed over; 0 where nothing is
    std::string tiles;      ///< how groups of kernels are cut, a line each
    std::string simd, products; ///< which instructions, which library; empty where none are used

    /// `1234567` as `1,234,567`, right-aligned.
    static std::string number(std::int64_t n, std::size_t width = 0) {
        const std::string digits = std::to_string(n);
        std::string s;
        for (std::size_t k = 0; k < digits.size(); ++k) {
            if (k != 0 && (digits.size() - k) % 3 == 0) s += ',';
            s += digits[k];
        }
        std::string blanks(s.size() < width ? width - s.size() : 0, ' ');
        return blanks += s;
    }
    static std::string ratio(std::int64_t a, std::int64_t b) {
        const std::int64_t tenths = b == 0 ? 10 : (10 * a + b / 2) / b;
        return joined({tenths / 10, ".", tenths % 10});
    }
    static std::string counted(std::size_t n, const char* what) { return joined({n, " ", what, n == 1 ? "" : "s"}); }

    /// Broken behind commas; what follows is indented.
    static std::string wrapped(std::string line, std::size_t indent) {
        constexpr std::size_t width = 110;
        std::size_t begin = 0;
        while (line.size() - begin > width) {
            const std::size_t at = line.rfind(", ", begin + width - 2);
            if (at == std::string::npos || at <= begin + indent) break;
            line.replace(at + 1, 1, 1, '\n');
            begin = at + 2;
            line.insert(begin, indent, ' ');
        }
        return line += '\n';
    }

    /// The kernels of a scan's step, and of scans in it.
    static void describe_steps(std::string& out, const kernel_report& r, std::size_t indent) {
        for (const kernel_report& s : r.steps) {
            std::string line = joined({std::string(indent, ' '), "each step: ", s.what});
            for (const std::string& l : s.lines)
                if (!l.empty()) line += joined({", ", l});
            out += wrapped(line, indent + 2);
            describe_steps(out, s, indent + 2);
        }
    }

    std::string text() const {
        std::int64_t flops = 0, transcendental = 0, read = 0, written = 0;
        std::string out = joined({counted(kernels.size(), "kernel"), "\n"});
        const auto amounts = [&](std::int64_t f, std::int64_t t, std::int64_t r, std::int64_t w, const std::string& reads, const std::string& writes) {
            const auto line = [&](const char* label, std::int64_t n, const char* unit, const std::string& rest) {
                out += wrapped(joined({"     ", label, number(n, 15), unit, rest.empty() ? "" : "    ", rest}), 37);
            };
            line("reads   ", r, reads.empty() ? " B" : " B   ", reads);
            line("writes  ", w, writes.empty() ? " B" : " B   ", writes);
            line("computes", f, " flop", t == 0 ? std::string() : joined({"of which ", number(t), " transcendental"}));
        };
        std::size_t k = 0;
        for (const kernel_report& r : kernels) {
            out += joined({"\n", number(static_cast<std::int64_t>(++k), 3), "  ", r.what, "\n"});
            for (const std::string& l : r.lines)
                if (!l.empty()) out += wrapped(joined({"     ", l}), 7);
            describe_steps(out, r, 5);
            amounts(r.flops, r.transcendental, r.bytes_read, r.bytes_written, r.read.text(), r.written.text());
            flops += r.flops;
            transcendental += r.transcendental;
            read += r.bytes_read;
            written += r.bytes_written;
        }
        if (kernels.size() > 1) {
            out += "\n  =  all kernels\n";
            amounts(flops, transcendental, read, written, "", "");
        }
        out += joined({"\nfloor      ", number(floor), " B: every array read once, every result written once; this moves ", ratio(read + written + 2 * copied, floor), " times that\n"});
        if (copied > 0) out += joined({"copies     ", number(copied), " B of results that cannot be written before all is read\n"});
        out += joined({"workspace  ", number(static_cast<std::int64_t>(workspace)), " B", on_device ? " of the device, from the state or the call's workspace" : workspace == 0 ? "" : workspace <= small_workspace ? " on the stack" : " from the state or a tg::workspace, else the heap", "\n"});
        if (launches > 0) out += joined({"launches   ", number(launches), "\n"});
        out += tiles;
        if (!simd.empty()) out += joined({"SIMD       ", simd, "\n"});
        if (!products.empty()) out += joined({"products   ", products, "\n"});
        return out;
    }
};

/// Extents as `[64,10]`.
inline std::string extents_text(const std::int64_t* extent, int rank) {
    std::string s;
    for (int k = 0; k < rank; ++k) s += joined({k == 0 ? "[" : ",", extent[k]});
    return rank == 0 ? s : s += "]";
}

} // namespace typegrad
