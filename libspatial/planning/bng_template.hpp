// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/geometry/multiline.hpp"

namespace spatial {

/// Natural England's Biodiversity Net Gain template: a GeoPackage with a red line, habitat parcels, hedgerows, rivers
/// and trees. Columns are found by the template's names and by the names that programs commonly give them; case,
/// spaces, underscores and slashes do not matter. Pure, thread-safe; throws nothing.
///
///     parcel_columns(ParcelKind::habitat, {"Parcel_Ref", "Condition"}).column.at(ParcelField::reference);   //
///     "Parcel_Ref"

enum class ParcelKind { habitat, hedgerow, river, tree };

struct ParcelKindInfo {
  ParcelKind kind;
  std::string_view name;   ///< as in outputs
  std::string_view layer;  ///< as in the template
  std::string_view unit;   ///< of its size: ha, km
};
std::span<const ParcelKindInfo> parcel_kinds() noexcept;
const ParcelKindInfo& info(ParcelKind kind) noexcept;
inline constexpr std::string_view red_line_layer = "Red Line Boundary";

enum class ParcelField {
  reference,
  baseline_broad,
  baseline_type,
  baseline_condition,
  baseline_significance,
  retention,
  proposed_broad,
  proposed_type,
  proposed_condition,
  proposed_significance,
  stated_size,
  tree_size,
  proposed_tree_size,
  baseline_tree_kind,
  proposed_tree_kind,
  category,
  tree_count,
  baseline_channel,
  baseline_banks,
  proposed_channel,
  proposed_banks,
  advance,
  delay,
  spatial_risk,
  location
};

/// The columns of a layer by meaning.
struct ParcelColumns {
  std::map<ParcelField, std::string> column;  ///< as the layer spells it
  std::vector<std::string> missing;           ///< columns that units need and the layer lacks, by the template's names
};
ParcelColumns parcel_columns(ParcelKind kind, const std::vector<std::string>& fields);

/// The table with the wanted name, in the template's spelling or in a similar one ("Red_line_boundary" for "Red Line
/// Boundary"); nullopt if there is none.
std::optional<std::string> table_called(std::string_view wanted, const std::vector<std::string>& tables);

/// One row of a parcel layer.
struct Parcel {
  ParcelKind kind{};
  std::string reference;
  std::string source = {};                  ///< FILE, if it is not that of the list
  std::map<ParcelField, std::string> text;  ///< the cells, as the file has them
  const std::string& of(ParcelField field) const;
};

/// All parcels of a template as they were read. Entry i of each geometry column belongs to parcel i.
struct ParcelList {
  std::vector<Parcel> parcels;
  MultiPolygonColumn areas;
  MultiLineColumn lines;
  MultiPointColumn points;
  std::vector<double> ring_m2;      ///< of each parcel's rings as the file has them, before repair and rounding
  std::vector<double> measured_m2;  ///< size of each area parcel: ring_m2, or the repaired area where it crosses itself
  double red_line_m2 = 0;           ///< area of the red line, measured the same way
  std::size_t red_line_rows = 1;
  std::size_t rows_without_geometry = 0;   ///< or with an unsuitable one; left out, each with an issue
  std::vector<std::string> unread_layers;  ///< layers with rows that are not counted
  std::string source;
  Issues issues;
};

}  // namespace spatial
