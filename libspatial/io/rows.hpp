// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// Private to io/: rows on their way from a file to a RawLayer. A reader fills one block per range of rows; blocks are
/// joined in order, so that the result does not depend on the number of threads.

/// What a reader found a geometry to be.
struct GeometryFinding {
  enum class Kind { absent, polygonal, other } kind = Kind::absent;
  bool z_or_m = false;
  bool curved = false;
  bool other_parts = false;  ///< lines or points beside polygons
  std::string type;          ///< for `other`: e.g. "Line String"
};

struct RowLabels {
  std::string id, name, code;
  std::vector<std::string> extra;
};

struct RowBlock {
  RawLayer layer;  ///< without source-wide issues
  std::size_t polygonal = 0;
  std::size_t z_or_m = 0;
  std::size_t text_not_utf8 = 0;
  std::string first_text_not_utf8;            ///< feature id
  std::map<std::string, std::size_t> other_types;  ///< geometry types dropped

  RowBlock(Role role, std::string source, const std::vector<std::string>& extra_fields);

  /// Adds a row; its polygonal parts are already appended to layer.geometry, the feature is not ended yet.
  void add(std::int64_t fid, RowLabels text, const GeometryFinding& geometry);
};

/// Joins the blocks and raises the issues that are about the layer as a whole. Throws Error(input) when rows have
/// geometry but none of it is polygonal.
RawLayer layer_from(std::vector<RowBlock> blocks);

}  // namespace spatial
