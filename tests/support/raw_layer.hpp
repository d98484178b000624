// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/landscape/clean.hpp"

namespace spatial::test {

/// Builds a raw layer feature by feature, as a reader would.
class RawLayerBuilder {
 public:
  explicit RawLayerBuilder(Role role = Role::habitat) {
    layer_.role = role;
    layer_.source = "drawn.gpkg#habitat";
  }
  RawLayerBuilder& add(const std::string& id, MultiPolygonView geometry, const std::string& code = {}) {
    layer_.fid.push_back(static_cast<std::int64_t>(layer_.fid.size()) + 1);
    layer_.id.push_back(id);
    layer_.name.push_back("name of " + id);
    layer_.code.push_back(code);
    layer_.geometry.append(geometry);
    layer_.features_in_file = layer_.fid.size();
    return *this;
  }
  RawLayer build() const { return layer_; }

 private:
  RawLayer layer_;
};

/// The same features in another order, with their feature numbers. `order` lists the old indices.
inline RawLayer reordered(const RawLayer& raw, const std::vector<std::size_t>& order) {
  RawLayer result;
  result.role = raw.role;
  result.source = raw.source;
  result.features_in_file = raw.features_in_file;
  result.dropped = raw.dropped;
  result.issues = raw.issues;
  result.extra = without_rows(raw.extra);
  for (const std::size_t i : order) {
    result.fid.push_back(raw.fid[i]);
    result.id.push_back(raw.id[i]);
    result.name.push_back(raw.name[i]);
    result.code.push_back(raw.code[i]);
    push_row(result.extra, raw.extra, i);
    result.geometry.append(raw.geometry[i]);
  }
  return result;
}

/// A clean layer as if it had been read from a file.
inline RawLayer as_raw(const Layer& layer) {
  RawLayer raw;
  raw.role = layer.role;
  raw.source = layer.source;
  for (std::size_t i = 0; i < layer.size(); ++i) raw.fid.push_back(static_cast<std::int64_t>(i) + 1);
  raw.id = layer.id;
  raw.name = layer.name;
  raw.code = layer.code;
  raw.extra = layer.extra;
  raw.geometry = layer.geometry;
  raw.features_in_file = layer.size();
  return raw;
}

inline std::vector<Point> points_of(const MultiPolygonColumn& column) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < column.size(); ++i)
    points.insert(points.end(), column[i].points().begin(), column[i].points().end());
  return points;
}

/// Issues as text, for comparison and for messages of failing tests.
inline std::vector<std::string> texts_of(const Issues& issues) {
  std::vector<std::string> texts;
  for (const Issue& issue : issues) {
    std::string text = std::string(info(issue.rule).code) + " " + issue.feature_id + ": " + issue.message;
    if (issue.place) text += " @" + std::to_string(issue.place->x) + " " + std::to_string(issue.place->y);
    texts.push_back(text);
  }
  return texts;
}

}  // namespace spatial::test
