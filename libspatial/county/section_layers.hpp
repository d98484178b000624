// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/landscape/raw_features.hpp"
#include "libspatial/report/run_record.hpp"
#include "libspatial/run/deliver.hpp"

namespace spatial {

/// Reads layers that a config section names for one command only ([[protected.area]], [greenspace.people], …) in the
/// same way as the layers of a role: checked before the work starts, transformed to the project's CRS, and cleaned.
/// Parts of any size are kept, because these commands add up land.
///
///   SectionLayers layers(config, executor, clock);
///   const auto sssi = layers.want(source_of(area, Role::designated), {"condition"});
///   layers.read();
///   const Layer& areas = layers.layer(sssi);
///
/// Errors: as load_project. Not thread-safe.
class SectionLayers {
 public:
  SectionLayers(const Config& config, const Executor& executor, StageClock& clock);

  /// Requests a layer of areas with further fields; returns its number.
  std::size_t want(LayerSource source, std::vector<std::string> extra = {});
  /// Requests a layer of any kind, which is not cleaned.
  std::size_t want_features(LayerSource source, std::vector<std::string> extra = {});
  /// Checks all requested layers without reading them, for dry runs.
  void look();
  /// Checks all requested layers, then reads them.
  void read();

  Project& project() noexcept { return project_; }
  Layer& layer(std::size_t number) { return project_.layers[number].layer; }
  const RawFeatures& features(std::size_t number) const { return features_[number]; }

 private:
  const Config& config_;
  const Executor& executor_;
  StageClock& clock_;
  Project project_;
  std::vector<std::vector<std::string>> extra_;
  std::vector<char> any_kind_;
  std::vector<RawFeatures> features_;
};

/// The dry run of a command that reads layers of config sections: checks its outputs, which have these tables, and the
/// layers that `want` requests. Returns the warnings that the run would give at its start. Errors as the run.
///
///   return rehearsed(config, outputs, written_tables, [&](SectionLayers& layers) { want(config, layers); });
std::vector<std::string> rehearsed(const Config& config, const Outputs& outputs, const std::vector<std::string>& tables,
                                   const std::function<void(SectionLayers&)>& want);

LayerSource source_of(const SectionLayer& section, Role role);

/// The rows of a layer, united by id and in natural order of ids. A row without an id is an area of its own. `of_row`
/// is the first row of each area. Issues: register_rows_joined, whose message calls the rows `what`.
struct JoinedRows {
  std::vector<std::string> id;
  std::vector<std::uint32_t> of_row;
  MultiPolygonColumn geometry;
};
/// `id_column`: number of the further field that has the ids as the file gives them; nullopt if there is none.
JoinedRows joined_rows(SectionLayers& layers, std::size_t number, std::optional<std::size_t> id_column,
                       const char* what, const Executor& executor);
/// `left_out` marks rows to ignore; empty: none is ignored.
JoinedRows joined_rows(const ProjectLayer& read, std::optional<std::size_t> id_column, const char* what, Issues& issues,
                       const Executor& executor, const std::vector<char>& left_out = {});
/// The id by which a row is joined: the file's id, or the layer's own if the file gives none ("", "N/A", …).
std::string joined_id(const Layer& layer, std::optional<std::size_t> id_column, std::uint32_t row);

/// The authorities of an account: areas that do not overlap (shared land belongs to the smaller id), one for each id.
struct AccountAreas {
  std::vector<std::string> code, name;
  MultiPolygonColumn geometry;
  std::vector<double> areas_m2;
};
/// Requests the authorities of the config, or its study area if there are none. Throws Error(config) if it has neither.
std::size_t want_authorities(const Config& config, SectionLayers& layers);
AccountAreas account_areas(const Config& config, SectionLayers& layers, std::size_t number, const Executor& executor);

/// The same for commands that read the roles of a config (load_project): request the authorities before the project is
/// loaded, then get them. Empty if the config has none.
void ask_for_authorities(Config& config);
AccountAreas project_authorities(const Project& project, Issues& issues, const Executor& executor);
/// Land in m² of `features`, which do not overlap each other, in each of the areas.
std::vector<double> land_by_area(const AccountAreas& areas, const MultiPolygonColumn& features,
                                 const Executor& executor);

/// The table `run`: the rows of project_rows, the checked sums, and the stages.
RunRecord section_record(const Project& project, const char* command, const ClosingSums& sums,
                         const std::vector<std::pair<std::string, std::string>>& facts,
                         const std::vector<StageTime>& stages, bool with_timings);

}  // namespace spatial
