// SPDX-License-Identifier: MIT
#include "libspatial/config/config_differences.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <map>
#include <set>
#include <sstream>

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

/// A config as pairs of key and value. `members` lists its layers and networks, each with the value that describes it
/// best.
struct FlatConfig {
  std::map<std::string, std::string> values;
  std::map<std::string, std::string> members;
};

std::string text_in(const toml::table& table, std::initializer_list<const char*> keys) {
  for (const char* key : keys)
    if (const auto value = table[key].value<std::string>(); value && !value->empty()) return *value;
  return {};
}

std::string value_text(const toml::node& node) {
  if (const auto text = node.value<std::string>()) return *text;
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return out.str();
}

void flatten(const toml::table& table, const std::string& path, FlatConfig& flat);

void flatten_member(const toml::table& table, const std::string& path, FlatConfig& flat) {
  // In a layer, `id` names a field, so it does not identify the layer.
  const bool is_layer = path.starts_with("layers.");
  const std::string name =
      is_layer ? text_in(table, {"title", "layer", "raster"}) : text_in(table, {"id", "preset", "title", "layer"});
  std::string key = name.empty() ? path : fmt::format("{} ({})", path, name);
  for (int number = 2; flat.members.contains(key); ++number)
    key = fmt::format("{} ({}, number {})", path, name, number);
  const std::string what = text_in(table, {"layer", "raster", "title", "preset", "id"});
  flat.members[key] = what.empty() ? "given" : what;
  flatten(table, key, flat);
}

void flatten(const toml::table& table, const std::string& path, FlatConfig& flat) {
  for (const auto& [name, node] : table) {
    const std::string key = path.empty() ? std::string(name.str()) : path + "." + std::string(name.str());
    const toml::array* list = node.as_array();
    if (list != nullptr && list->is_array_of_tables()) {
      for (const toml::node& one : *list) flatten_member(*one.as_table(), key, flat);
    } else if (const toml::table* inner = node.as_table()) {
      path == "layers" ? flatten_member(*inner, key, flat) : flatten(*inner, key, flat);
    } else {
      flat.values[key] = value_text(node);
    }
  }
}

FlatConfig flat(const std::string& text) {
  FlatConfig result;
  try {
    flatten(toml::parse(text), "", result);
  } catch (const toml::parse_error& problem) {
    throw Error(ErrorKind::input, fmt::format("the config that a map holds cannot be read: {}", problem.description()),
                "Make the map again with lnrs opportunities.");
  }
  return result;
}

std::string value_of(const std::map<std::string, std::string>& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? std::string() : found->second;
}

/// Adds a row for each member that only one of the configs has. `told` collects the key prefixes of these members,
/// whose values need no rows of their own.
void tell_members(const FlatConfig& has, const FlatConfig& lacks, bool is_old, std::vector<ConfigDifference>& rows,
                  std::set<std::string>& told) {
  for (const auto& [key, what] : has.members) {
    if (lacks.members.contains(key)) continue;
    bool inside = false;  // a table inside a member that already has a row
    for (const std::string& start : told) inside = inside || key.starts_with(start);
    if (!inside) rows.push_back(is_old ? ConfigDifference{key, what, ""} : ConfigDifference{key, "", what});
    told.insert(key + ".");
  }
}

}  // namespace

std::vector<ConfigDifference> config_differences(const std::string& old_toml, const std::string& new_toml) {
  const FlatConfig before = flat(old_toml), after = flat(new_toml);
  std::vector<ConfigDifference> rows;
  std::set<std::string> told;
  tell_members(before, after, true, rows, told);
  tell_members(after, before, false, rows, told);
  std::set<std::string> keys;
  for (const FlatConfig* one : {&before, &after})
    for (const auto& [key, value] : one->values) keys.insert(key);
  for (const std::string& key : keys) {
    bool inside = false;
    for (const std::string& start : told) inside = inside || key.starts_with(start);
    const std::string old_value = value_of(before.values, key), new_value = value_of(after.values, key);
    if (!inside && old_value != new_value) rows.push_back({key, old_value, new_value});
  }
  return rows;
}

}  // namespace spatial
