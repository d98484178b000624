// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/project.hpp"
#include "libspatial/opportunity/result.hpp"
#include "libspatial/report/network_tables.hpp"
#include "libspatial/report/run_record.hpp"

namespace spatial {

/// Everything that is needed to say how an opportunity map came about. `stages` give what was worked on; their seconds
/// are only written `with_timings`, because they differ from run to run.
RunRecord opportunity_manifest(const Project& project, const OpportunityResult& result,
                               const std::vector<StageTime>& stages, bool with_timings);

/// The same for the networks of a map: what was read, software, config, counts, stages. `command`: the one that was
/// run, e.g. "lnrs network".
RunRecord network_manifest(const Project& project, const NetworkSurvey& survey, const char* command,
                           const std::vector<StageTime>& stages, bool with_timings);

/// What every run of a config states: command, software, config, inputs and layers; and the rows of its stages.
RunRecord project_rows(const Project& project, const char* command);
/// One more input, as project_rows state theirs.
void add_file_rows(RunRecord& record, const InputFile& file);
void add_stage_rows(RunRecord& record, const std::vector<StageTime>& stages, bool with_timings);

/// Version of this project, e.g. "0.1.0".
std::string project_version();

}  // namespace spatial
