// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// One part of a command's work, as a plan lists it (run/plan.hpp). What the fields mean is the command's affair; a
/// part in which none is set is all of the work.
struct PartSpec {
  std::size_t number = 1;  ///< from 1
  double cost = 0;         ///< share of the work that is expected, 0 to 1
  double memory_mb = 0;    ///< expected, by the size of the files
  std::optional<std::pair<std::int64_t, std::int64_t>>
      features{};                                                 ///< numbers of the first layer's features, inclusive
  std::optional<Box> tile{};                                      ///< land, without its upper and right edge
  std::optional<std::pair<std::int64_t, std::int64_t>> groups{};  ///< places in an order of groups, inclusive
  bool is_all() const noexcept { return !features && !tile && !groups; }
};

/// How much of its work a run does. Every command that can be parted has one among its settings:
///  - whole: all of it, to the output (a run without a plan);
///  - part: one part, to a file of parts (run/part_file.hpp), which is the output then;
///  - merge: what is left when all parts are there; their files are read and the output is written.
struct RunStep {
  enum class Kind { whole, part, merge } kind = Kind::whole;
  PartSpec part{};
  std::vector<std::filesystem::path> files{};  ///< of all parts, in order
  bool is_part() const noexcept { return kind == Kind::part; }
  bool is_merge() const noexcept { return kind == Kind::merge; }
};

}  // namespace spatial
