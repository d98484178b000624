// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/project.hpp"
#include "libspatial/opportunity/result.hpp"
#include "libspatial/report/network_tables.hpp"
#include "libspatial/report/run_record.hpp"

namespace spatial {

/// The record of how an opportunity map was made. `stages` list the steps; their seconds are written only
/// `with_timings`, because they differ between runs.
RunRecord opportunity_manifest(const Project& project, const OpportunityResult& result,
                               const std::vector<StageTime>& stages, bool with_timings);

/// The same for the networks of a map: what was read, software, config, counts, stages. `command`: the one that was
/// run, e.g. "lnrs network".
RunRecord network_manifest(const Project& project, const NetworkSurvey& survey, const char* command,
                           const std::vector<StageTime>& stages, bool with_timings);

/// The rows that every run of a config writes: command, software, config, inputs and layers, and the rows of its
/// stages.
RunRecord project_rows(const Project& project, const char* command);
/// Adds an input, in the form of project_rows.
void add_file_rows(RunRecord& record, const InputFile& file);
void add_stage_rows(RunRecord& record, const std::vector<StageTime>& stages, bool with_timings);

/// Version of this project, e.g. "0.1.0".
std::string project_version();

}  // namespace spatial
