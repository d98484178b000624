// SPDX-License-Identifier: MIT
#include "libspatial/layers/grouping.hpp"

#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/rings.hpp"

namespace spatial {

Grouping grouped_by(const std::vector<AttributeColumn>& columns, std::size_t features) {
  // NULL comes before the empty text.
  const auto in_order = [](const TextCells& a, const TextCells& b) {
    for (std::size_t f = 0; f < a.size(); ++f)
      if (a[f] != b[f]) return a[f] && b[f] ? natural_less(*a[f], *b[f]) : b[f].has_value();
    return false;
  };
  struct Group {
    std::uint32_t number = 0, first = 0;
  };
  std::map<TextCells, Group, decltype(in_order)> groups_by_key(in_order);
  std::vector<decltype(groups_by_key)::iterator> place;
  place.reserve(features);
  for (std::uint32_t i = 0; i < features; ++i) {
    TextCells key;
    for (const AttributeColumn& column : columns) key.push_back(column.text_or_null(i));
    place.push_back(groups_by_key.try_emplace(std::move(key), Group{0, i}).first);
  }
  Grouping groups;
  for (auto& [key, group] : groups_by_key) {
    group.number = static_cast<std::uint32_t>(groups.values.size());
    groups.values.push_back(key);
    groups.first.push_back(group.first);
  }
  groups.features.assign(groups.size(), 0);
  for (const auto& entry : place) {
    groups.group_of.push_back(entry->second.number);
    ++groups.features[entry->second.number];
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

NamedCells group_cells(const AttributeColumn& column, const Grouping& groups,
                       const std::vector<std::uint32_t>& group_of_row) {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t g : group_of_row) rows.push_back(groups.first[g]);
  TypedColumn typed = typed_column(column.picked(rows));
  return {column.name, std::move(typed.cells), typed.type};
}

}  // namespace spatial
