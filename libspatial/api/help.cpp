// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "libspatial/api/pages.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial::api {
namespace {

constexpr std::size_t column = 32, page_width = 110;

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return width;
}

/// Wraps text at the width of the help page; continuation lines are indented.
std::string wrapped(std::string_view text, std::size_t begin, std::size_t indent) {
  std::string result;
  std::size_t at = begin;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (at > indent && at + 1 + width_of(word) > page_width) {
      result.append("\n").append(indent, ' ');
      at = indent;
    } else if (!result.empty() && at > indent) {
      result += ' ';
      ++at;
    }
    result += word;
    at += width_of(word);
  }
  return result;
}

std::string line(std::string left, const std::string& text) {
  left.insert(0, "  ");
  const std::size_t width = width_of(left);
  left += width + 1 < column ? std::string(column - width, ' ') : "\n" + std::string(column, ' ');
  return left + wrapped(text, column, column) + "\n";
}

/// "-o,--output FILE", "--max-memory MB=4000", "LAYER FILE[#LAYER] REQUIRED"
std::string signature(const Parameter& row, bool as_option) {
  std::string text =
      !as_option ? row.name
                 : (row.letter != 0 ? fmt::format("-{},--{}", row.letter, row.name) : fmt::format("--{}", row.name));
  const std::string value = placeholder(row), fallback = default_text(row);
  if (!value.empty() && value != row.name) text.append(" ").append(value);
  if (!fallback.empty()) text.append("=").append(fallback);
  if (row.required) text += " REQUIRED";
  if (row.many == Many::repeated || row.many == Many::words) text += " ...";
  return text;
}

std::string with_exclusions(const Parameter& row) {
  std::string text = meaning(row);
  for (const std::string& other : row.excludes) text += fmt::format(". Not with --{}", other);
  return text;
}

std::string lines_of(const Parameters& rows, bool as_option) {
  std::string text;
  for (const Parameter& row : rows) {
    text += line(signature(row, as_option), with_exclusions(row));
    if (row.kind != Kind::choice) continue;
    for (const Choice& choice : row.choices)
      if (!as_option && !choice.meaning.empty())
        text += std::string(column, ' ') + wrapped(choice.word + ": " + choice.meaning, column, column + 2) + "\n";
  }
  return text;
}

bool is_inner(const Command& command, const Command& of) { return command.name.starts_with(of.name + " "); }

}  // namespace

std::string version_text() {
  std::string text = "lnrs " + version();
  for (const auto& [library, number] : library_versions()) text += "\n" + library + " " + number;
  return text;
}

std::string overview(const std::vector<Command>& all) {
  std::string text =
      "Ecological network opportunity mapping for Local Nature Recovery Strategies.\n"
      "Usage: lnrs COMMAND [OPTIONS]\n\nOptions:\n";
  text += line("-h,--help", "Print this help and exit");
  text += line("--version", "Print the versions of the tool and its libraries and exit");
  text += "\nCommands:\n";
  for (const Command& command : all)
    if (!command.hidden && command.name.find(' ') == std::string::npos) text += line(command.name, command.sentence);
  text += "\nEach command explains itself: lnrs COMMAND --help\n\nExit codes:\n";
  for (const ExitCode& row : exit_codes()) text += fmt::format("  {:>3}  {}\n", row.code, row.meaning);
  return text;
}

std::string help_text(const Command& command, const std::vector<Command>& all, const Parameters& running) {
  Parameters positional, options;
  std::string inner;
  for (const Parameter& row : command.parameters) {
    if (row.place != Place::option) positional.push_back(row);
    if (row.place != Place::positional) options.push_back(row);
  }
  for (const Command& other : all)
    if (is_inner(other, command)) inner += line(other.name.substr(command.name.size() + 1), other.sentence);
  std::string text = fmt::format("{}\nUsage: lnrs {} [OPTIONS]", command.sentence, command.name);
  for (const Parameter& row : positional)
    text += (row.required && inner.empty() ? " " : " [") + row.name + (row.many == Many::words ? "..." : "") +
            (row.required && inner.empty() ? "" : "]");
  if (!inner.empty()) text += " [COMMAND]";
  text += "\n";
  if (!positional.empty()) text += "\nArguments:\n" + lines_of(positional, false);
  text += "\nOptions:\n" + line("-h,--help", "Print this help and exit") + lines_of(options, true);
  text += "\nRunning:\n" + lines_of(running, true);
  if (!inner.empty()) text += "\nCommands:\n" + inner;
  if (!command.tables.empty()) {
    std::string names;
    for (const FeatureTable& table : output_tables(command))
      if (names.find(table.table.name + ",") == std::string::npos) names += table.table.name + ", ";
    names.resize(names.size() - 2);
    text += "\nTables of the result (columns in docs/data.md):\n  " + wrapped(names, 2, 2) + "\n";
  }
  if (!command.examples.empty()) text += "\nExamples:\n";
  for (const std::string& example : command.examples) text += "  " + example + "\n";
  return text;
}

std::string commands_page(const std::vector<Command>& all, const Parameters& running) {
  std::string page =
      "<!-- SPDX-License-Identifier: MIT -->\n<!-- Printed by `lnrs docs commands`; a test keeps it up to date. -->\n# "
      "Commands\n\n";
  page += fmt::format("```\n{}```\n", overview(all));
  for (const Command& command : all) {
    if (command.hidden) continue;
    const bool inner = command.name.find(' ') != std::string::npos;
    page += fmt::format("\n{} lnrs {}\n\n```\n{}```\n", inner ? "###" : "##", command.name,
                        help_text(command, all, running));
  }
  return page;
}

}  // namespace spatial::api
