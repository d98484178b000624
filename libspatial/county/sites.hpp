// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// `lnrs sites`: what a planning officer needs to know about one site or a list of sites (docs/methods.md section 14).
///
///     SiteRunOptions options;
///     options.sites = "applications.gpkg";
///     run_sites(read_config("county.toml"), options, outputs, executor);
struct SiteRunOptions {
  std::string sites;                                    ///< FILE[#LAYER]; with `bng` a template file
  std::string wkt, reference;                           ///< or one site typed in
  std::string reference_field, name_field, area_field;  ///< empty: the usual names
  std::string assume_crs;                               ///< for files that state no CRS
  std::string postcodes;                                ///< instead of the config's, relative to the current folder
  std::string opportunities;                            ///< a scored map, the output of lnrs opportunities; empty: none
  bool bng = false;  ///< the file is Natural England's template: red line, parcels, hedgerows, rivers, trees
  bool connectivity = true;
  std::optional<double> radius_m;  ///< instead of the config's
  /// "relation:role": a finding if a site has this relation or a closer one; "unchecked": a finding if a site was not
  /// checked. A site that was not checked satisfies none of the rules.
  std::vector<std::string> fail_on;
  RunStep step;  ///< the whole check, one part of a plan, or the merge of the parts
};

/// The outcome of a site check: that of any run, and how many sites could not be checked.
struct SiteRunOutcome : RunOutcome {
  std::size_t sites = 0, unchecked = 0;
};

/// Reads, cleans, checks, writes. A bad site never stops the list: it is a row of `sites` and of `issues`. The same
/// config, data and version give the same bytes at any number of threads and in any order of the list. Errors as
/// run_opportunities; Error(input) for a scored map of another county or version.
SiteRunOutcome run_sites(const Config& config, const SiteRunOptions& options, const Outputs& outputs,
                         const Executor& executor);

/// Splits the check into about `wanted` parts, which are ranges of the list (county/site_parts.hpp). A few sites near
/// each other give a single part, because their check reads only part of the county. Reads the list but no layer.
/// Errors as run_sites.
std::vector<PartSpec> parts_of_sites(const Config& config, const SiteRunOptions& options, std::size_t wanted,
                                     const Executor& executor);

/// Every file that a check reads.
std::vector<std::filesystem::path> files_of_sites(const Config& config, const SiteRunOptions& options);

/// For --dry-run: what the run would read and write. Opens every layer and fails where the run would; `warnings` has
/// the warnings that the run would give at its start.
std::string site_plan(const Config& config, const SiteRunOptions& options, const Outputs& outputs,
                      std::vector<std::string>& warnings, const Executor& executor);

}  // namespace spatial
