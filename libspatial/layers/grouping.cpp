// SPDX-License-Identifier: MIT
#include "libspatial/layers/grouping.hpp"

#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/rings.hpp"

namespace spatial {

Grouping grouped_by(const std::vector<TextColumn>& columns, std::size_t features) {
  const auto in_order = [](const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (std::size_t f = 0; f < a.size(); ++f)
      if (a[f] != b[f]) return natural_less(a[f], b[f]);
    return false;
  };
  std::map<std::vector<std::string>, std::uint32_t, decltype(in_order)> number(in_order);
  std::vector<std::map<std::vector<std::string>, std::uint32_t, decltype(in_order)>::iterator> place;
  place.reserve(features);
  for (std::size_t i = 0; i < features; ++i) {
    std::vector<std::string> key;
    for (const TextColumn& column : columns) key.push_back(column.values[i]);
    place.push_back(number.try_emplace(std::move(key), 0).first);
  }
  Grouping groups;
  for (auto& [key, index] : number) {
    index = static_cast<std::uint32_t>(groups.values.size());
    groups.values.push_back(key);
  }
  groups.features.assign(groups.size(), 0);
  for (const auto& entry : place) {
    groups.group_of.push_back(entry->second);
    ++groups.features[entry->second];
  }
  return groups;
}

GroupRows rows_of(const MultiPolygonColumn& areas, bool single_parts, double min_area_m2) {
  GroupRows rows;
  rows.geometry = MultiPolygonColumn(areas.pool());
  const auto add = [&](std::uint32_t group) {
    rows.geometry.end_feature();
    rows.group.push_back(group);
    rows.areas_m2.push_back(area_m2(rows.geometry[rows.geometry.size() - 1]));
  };
  for (std::uint32_t g = 0; g < areas.size(); ++g) {
    bool any = false;
    for (std::size_t p = 0; p < areas[g].part_count(); ++p) {
      const PolygonView part = areas[g].part(p);
      if (min_area_m2 > 0) {
        double area = 0;
        for (std::size_t r = 0; r < part.ring_count(); ++r) area += signed_area_m2(part.ring(r));
        if (area <= min_area_m2) continue;
      }
      append_part(rows.geometry, part);
      any = true;
      if (single_parts) add(g);
    }
    if (any && !single_parts) add(g);
  }
  return rows;
}

NamedCells group_cells(const Grouping& groups, std::size_t field, const LayerField& declared,
                       const std::vector<std::uint32_t>& group_of_row) {
  std::vector<std::string> text;
  for (const std::uint32_t g : group_of_row) text.push_back(groups.values[g][field]);
  TypedColumn column = typed_column(text, declared.type);
  return {declared.name, std::move(column.cells), column.type};
}

}  // namespace spatial
