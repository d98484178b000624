// SPDX-License-Identifier: MIT
#include "libspatial/config/config_overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  for (;;) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    steps.push_back(trimmed(path.substr(0, dot)));
    if (dot == path.size()) return steps;
    path.remove_prefix(dot + 1);
  }
}

[[noreturn]] void fail(const std::string& override_text, const std::string& message, const std::string& remedy) {
  throw Error(ErrorKind::config, fmt::format("--set {}: {}", override_text, message), remedy);
}

toml::table* member(toml::array& list, const std::string& name) {
  std::size_t position = 0;
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), position);
  if (problem == std::errc() && end == name.data() + name.size())
    return position >= 1 && position <= list.size() ? list[position - 1].as_table() : nullptr;
  for (toml::node& node : list) {
    toml::table* table = node.as_table();
    if (table == nullptr) continue;
    for (const char* key : {"id", "preset", "title"})
      if ((*table)[key].value<std::string>() == name) return table;
  }
  return nullptr;
}

void set_value(toml::table& table, const std::string& key, const std::string& text) {
  try {
    // A copied value has no source line; this is how messages know that it came from the command line.
    const toml::table parsed = toml::parse("value = " + text);
    if (parsed.size() == 1 && parsed.contains("value")) {
      parsed.get("value")->visit([&](const auto& value) { table.insert_or_assign(key, value); });
      return;
    }
  } catch (const toml::parse_error&) {
    // Not valid TOML: text needs no quotes on the command line.
  }
  table.insert_or_assign(key, text);
}

void apply(toml::table& root, const std::string& override_text) {
  const std::size_t equals = override_text.find('=');
  if (equals == std::string::npos || equals == 0)
    fail(override_text, "there is no '='", "Write key.path=value, e.g. --set scoring.weights.joined=4.");
  const std::vector<std::string> steps = steps_of(std::string_view(override_text).substr(0, equals));
  if (std::any_of(steps.begin(), steps.end(), [](const std::string& step) { return step.empty(); }))
    fail(override_text, "a part of the key is empty", "Write key.path=value, e.g. --set scoring.weights.joined=4.");

  toml::table* table = &root;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    if (table == &root && steps[i] == "network" && !root.contains("network"))
      fail(override_text, "the config lists no network, so all presets are used as they are",
           "Add [[network]] with the preset to the config, then override its values.");
    if (!table->contains(steps[i])) table->insert(steps[i], toml::table{});
    toml::node* next = table->get(steps[i]);
    if (toml::array* list = next->as_array(); list != nullptr && list->is_array_of_tables()) {
      toml::table* chosen = member(*list, steps[i + 1]);
      if (chosen != nullptr) {
        ++i;
        if (i + 1 == steps.size())
          fail(override_text, fmt::format("{} is a table, not a value", steps[i]), "Name one of its keys.");
      } else if (list->size() == 1) {
        chosen = list->front().as_table();
      } else {
        fail(override_text,
             fmt::format("{} has {} members and none is called '{}'", steps[i], list->size(), steps[i + 1]),
             fmt::format("Name it by id, preset, title or position, e.g. {}.1.",
                         joined(std::span(steps).first(i + 1), ".")));
      }
      table = chosen;
    } else if (next->is_table()) {
      table = next->as_table();
    } else {
      fail(override_text, fmt::format("{} is a value, not a table", steps[i]),
           "Give the path of a key as in the config file.");
    }
  }
  if (const toml::node* old = table->get(steps.back());
      old != nullptr && (old->is_table() || old->is_array_of_tables()))
    fail(override_text, fmt::format("{} is a table, not a value", steps.back()), "Name one of its keys.");
  set_value(*table, steps.back(), override_text.substr(equals + 1));
}

}  // namespace

void apply_overrides(toml::table& root, const std::vector<std::string>& overrides) {
  for (const std::string& text : overrides) apply(root, text);
}

}  // namespace spatial
