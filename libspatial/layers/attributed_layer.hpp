// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/io/csv_style.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/landscape/clean.hpp"
#include "libspatial/layers/memory_plan.hpp"
#include "libspatial/run/issue_counts.hpp"
#include "libspatial/run/run_step.hpp"
#include "libspatial/run/stages.hpp"

namespace spatial {

/// What the commands on single layers share (overlay, tabulate, dissolve, buffer, near, check-coverage): a layer read
/// with its attributes and cleaned, without a config.

/// One input layer.
struct OverlayInput {
  std::string layer;  ///< FILE[#LAYER]
  std::string where;  ///< attribute filter (OGR SQL), or empty
  /// Numbers of the features to read; set by a run that does a part of its work.
  std::optional<NumberRange> numbers{};
  std::shared_ptr<const std::vector<std::int64_t>> chosen{};
};

struct OverlaySettings {
  std::string crs = "EPSG:27700";
  double min_area_m2 = 0;         ///< smaller pieces are left out
  std::vector<std::string> keep;  ///< attributes an overlay keeps, of whichever layers have them; empty = all
  bool overwrite = false;
  CsvStyle csv{};  ///< of an output that is CSV
  bool allow_network = false;
  bool allow_elsewhere = false;  ///< layers whose coordinates seem to be of another kind or place are taken as they are
  bool allow_false_areas = false;  ///< so is a CRS whose areas are false where the layers lie
  Issues notes;                    ///< set by check_layer_run: what is odd about the layers' places
  std::string assume_crs;          ///< for layers that state none; empty: that is an error
  /// What is small is not lost unless it is asked for. A grid of 1 µm keeps neighbours together where one lacks a
  /// vertex of the other.
  CleanOptions clean{.snap_m = 1e-6, .smallest_part_m2 = 0};
  double max_memory_mb = 0;  ///< what would need more goes through in tiles or parts; 0 = no limit
  MemoryPlan memory;         ///< set by the run, from max_memory_mb
  bool tile = false;         ///< what is read is part of what the run reads
  RunStep step;              ///< how much of the work is done
  std::optional<Box> bbox;   ///< only features that meet this rectangle, in `crs`; they come whole
};

struct OverlaySummary {
  std::string text;  ///< for people
  std::vector<StageTime> stages;
  std::vector<std::string> warnings{};  ///< what must be seen at once
  std::vector<IssueCount> issues{};     ///< rows of the table `issues` by rule
};

/// A layer as these commands need it: clean, features known by their number in the file, with attributes.
struct AttributedLayer {
  std::string title;               ///< the layer's name
  std::vector<LayerField> fields;  ///< of layer.extra
  Layer layer;
  std::vector<OverlapPair> overlaps;      ///< if they were asked for
  std::vector<OverlapPair> all_overlaps;  ///< the same down to least_overlap_m2
  Issues issues;
};

/// Reads and cleans a layer, with the fields wanted (all if nullptr), one or two stages of the clock. `overlaps`: look
/// for features that share an area (issues). With settings.memory.pool it goes part by part and coordinates to the
/// pool. Errors: Error(input) naming file, layer or field with the nearest name.
AttributedLayer read_attributed(const OverlayInput& input, const std::vector<std::string>* wanted,
                                const OverlaySettings& settings, bool overlaps, const Executor& executor,
                                StageClock& clock);

/// What reading says about the layer as a whole, not about one of its features: the layer is read, nothing is cleaned.
/// A part of a run cannot know it; the merge asks.
Issues notes_on_areas(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor);

/// Leaves the issues about single features.
void drop_notes(Issues& issues);

/// Bytes of the files that hold the layers, each once.
double bytes_of_files(const std::vector<OverlayInput>& inputs);

/// The settings for a run that holds everything in memory, and for one that holds what settings.max_memory_mb allows.
OverlaySettings without_limit(OverlaySettings settings);
OverlaySettings with_memory_plan(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                 OverlaySettings settings);

/// The declared fields of these names, in this order; all if nullptr. A name that is not there stays, for the reader to
/// complain.
std::vector<LayerField> fields_wanted(const LayerFields& declared, const std::vector<std::string>* wanted);

/// How these commands read a layer.
ReadOptions reading(const OverlayInput& input, const std::vector<LayerField>& fields, const OverlaySettings& settings);
/// Issues as these commands tell them: of the layer as it was named.
void told_of(Issues& issues, const OverlayInput& input);

/// The cells of these rows.
Cells picked(const Cells& cells, const std::vector<std::uint32_t>& rows);

/// Column names of one output; a name that is taken gets a prefix, then a number.
class ColumnNames {
 public:
  explicit ColumnNames(std::set<std::string> clashing) : clashing_(std::move(clashing)) {}
  std::string given(const std::string& layer, const std::string& field);

 private:
  std::set<std::string> clashing_, taken_;
};

/// One line per layer for the summary: features, source, repaired, dropped.
std::string read_lines(const std::vector<const AttributedLayer*>& layers);

/// What an output's format could not hold (write_dataset), as lines to follow the summary.
std::string warning_lines(const std::vector<std::string>& warnings);

/// One row per thing found, whichever tile or layer of the same name it was found in; sorted.
Issues distinct(Issues issues);

/// The table with the issues, distinct, sorted and after the settings' notes, as a dataset to be written.
Dataset dataset_of(FeatureTable table, Issues issues, const OverlaySettings& settings);

}  // namespace spatial
