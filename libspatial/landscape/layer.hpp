// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/landscape/attribute_column.hpp"
#include "libspatial/landscape/role.hpp"

namespace spatial {

/// A column of a table that is read as text, such as a crosswalk.
struct TextColumn {
  std::string name;
  std::vector<std::string> values;  ///< "" where the file has NULL
};

/// A layer as read. Nothing is repaired, and only features that cannot be represented are dropped (each with an issue).
/// All vectors have one entry per feature read.
struct RawLayer {
  Role role{};
  std::string source;                  ///< FILE#LAYER as the user named it
  std::vector<std::int64_t> fid;       ///< feature id in the file
  std::vector<std::string> id;         ///< text of the id field; "" if NULL or no id field
  std::vector<std::string> name;       ///< text of the name field, or ""
  std::vector<std::string> code;       ///< text of the habitat class field, or ""
  std::vector<AttributeColumn> extra;  ///< the further columns that were requested
  MultiPolygonColumn geometry;         ///< in the project's CRS; absent geometry = no parts
  Issues issues;                       ///< raised while reading
  std::vector<std::uint32_t>
      issue_row;  ///< for each issue, the feature it is about, or no_row; may be shorter than `issues`
  static constexpr std::uint32_t no_row = 0xFFFFFFFF;
  std::size_t features_in_file = 0;
  std::size_t dropped = 0;  ///< rows of the file that were dropped while reading (each has an issue)
};

/// How many features a layer had, and how many were used, repaired and dropped: in = used + dropped, repaired ⊆ used.
struct LayerCounts {
  std::size_t in = 0;
  std::size_t used = 0;
  std::size_t repaired = 0;
  std::size_t dropped = 0;
};

/// A clean layer: valid geometry on the 1 mm grid in normal form, sorted by id, ids unique. From here on, a feature is
/// identified by its index.
struct Layer {
  Role role{};
  std::string source;
  std::vector<std::string> id;
  std::vector<std::string> name;
  std::vector<std::string> code;
  std::vector<AttributeColumn> extra;
  MultiPolygonColumn geometry;
  std::vector<Box> boxes;
  std::vector<double> areas_m2;
  LayerCounts counts;

  std::size_t size() const noexcept { return id.size(); }
};

}  // namespace spatial
