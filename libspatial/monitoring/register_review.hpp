// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// Two editions of a register of sites compared (docs/methods.md section 16): which sites are new, gone, changed.
///
/// Sites are matched in three steps, each on the sites that the earlier steps have left: by id, if they share land or
/// have the same name; by land, one to one, starting with the largest intersection over union; by a name that occurs
/// once in each edition. The order of rows, rings and vertices does not matter. Every site of both editions is in
/// exactly one row, and old area + new sites − deleted sites + land gained − land lost = new area (checked).
///
///   const RegisterReview review = review_register(old, now, {}, executor);
///
/// Units: m², m. Errors: Error(geometry). The result does not depend on the number of threads. Complexity: O(n log n)
/// plus the edges of sites that share land.

/// One edition of the register, one row per site. Unknown texts are empty.
struct RegisterEdition {
  MultiPolygonColumn sites;
  std::vector<std::string> id, name, kind;
};

/// Thresholds; no standard gives them.
struct ReviewOptions {
  double contact_m2 = 0.5;       ///< shared land up to this is contact
  double pair_m2 = 1;            ///< pairs that share more land can match without a common id
  double least_iou = 0.5;        ///< … and match if their intersection over union is at least this
  double boundary_m2 = 1;        ///< a boundary changed if more land than this differs …
  double boundary_move_m = 0.1;  ///< … and a vertex is further than this from the other outline
  double inside_share = 0.9;     ///< share of its land inside the other site, for sites split off or merged
  bool by_name = true;           ///< whether to match by name
};

enum class SiteChange { unchanged, boundary, renamed, reclassified, moved, fresh, deleted, replaced, split, merged };
enum class SiteMatch { none, id, geometry, name };

struct SiteChangeInfo {
  SiteChange change;
  std::string_view word;     ///< as written to the file
  std::string_view meaning;  ///< one sentence
};
std::span<const SiteChangeInfo> site_changes() noexcept;
std::string_view word_of(SiteMatch match) noexcept;

struct ReviewRow {
  std::vector<std::uint32_t> before, after;  ///< sites of either edition, ascending
  std::vector<SiteChange> changes;           ///< never empty
  SiteMatch match = SiteMatch::none;
  double before_m2 = 0, after_m2 = 0;
  double gained_m2 = 0, lost_m2 = 0;  ///< of a matched pair
  double shared_m2 = 0;
  double iou = std::numeric_limits<double>::quiet_NaN();      ///< of one site with one site
  double moved_m = std::numeric_limits<double>::quiet_NaN();  ///< of a matched pair
  bool pair = false;  ///< one site in both editions, not sites that replaced others
};

struct RegisterReview {
  std::vector<ReviewRow> rows;                                     ///< by old site, then new site
  std::vector<std::pair<std::uint32_t, std::uint32_t>> id_reused;  ///< old, new: same id, neither land nor name shared
  std::size_t leftover_pairs = 0;                                  ///< unmatched sites of both editions that share land
  double before_m2 = 0, after_m2 = 0, unmatched_before_m2 = 0, unmatched_after_m2 = 0, gained_m2 = 0, lost_m2 = 0;
  ClosingSums sums;
};

RegisterReview review_register(const RegisterEdition& before, const RegisterEdition& after,
                               const ReviewOptions& options, const Executor& executor);

}  // namespace spatial
