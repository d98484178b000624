// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/planning/bng_template.hpp"
#include "libspatial/planning/site_check.hpp"

namespace spatial {

/// Biodiversity Net Gain units of a template (docs/methods.md section 14b): size × distinctiveness × condition ×
/// strategic significance, by the statutory biodiversity metric. Time to target, difficulty and spatial risk are not
/// part of it.
///
/// Strategic significance: baseline habitat is Low (1.00). Proposed habitat, where a Local Nature Recovery Strategy is
/// published, is High (1.15) only on land mapped for a measure that names that habitat, otherwise Low; where none is
/// published, Medium (1.10) on land of a Biodiversity Opportunity Area or measure, otherwise Low. Parcels are split
/// where that changes, and at boundaries of authorities. The rule is printed in each row.

/// Habitat types of the metric and their distinctiveness (data/presets/bng_habitats.csv).
class BngHabitats {
 public:
  BngHabitats() = default;
  /// Columns layer, broad, habitat, distinctiveness. Throws Error(config).
  BngHabitats(std::string_view csv, const std::string& file_name);
  /// By type, with or without its broad type in front ("Grassland - Lowland meadows"); nullopt if the metric has none.
  std::optional<double> distinctiveness(ParcelKind kind, const std::string& broad, const std::string& type) const;
  /// The known name nearest to a type, for messages; "" if nothing is near.
  std::string nearest(ParcelKind kind, const std::string& type) const;

 private:
  struct Row {
    std::string layer, broad, habitat;
    double distinctiveness;
  };
  std::vector<Row> rows_;
};

/// 3 good, 2.5 fairly good, 2 moderate, 1.5 fairly poor, 1 poor or not assessed; nullopt for anything else. "3.
/// Moderate" is moderate.
std::optional<double> condition_score(std::string_view text);
/// Whether a measure for these habitats (separated by ";") means this one: by type, by broad type, or both.
bool measure_matches(std::string_view measure_habitats, const std::string& broad, const std::string& type);
/// Area of an individual tree by its size class, m²; nullopt for anything else.
std::optional<double> tree_area_m2(std::string_view size_class);

/// A piece of a parcel with one authority and one significance.
struct UnitPiece {
  std::uint32_t parcel = 0;
  bool proposed = false;
  std::string habitat, authority, measure;  ///< measure: ids of those that match; empty for none
  double size = 0;                          ///< m², or m for hedgerows and rivers
  double distinctiveness = std::numeric_limits<double>::quiet_NaN();
  double condition = std::numeric_limits<double>::quiet_NaN();
  double significance = 1;
  std::string rule;
  double units = std::numeric_limits<double>::quiet_NaN();
  std::int32_t area = -1;  ///< index into BngResult::areas
};
std::string_view significance_name(double significance) noexcept;

struct BngInputs {
  const BngHabitats* habitats = nullptr;
  const RoleFeatures* measures = nullptr;  ///< may be null
  const RoleFeatures* boas = nullptr;      ///< may be null
  const Layer* authorities = nullptr;      ///< may be null
};

struct BngResult {
  ParcelList list;
  std::vector<UnitPiece> pieces;  ///< by parcel, baseline before proposed
  MultiPolygonColumn areas;
  std::array<double, 4> before{}, after{};  ///< by ParcelKind; pieces without units count nothing
  bool proposes = false;                    ///< anything is proposed or retained
  Issues issues;
};

/// Issues: bng_habitat_unknown, bng_condition_unknown, bng_significance_differs. Pure.
BngResult bng_units(ParcelList list, const BngInputs& inputs, const SiteOptions& options);

/// The checks of Defra's service on a template: self-intersection, parcels outside the red line or overlapping, parcels
/// under 1 m², areas that do not add up, sizes that lie. Tolerances 0.5 m² and 0.1 m.
Issues bng_geometry_checks(const ParcelList& list, MultiPolygonView red_line);

/// The parcels made valid; issues bng_self_intersection go to the list.
void repair_parcels(ParcelList& list);

}  // namespace spatial
