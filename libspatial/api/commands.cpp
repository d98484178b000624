// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/planned.hpp"
#include "libspatial/io/open_sources.hpp"
#include "libspatial/report/data_dictionary.hpp"

namespace spatial::api {

std::vector<Command> commands() {
  constexpr std::array makers{opportunities_command,
                              network_command,
                              network_metrics_command,
                              corridors_command,
                              circuit_command,
                              circuit_raster_command,
                              select_command,
                              sites_command,
                              bng_command,
                              explain_command,
                              compare_command,
                              inspect_command,
                              init_command,
                              overlay_command,
                              tabulate_command,
                              dissolve_command,
                              buffer_command,
                              near_command,
                              check_coverage_command,
                              change_command,
                              register_command,
                              register_sdl160_command,
                              targets_command,
                              strategy_command,
                              planting_command,
                              pollinators_command,
                              protected_command,
                              greenspace_command,
                              baseline_command,
                              plan_command,
                              run_part_command,
                              merge_command,
                              submit_command,
                              help_command,
                              version_command,
                              describe_command,
                              completion_command,
                              docs_command};
  std::vector<Command> all;
  for (Command (*make)() : makers) all.push_back(make());
  for (Command (*make)() : makers)
    if (all[static_cast<std::size_t>(std::find(makers.begin(), makers.end(), make) - makers.begin())].parting.step !=
        nullptr)
      all.push_back(planned(make));
  return all;
}

int run(const Command& command, Session& session) {
  const OpenSources open;
  return command.run(session);
}

std::span<const ExitCode> exit_codes() noexcept {
  static constexpr std::array codes{ExitCode{0, "done"},
                                    ExitCode{1, "failed"},
                                    ExitCode{2, "wrong command line or config"},
                                    ExitCode{3, "input data rejected"},
                                    ExitCode{4, "output could not be written"},
                                    ExitCode{5, "a check found something"},
                                    ExitCode{130, "interrupted (Ctrl-C)"},
                                    ExitCode{143, "terminated"}};
  return codes;
}

std::vector<FeatureTable> output_tables(const Command& command) {
  return command.tables.empty() ? std::vector<FeatureTable>() : dictionary_tables(command.tables);
}

}  // namespace spatial::api
