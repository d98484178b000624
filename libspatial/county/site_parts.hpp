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

/// A check of sites in parts (docs/scale.md). A part takes a range of the list and computes what takes time for each
/// site: its findings and its effects on the networks. The merge reads sites and layers again, takes these results from
/// the parts, and continues like a run without parts. So the same code computes each number in both cases.
///
///     list = sites_of_part(list, step.part);                              // the part
///     save_findings(account, 1, findings);
///     save_effects(account, effects);
///     ...
///     findings = findings_of_parts(step.files, 1, list.size());           // the merge
///     known = effects_of_parts(step.files, networks);

/// Splits a list of `sites` into about `wanted` ranges; `memory_mb` is the memory expected for each. Positions count
/// from 0.
std::vector<PartSpec> ranges_of_sites(std::size_t sites, std::size_t wanted, double memory_mb);

/// The memory that a run on a whole county is expected to need, from the size of the files that it reads (measured in
/// docs/scale.md).
double expected_memory_of_files_mb(const std::vector<std::filesystem::path>& files);

/// The sites of the part; all if the part is all of the work.
SiteList sites_of_part(const SiteList& list, const PartSpec& part);

/// `round`: 1, 2, …; a check of few sites is repeated with more of the county until the nearest features are certain.
void save_findings(PartAccount& account, std::size_t round, const std::vector<SiteFinding>& findings);
/// In the order of the list. Throws Error(input) unless the parts have one finding for each of `sites`.
std::vector<SiteFinding> findings_of_parts(const std::vector<std::filesystem::path>& files, std::size_t round,
                                           std::size_t sites);

/// `first`: position of the part's first site in the whole list.
void save_effects(PartAccount& account, const std::vector<NetworkEffects>& effects, std::size_t first);
/// One item for each network. A network counts as built if any part built it.
std::vector<NetworkEffects> effects_of_parts(const std::vector<std::filesystem::path>& files, std::size_t networks);

}  // namespace spatial
