// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/geometry/feature_table.hpp"

namespace spatial::county {

/// Short ways to build a layer column by column.

inline FeatureTable layer_of(std::string name, std::string title, std::string description, GeometryColumn geometry) {
  FeatureTable layer;
  layer.table.name = std::move(name);
  layer.table.title = std::move(title);
  layer.table.description = std::move(description);
  layer.geometry = std::move(geometry);
  return layer;
}

inline void add_text(FeatureTable& layer, std::string name, std::string title, std::string description,
                     TextCells cells) {
  layer.table.columns.push_back(
      {{std::move(name), std::move(title), std::move(description), "", ColumnType::text, ""}, std::move(cells)});
}

inline void add_integer(FeatureTable& layer, std::string name, std::string title, std::string description,
                        IntegerCells cells) {
  layer.table.columns.push_back(
      {{std::move(name), std::move(title), std::move(description), "", ColumnType::integer, ""}, std::move(cells)});
}

inline void add_hectares(FeatureTable& layer, std::string name, std::string title, std::string description,
                         RealCells cells) {
  layer.table.columns.push_back(
      {{std::move(name), std::move(title), std::move(description), "ha", ColumnType::real, ""}, std::move(cells)});
}

}  // namespace spatial::county
