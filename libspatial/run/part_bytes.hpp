// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Values that a part passes to the merge bit by bit, as bytes in its account (run/part_file.hpp). A function `fields`
/// in namespace spatial lists the members of a type once, for writing and for reading:
///
///     template <class Bytes, SameAs<ZoneShare> T>
///     void fields(Bytes& bytes, T& share) { bytes(share.zone), bytes(share.area_m2); }
///
///     BytesOut out;  out(shares);  account["shares"] = out.bytes();        // the part
///     BytesIn in(account.at("shares"));  in(shares);                       // the merge
///
/// Equal values give equal bytes. Bytes made on another type of machine cannot be read; a plan refuses such machines
/// (check_maker).

template <class T, class Of>
concept SameAs = std::same_as<std::remove_const_t<T>, Of>;

template <class T>
concept PlainValue = std::is_arithmetic_v<T> || std::is_enum_v<T>;

class BytesOut {
 public:
  template <PlainValue T>
  void operator()(const T& value) {
    if constexpr (std::is_floating_point_v<T>) {
      const double real = static_cast<double>(value);
      add_raw(&real, sizeof real);
    } else
      add_whole(static_cast<std::int64_t>(value));
  }
  void operator()(const std::string& text);
  void operator()(const MultiPolygonColumn& shapes);
  template <class T>
  void operator()(const std::vector<T>& list) {
    (*this)(list.size());
    if constexpr (std::is_same_v<T, double>)
      add_raw(list.data(), list.size() * sizeof(double));
    else
      for (const T& one : list) (*this)(one);
  }
  template <class T, std::size_t N>
  void operator()(const std::array<T, N>& list) {
    for (const T& one : list) (*this)(one);
  }
  template <class T>
  void operator()(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) (*this)(*value);
  }
  template <class A, class B>
  void operator()(const std::pair<A, B>& pair) {
    (*this)(pair.first), (*this)(pair.second);
  }
  template <class T>
  requires std::is_class_v<T>
  void operator()(const T& value) { fields(*this, value); }
  const std::string& bytes() const& noexcept { return bytes_; }
  std::string bytes() && { return std::move(bytes_); }

 private:
  void add_raw(const void* values, std::size_t bytes);
  void add_whole(std::int64_t value);
  std::string bytes_;
};

/// Reads what BytesOut wrote, in the same order, from bytes that must stay where they are: nothing is copied. Throws
/// Error(internal) if the bytes end early or were not written by BytesOut.
class BytesIn {
 public:
  explicit BytesIn(std::string_view bytes) : bytes_(bytes) {}
  template <PlainValue T>
  void operator()(T& value) {
    if constexpr (std::is_floating_point_v<T>) {
      double real = 0;
      take_raw(&real, sizeof real);
      value = static_cast<T>(real);
    } else
      value = static_cast<T>(whole());
  }
  void operator()(std::string& text);
  void operator()(MultiPolygonColumn& shapes);
  template <class T>
  void operator()(std::vector<T>& list) {
    list.resize(count());
    if constexpr (std::is_same_v<T, double>)
      take_raw(list.data(), list.size() * sizeof(double));
    else
      for (T& one : list) (*this)(one);
  }
  template <class T, std::size_t N>
  void operator()(std::array<T, N>& list) {
    for (T& one : list) (*this)(one);
  }
  template <class T>
  void operator()(std::optional<T>& value) {
    bool given = false;
    (*this)(given);
    value.reset();
    if (given) (*this)(value.emplace());
  }
  template <class A, class B>
  void operator()(std::pair<A, B>& pair) {
    (*this)(pair.first), (*this)(pair.second);
  }
  template <class T>
  requires std::is_class_v<T>
  void operator()(T& value) { fields(*this, value); }
  bool at_end() const noexcept { return at_ == bytes_.size(); }

 private:
  void take_raw(void* to, std::size_t bytes);
  std::int64_t whole();
  std::size_t count();  ///< number of items that follow; each has at least one byte
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace spatial
