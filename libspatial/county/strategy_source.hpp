// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libspatial/county/project.hpp"
#include "libspatial/strategy/validation.hpp"

namespace spatial {

/// Reads the inputs of `lnrs strategy`: config, tables, and products made elsewhere.

/// Names under which tables and columns are written and found: "acib" -> "acbi", "acib.area_ha" -> "hectares".
class ProductNames {
 public:
  ProductNames() = default;
  explicit ProductNames(const Config& config);
  std::string table(const std::string& name) const { return name_of(name); }
  std::string column(const std::string& table, const std::string& name) const;
  /// "column = FIELD" of a table, as field_names takes them.
  std::vector<std::string> fields_of(const std::string& table) const;

 private:
  std::string name_of(const std::string& name) const;
  std::map<std::string, std::string> names_;
};

struct StrategySources {
  Config config;
  std::vector<std::map<std::string, std::string>> names;  ///< by source of Role::measure
};
/// Throws Error(config) if a required layer or table is not configured.
StrategySources strategy_sources(Config config);

/// The statement and its tables. Issues: duplicate_id for a measure that the statement has twice.
StrategyTables read_strategy_tables(const Config& config, StrategyInput& input, Issues& issues);

/// Sites, places of measures and the strategy area, beside the tables that were read.
void add_strategy_layers(const Project& project, const StrategySources& sources, StrategyInput& input);

/// The product layers that a file has. Throws Error(input) if it has none.
SuppliedProducts read_supplied(const Config& config, const std::string& file, const ProductNames& names, Issues& issues,
                               const Executor& executor);

/// Renames duplicate_id issues of measures to the rule that validations use.
void name_duplicate_measures(Issues& issues, const std::string& role);

}  // namespace spatial
