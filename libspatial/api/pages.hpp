// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/api/command.hpp"
#include "libspatial/api/groups.hpp"

namespace spatial::api {

/// All descriptions of the commands for people and programs, derived from their parameter rows. Pure, except
/// write_man_pages. `running`: the rows that every command has (run_rows).
///
///     const std::string text = help_text(command, commands(), run_rows(options));

/// `lnrs --help`.
std::string overview(const std::vector<Command>& all);
/// `lnrs COMMAND --help`.
std::string help_text(const Command& command, const std::vector<Command>& all, const Parameters& running);
/// docs/commands.md
std::string commands_page(const std::vector<Command>& all, const Parameters& running);
/// docs/config.md
std::string config_page();

/// `lnrs describe --json`, one JSON document by the schema docs/describe.schema.json.
std::string description(const std::vector<Command>& all, const Parameters& running);

/// Text of the man page of a command (lnrs-COMMAND.1), or of lnrs.1 if `command` is null.
std::string man_page(const Command* command, const std::vector<Command>& all, const Parameters& running);
/// Writes all man pages and returns their names. Throws Error(output).
std::vector<std::filesystem::path> write_man_pages(const std::filesystem::path& folder, const std::vector<Command>& all,
                                                   const Parameters& running);

std::string bash_completion(const std::vector<Command>& all, const Parameters& running);
std::string zsh_completion(const std::vector<Command>& all, const Parameters& running);

/// "lnrs 0.1.0" and the libraries that numbers depend on, a line each.
std::string version_text();

}  // namespace spatial::api
