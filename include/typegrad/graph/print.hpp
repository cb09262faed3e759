// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <string>
#include <vector>
#include <typegrad/graph/loop.hpp>
#include <typegrad/graph/product.hpp>

/// Graphs as text, at run time: the formula a user would write, or a drawing for Graphviz.
namespace typegrad {

/// Writes nodes from the leaves up. Every node has a text; those that are used more than once, or have grown long, are
/// written on a line of their own (`%1 = …`) and go on as `%1`, so that the length stays linear in the graph.
class graph_printer {
  public:
    /// `numbers` holds the values of the run-time numbers, as bits.
    graph_printer(const word* words, std::size_t size, const word* numbers) : words_(words), size_(size), numbers_(numbers) {}

    std::string formula(const node_id* roots, std::size_t root_count) {
        count_uses(roots, root_count);
        texts_.assign(size_, {});
        for (std::size_t at = 0; at < size_; at += 1 + payload(at)) {
            if (uses_[at] == 0) continue;
            piece p = write(static_cast<node_id>(at));
            if (p.nodes > longest_line || (uses_[at] > 1 && p.nodes > longest_repeat)) {
                const std::string name = std::string(1, '%').append(std::to_string(++lines_)); // "%" + … warns falsely in g++ 12
                out_ += name + " = " + p.text + "\n";
                p = {name, atom, 1};
            }
            texts_[at] = std::move(p);
        }
        if (root_count == 1) return out_ + texts_[roots[0]].text;
        out_ += "(";
        for (std::size_t k = 0; k < root_count; ++k) out_ += (k == 0 ? "" : ", ") + texts_[roots[k]].text;
        return out_ + ")";
    }

    std::string drawing(const node_id* roots, std::size_t root_count) {
        count_uses(roots, root_count, true);
        out_ = "digraph typegrad {\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n";
        for (std::size_t at = 0; at < size_; at += 1 + payload(at)) {
            if (uses_[at] == 0 || info(op_of(words_[at])).kind == kind::structure) continue;
            const node_id id = static_cast<node_id>(at);
            const std::string name = std::string(1, 'n').append(std::to_string(at));
            const bool leaf = info(code(id)).kind == kind::leaf;
            out_ += "  " + name + " [label=\"" + (leaf ? write(id).text : info(code(id)).name) + "\\n" + name_of(dtype_of(words_[at])) +
                    " " + shape_text(shape_of(words_[at])) + "\"" + (leaf ? ", style=filled" : "") + "];\n";
            if (!leaf)
                for (int k = 0; k < arity_of(words_[at]); ++k)
                    if (info(code(operand_of(words_, at, k))).kind != kind::structure) out_ += "  n" + std::to_string(operand_of(words_, at, k)) + " -> " + name + ";\n";
        }
        for (std::size_t k = 0; k < root_count; ++k)
            out_ += "  r" + std::to_string(k) + " [shape=plain, label=\"result\"];\n  n" + std::to_string(roots[k]) + " -> r" + std::to_string(k) + ";\n";
        return out_ + "}\n";
    }

    std::string shape_text(node_id shape) const {
        message m;
        describe_shape(m, words_, shape);
        return m.text;
    }

  private:
    static constexpr int longest_line = 48, longest_repeat = 6;
    enum binding { disjunction, conjunction, equality, order, sum_, product_, prefix, postfix, atom };
    struct piece {
        std::string text;
        binding binds = atom;
        int nodes = 1;
    };

    std::size_t payload(std::size_t at) const { return static_cast<std::size_t>(payload_of(words_[at])); }
    op code(node_id id) const { return op_of(words_[id]); }
    int rank(node_id id) const { return b_of(words_[shape_of(words_[id])]); }

    /// Reductions keep their rank in the graph; a reshape that removes the reduced axes again is not worth a word.
    bool is_squeeze(node_id id) const {
        if (code(id) != op::reshape) return false;
        const node_id x = a_of(words_[id]);
        const op c = code(x);
        if (info(c).kind != kind::reduction && c != op::mean && c != op::logsumexp && c != op::argmax && c != op::argmin) return false;
        if (rank(id) == 0 && c != op::argmax && c != op::argmin) return true;
        const node_id from = shape_of(words_[x]), to = shape_of(words_[id]);
        int j = 0;
        for (int k = 0; k < rank(x); ++k) {
            if ((b_of(words_[x]) >> k & 1u) != 0) continue;
            if (j == rank(id) || operand_of(words_, to, j) != operand_of(words_, from, k)) return false;
            ++j;
        }
        return j == rank(id);
    }
    /// A run-time number takes the type of what it meets without a word.
    bool is_adopted(node_id id) const { return code(id) == op::cast && is_weak(dtype_of(words_[a_of(words_[id])])); }

