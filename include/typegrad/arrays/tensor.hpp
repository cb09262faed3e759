// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>
#include <typegrad/arrays/view.hpp>
#include <typegrad/program/error.hpp>

/// An array of any rank. Compiled without xtensor (TYPEGRAD_NO_XTENSOR), results and variables lie in it where no standard container fits; with it they are
/// `xt::xtensor`, but a tensor may be bound.
namespace typegrad {

/// Row-major elements that it owns, with `Rank` extents that the run time knows. Made with zeros; empty when it has been moved from.
/// Errors: tg::shape_error for a negative extent.
template <array_element T, int Rank>
class tensor : public run_time_extents<Rank> {
  public:
    using value_type = T;
    using typename run_time_extents<Rank>::extent_array;
    tensor() : tensor(extent_array{}) {}
    template <class... E>
        requires(sizeof...(E) == static_cast<std::size_t>(Rank) && sizeof...(E) > 0 && ((std::is_integral_v<E> && !std::is_same_v<E, bool>) && ...))
    explicit tensor(E... extents) : tensor(extent_array{static_cast<std::int64_t>(extents)...}) {}
    explicit tensor(const extent_array& extents) {
        for (std::size_t k = 0; k < extents.size(); ++k) {
            if (extents[k] < 0) throw shape_error(joined({"typegrad: tensor: axis ", k, " has the negative extent ", extents[k]}));
            this->extents_[k] = extents[k];
        }
        elements_.resize(static_cast<std::size_t>(this->size()));
    }
    tensor(const tensor&) = default;
    tensor& operator=(const tensor&) = default;
    tensor(tensor&& o) noexcept(Rank > 0) : tensor() { swap(o); }
    tensor& operator=(tensor&& o) noexcept(Rank > 0) {
        tensor moved(std::move(o));
        swap(moved);
        return *this;
    }
    ~tensor() = default;
    void swap(tensor& o) noexcept {
        std::swap(this->extents_, o.extents_);
        elements_.swap(o.elements_);
    }

    T* data() { return reinterpret_cast<T*>(elements_.data()); }
    const T* data() const { return reinterpret_cast<const T*>(elements_.data()); }
    T* begin() { return data(); }
    T* end() { return data() + elements_.size(); }
    const T* begin() const { return data(); }
    const T* end() const { return data() + elements_.size(); }

    /// The element at one index for each axis; as in std::vector, nothing checks that it is there.
    template <class... I>
        requires(sizeof...(I) == static_cast<std::size_t>(Rank) && (std::is_integral_v<I> && ...))
    T& operator()(I... index) { return data()[at(index...)]; }
    template <class... I>
        requires(sizeof...(I) == static_cast<std::size_t>(Rank) && (std::is_integral_v<I> && ...))
    const T& operator()(I... index) const { return data()[at(index...)]; }

    friend bool operator==(const tensor& a, const tensor& b) {
        for (int k = 0; k < Rank; ++k)
            if (a.extent(k) != b.extent(k)) return false;
        for (std::size_t i = 0; i < a.elements_.size(); ++i)
            if (!(a.data()[i] == b.data()[i])) return false;
        return true;
    }

  private:
    template <class... I>
    std::size_t at(I... index) const {
        std::size_t place = 0;
        int axis = 0;
        ((place = place * static_cast<std::size_t>(this->extent(axis++)) + static_cast<std::size_t>(index)), ...);
        return place;
    }
    std::vector<std::conditional_t<std::is_same_v<T, bool>, unsigned char, T>> elements_; ///< a vector of bool has no array
};

template <class T, int Rank>
struct array_traits<tensor<T, Rank>> : run_time_traits<tensor<T, Rank>, T, Rank> {
    static constexpr family owner = family::xtensor;
    using result = tensor<T, Rank>;
};
template <class T, int Rank>
inline constexpr bool resizable<tensor<T, Rank>> = true;
template <class X, int Rank, class T>
struct renumbered<tensor<X, Rank>, T> {
    using type = tensor<T, Rank>;
};

#if defined(TYPEGRAD_NO_XTENSOR)
template <class T, std::size_t Rank>
    requires array_element<T>
struct xtensor_result<T, Rank> {
    using type = tensor<T, static_cast<int>(Rank)>;
};
#endif

} // namespace typegrad
