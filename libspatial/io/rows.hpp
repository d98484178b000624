// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "libspatial/io/fields.hpp"
#include "libspatial/landscape/raw_features.hpp"

namespace spatial {

/// Private to io/: collects rows of a file into a RawLayer. A reader fills one block per range of rows; blocks are
/// joined in order, so the result does not depend on the number of threads.

/// The kind of geometry that a reader found.
struct GeometryFinding {
  enum class Kind {
    absent,
    polygonal,
    line_or_point,  ///< kept, because the caller wants them
    other,          ///< a kind that the caller does not want
  } kind = Kind::absent;
  bool z_or_m = false;
  bool curved = false;
  bool other_parts = false;  ///< lines or points beside polygons
  std::string type;          ///< for `other`: e.g. "Line String"
  std::string placed_by;     ///< what gave the location if the row states no geometry, e.g. a postcode; else empty
  std::string problem;       ///< why the row's geometry cannot be read; empty if it can
};

/// Where a reader puts the parts of the feature being built. If there is no sink for lines and points, they count as
/// `other`.
struct PartsSink {
  MultiPolygonColumn& areas;
  MultiLineColumn* lines = nullptr;
  MultiPointColumn* points = nullptr;
};

/// Which geometry is wanted.
enum class Wanted { polygons, any };

struct RowLabels {
  std::string id, name, code;
  std::vector<AttributeValue> extra;  ///< value_of the declared types
  std::string unreadable{};           ///< the part of the row's text that could not be converted; empty if none
};

struct RowBlock {
  Wanted wanted;
  RawLayer layer;         ///< without source-wide issues
  MultiLineColumn lines;  ///< as long as the layer if any geometry is wanted, else empty
  MultiPointColumn points;
  std::size_t polygonal = 0;
  std::size_t z_or_m = 0;
  std::size_t text_not_utf8 = 0;
  std::string first_text_not_utf8;                 ///< feature id
  std::map<std::string, std::size_t> other_types;  ///< geometry types dropped

  RowBlock(Role role, std::string source, const std::vector<LayerField>& extra_fields, Wanted wanted);

  PartsSink sink() {
    return wanted == Wanted::any ? PartsSink{layer.geometry, &lines, &points} : PartsSink{layer.geometry};
  }
  /// Adds a row; its parts are already appended through sink(), the feature is not ended yet.
  void add(std::int64_t fid, RowLabels text, const GeometryFinding& geometry);
  /// Adds the counts of another block of the layer, without its rows.
  void count(const RowBlock& other);
  /// Adds the rows and counts of blocks. `share`: the share of the layer that has then been read, from which memory for
  /// the rest is reserved, for at most `most_points`.
  void append(std::vector<RowBlock> blocks, double share, std::size_t most_points);
};

/// The rows of a block that meet the box (geometry/box_filter.hpp), or whose boxes do. Findings about other rows are
/// dropped.
enum class By { shape, box };
RowBlock within(RowBlock block, std::span<const Box> boxes, By by = By::shape);

/// The issues about the layer as a whole, from the counts of all its rows. Throws Error(input) if only polygons are
/// wanted and rows have geometry but none is polygonal, unless `may_lack_areas` says that this is only part of a layer.
Issues notes_on_layer(const RowBlock& all, bool may_lack_areas);

}  // namespace spatial
