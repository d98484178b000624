// SPDX-License-Identifier: MIT
#include "tools/command_line.hpp"

#include <fmt/format.h>

#include <limits>
#include <type_traits>
#include <variant>

#include "libspatial/core/error.hpp"

namespace spatial::tool {
namespace {

CLI::Validator within(const api::Parameter& row) {
  return CLI::Validator(
      [range = row.range, kind = row.kind](const std::string& text) {
        double value = std::numeric_limits<double>::quiet_NaN();
        const bool is_number = CLI::detail::lexical_cast(text, value);
        return is_number && api::holds(range, value) ? std::string()
                                                     : fmt::format("'{}' is not {}", text, api::in_words(range, kind));
      },
      "");
}

CLI::Option* option_of(CLI::App& app, const std::string& words, const api::Parameter& row) {
  return std::visit(
      [&](auto* target) -> CLI::Option* {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, bool>) {
          return app.add_flag(words, *target, row.sentence);
        } else if constexpr (std::is_same_v<Value, std::optional<Box>>) {
          return app
              .add_option_function<std::vector<double>>(
                  words,
                  [target](const std::vector<double>& corner) {
                    *target = Box{corner[0], corner[1], corner[2], corner[3]};
                  },
                  row.sentence)
              ->expected(4);
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          if (row.many != api::Many::list) return app.add_option(words, *target, row.sentence);
          return app.add_option_function<Value>(
              words,
              [target](const Value& lists) {
                target->clear();
                for (const std::string& list : lists)
                  for (std::string& word : api::list_words(list)) target->push_back(std::move(word));
              },
              row.sentence);
        } else {
          return app.add_option(words, *target, row.sentence);
        }
      },
      row.target);
}

/// Refuses lists that cannot be read, and those that name nothing: an empty variable of a script is no choice.
std::string list_fault(const std::string& text) {
  try {
    return api::list_words(text).empty() ? fmt::format("'{}' names nothing", text) : std::string();
  } catch (const Error& error) {
    return error.message();
  }
}

void check_words(CLI::Option& option, const api::Parameter& row) {
  if (row.choices.empty() || row.judged_by_run) return;
  std::vector<std::string> words;
  for (const api::Choice& choice : row.choices) words.push_back(choice.word);
  option.check(CLI::IsMember(words).description(""));
}

}  // namespace

void add_parameter(CLI::App& app, const api::Parameter& row) {
  std::string words = row.place == api::Place::positional ? row.name : "--" + row.name;
  if (row.place == api::Place::either) words = row.name + "," + words;
  if (row.letter != 0) words = fmt::format("-{},{}", row.letter, words);
  CLI::Option* option = option_of(app, words, row);
  if (row.required) option->required();
  if (!api::in_words(row.range).empty()) option->check(within(row));
  check_words(*option, row);
  switch (row.many) {
    case api::Many::once:
      break;
    case api::Many::repeated:
      option->allow_extra_args(false);
      break;
    case api::Many::list:
      option->check(CLI::Validator(list_fault, ""))->allow_extra_args(false);
      break;
    case api::Many::words:
      if (row.fewest > 0) option->expected(row.fewest, row.most_words);
      break;
  }
  if (row.given != nullptr) option->each([given = row.given](const std::string&) { *given = true; });
  if (const std::string value = api::placeholder(row); !value.empty()) option->type_name(value);
  if (const std::string text = api::default_text(row); !text.empty()) option->default_str(text);
  if (!row.group.empty()) option->group(row.group);
}

void add_parameters(CLI::App& app, const api::Parameters& rows) {
  for (const api::Parameter& row : rows) add_parameter(app, row);
  for (const api::Parameter& row : rows)
    for (const std::string& other : row.excludes)
      app.get_option(api::shown_name(row))->excludes(app.get_option("--" + other));
}

}  // namespace spatial::tool