    void count_uses(const node_id* roots, std::size_t root_count, bool whole = false) {
        uses_.assign(size_, 0);
        std::vector<node_id> order;
        for (std::size_t at = 0; at < size_; at += 1 + payload(at)) order.push_back(static_cast<node_id>(at));
        for (std::size_t k = 0; k < root_count; ++k) ++uses_[roots[k]];
        for (std::size_t n = order.size(); n-- > 0;) {
            const node_id at = order[n];
            if (uses_[at] == 0 || info(code(at)).kind <= kind::leaf) continue;
            const node_id shown = !whole && is_squeeze(at) ? a_of(words_[at]) : at;
            for (int k = 0; k < arity_of(words_[shown]); ++k) ++uses_[operand_of(words_, shown, k)];
        }
    }

    static std::string digits(double value, bool single) {
        char buffer[64];
        const auto end = single ? std::to_chars(buffer, buffer + 64, static_cast<float>(value)) : std::to_chars(buffer, buffer + 64, value);
        return {buffer, end.ptr};
    }
    static std::string number(word bits, bool integral, dtype shown_as) {
        if (shown_as == dtype::boolean) return bits != 0 ? "true" : "false";
        if (integral) return std::to_string(static_cast<std::int64_t>(bits));
        return digits(__builtin_bit_cast(double, bits), shown_as == dtype::float32);
    }

    std::string leaf(node_id id, dtype shown_as) const {
        const word w = words_[id];
        switch (op_of(w)) {
        case op::constant: return number(words_[id + 1], !is_floating(dtype_of(w)), shown_as);
        case op::parameter:
            if (numbers_ == nullptr) return "number " + std::to_string(a_of(w));
            return number(numbers_[a_of(w)], !is_floating(dtype_of(w)), shown_as);
        case op::iota: return "iota" + shape_text(shape_of(w));
        case op::count: return "count" + shape_text(a_of(w));
        default: {
            message m;
            describe_leaf(m, words_, id);
            return m.text;
        }
        }
    }

    std::string axes(unsigned mask) const {
        std::string out = "axis<";
        for (int k = 0; mask >> k != 0; ++k)
            if ((mask >> k & 1u) != 0) out += (out.back() == '<' ? "" : ", ") + std::to_string(k);
        return out + ">";
    }
    std::string extents(node_id shape) const {
        std::string s = shape_text(shape); // [n,3]
        s.front() = '<';
        s.back() = '>';
        return s;
    }

    /// Operand k, in parentheses where it binds less tightly than `least`.
    std::string operand(node_id id, int k, binding least = disjunction) const {
        const piece& p = texts_[operand_of(words_, id, k)];
        return p.binds < least ? "(" + p.text + ")" : p.text;
    }
    piece infix(node_id id, const char* sign, binding binds) const {
        const binding tighter = static_cast<binding>(binds + 1);
        return {operand(id, 0, binds == equality || binds == order ? tighter : binds) + sign + operand(id, 1, tighter), binds};
    }
    piece before(node_id id, const char* sign) const {
        const std::string x = operand(id, 0, prefix);
        return {sign + (x[0] == *sign ? "(" + x + ")" : x), prefix};
    }
    std::string call(node_id id, const std::string& name) const {
        std::string out = name + "(";
        for (int k = 0; k < arity_of(words_[id]); ++k) out += (k == 0 ? "" : ", ") + operand(id, k);
        return out;
    }
    std::string reduction(node_id id, bool keeps) const {
        const unsigned mask = b_of(words_[id]);
        const bool all = mask == (1u << rank(a_of(words_[id]))) - 1u;
        return call(id, info(code(id)).name) + (all && code(id) != op::argmax && code(id) != op::argmin ? "" : ", " + axes(mask)) + (keeps ? ", keepdims)" : ")");
    }

    /// `matmul` where that says it, else `einsum<"ij,kj->ik">`.
    std::string product_name(node_id id) const {
        const axis_labels labels = labels_of(words_, id);
        const int ranks[]{rank(operand_of(words_, id, 0)), rank(operand_of(words_, id, 1))};
        if (labels.bits == matmul_labels(ranks[0], ranks[1]).bits) return "matmul";
        std::string out = "einsum<\"";
        char next = 'z'; // for axes of extent 1, which meet no other
        for (int o = 0; o < 2; ++o) {
            for (int k = 0; k < ranks[o]; ++k) {
                const int l = labels(o, k);
                out += l == axis_labels::none ? next-- : static_cast<char>((l >= axis_labels::summed ? 's' - axis_labels::summed : 'i') + l);
            }
            out += o == 0 ? "," : "->";
        }
        for (int k = 0; k < rank(id); ++k) out += labels.has(k) ? static_cast<char>('i' + k) : next--;
        return out + "\">";
    }

