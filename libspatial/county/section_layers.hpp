// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/closing.hpp"
#include "libspatial/county/project.hpp"
#include "libspatial/landscape/raw_features.hpp"
#include "libspatial/report/run_record.hpp"

namespace spatial {

/// Layers that sections of a config name for one command alone ([[protected.area]], [greenspace.people], …), read as
/// the layers of a role are: looked at before any work, brought to the project's CRS, cleaned. Parts of any size stay,
/// because these commands count land.
///
///   SectionLayers layers(config, executor, clock);
///   const auto sssi = layers.want(source_of(area, Role::designated), {"condition"});
///   layers.read();
///   layers.project().layers[sssi].layer …
///
/// Errors: as load_project. Not thread-safe.
class SectionLayers {
 public:
  SectionLayers(const Config& config, const Executor& executor, StageClock& clock);

  /// One more layer of areas with further fields; returns its number.
  std::size_t want(LayerSource source, std::vector<std::string> extra = {});
  /// One more layer of any kind, not cleaned.
  std::size_t want_features(LayerSource source, std::vector<std::string> extra = {});
  /// Looks at all of them without reading them, as a dry run does.
  void look();
  /// Looks at all of them, then reads them.
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

LayerSource source_of(const SectionLayer& section, Role role);

/// Rows of a layer that share an id, as one area in natural order of ids; rows without an id field, or without an id,
/// are areas by themselves. `of_row`: first row of each. Issues: register_rows_joined, saying `what` they are.
struct JoinedRows {
  std::vector<std::string> id;
  std::vector<std::uint32_t> of_row;
  MultiPolygonColumn geometry;
};
/// `id_column`: number of the further field with the ids as the file has them; nullopt: there is none.
JoinedRows joined_rows(SectionLayers& layers, std::size_t number, std::optional<std::size_t> id_column,
                       const char* what, const Executor& executor);
JoinedRows joined_rows(const ProjectLayer& read, std::optional<std::size_t> id_column, const char* what, Issues& issues,
                       const Executor& executor);

/// The authorities that an account is by: areas that do not overlap (the smaller id has shared land), one for each id.
struct AccountAreas {
  std::vector<std::string> code, name;
  MultiPolygonColumn geometry;
  std::vector<double> areas_m2;
};
/// Wants the authorities of the config, or its study area where it has none. Throws Error(config) if it has neither.
std::size_t want_authorities(const Config& config, SectionLayers& layers);
AccountAreas account_areas(const Config& config, SectionLayers& layers, std::size_t number, const Executor& executor);

/// The same for commands that read the roles of a config (load_project): ask for the authorities before the project is
/// loaded, then take them. Empty where the config has none.
void ask_for_authorities(Config& config);
AccountAreas project_authorities(const Project& project, Issues& issues, const Executor& executor);
/// Land of `features`, which do not overlap each other, in each of the areas; m².
std::vector<double> land_by_area(const AccountAreas& areas, const MultiPolygonColumn& features,
                                 const Executor& executor);

/// The table `run`: what project_rows say, the sums that were checked, the stages.
RunRecord section_record(const Project& project, const char* command, const ClosingSums& sums,
                         const std::vector<std::pair<std::string, std::string>>& facts,
                         const std::vector<StageTime>& stages, bool with_timings);

}  // namespace spatial
