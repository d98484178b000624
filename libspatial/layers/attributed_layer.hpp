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

/// Shared by the commands on plain layers (overlay, tabulate, dissolve, buffer, near, check-coverage): reads and cleans
/// a layer with its attributes, without a config.
///
///     StageClock clock(executor.progress);
///     const AttributedLayer sites = read_attributed({.layer = "lws.gpkg"}, nullptr, settings, false, executor, clock);

/// One input layer.
struct OverlayInput {
  std::string layer;  ///< FILE[#LAYER]
  std::string where;  ///< attribute filter (OGR SQL), or empty
  /// Numbers of the features to read; set if the run is one part of a plan.
  std::optional<NumberRange> numbers{};
  std::shared_ptr<const std::vector<std::int64_t>> chosen{};
};

struct OverlaySettings {
  std::string crs = "EPSG:27700";
  double min_area_m2 = 0;         ///< smaller pieces are dropped
  std::vector<std::string> keep;  ///< attributes that an overlay keeps, from every layer that has them; empty = all
  bool overwrite = false;
  CsvStyle csv{};  ///< of an output that is CSV
  bool allow_network = false;
  bool allow_elsewhere = false;    ///< accept layers whose coordinates seem to be in another CRS or place
  bool allow_false_areas = false;  ///< accept a CRS that does not give true areas where the layers lie
  Issues notes;                    ///< set by check_layer_run: anything odd about where the layers lie
  std::string assume_crs;          ///< for layers that state none; empty: that is an error
  /// Small parts are kept unless the user asks to drop them. A 1 µm grid keeps neighbours edge-matched even if one
  /// lacks a vertex of the other.
  CleanOptions clean{.snap_m = 1e-6, .smallest_part_m2 = 0};
  double max_memory_mb = 0;  ///< a run that would need more works in tiles or parts; 0 = no limit
  MemoryPlan memory;         ///< set by the run, from max_memory_mb
  bool tile = false;         ///< this reads one tile of the run's data
  RunStep step;              ///< how much of the work to do
  std::optional<Box> bbox;   ///< read only features that intersect this rectangle (in `crs`), without clipping them
};

struct OverlaySummary {
  std::string text;  ///< for people
  std::vector<StageTime> stages;
  std::vector<std::string> warnings{};  ///< messages that the user must see at once
  std::vector<IssueCount> issues{};     ///< rows of the table `issues` by rule
};

/// A clean layer with attributes; features are identified by their number in the file.
struct AttributedLayer {
  std::string title;               ///< the layer's name
  std::vector<LayerField> fields;  ///< of layer.extra
  Layer layer;
  std::vector<OverlapPair> overlaps;      ///< if requested
  std::vector<OverlapPair> all_overlaps;  ///< all overlaps of more than least_overlap_m2
  Issues issues;
};

/// Reads and cleans a layer with the fields wanted (all if nullptr), as one or two stages of the clock. `overlaps`:
/// also find overlapping features (issues). With settings.memory.pool the layer is read part by part and its
/// coordinates go to the pool. Errors: Error(input) naming file, layer or field, with the nearest existing name.
AttributedLayer read_attributed(const OverlayInput& input, const std::vector<std::string>* wanted,
                                const OverlaySettings& settings, bool overlaps, const Executor& executor,
                                StageClock& clock);

/// Issues about the layer as a whole, not about single features. Reads the layer without cleaning it. A part of a run
/// cannot know these issues, so the merge calls this.
Issues notes_on_areas(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor);

/// Keeps only the issues about single features.
void drop_notes(Issues& issues);

/// Total bytes of the layers' files, each file counted once.
double bytes_of_files(const std::vector<OverlayInput>& inputs);

/// The settings for a run without a memory limit, and for one limited to settings.max_memory_mb.
OverlaySettings without_limit(OverlaySettings settings);
OverlaySettings with_memory_plan(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                 OverlaySettings settings);

/// The declared fields with these names, in this order; all if nullptr. Unknown names are kept, so that reading reports
/// them.
std::vector<LayerField> fields_wanted(const LayerFields& declared, const std::vector<std::string>* wanted);

/// How these commands read a layer.
ReadOptions reading(const OverlayInput& input, const std::vector<LayerField>& fields, const OverlaySettings& settings);
/// Makes the issues name the layer as the user named it.
void told_of(Issues& issues, const OverlayInput& input);

/// The cells of these rows.
Cells picked(const Cells& cells, const std::vector<std::uint32_t>& rows);

/// Unique column names for one output: a name already in use gets a prefix, then a number.
class ColumnNames {
 public:
  explicit ColumnNames(std::set<std::string> clashing) : clashing_(std::move(clashing)) {}
  std::string given(const std::string& layer, const std::string& field);

 private:
  std::set<std::string> clashing_, taken_;
};

/// One line per layer for the summary: features, source, repaired, dropped.
std::string read_lines(const std::vector<const AttributedLayer*>& layers);

/// Values that the output format could not hold (write_dataset), as lines to print after the summary.
std::string warning_lines(const std::vector<std::string>& warnings);

/// Sorts issues and removes duplicates, which arise when several tiles or equally named layers report the same issue.
Issues distinct(Issues issues);

/// A dataset of the table and its issues: the settings' notes first, then the distinct issues, sorted.
Dataset dataset_of(FeatureTable table, Issues issues, const OverlaySettings& settings);

}  // namespace spatial
