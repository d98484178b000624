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

/// `lnrs sites`: what a planning officer needs to know about one site or a whole list (docs/methods.md section 14).
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
  /// "relation:role": reported as found where a site lies like this or closer; "unchecked": where one was not checked.
  /// A site that was not checked passes none of them.
  std::vector<std::string> fail_on;
  RunStep step;  ///< all of it, a part of a plan, or the merge of its parts
};

/// What a check of sites tells: besides the outcome of any run, how many of the sites could not be checked.
struct SiteRunOutcome : RunOutcome {
  std::size_t sites = 0, unchecked = 0;
};

/// Reads, cleans, checks, writes. One bad site never stops the list: it is a row of `sites` and of `issues`. Same
/// config, data and version ⇒ same bytes at any number of threads and any order of the list. Errors as
/// run_opportunities; Error(input) for a scored map of another county or version.
SiteRunOutcome run_sites(const Config& config, const SiteRunOptions& options, const Outputs& outputs,
                         const Executor& executor);

/// The check as about `wanted` parts: ranges of the list (county/site_parts.hpp). One part for few sites near each
/// other, around which only some of the county is read. Reads the list, and no layer. Errors as run_sites.
std::vector<PartSpec> parts_of_sites(const Config& config, const SiteRunOptions& options, std::size_t wanted,
                                     const Executor& executor);

/// Every file that a check reads.
std::vector<std::filesystem::path> files_of_sites(const Config& config, const SiteRunOptions& options);

/// What the run would read and write, for --dry-run. Opens every layer and fails where the run would; `warnings` is
/// what the run would say at once.
std::string site_plan(const Config& config, const SiteRunOptions& options, const Outputs& outputs,
                      std::vector<std::string>& warnings, const Executor& executor);

}  // namespace spatial
