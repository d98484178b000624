// SPDX-License-Identifier: MIT
#include <array>
#include <cstdlib>
#include <cstring>

#include "libspatial/io/arrow_bridge.hpp"

namespace spatial::arrow {
namespace {

constexpr std::array<std::string_view, 6> names{"geoarrow.point",           "geoarrow.linestring",
                                                "geoarrow.polygon",         "geoarrow.multipoint",
                                                "geoarrow.multilinestring", "geoarrow.multipolygon"};

/// Number of nested lists above the coordinates, by geometry type.
constexpr std::array<std::size_t, 6> levels{0, 1, 2, 1, 2, 3};

/// Offsets of each list's members, counted from the start of the child array.
template <class T>
std::vector<std::int64_t> offsets_of(const Slice& list) {
  const T* const from = list.buffer<T>(1);
  std::vector<std::int64_t> offsets(list.rows + 1, 0);
  for (std::size_t i = 0; from != nullptr && i <= list.rows; ++i)
    offsets[i] = static_cast<std::int64_t>(from[list.begin + i]);
  return offsets;
}

Slice child_of(const Slice& list, std::size_t rows) {
  const ArrowArray& child = *list.array.children[0];
  return {*list.schema.children[0], child, static_cast<std::size_t>(child.offset), rows};
}

/// Takes coordinates stored either interleaved ([x, y, …]) or as separate columns x, y, …. Returns why not, or "".
std::string take_coordinates(const Slice& all, RaggedRows& rows) {
  const std::string format = all.schema.format;
  const auto doubles = [](const ArrowSchema& schema) { return std::string_view(schema.format) == "g"; };
  const auto values = [](const ArrowArray& array) { return static_cast<const double*>(array.buffers[1]); };
  if (format.starts_with("+w:")) {
    const auto dimensions = static_cast<std::size_t>(std::atoi(format.c_str() + 3));
    if (dimensions < 2 || dimensions > 4 || !doubles(*all.schema.children[0])) return "its coordinates are not doubles";
    const ArrowArray& child = *all.array.children[0];
    rows.stride = dimensions;
    rows.x = values(child) + static_cast<std::size_t>(child.offset) + all.begin * dimensions;
    rows.y = rows.x + 1;
    rows.z_or_m = dimensions > 2;
    return {};
  }
  if (format != "+s" || all.schema.n_children < 2 || !doubles(*all.schema.children[0]) ||
      !doubles(*all.schema.children[1]))
    return "its coordinates are not doubles";
  const auto axis = [&](int number) {
    const ArrowArray& child = *all.array.children[number];
    return values(child) + static_cast<std::size_t>(child.offset) + all.begin;
  };
  rows.x = axis(0);
  rows.y = axis(1);
  rows.z_or_m = all.schema.n_children > 2;
  return {};
}

}  // namespace

std::optional<RaggedRows::Kind> kind_of(std::string_view extension) {
  for (std::size_t k = 0; k < names.size(); ++k)
    if (names[k] == extension) return static_cast<RaggedRows::Kind>(k);
  return std::nullopt;
}

RaggedFound ragged_rows(const Slice& slice, RaggedRows::Kind kind) {
  RaggedFound found;
  found.rows.kind = kind;
  found.rows.rows = slice.rows;
  bool any = false;
  found.rows.missing.resize(slice.rows);
  for (std::size_t i = 0; i < slice.rows; ++i) any = (found.rows.missing[i] = slice.missing(i) ? 1 : 0) != 0 || any;
  if (!any) found.rows.missing.clear();
  std::vector<Slice> below{slice};
  for (std::size_t l = 0; l < levels[static_cast<std::size_t>(kind)]; ++l) {
    const Slice& list = below.back();
    const std::string_view format = list.schema.format;
    if (format != "+l" && format != "+L") return {{}, "its lists are nested less deeply than its type says"};
    found.rows.offsets.push_back(format == "+l" ? offsets_of<std::int32_t>(list) : offsets_of<std::int64_t>(list));
    const Slice child = child_of(list, static_cast<std::size_t>(found.rows.offsets.back().back()));
    below.push_back(child);
  }
  found.why = take_coordinates(below.back(), found.rows);
  return found;
}

}  // namespace spatial::arrow
