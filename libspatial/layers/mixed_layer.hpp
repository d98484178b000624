// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/part_file.hpp"

namespace spatial {

/// A layer of areas, lines and points, which may be mixed, for commands that accept all three (buffer, near, tabulate).
/// Areas are cleaned as everywhere. Lines and points are rounded to the same grid, and dropped with an issue if a
/// coordinate is not finite. Features are identified by their number in the file and sorted by it. All vectors have one
/// entry per feature; each feature has geometry in at least one of the three columns.
struct MixedLayer {
  std::string title;
  std::vector<LayerField> fields;  ///< of `extra`
  std::string source;
  std::vector<std::string> id;
  std::vector<AttributeColumn> extra;
  MultiPolygonColumn areas;
  MultiLineColumn lines;
  MultiPointColumn points;
  LayerCounts counts;
  Issues issues;
  std::size_t size() const noexcept { return id.size(); }
  /// The lines of a feature and its points as lines of one point each.
  std::vector<std::span<const Point>> lines_and_points(std::size_t feature) const;
};

/// As read_attributed, including its use of settings.memory.
MixedLayer read_mixed(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor, StageClock& clock);

/// Reads the layer part by part (settings.memory), in the order of features. Each part is in memory; the last part has
/// no features, only issues.
void read_mixed_in_parts(const OverlayInput& input, const std::vector<std::string>* wanted,
                         const OverlaySettings& settings, const std::function<void(MixedLayer)>& use,
                         const Executor& executor);
/// The report on a layer that is read part by part: its source, counts and issues, without its features.
void add_to_account(MixedLayer& account, MixedLayer part);

/// Issues about the layer as a whole, not about single features. Reads the layer without cleaning it. A part of a run
/// cannot know these issues, so the merge calls this.
Issues notes_on_mixed(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor);

/// Stores the counts of a layer in a part's account under this name, and adds them up in the merge.
void put_counts(PartAccount& account, const std::string& name, const LayerCounts& counts);
LayerCounts counts_in(const PartAccount& account, const std::string& name);
LayerCounts operator+(const LayerCounts& a, const LayerCounts& b);

/// One line for the summary.
std::string read_line(const MixedLayer& layer);

}  // namespace spatial
