// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <toml++/toml.h>

#include <string>
#include <utility>
#include <vector>

#include "libspatial/config/config_keys.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {

/// Private to config/: reads tables of a parsed config into structs, by the table of keys; messages name file, line and
/// column. Throws Error(config).

/// The content of a TOML value, with passwords removed from texts.
ConfigValue value_from(const toml::node& node);

class SectionReader {
 public:
  explicit SectionReader(std::string file) : file_(file.empty() ? "config" : std::move(file)) {}

  [[noreturn]] void fail(const toml::node* node, const std::string& message, const std::string& remedy) const;

  void check_names(const toml::table& table, const std::string& where, const std::vector<std::string>& known) const;

  /// Reads the keys of a table; `tables` are members that are read elsewhere.
  template <class T>
  void read_table(const toml::table& table, const std::string& where, T& target, std::span<const ConfigKey<T>> keys,
                  const std::vector<std::string>& tables = {}) const {
    std::vector<std::string> known = names_of(keys);
    known.insert(known.end(), tables.begin(), tables.end());
    check_names(table, where, known);
    for (const ConfigKey<T>& key : keys) {
      const toml::node* node = table.get(key.name);
      if (node == nullptr) continue;
      const ConfigValue value = value_from(*node);
      if (const auto problem = assign(target, key, value)) {
        std::string remedy(key.doc);
        if (key.name == "layer" && std::holds_alternative<std::vector<std::string>>(value))
          remedy = "Write one table per source, each under a header with two brackets, e.g. [[layers.lws]].";
        if (node->source().begin.line == 0 && std::holds_alternative<std::int64_t>(value))
          remedy += " Numbers that are text need quotes: 'key=\"2024\"'.";
        fail(node, fmt::format("{} in {} {}", key.name, where, *problem), remedy);
      }
    }
  }

  template <class T>
  void read_section(const toml::table& root, const std::string& name, T& target, std::span<const ConfigKey<T>> keys,
                    const std::vector<std::string>& tables = {}) const {
    const toml::node* node = root.get(name);
    if (node == nullptr) return;
    if (!node->is_table()) fail(node, fmt::format("{} must be a table", name), fmt::format("Write [{}].", name));
    read_table(*node->as_table(), fmt::format("[{}]", name), target, keys, tables);
  }

  /// The members of a list of tables, `[[section.name]]`; empty if there is none.
  std::vector<const toml::table*> members(const toml::table& table, const std::string& section,
                                          const std::string& name) const;

 private:
  std::string place(const toml::source_region& source, bool stated) const;
  std::string file_;
};

/// Reads [protected], [greenspace] and [baseline] with their subsections.
void read_people_sections(const SectionReader& reader, const toml::table& root, Config& config);

}  // namespace spatial
