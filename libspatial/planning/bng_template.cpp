// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_template.hpp"

#include <algorithm>
#include <array>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array kinds{
    ParcelKindInfo{ParcelKind::habitat, "habitat", "Habitats", "ha"},
    ParcelKindInfo{ParcelKind::hedgerow, "hedgerow", "Hedgerows", "km"},
    ParcelKindInfo{ParcelKind::river, "river", "Rivers", "km"},
    ParcelKindInfo{ParcelKind::tree, "tree", "Urban Trees", "ha"},
};

constexpr unsigned any = 15, habitats = 1, hedgerows = 2, rivers = 4, trees = 8;

/// One row per spelling of a column name. The first spelling of a field is that of the template.
struct Spelling {
  ParcelField field;
  unsigned kinds;
  bool needed;
  std::string_view name;
};
constexpr std::array spellings{
    Spelling{ParcelField::reference, any & ~trees, false, "Parcel Ref"},
    Spelling{ParcelField::reference, trees, false, "Tree Ref"},
    Spelling{ParcelField::reference, any, false, "Reference"},
    Spelling{ParcelField::reference, any, false, "Habitat Ref"},
    Spelling{ParcelField::reference, any, false, "Ref"},
    Spelling{ParcelField::baseline_broad, habitats, false, "Baseline Broad Habitat Type"},
    Spelling{ParcelField::baseline_broad, habitats, false, "Baseline Broad Habitat"},
    Spelling{ParcelField::baseline_broad, habitats, false, "Broad Habitat"},
    Spelling{ParcelField::baseline_type, habitats, true, "Baseline Habitat Type"},
    Spelling{ParcelField::baseline_type, habitats, true, "Baseline Habitat"},
    Spelling{ParcelField::baseline_type, habitats, true, "Existing Habitat Type"},
    Spelling{ParcelField::baseline_type, habitats, true, "Habitat Type"},
    Spelling{ParcelField::baseline_type, hedgerows, true, "Baseline Hedge Type"},
    Spelling{ParcelField::baseline_type, hedgerows, true, "Baseline Hedgerow Type"},
    Spelling{ParcelField::baseline_type, hedgerows, true, "Hedgerow Type"},
    Spelling{ParcelField::baseline_type, rivers, true, "Baseline River Type"},
    Spelling{ParcelField::baseline_type, rivers, true, "Baseline Watercourse Type"},
    Spelling{ParcelField::baseline_type, rivers, true, "Watercourse Type"},
    Spelling{ParcelField::baseline_condition, any, true, "Baseline Condition"},
    Spelling{ParcelField::baseline_condition, any, true, "Existing Condition"},
    Spelling{ParcelField::baseline_condition, any, true, "Condition"},
    Spelling{ParcelField::baseline_significance, any, false, "Baseline Strategic Significance"},
    Spelling{ParcelField::retention, any, false, "Retention Category"},
    Spelling{ParcelField::retention, any, false, "Retention"},
    Spelling{ParcelField::proposed_broad, habitats, false, "Proposed Broad Habitat Type"},
    Spelling{ParcelField::proposed_broad, habitats, false, "Proposed Broad Habitat"},
    Spelling{ParcelField::proposed_type, habitats, false, "Proposed Habitat Type"},
    Spelling{ParcelField::proposed_type, habitats, false, "Proposed Habitat"},
    Spelling{ParcelField::proposed_type, hedgerows, false, "Proposed Hedge Type"},
    Spelling{ParcelField::proposed_type, hedgerows, false, "Proposed Hedgerow Type"},
    Spelling{ParcelField::proposed_type, rivers, false, "Proposed River Type"},
    Spelling{ParcelField::proposed_type, rivers, false, "Proposed Watercourse Type"},
    Spelling{ParcelField::proposed_condition, any, false, "Proposed Condition"},
    Spelling{ParcelField::proposed_significance, any, false, "Proposed Strategic Significance"},
    Spelling{ParcelField::stated_size, habitats, false, "Area"},
    Spelling{ParcelField::stated_size, habitats, false, "Area (ha)"},
    Spelling{ParcelField::stated_size, hedgerows | rivers, false, "Length"},
    Spelling{ParcelField::tree_size, trees, true, "Baseline Tree Size"},
    Spelling{ParcelField::tree_size, trees, true, "Tree Size"},
    Spelling{ParcelField::proposed_tree_size, trees, false, "Proposed Tree Size"},
    Spelling{ParcelField::baseline_tree_kind, trees, false, "Baseline Rural or Urban Tree"},
    Spelling{ParcelField::proposed_tree_kind, trees, false, "Proposed Rural or Urban Tree"},
    Spelling{ParcelField::category, trees, false, "Category"},
    Spelling{ParcelField::tree_count, trees, false, "Count"},
    Spelling{ParcelField::baseline_channel, rivers, false, "Baseline Encroachment into Watercourse"},
    Spelling{ParcelField::baseline_banks, rivers, false, "Baseline Encroachment into riparian zone"},
    Spelling{ParcelField::proposed_channel, rivers, false, "Proposed Encroachment into Watercourse"},
    Spelling{ParcelField::proposed_banks, rivers, false, "Proposed Encroachment into riparian zone"},
    Spelling{ParcelField::advance, any, false, "Habitat created in advance/years"},
    Spelling{ParcelField::advance, any, false, "Habitat Created/Enhanced in advance/years"},
    Spelling{ParcelField::delay, any, false, "Delay in starting habitat creation/years"},
    Spelling{ParcelField::delay, any, false, "Delay in starting habitat creation/enhancement in years"},
    Spelling{ParcelField::spatial_risk, any, false, "Spatial risk category"},
    Spelling{ParcelField::location, any, false, "Location"},
};

/// Letters and digits only, in lower case.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z')
      result += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      result += c;
  }
  return result;
}

}  // namespace

std::span<const ParcelKindInfo> parcel_kinds() noexcept { return kinds; }
const ParcelKindInfo& info(ParcelKind kind) noexcept { return kinds[static_cast<std::size_t>(kind)]; }

ParcelColumns parcel_columns(ParcelKind kind, const std::vector<std::string>& fields) {
  const unsigned bit = 1u << static_cast<unsigned>(kind);
  ParcelColumns result;
  std::map<ParcelField, std::string_view> needed;
  for (const Spelling& one : spellings) {
    if ((one.kinds & bit) == 0) continue;
    if (one.needed) needed.emplace(one.field, one.name);
    if (result.column.contains(one.field)) continue;
    for (const std::string& field : fields)
      if (plain(field) == plain(one.name)) result.column.emplace(one.field, field);
  }
  for (const auto& [field, name] : needed)
    if (!result.column.contains(field)) result.missing.emplace_back(name);
  return result;
}

std::optional<std::string> table_called(std::string_view wanted, const std::vector<std::string>& tables) {
  const auto stem = [](std::string_view name) {
    std::string text = plain(name);
    if (text.ends_with('s')) text.pop_back();
    return text;
  };
  for (const std::string& table : tables)
    if (lower(table) == lower(wanted)) return table;
  for (const std::string& table : tables)
    if (stem(table) == stem(wanted)) return table;
  return std::nullopt;
}

const std::string& Parcel::of(ParcelField field) const {
  static const std::string none;
  const auto found = text.find(field);
  return found == text.end() ? none : found->second;
}

}  // namespace spatial
