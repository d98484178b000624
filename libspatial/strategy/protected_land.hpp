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
/// A place belongs to the first category, by rank, that counts there, or else to the first that could count. If
/// features of one category overlap and one is not in an accepted condition, the worse condition applies.
///
///   const ProtectedLand land = protected_land(features, categories, authorities.geometry, executor);
///
/// Units: m². Errors: Error(geometry); Error(internal) if a sum does not close. The result does not depend on the
/// number of threads. Complexity: that of the overlays, O(n log n) plus the crossings of outlines.

/// The reasons why land does not count yet, in the order in which they are reported.
enum class ProtectionGap { none, condition, not_assessed, protection_end, purpose, monitoring, declared };
struct ProtectionGapInfo {
  ProtectionGap gap;
  std::string_view word, meaning;
};
const ProtectionGapInfo& info(ProtectionGap gap) noexcept;

/// Features of all layers, without those of status `no`.
struct ProtectedFeatures {
  MultiPolygonColumn geometry;
  std::vector<std::string> id;
  std::vector<std::uint32_t> category;  ///< index into the categories, which are in the order of their ranks
  std::vector<ProtectionGap> gap;       ///< none: the feature counts
};

/// A category, and whether its land counts or could count.
struct ProtectedCategory {
  std::string name;
  bool counts = false, potential = false;
};

/// A row of the account. `authority` is an index; one past the last means land outside all authorities, two past means
/// all authorities together.
struct ProtectedRow {
  std::uint32_t authority = 0, category = 0;
  bool counts = false;
  double raw_m2 = 0;                                   ///< all land of the row, including land that an earlier row has
  double once_m2 = 0;                                  ///< land that is in no earlier row
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

/// `authorities` must not overlap.
ProtectedLand protected_land(const ProtectedFeatures& features, const std::vector<ProtectedCategory>& categories,
                             const MultiPolygonColumn& authorities, const Executor& executor);

}  // namespace spatial
