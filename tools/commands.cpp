// SPDX-License-Identifier: MIT
#include <array>

#include "tools/command.hpp"
#include "tools/version.hpp"

namespace spatial::tool {

Action set_up_inspect(CLI::App& app, const RunOptions& run);
Action set_up_init(CLI::App& app, const RunOptions& run);
Action set_up_docs(CLI::App& app, const RunOptions& run);
Action set_up_explain(CLI::App& app, const RunOptions& run);
Action set_up_compare(CLI::App& app, const RunOptions& run);
Action set_up_circuit(CLI::App& app, const RunOptions& run);
Action set_up_corridors(CLI::App& app, const RunOptions& run);
Action set_up_select(CLI::App& app, const RunOptions& run);
Action set_up_network(CLI::App& app, const RunOptions& run);
Action set_up_opportunities(CLI::App& app, const RunOptions& run);
Action set_up_sites(CLI::App& app, const RunOptions& run);
Action set_up_bng(CLI::App& app, const RunOptions& run);
Action set_up_overlay(CLI::App& app, const RunOptions& run);
Action set_up_tabulate(CLI::App& app, const RunOptions& run);
Action set_up_dissolve(CLI::App& app, const RunOptions& run);
Action set_up_buffer(CLI::App& app, const RunOptions& run);
Action set_up_near(CLI::App& app, const RunOptions& run);
Action set_up_check_coverage(CLI::App& app, const RunOptions& run);
Action set_up_change(CLI::App& app, const RunOptions& run);
Action set_up_register(CLI::App& app, const RunOptions& run);

namespace {

constexpr std::array table{
    Command{"opportunities", "Score where nature recovery should happen: from county layers to an opportunity map.",
            set_up_opportunities},
    Command{"network", "Show how habitat connects: patches, links, components, importance of each patch.",
            set_up_network},
    Command{"corridors",
            "Find least-cost paths between patches, what they cross, and the critical links whose loss would split the "
            "network.",
            set_up_corridors},
    Command{"circuit",
            "Let current flow between patches: effective resistances, a map of current, current in every candidate.",
            set_up_circuit},
    Command{"select", "Choose the candidates that join habitat best under a budget of area.", set_up_select},
    Command{"sites", "Check sites: what is mapped on and around a piece of land, for one site or a whole list.",
            set_up_sites},
    Command{"bng",
            "Count biodiversity units of a template by the statutory metric, and check it as Defra's service does.",
            set_up_bng},
    Command{"explain", "Tell how candidates of an opportunity map got their scores, by id, by place or by rank.",
            set_up_explain},
    Command{"compare", "Compare two opportunity maps: what came, went or moved, and which indicators account for it.",
            set_up_compare},
    Command{"inspect",
            "Show the layers of a file: geometry, CRS, counts, invalid features, fields with example values.",
            set_up_inspect},
    Command{"init", "Print a commented config, with roles, fields and crosswalk guessed from the names in a file.",
            set_up_init},
    Command{"overlay",
            "Cut layers by one another: intersection, union, identity, difference, symmetric difference, clip.",
            set_up_overlay},
    Command{"tabulate", "Tabulate areas by zone and class, without building geometry.", set_up_tabulate},
    Command{"dissolve", "Unite features by the values of fields.", set_up_dissolve},
    Command{"buffer", "Grow or shrink features by a distance, one by one or united.", set_up_buffer},
    Command{"near", "Find the nearest features of another layer, edge to edge.", set_up_near},
    Command{"check-coverage",
            "Find gaps, overlaps, slivers, duplicates and spikes in a layer that should cover its land once.",
            set_up_check_coverage},
    Command{"change", "Tell what became of what between two maps: matrix, extent account, kinds of change.",
            set_up_change},
    Command{"register",
            "Compare two editions of a register of sites: new, deleted, boundary, renamed, split, merged; or make the "
            "yearly return.",
            set_up_register},
    Command{"docs", "Print a page of the documentation that derives from the tool.", set_up_docs, true},
};

}  // namespace

std::span<const Command> commands() noexcept { return table; }

void set_up(CLI::App& app, RunOptions& run, Action& chosen) {
  app.name("lnrs");
  app.description("Ecological network opportunity mapping for Local Nature Recovery Strategies.");
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.set_version_flag("--version", version_text, "Print the versions of the tool and its libraries and exit");
  app.require_subcommand(1);
  app.get_formatter()->column_width(32);
  app.footer(
      "\nEach command explains itself: lnrs COMMAND --help\n\n"
      "Exit codes: 0 done; 1 failed; 2 wrong command line or config; 3 input data rejected; 4 output could not be\n"
      "written; 5 a check found what it was told to look for; 130 or 143 interrupted.");
  for (const Command& row : commands()) {
    CLI::App* command = app.add_subcommand(std::string(row.name), std::string(row.sentence));
    if (row.hidden) command->group("");
    const Action action = row.setup(*command, run);
    add_run_options(*command, run);
    command->callback([&chosen, action] { chosen = action; });
  }
}

}  // namespace spatial::tool
