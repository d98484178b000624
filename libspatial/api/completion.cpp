// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "libspatial/api/pages.hpp"

namespace spatial::api {
namespace {

bool takes_file(const Parameter& row) {
  switch (row.kind) {
    case Kind::config:
    case Kind::layer:
    case Kind::raster:
    case Kind::file:
    case Kind::output:
    case Kind::output_raster:
    case Kind::output_report:
      return true;
    default:
      return false;
  }
}

std::string options_of(const Parameters& rows) {
  std::string text;
  for (const Parameter& row : rows)
    if (row.place != Place::positional)
      text += fmt::format(" --{}{}", row.name, row.letter == 0 ? "" : fmt::format(" -{}", row.letter));
  return text;
}

std::string words_of(const Parameter& row) {
  std::string text;
  for (const Choice& choice : row.choices) text.append(text.empty() ? "" : " ").append(choice.word);
  return text;
}

std::string inner_of(const Command& command, const std::vector<Command>& all) {
  std::string text;
  for (const Command& other : all)
    if (other.name.starts_with(command.name + " ")) text.append(" ").append(other.name.substr(command.name.size() + 1));
  return text;
}

/// Words with which the first positional parameter of a command can be completed.
std::string first_words(const Command& command) {
  for (const Parameter& row : command.parameters)
    if (row.place == Place::positional) return words_of(row);
  return {};
}

/// Escapes text for the quoted arguments of zsh's _arguments, where brackets and colons are special.
std::string zsh_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'')
      result += "'\\''";
    else if (c == '[' || c == ']' || c == ':' || c == '\\')
      result.append("\\").push_back(c);
    else
      result += c;
  }
  return result;
}

std::string zsh_value(const Parameter& row) {
  if (row.kind == Kind::flag) return {};
  const std::string name = zsh_text(placeholder(row));
  if (!row.choices.empty()) return fmt::format(":{}:({})", name, words_of(row));
  if (row.kind == Kind::folder) return fmt::format(":{}:_files -/", name);
  return takes_file(row) ? fmt::format(":{}:_files", name) : fmt::format(":{}:", name);
}

std::string zsh_arguments(const Command& command, const Parameters& running) {
  std::string text;
  for (const Parameters* rows : {&command.parameters, &running})
    for (const Parameter& row : *rows) {
      const std::string value = zsh_value(row);
      if (row.place != Place::option)
        text += fmt::format(" \\\n        '{}{}'", row.many == Many::words ? "*" : "", value.empty() ? "::" : value);
      if (row.place == Place::positional) continue;
      const std::string star = row.many == Many::repeated ? "*" : "";
      text += fmt::format(" \\\n        '{}--{}[{}]{}'", star, row.name, zsh_text(row.sentence), value);
      if (row.letter != 0)
        text += fmt::format(" \\\n        '{}-{}[{}]{}'", star, row.letter, zsh_text(row.sentence), value);
    }
  return text;
}

}  // namespace

std::string bash_completion(const std::vector<Command>& all, const Parameters& running) {
  std::string names, cases, values;
  std::vector<std::string> known;
  const auto add_value = [&](const std::string& of, const Parameter& row) {
    if (row.kind == Kind::flag || row.place == Place::positional) return;
    const std::string words = words_of(row);
    const std::string answer = !words.empty()             ? fmt::format("compgen -W '{}' -- \"$cur\"", words)
                               : row.kind == Kind::folder ? std::string("compgen -d -- \"$cur\"")
                               : takes_file(row)          ? std::string("compgen -f -- \"$cur\"")
                                                          : std::string("true");
    values += fmt::format("    '{} --{}'{}) COMPREPLY=($({})); return ;;\n", of, row.name,
                          row.letter == 0 ? "" : fmt::format("|'{} -{}'", of, row.letter), answer);
  };
  for (const Command& command : all) {
    const bool inner = command.name.find(' ') != std::string::npos;
    if (!inner && !command.hidden) names.append(names.empty() ? "" : " ").append(command.name);
    cases += fmt::format("    '{}') words='--help{}{}{}' first='{}' ;;\n", command.name, options_of(command.parameters),
                         options_of(running), inner_of(command, all), first_words(command));
    for (const Parameter& row : command.parameters) add_value(command.name, row);
    for (const Parameter& row : running) add_value(command.name, row);
  }
  return fmt::format(
      "# bash completion for lnrs; printed by `lnrs completion bash`\n"
      "_lnrs() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} words= first= command=\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    COMPREPLY=($(compgen -W '{} --help --version' -- \"$cur\")); return\n"
      "  fi\n"
      "  command=${{COMP_WORDS[1]}}\n"
      "  case \"$command ${{COMP_WORDS[2]}}\" in\n"
      "{}"
      "  esac\n"
      "  case \"$command $prev\" in\n"
      "{}"
      "  esac\n"
      "  case $command in\n"
      "{}"
      "  esac\n"
      "  if ((COMP_CWORD == 2)) && [[ -n $first ]]; then words=\"$words $first\"; fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
      "  if [[ $cur != -* ]]; then COMPREPLY+=($(compgen -f -- \"$cur\")); fi\n"
      "}}\n"
      "complete -o filenames -F _lnrs lnrs\n",
      names,
      [&] {
        std::string text;
        for (const Command& command : all)
          if (command.name.find(' ') != std::string::npos)
            text += fmt::format("    '{0}') ((COMP_CWORD > 2)) && command='{0}' ;;\n", command.name);
        return text;
      }(),
      values, cases);
}

std::string zsh_completion(const std::vector<Command>& all, const Parameters& running) {
  std::string commands, cases;
  for (const Command& command : all) {
    if (!command.hidden && command.name.find(' ') == std::string::npos)
      commands += fmt::format("    '{}:{}'\n", command.name, zsh_text(command.sentence));
    cases += fmt::format("    '{}')\n      _arguments '--help[Print this help and exit]'{}\n      ;;\n", command.name,
                         zsh_arguments(command, running));
  }
  return fmt::format(
      "#compdef lnrs\n# zsh completion for lnrs; printed by `lnrs completion zsh`\n"
      "_lnrs() {{\n"
      "  local -a commands\n"
      "  commands=(\n{}  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  if [[ -n $words[3] && $words[2]' '$words[3] == ({}) ]] && ((CURRENT > 3)); then\n"
      "    command=$words[2]' '$words[3]\n"
      "    shift words; ((CURRENT--))\n"
      "  fi\n"
      "  shift words; ((CURRENT--))\n"
      "  case $command in\n"
      "{}"
      "  esac\n"
      "}}\n"
      "_lnrs \"$@\"\n",
      commands,
      [&] {
        std::string text;
        for (const Command& command : all)
          if (command.name.find(' ') != std::string::npos)
            text += fmt::format("{}'{}'", text.empty() ? "" : "|", command.name);
        return text;
      }(),
      cases);
}

}  // namespace spatial::api
