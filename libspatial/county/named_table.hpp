// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/config/config.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// A table whose columns a command looks up by name, even if the file has other names for them (key `fields`: "column =
/// FIELD"). Case does not matter in field names.
///
///   const NamedTable measures = read_named_table(config, config.strategy.statement, config.strategy.fields,
///                                                measure_columns, "[strategy] statement");
///   measures.at("measure_code", 0);
///
/// Errors: Error(config), exit code 2, for a missing required column (naming the most similar one), and for an alias if
/// the table has neither the alias nor the column; Error(input) as read_table.
struct WantedColumn {
  std::string_view name;
  bool required = false;
};

class NamedTable {
 public:
  std::size_t rows() const noexcept { return rows_; }
  bool has(std::string_view column) const { return columns_.contains(column); }
  /// Trimmed text of a cell; "" for NULL and for a missing column.
  std::string at(std::string_view column, std::size_t row) const;

  /// Columns of a layer or of a table that was read with the fields `names` gives.
  static NamedTable of(const std::map<std::string, std::string>& names, const std::vector<AttributeColumn>& extra,
                       std::size_t rows);
  static NamedTable of(const std::map<std::string, std::string>& names, const std::vector<TextColumn>& extra,
                       std::size_t rows);

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> columns_;
  std::size_t rows_ = 0;
};

/// The field for each column that the layer has. `where` is the layer's config section, for messages.
std::map<std::string, std::string> field_names(const Config& config, const std::string& layer,
                                               const std::vector<std::string>& aliases,
                                               std::span<const WantedColumn> wanted, const std::string& where);

NamedTable read_named_table(const Config& config, const std::string& layer, const std::vector<std::string>& aliases,
                            std::span<const WantedColumn> wanted, const std::string& where);

/// The same for a CSV file with comments before its header (crosswalks and other presets, landscape/csv.hpp).
NamedTable read_named_csv(const std::filesystem::path& file, std::span<const WantedColumn> wanted,
                          const std::string& where);

/// Makes the first source of a role read the wanted columns too, and returns the names under which they are found. The
/// id field is that of `id_column` unless the config names one.
std::map<std::string, std::string> ask_for_columns(Config& config, LayerSource& source,
                                                   std::span<const WantedColumn> wanted, std::string_view id_column);

}  // namespace spatial
