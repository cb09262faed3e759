// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <typegrad/arrays/result.hpp>

/// Memory that somebody else owns, as an array.
namespace typegrad {

/// Extents that the run time knows.
template <int Rank>
class run_time_extents {
  public:
    using extent_array = std::array<std::int64_t, static_cast<std::size_t>(Rank)>;
    std::int64_t extent(int axis) const { return extents_[static_cast<std::size_t>(axis)]; }
    /// Elements.
    std::int64_t size() const {
        std::int64_t n = 1;
        for (int k = 0; k < Rank; ++k) n *= extent(k);
        return n;
    }

  protected:
    std::array<std::int64_t, Rank + 1> extents_{};
};

/// A pointer with extents; row-major.
template <class T, int Rank, bool OnDevice>
    requires array_element<std::remove_const_t<T>>
class memory_view : public run_time_extents<Rank> {
  public:
    template <class... E>
        requires(sizeof...(E) == static_cast<std::size_t>(Rank))
    explicit memory_view(T* data, E... extents) : memory_view(data, {static_cast<std::int64_t>(extents)...}) {}
    explicit memory_view(T* data, const typename run_time_extents<Rank>::extent_array& extents) : data_(data) {
        for (std::size_t k = 0; k < extents.size(); ++k) this->extents_[k] = extents[k];
    }
    T* data() const { return data_; }

  private:
    T* data_;
};
/// Memory of the host that somebody else owns, as a row-major array: `array_view<const float, 2>(p, 100, 784)`.
template <class T, int Rank>
using array_view = memory_view<T, Rank, false>;
/// Memory of a device that somebody else owns, as a row-major array.
template <class T, int Rank>
using device_view = memory_view<T, Rank, true>;

/// Traits of a row-major array whose extents the run time knows.
template <class A, class T, int Rank>
struct run_time_traits {
    static constexpr bool bindable = true, strided = false;
    using value_type = T;
    static constexpr int rank = Rank;
    struct extent_list { std::int64_t at[Rank + 1]; };
    static constexpr extent_list extents_ = [] {
        extent_list e{};
        for (auto& n : e.at) n = -1;
        return e;
    }();
    static constexpr const std::int64_t* extents = extents_.at;
    static constexpr family owner = family::standard;
    using result = A;
    static T* data(const A& x) { return const_cast<T*>(x.data()); }
    static std::int64_t extent(const A& x, int axis) { return x.extent(axis); }
    static A make(const std::int64_t* extents)
        requires std::is_constructible_v<A, const typename A::extent_array&>
    {
        typename A::extent_array all{};
        for (int k = 0; k < Rank; ++k) all[static_cast<std::size_t>(k)] = extents[k];
        return A(all);
    }
};

template <array_element T, int Rank>
class tensor;
/// What a derivative by a view of somebody else's memory lies in: a number, a std::vector or a tg::tensor.
template <class T, int Rank>
struct view_result {
    using type = tensor<T, Rank>;
};
template <class T>
struct view_result<T, 1> {
    using type = std::vector<T>;
};
template <class T>
struct view_result<T, 0> {
    using type = T;
};
template <class T, int Rank>
struct array_traits<memory_view<T, Rank, false>> : run_time_traits<memory_view<T, Rank, false>, std::remove_const_t<T>, Rank> {
    using result = typename view_result<std::remove_const_t<T>, Rank>::type;
};
template <class T, int Rank>
struct array_traits<memory_view<T, Rank, true>> : run_time_traits<memory_view<T, Rank, true>, std::remove_const_t<T>, Rank> {
    static constexpr bool on_device = true;
};
template <class T, int Rank, bool OnDevice>
inline constexpr bool writable<memory_view<T, Rank, OnDevice>> = !std::is_const_v<T>;
template <class T, int Rank, bool OnDevice>
inline constexpr bool writable<const memory_view<T, Rank, OnDevice>> = !std::is_const_v<T>;

} // namespace typegrad