    /// A step's formula stands on lines of its own; it speaks of its arguments by number.
    piece step(node_id id) {
        const step_graph f(words_, id);
        std::vector<node_id> roots;
        for (int k = 0; k < f.results(); ++k) roots.push_back(f.root(k));
        std::string lines = graph_printer(f.words(), f.size(), nullptr).formula(roots.data(), roots.size());
        if (lines.find('\n') != std::string::npos) lines.insert(0, 1, '\n');
        for (std::size_t at = lines.find('\n'); at != std::string::npos; at = lines.find('\n', at + 1)) lines.insert(at + 1, "    ");
        const std::string name = std::string(1, '%').append(std::to_string(++lines_));
        out_ += name + (lines[0] == '\n' ? " = step" : " = step ") + lines + "\n";
        return {name};
    }
    piece write(node_id id) {
        if (code(id) == op::chunk) return step(id);
        piece p = write_alone(id);
        if (info(code(id)).kind > kind::leaf && code(id) != op::apply) {
            const node_id shown = is_squeeze(id) ? a_of(words_[id]) : id;
            for (int k = 0; k < arity_of(words_[shown]); ++k) p.nodes += texts_[operand_of(words_, shown, k)].nodes;
        }
        if (code(id) == op::scan) p.nodes += longest_repeat; // once is enough
        return p;
    }

    piece write_alone(node_id id) const {
        const word w = words_[id];
        if (info(op_of(w)).kind == kind::leaf) return {leaf(id, dtype_of(w))};
        if (is_adopted(id) && info(code(a_of(w))).kind == kind::leaf) return {leaf(a_of(w), dtype_of(w))};
        if (is_squeeze(id)) {
            const node_id x = a_of(w);
            const bool whole = rank(id) == 0 && code(x) != op::argmax && code(x) != op::argmin;
            return {whole ? call(x, info(code(x)).name) + ")" : reduction(x, false)};
        }
        switch (op_of(w)) {
        case op::add: return infix(id, " + ", sum_);
        case op::subtract: return infix(id, " - ", sum_);
        case op::multiply: return infix(id, " * ", product_);
        case op::divide: return infix(id, " / ", product_);
        case op::floor_mod: return infix(id, " % ", product_);
        case op::less: return infix(id, " < ", order);
        case op::less_equal: return infix(id, " <= ", order);
        case op::equal: return infix(id, " == ", equality);
        case op::not_equal: return infix(id, " != ", equality);
        case op::logical_and: return infix(id, " && ", conjunction);
        case op::logical_or: return infix(id, " || ", disjunction);
        case op::negative: return before(id, "-");
        case op::logical_not: return before(id, "!");
        case op::power: return {call(id, "pow") + ")"};
        case op::polygamma: return {call(id, "polygamma<" + std::to_string(b_of(w)) + ">") + ")"};
        case op::apply: return {operand(id, 0) + ", " + operand(id, 1)};
        case op::scan: return {(read_loop(words_, id).backward ? "scan_back(" : "scan(") + operand(id, 0) + ")"};
        case op::scan_result: return {operand(id, 0, postfix) + "[" + std::to_string(b_of(w)) + "]", postfix};
        case op::cast: return {call(id, std::string("cast<") + name_of(dtype_of(w)) + ">") + ")"};
        case op::element: return {operand(id, 0, postfix) + "[" + std::to_string(b_of(w)) + "]", postfix};
        case op::reshape:
        case op::broadcast_to: return {call(id, info(op_of(w)).name + extents(shape_of(w))) + ")"};
        case op::transpose: {
            std::string named = "axis<";
            bool reversed = true;
            for (int k = 0; k < rank(id); ++k) {
                const int from = static_cast<int>(words_[id + 1] >> (4 * k) & 15);
                reversed = reversed && from == rank(id) - 1 - k;
                named += (k == 0 ? "" : ", ") + std::to_string(from);
            }
            return {call(id, "transpose") + (reversed ? ")" : ", " + named + ">)")};
        }
        case op::einsum: return {call(id, product_name(id)) + ")"};
        case op::softmax:
        case op::log_softmax: return {call(id, info(op_of(w)).name) + (b_of(w) == 1u << (rank(id) - 1) ? ")" : ", " + axes(b_of(w)) + ")")};
        case op::one_hot: {
            const node_id shape = shape_of(w);
            message depth;
            describe_extent(depth, words_, operand_of(words_, shape, rank(id) - 1));
            return {call(id, std::string("one_hot<") + depth.text + ", " + name_of(dtype_of(w)) + ">") + ")"};
        }
        case op::mean:
        case op::logsumexp:
        case op::argmax:
        case op::argmin: return {reduction(id, true)};
        default: return {info(op_of(w)).kind == kind::reduction ? reduction(id, true) : call(id, info(op_of(w)).name) + ")"};
        }
    }

    const word* words_;
    std::size_t size_;
    const word* numbers_;
    std::vector<int> uses_;
    std::vector<piece> texts_;
    std::string out_;
    int lines_ = 0;
};

} // namespace typegrad
