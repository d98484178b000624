// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/county/site_networks.hpp"
#include "libspatial/planning/site_check.hpp"
#include "libspatial/planning/site_list.hpp"
#include "libspatial/run/part_file.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// A check of sites in parts (docs/scale.md): a part does what takes time for each site, that is its findings and what
/// it would do to the networks, for a range of the list. The merge reads sites and layers again, takes these from the
/// parts instead of computing them, and goes on as a run without parts does, so every number has one origin.
///
///     list = sites_of_part(list, step.part);                              // the part
///     save_findings(account, 1, findings);
///     save_effects(account, effects);
///     ...
///     findings = findings_of_parts(step.files, 1, list.size());           // the merge
///     known = effects_of_parts(step.files, networks);

/// Ranges of a list of `sites`, about `wanted`; `memory_mb` is expected of each. Places count from 0.
std::vector<PartSpec> ranges_of_sites(std::size_t sites, std::size_t wanted, double memory_mb);

/// What a run on a whole county is expected to need, by the bytes of the files that it reads. Measured: docs/scale.md.
double expected_memory_of_files_mb(const std::vector<std::filesystem::path>& files);

/// The sites of the part; all if the part is all of the work.
SiteList sites_of_part(const SiteList& list, const PartSpec& part);

/// `round`: a check of few sites is repeated with more of the county until the nearest features are certain; 1, 2 …
void save_findings(PartAccount& account, std::size_t round, const std::vector<SiteFinding>& findings);
/// In the order of the list. Throws Error(input) unless the parts have one finding for each of `sites`.
std::vector<SiteFinding> findings_of_parts(const std::vector<std::filesystem::path>& files, std::size_t round,
                                           std::size_t sites);

/// `first`: the place of the part's first site in the whole list.
void save_effects(PartAccount& account, const std::vector<NetworkEffects>& effects, std::size_t first);
/// One item for each network; built if it was built in any part.
std::vector<NetworkEffects> effects_of_parts(const std::vector<std::filesystem::path>& files, std::size_t networks);

}  // namespace spatial
