// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "libspatial/api/pages.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial::api {
namespace {

/// Escapes text for roff, so that no word is read as a request or an escape, and minus signs can be copied.
std::string roff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
  }
  if (result.starts_with('.') || result.starts_with('\'')) result.insert(0, "\\&");
  return result;
}

std::string entry(const Parameter& row) {
  std::string head;
  if (row.place != Place::option) head += fmt::format("\\fI{}\\fR", roff(row.name));
  if (row.place != Place::positional) {
    if (!head.empty()) head += ", ";
    if (row.letter != 0) head += fmt::format("\\fB\\-{}\\fR, ", row.letter);
    head += fmt::format("\\fB\\-\\-{}\\fR", roff(row.name));
    if (const std::string value = placeholder(row); !value.empty()) head += fmt::format(" \\fI{}\\fR", roff(value));
  }
  std::string text = ".TP\n" + head + "\n" + roff(meaning(row)) + ".\n";
  const std::string range = in_words(row.range, row.kind), fallback = default_text(row);
  if (!range.empty()) text += fmt::format("It is {}.\n", roff(range));
  if (!fallback.empty()) text += fmt::format("Default: {}.\n", roff(fallback));
  for (const Choice& choice : row.choices)
    if (!choice.meaning.empty()) text += fmt::format(".br\n\\fB{}\\fR: {}\n", roff(choice.word), roff(choice.meaning));
  for (const std::string& other : row.depends_on) text += fmt::format("Has an effect with {} only.\n", roff(other));
  for (const std::string& other : row.excludes) text += fmt::format("Not together with {}.\n", roff(other));
  return text;
}

std::string page_name(const Command& command) {
  std::string name = "lnrs-" + command.name;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string title(std::string name, std::string_view sentence) {
  std::string upper = name;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return fmt::format(".TH {} 1 \"\" \"lnrs {}\" \"lnrs\"\n.SH NAME\n{} \\- {}\n", roff(upper), version(), roff(name),
                     roff(sentence));
}

std::string exit_section(bool finds) {
  std::string text = ".SH EXIT STATUS\n";
  for (const ExitCode& row : exit_codes())
    if (row.code != 5 || finds) text += fmt::format(".TP\n{}\n{}\n", row.code, roff(row.meaning));
  return text;
}

}  // namespace

std::string man_page(const Command* command, const std::vector<Command>& all, const Parameters& running) {
  if (command == nullptr) {
    std::string text = title("lnrs", "Ecological network opportunity mapping for Local Nature Recovery Strategies") +
                       ".SH SYNOPSIS\n\\fBlnrs\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH COMMANDS\n";
    for (const Command& one : all)
      if (!one.hidden) text += fmt::format(".TP\n\\fB{}\\fR(1)\n{}\n", roff(page_name(one)), roff(one.sentence));
    return text + exit_section(true);
  }
  std::string text = title(page_name(*command), command->sentence) +
                     fmt::format(".SH SYNOPSIS\n\\fBlnrs {}\\fR [\\fIOPTIONS\\fR]", roff(command->name));
  for (const Parameter& row : command->parameters)
    if (row.place != Place::option)
      text += fmt::format(" \\fI{}\\fR{}", roff(row.name), row.many == Many::words ? "..." : "");
  text += "\n.SH OPTIONS\n";
  for (const Parameter& row : command->parameters) text += entry(row);
  for (const Parameter& row : running) text += entry(row);
  const std::vector<FeatureTable> tables = output_tables(*command);
  if (!tables.empty()) text += ".SH TABLES OF THE RESULT\n";
  for (const FeatureTable& table : tables)
    text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(table.table.name), roff(table.table.description));
  text += ".SH EXAMPLES\n";
  for (const std::string& example : command->examples) text += fmt::format(".nf\n{}\n.fi\n", roff(example));
  return text + exit_section(command->finds) + ".SH SEE ALSO\n\\fBlnrs\\fR(1)\n";
}

std::vector<std::filesystem::path> write_man_pages(const std::filesystem::path& folder, const std::vector<Command>& all,
                                                   const Parameters& running) {
  std::vector<std::filesystem::path> files;
  const auto write = [&](const std::string& name, const std::string& text) {
    files.push_back(folder / (name + ".1"));
    write_text(files.back(), text, {.overwrite = true});
  };
  write("lnrs", man_page(nullptr, all, running));
  for (const Command& command : all)
    if (!command.hidden) write(page_name(command), man_page(&command, all, running));
  return files;
}

}  // namespace spatial::api
