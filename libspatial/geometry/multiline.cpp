// SPDX-License-Identifier: MIT
#include "libspatial/geometry/multiline.hpp"

#include <limits>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

std::uint32_t offset(std::size_t points) {
  if (points > std::numeric_limits<std::uint32_t>::max())
    throw Error(ErrorKind::input, "a layer has more than 4,294,967,295 points",
                "Split the layer, or give a smaller area with --bbox.");
  return static_cast<std::uint32_t>(points);
}

/// Appends the offsets of `from`, except the first, shifted to follow those of `to`.
void append_offsets(std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& from) {
  const std::uint32_t base = to.back();
  for (std::size_t i = 1; i < from.size(); ++i) to.push_back(offset(std::size_t{base} + from[i]));
}

}  // namespace

void MultiLineColumn::end_line() {
  if (points_.size() != lines_.back()) lines_.push_back(offset(points_.size()));
}

void MultiLineColumn::append(const MultiLineColumn& other) {
  points_.append(other.points_);
  append_offsets(lines_, other.lines_);
  append_offsets(features_, other.features_);
}

void MultiPointColumn::end_feature() { features_.push_back(offset(points_.size())); }

void MultiPointColumn::append(const MultiPointColumn& other) {
  points_.append(other.points_);
  append_offsets(features_, other.features_);
}

}  // namespace spatial
