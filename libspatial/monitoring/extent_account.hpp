// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "libspatial/monitoring/change.hpp"

namespace spatial {

/// Extent accounts from a change matrix (SEEA EA, chapter 4: opening and closing extent, additions and reductions), and
/// the components of change: quantity, exchange and shift (Pontius & Santacruz 2014, Int. J. Remote Sensing 35). Pure;
/// in the units of the matrix (m², or hectares if a table was given in hectares). O(cells).
///
///   loss_i = Σ_j≠i m_ij, gain_i = Σ_j≠i m_ji
///   quantity_i = |gain_i − loss_i|, exchange_i = 2 Σ_j≠i min(m_ij, m_ji), shift_i = loss_i + gain_i − quantity_i −
///   exchange_i; for all classes together each is half the sum over classes.
/// Reappraised land has not changed, so it is in none of these: opening + additions − reductions + reclassified =
/// closing.
struct ExtentRow {
  std::uint32_t zone = 0, feature_class = 0;
  double opening = 0, closing = 0, persistence = 0;
  double managed_expansion = 0, unmanaged_expansion = 0, managed_reduction = 0, unmanaged_reduction = 0;
  double reclassified = 0;  ///< net area gained by reappraisal
  double exchange = 0;
  double additions() const noexcept { return managed_expansion + unmanaged_expansion; }
  double reductions() const noexcept { return managed_reduction + unmanaged_reduction; }
  double net() const noexcept { return additions() - reductions(); }
  double turnover() const noexcept { return additions() + reductions(); }
  double quantity() const noexcept { return net() < 0 ? -net() : net(); }
  double shift() const noexcept;
};

struct ZoneChange {
  std::uint32_t zone = 0;
  double total = 0, changed = 0, reappraised = 0, boundary = 0;
  double unclear = 0;  ///< part of `changed` that is unmapped or double in one of the maps, so its class is unknown
  double quantity = 0, exchange = 0, shift = 0;
};

struct ExtentAccount {
  std::vector<ExtentRow> rows;    ///< a row for every zone and class, even without land
  std::vector<ZoneChange> zones;  ///< a row for every zone
};

/// `classes` that have a row: all below this number; those from `legend` on are unmapped or double. Throws
/// Error(internal) if opening, closing, additions and reductions do not close.
ExtentAccount extent_account(const ChangeMatrix& matrix, std::uint32_t zones, std::uint32_t classes,
                             std::uint32_t legend);

}  // namespace spatial
