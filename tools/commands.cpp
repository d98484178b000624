// SPDX-License-Identifier: MIT
#include "libspatial/api/pages.hpp"
#include "tools/command.hpp"
#include "tools/command_line.hpp"
#include "tools/tool_session.hpp"

namespace spatial::tool {
namespace {

/// Prints help that is made from the rows of the command, not by CLI11.
class HelpFromRows : public CLI::Formatter {
 public:
  explicit HelpFromRows(std::function<std::string()> text) : text_(std::move(text)) {}
  std::string make_help(const CLI::App*, std::string, CLI::AppFormatMode) const override { return text_(); }

 private:
  std::function<std::string()> text_;
};

using Rows = std::shared_ptr<std::vector<api::Command>>;

void add_command(CLI::App& root, const Rows& rows, std::size_t index, RunOptions& run, Action& chosen) {
  const api::Command& row = (*rows)[index];
  CLI::App* parent = &root;
  std::string name = row.name;
  if (const std::size_t blank = name.find(' '); blank != std::string::npos) {
    parent = root.get_subcommand(name.substr(0, blank));
    name.erase(0, blank + 1);
    // Parameters that the outer command requires are not required if a subcommand is given; the run reports what is
    // missing.
    for (CLI::Option* option : parent->get_options()) option->required(false);
  }
  CLI::App* app = parent->add_subcommand(name, row.sentence);
  if (row.hidden) app->group("");
  add_parameters(*app, row.parameters);
  add_parameters(*app, api::run_rows(run));
  app->formatter(std::make_shared<HelpFromRows>(
      [rows, index, &run] { return api::help_text((*rows)[index], *rows, api::run_rows(run)); }));
  app->callback([rows, index, app, &chosen, &run] {
    if (!app->get_subcommands().empty()) return;
    chosen = [rows, index, &run] {
      ToolSession session(run);
      return api::run((*rows)[index], session);
    };
  });
}

}  // namespace

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const api::Command& row : api::commands())
    if (!row.hidden && row.name.find(' ') == std::string::npos) names.push_back(row.name);
  return names;
}

std::vector<std::string> lists_of(const std::string& command) {
  std::vector<std::string> names;
  for (const api::Command& row : api::commands())
    for (const api::Parameter& parameter : row.name == command ? row.parameters : api::Parameters())
      if (parameter.many == api::Many::list) names.push_back(api::shown_name(parameter));
  return names;
}

void set_up(CLI::App& app, RunOptions& run, Action& chosen) {
  app.name("lnrs");
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.set_version_flag("--version", api::version_text, "Print the versions of the tool and its libraries and exit");
  app.require_subcommand(1);
  const Rows rows = std::make_shared<std::vector<api::Command>>(api::commands());
  for (std::size_t k = 0; k < rows->size(); ++k) add_command(app, rows, k, run, chosen);
  app.formatter(std::make_shared<HelpFromRows>([rows] { return api::overview(*rows); }));
}

}  // namespace spatial::tool
