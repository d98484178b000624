// SPDX-License-Identifier: MIT
#include "libspatial/config/section_reader.hpp"

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"

namespace spatial {

ConfigValue value_from(const toml::node& node) {
  if (const auto* text = node.as_string()) return without_secrets(text->get());
  if (const auto* whole = node.as_integer()) return whole->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* day = node.as_date())
    return fmt::format("{:04}-{:02}-{:02}", day->get().year, day->get().month, day->get().day);
  if (node.is_table()) return OtherValue{"a table"};
  if (!node.is_array()) return OtherValue{"a time"};
  std::vector<std::string> texts;
  std::vector<double> numbers;
  for (const toml::node& member : *node.as_array())
    if (const auto number = member.value<double>(); number && (member.is_integer() || member.is_floating_point()))
      numbers.push_back(*number);
  if (!numbers.empty() && numbers.size() == node.as_array()->size()) return numbers;
  for (const toml::node& member : *node.as_array()) {
    if (!member.is_string()) return OtherValue{node.is_array_of_tables() ? "a list of tables" : "a list"};
    texts.push_back(without_secrets(member.as_string()->get()));
  }
  return texts;
}

void SectionReader::fail(const toml::node* node, const std::string& message, const std::string& remedy) const {
  throw Error(ErrorKind::config,
              place(node == nullptr ? toml::source_region{} : node->source(), node != nullptr) + message, remedy);
}

std::string SectionReader::place(const toml::source_region& source, bool stated) const {
  if (!stated) return file_ + ": ";
  if (source.begin.line == 0) return "--set: ";
  return fmt::format("{}:{}:{}: ", file_, source.begin.line, source.begin.column);
}

void SectionReader::check_names(const toml::table& table, const std::string& where,
                                const std::vector<std::string>& known) const {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string hint = did_you_mean(name, known);
    for (const ConfigKeyInfo& row : config_keys())
      if (hint.empty() && row.key == name) hint = fmt::format("; it belongs to {}", row.section);
    throw Error(ErrorKind::config,
                fmt::format("{}unknown key '{}' in {}{}", place(key.source(), true), name, where, hint),
                "Known here: " + joined(known, ", ") + ".");
  }
}

std::vector<const toml::table*> SectionReader::members(const toml::table& table, const std::string& section,
                                                       const std::string& name) const {
  std::vector<const toml::table*> found;
  const toml::node* node = table.get(name);
  if (node == nullptr) return found;
  const toml::array* list = node->as_array();
  if (list == nullptr || !(list->empty() || list->is_array_of_tables()))
    fail(node, fmt::format("{} in [{}] must be a list of tables", name, section),
         fmt::format("Write [[{}.{}]] with two brackets, once per member.", section, name));
  for (const toml::node& member : *list) found.push_back(member.as_table());
  return found;
}

}  // namespace spatial
