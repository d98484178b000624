// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs bng`: units, accounts, trading summary and Defra's checks of one template (docs/bng.md). Gives the same
/// numbers as `lnrs sites --bng` with the same config.
///
///     BngRunOptions options;
///     options.file = "template.gpkg";
///     print(run_bng(std::nullopt, options, {}, executor).summary);
struct BngRunOptions {
  std::string file;              ///< Natural England's template, a GeoPackage
  std::string off_site;          ///< a second template, all of whose rows count as off-site; empty: none
  std::filesystem::path tables;  ///< folder with tables of the metric; empty: the presets
  std::string significance;      ///< "stated", "mapped", "low"; empty: mapped where the config has measures or BOAs
  std::string assume_crs;        ///< for files that state no CRS
  bool check_only = false;       ///< only check; count no units
};

struct BngRunOutcome : RunOutcome {
  std::string json;            ///< findings, and the accounts unless only checks were asked for
  std::size_t rejections = 0;  ///< findings for which Defra's service rejects the file
};

/// Throws Error(input) for a file that is not a template (with `check_only` it is a finding instead), Error(usage) for
/// an unknown rule of significance, Error(config) for invalid tables. The same inputs give the same bytes at any number
/// of threads.
BngRunOutcome run_bng(const std::optional<Config>& config, const BngRunOptions& options, const Outputs& outputs,
                      const Executor& executor);

}  // namespace spatial
