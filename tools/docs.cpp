// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>

#include "libspatial/core/error.hpp"
#include "libspatial/report/data_dictionary.hpp"
#include "tools/command.hpp"

namespace spatial::tool {
namespace {

std::string commands_page() {
  CLI::App root;
  RunOptions run;
  Action ignored;
  set_up(root, run, ignored);
  std::string page =
      "<!-- SPDX-License-Identifier: MIT -->\n<!-- Printed by `lnrs docs commands`; a test keeps it up to date. -->\n# "
      "Commands\n\n";
  page += fmt::format("```\n{}```\n", root.help());
  for (const Command& row : commands()) {
    if (row.hidden) continue;
    CLI::App* command = root.get_subcommand(std::string(row.name));
    page += fmt::format("\n## lnrs {}\n\n```\n{}```\n", row.name, command->help("lnrs"));
    for (CLI::App* inner : command->get_subcommands({}))
      page += fmt::format("\n### lnrs {} {}\n\n```\n{}```\n", row.name, inner->get_name(),
                          inner->help(fmt::format("lnrs {}", row.name)));
  }
  return page;
}

std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

std::string config_page() {
  std::string page =
      "<!-- SPDX-License-Identifier: MIT -->\n<!-- Printed by `lnrs docs config`; a test keeps it up to date. -->\n# "
      "Config file\n\n"
      "A config is a TOML file; `lnrs init FILE` writes one to start from. Paths are relative to the config file. A "
      "layer is named\n"
      "`FILE[#LAYER]`. Unknown keys and wrong types stop the run with line, column and the nearest known key. `--set` "
      "overrides a\n"
      "single value (`--set scoring.weights.joined=4`, `--set network.woodland.dispersal_m=500`), `--print-config` "
      "prints the config\n"
      "with every default written out.\n\n"
      "Only a habitat layer is needed. A role with several sources is written `[[layers.<role>]]`, once per source. "
      "Without\n"
      "`[[network]]` every shipped network whose core habitat occurs is used.\n\n"
      "| role | layers | meaning |\n|---|---|---|\n";
  for (const RoleInfo& role : roles())
    page += fmt::format("| `{}` | {} | {} |\n", role.name, role.several ? "several" : "one",
                        cell(std::string(role.meaning)));
  std::string section;
  for (const ConfigKeyInfo& row : config_keys()) {
    if (row.section != section) {
      section = row.section;
      page += fmt::format("\n## `{}`\n\n| key | type | default | meaning |\n|---|---|---|---|\n", section);
    }
    page += fmt::format("| `{}` | {} | {} | {} |\n", row.key, row.type,
                        row.fallback.empty() ? "" : fmt::format("`{}`", row.fallback), cell(row.doc));
  }
  page += "\n## Indicators\n\n| indicator | default weight | definition |\n|---|---|---|\n";
  for (const IndicatorInfo& row : indicators())
    page += fmt::format("| `{}` | {} | {} |\n", row.name, row.default_weight, cell(std::string(row.definition)));
  return page;
}

/// One row per page that derives from the tool; docs/<name>.md holds the printed text.
struct Page {
  std::string_view name;
  std::string (*text)();
};
constexpr std::array pages{Page{"commands", commands_page}, Page{"config", config_page}, Page{"data", data_dictionary}};

}  // namespace

Action set_up_docs(CLI::App& app, const RunOptions&) {
  auto name = std::make_shared<std::string>();
  std::vector<std::string> names;
  for (const Page& page : pages) names.emplace_back(page.name);
  app.add_option("page", *name, "Name of the page")->required()->check(CLI::IsMember(names));
  return [name] {
    for (const Page& page : pages)
      if (page.name == *name) print(page.text());
    return 0;
  };
}

}  // namespace spatial::tool
