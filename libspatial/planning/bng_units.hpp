// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/planning/bng_row.hpp"
#include "libspatial/planning/site_check.hpp"
#include "libspatial/planning/site_list.hpp"

namespace spatial {

/// Biodiversity Net Gain units of a template by the statutory metric (docs/bng.md), for each feature and as accounts.
/// Parcels are split at the boundaries of authorities, and proposals also where the strategic significance changes. The
/// pieces of a parcel add up to its measured size.
///
///     const BngResult result = bng_units(std::move(list), {&tables}, {});
///     result.account.modules[0].net_percent();                            // area habitats, on-site

/// How strategic significance is chosen. A run has one rule, which is written with every piece.
enum class SignificanceRule {
  stated,  ///< as the template states it, separately for baseline and proposal, as in the statutory tool
  mapped,  ///< baseline Low; proposals by mapped measures, or by Biodiversity Opportunity Areas where no Local Nature
           ///< Recovery Strategy is published
  low      ///< 1 everywhere, as Defra's beta service has it
};

/// The rule in words, for records and reports. With maps, the rule depends on whether a strategy is published.
std::string rule_text(SignificanceRule rule, bool strategy_published);

/// Whether a measure for these habitats (separated by ";") includes this one: by its type, by its broad type, or by
/// both.
bool measure_matches(std::string_view measure_habitats, const std::string& broad, const std::string& type);

/// A piece of a parcel with one authority and one significance. NaN means unknown or not applicable.
struct UnitPiece {
  std::uint32_t parcel = 0;
  BngPart part = BngPart::before;
  bool off_site = false;
  const BngType* type = nullptr;            ///< nullptr: the metric has none
  std::string habitat, authority, measure;  ///< measure: ids of those that match; empty for none
  double size = 0;                          ///< m², or m for hedgerows and rivers
  double distinctiveness = std::numeric_limits<double>::quiet_NaN();
  double condition = std::numeric_limits<double>::quiet_NaN();
  double encroachment = std::numeric_limits<double>::quiet_NaN();
  double significance = 1;
  std::optional<BngYears> years;  ///< left to the target
  double time = std::numeric_limits<double>::quiet_NaN();
  double difficulty = std::numeric_limits<double>::quiet_NaN();
  double risk = std::numeric_limits<double>::quiet_NaN();  ///< spatial risk, off-site only
  std::string rule;                                        ///< of the significance
  double units = std::numeric_limits<double>::quiet_NaN();
  std::int32_t area = -1;  ///< index into BngResult::areas
  bool proposed() const noexcept { return part != BngPart::before; }
};
std::string_view significance_name(double significance) noexcept;

struct BngInputs {
  const BngTables* tables = nullptr;       ///< outlives the result
  const RoleFeatures* measures = nullptr;  ///< may be null
  const RoleFeatures* boas = nullptr;      ///< may be null
  const Layer* authorities = nullptr;      ///< may be null
  SignificanceRule significance = SignificanceRule::stated;
};

struct BngResult {
  ParcelList list;
  std::vector<UnitPiece> pieces;  ///< by parcel, baseline before proposed
  MultiPolygonColumn areas;
  std::vector<BngRow> rows;  ///< by parcel
  BngAccount account;        ///< pieces without units count nothing
  std::size_t left_out = 0;  ///< features that have no units before or after because of a finding
  SignificanceRule significance = SignificanceRule::stated;  ///< the rule that was applied
  bool proposes = false;  ///< some feature has a retention category; otherwise a baseline file, without net change
  Issues issues;

  std::size_t features() const noexcept { return list.parcels.size() + list.rows_without_geometry; }
};

/// Reads every row (planning/bng_row.hpp), works out its units and adds them up. Pure; the result does not depend on
/// the number of threads. O(rows log measures), plus the cost of the cuts (planning/bng_split.hpp).
BngResult bng_units(ParcelList list, const BngInputs& inputs, const SiteOptions& options,
                    const Executor& executor = {1, Backend::serial});

/// The geometry checks of Defra's service: invalid outlines, parcels that overlap or lie outside the red line, parcels
/// under 1 m², areas that do not add up, repeated references, several red lines, land outside England. Overlays use the
/// 1 mm grid; areas are added up from the file's own coordinates. Tolerances are 0.5 m² and 0.1 m.
Issues bng_geometry_checks(const ParcelList& list, MultiPolygonView red_line, const BngTables& tables,
                           const Executor& executor = {1, Backend::serial});

/// The same for the site of a template, with the faults of the red line itself: missing, or crossing itself.
Issues bng_red_line_checks(const SiteList& red_line, const ParcelList& list, const BngTables& tables,
                           const Executor& executor = {1, Backend::serial});

/// Makes the parcels valid and adds an issue bng_self_intersection to the list for each that was not.
void repair_parcels(ParcelList& list, const Executor& executor = {1, Backend::serial});

}  // namespace spatial
