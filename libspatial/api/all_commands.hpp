// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/api/command.hpp"

namespace spatial::api {

/// One function per command, in the file of its name (commands of a family share one). Adding a command: a line here
/// and one in commands.cpp.
Command opportunities_command();
Command network_command();
Command network_metrics_command();
Command corridors_command();
Command circuit_command();
Command circuit_raster_command();
Command select_command();
Command sites_command();
Command bng_command();
Command explain_command();
Command compare_command();
Command inspect_command();
Command init_command();
Command overlay_command();
Command tabulate_command();
Command dissolve_command();
Command buffer_command();
Command near_command();
Command check_coverage_command();
Command change_command();
Command register_command();
Command register_sdl160_command();
Command targets_command();
Command strategy_command();
Command planting_command();
Command pollinators_command();
Command protected_command();
Command greenspace_command();
Command baseline_command();
Command plan_command();
Command run_part_command();
Command merge_command();
Command submit_command();
Command help_command();
Command version_command();
Command describe_command();
Command completion_command();
Command docs_command();

}  // namespace spatial::api
