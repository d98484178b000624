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

/// One part of a command's work, as listed in a plan (run/plan.hpp). Each command decides which of the optional fields
/// it uses. A part without any of them is all of the work.
struct PartSpec {
  std::size_t number = 1;  ///< from 1
  std::size_t round = 1;   ///< parts of a later round read what all parts of the earlier rounds have written
  double cost = 0;         ///< expected share of the work, 0 to 1
  double memory_mb = 0;    ///< expected, by the size of the files
  std::optional<std::pair<std::int64_t, std::int64_t>>
      features{};             ///< numbers of the first layer's features, inclusive
  std::optional<Box> tile{};  ///< land, without its upper and right edge
  std::optional<std::pair<std::int64_t, std::int64_t>>
      groups{};                      ///< first and last group in the command's order of groups
  std::vector<std::string> names{};  ///< items that the part works on, such as networks
  bool is_all() const noexcept { return !features && !tile && !groups && names.empty(); }
};

/// How much of its work a run does. Every command that can be split has a RunStep in its settings:
///  - whole: all of it, to the output (a run without a plan);
///  - part: one part, whose output is a part file (run/part_file.hpp);
///  - merge: reads the files of all parts and writes the output.
struct RunStep {
  enum class Kind { whole, part, merge } kind = Kind::whole;
  PartSpec part{};
  std::vector<std::filesystem::path> files{};  ///< merge: of all parts of the last round, in order
  /// Part files of earlier rounds, one list per round: for a part, all rounds before its own; for a merge, all but the
  /// last.
  std::vector<std::vector<std::filesystem::path>> earlier{};
  bool is_part() const noexcept { return kind == Kind::part; }
  bool is_merge() const noexcept { return kind == Kind::merge; }
};

}  // namespace spatial
