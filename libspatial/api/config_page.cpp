// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "libspatial/api/pages.hpp"
#include "libspatial/config/config.hpp"

namespace spatial::api {
namespace {

std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

}  // namespace

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

}  // namespace spatial::api
