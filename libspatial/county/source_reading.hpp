// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>

#include "libspatial/county/project.hpp"
#include "libspatial/landscape/code_field.hpp"

namespace spatial {

/// Private to county/: reads and cleans one layer of a config.
///   KnownFiles files;
///   SourceRows rows = read_source(config, source, files, std::nullopt, executor, clock);
///   CleanResult cleaned = clean_source(config, source, std::move(rows.raw), true, executor, clock);
/// Errors as load_project. Both stages have the layer's name.

/// Files that were already read, by path: each is checked and fingerprinted once, even if several of its layers are
/// used.
using KnownFiles = std::map<std::string, InputFile>;
/// All files of a config as if they had been checked and fingerprinted, but without fingerprints.
KnownFiles known_files(const Config& config);
/// The entry of the layer's file in `files`; it is fingerprinted if there is none.
const InputFile& known_file(const LayerName& name, KnownFiles& files);

/// A layer as read from its file.
struct SourceRows {
  ProjectLayer layer;  ///< source, reference system and file; no features
  RawLayer raw;
};

/// Reads the layer; with windows only features whose boxes, grown by the source's buffer, meet one of them. Outputs
/// name the source as the config does, independent of the project's folder.
SourceRows read_source(const Config& config, const LayerSource& source, KnownFiles& files,
                       const std::vector<Box>& windows, const Executor& executor, StageClock& clock);

/// Cleans the layer by the rules of config and source. `all_rows`: these are all rows of the layer, so the run stops if
/// none is left. `known`: of these rows, from elsewhere.
CleanResult clean_source(const Config& config, const LayerSource& source, RawLayer raw, bool all_rows,
                         const Executor& executor, StageClock& clock, const KnownRows& known = {});

/// Stops the run if the class field does not hold codes, judged by `codes` or, for a window, by the whole layer,
/// because a few features around a site are not enough.
void check_field_of_codes(const Config& config, const LayerSource& source, const std::vector<std::string>& codes,
                          bool window);

/// Whether every feature of the layer has an id of its own. No geometry is read.
bool has_distinct_ids(const Config& config, const LayerSource& source);

/// Sets `why` if no feature is left of a layer that had some and was read as a whole; an existing reason is kept.
void note_if_all_lost(const LayerCounts& counts, std::string& why);

/// Reads the targets of Biodiversity Opportunity Areas that the config names.
void read_boa_targets(Project& project, KnownFiles& files);

/// The values of a layer's class field, with the number of features that have each.
ValueCounts all_values(const Config& config, const LayerSource& source);
ValueCounts counts_of(const std::vector<std::string>& codes);

}  // namespace spatial
