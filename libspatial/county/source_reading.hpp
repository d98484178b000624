// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>

#include "libspatial/county/project.hpp"
#include "libspatial/landscape/code_field.hpp"

namespace spatial {

/// How one layer of a config becomes a clean layer: read, then clean. Private to county/.
///   KnownFiles files;
///   SourceRows rows = read_source(config, source, files, std::nullopt, executor, clock);
///   CleanResult cleaned = clean_source(config, source, std::move(rows.raw), true, executor, clock);
/// Errors as load_project. Both stages are named after the layer.

/// Files read already, by path: each is checked and fingerprinted once, however many of its layers are used.
using KnownFiles = std::map<std::string, InputFile>;

/// A layer as its file has it.
struct SourceRows {
  ProjectLayer layer;  ///< source, reference system and file; no features
  RawLayer raw;
};

/// With a window only features whose boxes meet it, grown by the source's buffer. Outputs name the source as the config
/// does, wherever the project folder stands.
SourceRows read_source(const Config& config, const LayerSource& source, KnownFiles& files,
                       const std::optional<Box>& window, const Executor& executor, StageClock& clock);

/// Cleans by the rules of config and source. `all_rows`: these are all rows of the layer, so that the run stops if none
/// of them is left.
CleanResult clean_source(const Config& config, const LayerSource& source, RawLayer raw, bool all_rows,
                         const Executor& executor, StageClock& clock);

/// Stops the run for a class field that holds something else than codes, told from `codes` or, of a window, from the
/// whole layer: a few features around a site say little about a field.
void check_field_of_codes(const Config& config, const LayerSource& source, const std::vector<std::string>& codes,
                          bool window);

/// Says in `why` that nothing is left of a layer that had features, all of which were read; a reason that stands there
/// already stays.
void note_if_all_lost(const LayerCounts& counts, std::string& why);

/// Reads the targets of Biodiversity Opportunity Areas that the config names.
void read_boa_targets(Project& project);

/// The values of a layer's class field, with the number of features that have each.
ValueCounts all_values(const Config& config, const LayerSource& source);
ValueCounts counts_of(const std::vector<std::string>& codes);

}  // namespace spatial
