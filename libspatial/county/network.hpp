// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/county/project.hpp"
#include "libspatial/report/network_tables.hpp"
#include "libspatial/report/zone_tables.hpp"
#include "libspatial/run/outputs.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// `lnrs network`: writes how the habitat of a config is connected, in one GeoPackage for all its networks.
///
///     run_network(read_config("county.toml"), NetworkRunOptions{}, outputs, executor);
struct NetworkRunOptions {
  std::vector<std::string> networks;       ///< ids; empty = all of the config
  std::optional<LinkDistance> distance{};  ///< instead of the config's
  std::vector<ResistanceSet> resistance{};  ///< one run of each network per set, named <id>_low …; empty = the config's
  std::optional<double> p_min{};            ///< instead of the config's; 0 = exact
  bool importance = true;                   ///< dPC, dIIC, BC per patch
  double edge_depth_m = 50;
  double max_memory_mb = 4000;  ///< for links, and for a cost surface with its searches
  bool metric_limits = false;   ///< of least-cost networks: dispersal and limit are metres over ordinary land
  bool zones = false;           ///< write zones even if the config does not ask for them
  RunStep step{};               ///< all of it, a part of a plan, or the merge of its parts (county/network_parts.hpp)
};

/// Inputs of networks besides habitat, by their name in the config: barriers, class rasters and link tables, which are
/// read once, and resistance rasters, which are read as needed.
class NetworkSources {
 public:
  /// Opens the rasters and reads the tables that the networks name. Throws Error(input).
  NetworkSources(const Project& project, const std::vector<NetworkProfile>& profiles);
  NetworkInputs inputs_for(const NetworkProfile& profile) const;

 private:
  std::shared_ptr<const MultiPolygonColumn> barriers_;
  std::map<std::string, RasterSource> rasters_;
  std::map<std::string, Raster> classes_;
  std::map<std::string, LinkRows> links_;
};

/// A_L in m²: the study area, or all mapped habitat if none is configured. Overlaps count once.
double landscape_area_m2(const Project& project, const Executor& executor);

/// Replaces the profile's values by those given in the options.
void apply(const NetworkRunOptions& options, NetworkProfile& profile);

/// The requested networks, by their number in project.networks, with the options applied. Throws Error(usage) for an
/// unknown id, naming the most similar one.
std::vector<std::pair<std::size_t, NetworkProfile>> chosen_networks(const Project& project,
                                                                    const NetworkRunOptions& options);

/// Builds and surveys the networks. The merge of a plan takes them from its parts instead.
NetworkSurvey survey_networks(const Project& project, const NetworkRunOptions& options, const Executor& executor,
                              StageClock& clock);

/// Lines for a summary: networks without patches or links, and indices that were left out.
std::string network_notes(const Issues& issues);

/// Zones of the networks surveyed, by the config's section [zones].
ZoneSurvey survey_zones(const Project& project, const NetworkSurvey& survey, const Executor& executor);

/// For --dry-run: opens every layer, raster and table that the requested networks need, and fails where run_network
/// would. Returns the warnings that the run would give at its start.
std::vector<std::string> rehearse_network(const Config& config, const NetworkRunOptions& options,
                                          const Outputs& outputs);
/// The same for another command that builds networks: it writes `tables`, and `check_more` (may be empty) makes its own
/// checks.
std::vector<std::string> rehearse_network(const Config& config, const NetworkRunOptions& options,
                                          const Outputs& outputs, const std::vector<std::string>& tables,
                                          const std::function<void(const Project&)>& check_more);

/// Splits the work into parts of several rounds, at most about `wanted` in each. Reads the habitat codes but no
/// geometry. Errors as rehearse_network.
std::vector<PartSpec> parts_of_network(const Config& config, const NetworkRunOptions& options, std::size_t wanted);

/// Reads, cleans, surveys, writes. Same config, data and version ⇒ same bytes. Errors as run_opportunities.
RunOutcome run_network(const Config& config, const NetworkRunOptions& options, const Outputs& outputs,
                       const Executor& executor);

}  // namespace spatial
