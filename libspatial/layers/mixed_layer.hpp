// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>

#include "libspatial/geometry/edge_tree.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/part_file.hpp"

namespace spatial {

/// A layer of areas, lines and points, also mixed, for commands that take any of them (buffer, near, tabulate). Areas
/// are cleaned as everywhere; lines and points are rounded to the same grid, and dropped with an issue if a coordinate
/// is not finite. Features come in the order of their numbers in the file, by which they are known. All vectors have
/// one entry per feature; each feature has something in at least one of the three columns.
struct MixedLayer {
  std::string title;
  std::vector<LayerField> fields;  ///< of `extra`
  std::string source;
  std::vector<std::string> id;
  std::vector<TextColumn> extra;
  MultiPolygonColumn areas;
  MultiLineColumn lines;
  MultiPointColumn points;
  LayerCounts counts;
  Issues issues;
  std::size_t size() const noexcept { return id.size(); }
  /// The lines of a feature and its points as lines of one point each.
  std::vector<std::span<const Point>> lines_and_points(std::size_t feature) const;
};

/// As read_attributed, also as to settings.memory.
MixedLayer read_mixed(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor, StageClock& clock);

/// The same part by part (settings.memory), in the order of features, each in memory; the last has no features, only
/// issues.
void read_mixed_in_parts(const OverlayInput& input, const std::vector<std::string>* wanted,
                         const OverlaySettings& settings, const std::function<void(MixedLayer)>& use,
                         const Executor& executor);
/// What is told about a layer that goes part by part: its source, counts and issues, without its features.
void add_to_account(MixedLayer& account, MixedLayer part);

/// What reading says about the layer as a whole, not about one of its features: the layer is read, nothing is cleaned.
/// A part of a run cannot know it; the merge asks.
Issues notes_on_mixed(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor);

/// The counts of a layer as a part tells them under this name, and as the merge adds them up.
void put_counts(PartAccount& account, const std::string& name, const LayerCounts& counts);
LayerCounts counts_in(const PartAccount& account, const std::string& name);
LayerCounts operator+(const LayerCounts& a, const LayerCounts& b);

/// One line for the summary.
std::string read_line(const MixedLayer& layer);

}  // namespace spatial
