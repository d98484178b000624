// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/strategy/protected_options.hpp"

namespace spatial {

/// Protected land, each place once (docs/methods.md section 21).
///
/// A place goes to the first category by rank that counts there; else to the first that could count. Where features of
/// one category overlap and the condition of one is not accepted, the worse holds.
///
///   const ProtectedLand land = protected_land(features, categories, authorities.geometry, executor);
///
/// Units: m². Errors: Error(geometry); Error(internal) if a sum does not close. Threads: the same with any number.
/// Complexity: that of the overlays, O(n log n) and outlines that cross.

/// Why land does not count yet, in the order in which it is told.
enum class ProtectionGap { none, condition, not_assessed, protection_end, purpose, monitoring, declared };
struct ProtectionGapInfo {
  ProtectionGap gap;
  std::string_view word, meaning;
};
const ProtectionGapInfo& info(ProtectionGap gap) noexcept;

/// Features of all layers; those of status `no` are left out by whoever makes it.
struct ProtectedFeatures {
  MultiPolygonColumn geometry;
  std::vector<std::string> id;
  std::vector<std::uint32_t> category;  ///< index into the categories, which are in the order of their ranks
  std::vector<ProtectionGap> gap;       ///< none: the feature counts
};

/// A category and which of the two rows of the account it can have.
struct ProtectedCategory {
  std::string name;
  bool counts = false, potential = false;
};

/// A row of the account. `authority`: index; one past the last is land beyond all of them, two past it all authorities.
struct ProtectedRow {
  std::uint32_t authority = 0, category = 0;
  bool counts = false;
  double raw_m2 = 0;                                   ///< land of the row by itself, whatever others protect there
  double once_m2 = 0;                                  ///< land that no earlier row has
  double cumulative_m2 = 0;                            ///< of this and all earlier rows
  std::vector<std::pair<ProtectionGap, double>> gaps;  ///< of once_m2, m² by reason
};

/// A piece of the map: no two overlap.
struct ProtectedPiece {
  std::uint32_t authority = 0, category = 0;
  ProtectionGap gap = ProtectionGap::none;
  double area_m2 = 0;
  std::string sites;  ///< ids of the features it comes from, the first few
};

struct ProtectedLand {
  std::vector<ProtectedRow> rows;  ///< by authority, then counts before potential, then category
  std::vector<ProtectedPiece> pieces;
  MultiPolygonColumn geometry;  ///< of the pieces
  ClosingSums sums;             ///< all are checked
};

/// `authorities` do not overlap.
ProtectedLand protected_land(const ProtectedFeatures& features, const std::vector<ProtectedCategory>& categories,
                             const MultiPolygonColumn& authorities, const Executor& executor);

}  // namespace spatial
