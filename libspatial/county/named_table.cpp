// SPDX-License-Identifier: MIT
#include "libspatial/county/named_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/landscape/csv.hpp"

namespace spatial {
namespace {

std::map<std::string, std::string> aliases_of(const std::vector<std::string>& aliases, const std::string& where) {
  std::map<std::string, std::string> names;
  for (const std::string& alias : aliases) {
    const std::size_t equals = alias.find('=');
    const std::string column = lower(trimmed(alias.substr(0, equals)));
    const std::string field = equals == std::string::npos ? std::string() : trimmed(alias.substr(equals + 1));
    if (column.empty() || field.empty())
      throw Error(ErrorKind::config, fmt::format("fields in {} has '{}'", where, alias),
                  "Write \"column = FIELD\", e.g. fields = [\"status = STAGE\"].");
    names[column] = field;
  }
  return names;
}

}  // namespace

std::string NamedTable::at(std::string_view column, std::size_t row) const {
  const auto found = columns_.find(column);
  return found == columns_.end() ? std::string() : trimmed(found->second[row]);
}

NamedTable NamedTable::of(const std::map<std::string, std::string>& names, const std::vector<AttributeColumn>& extra,
                          std::size_t rows) {
  NamedTable table;
  table.rows_ = rows;
  for (const auto& [column, field] : names)
    for (const AttributeColumn& one : extra)
      if (one.name == field) table.columns_[column] = one.texts();
  return table;
}

NamedTable NamedTable::of(const std::map<std::string, std::string>& names, const std::vector<TextColumn>& extra,
                          std::size_t rows) {
  NamedTable table;
  table.rows_ = rows;
  for (const auto& [column, field] : names)
    for (const TextColumn& one : extra)
      if (one.name == field) table.columns_[column] = one.values;
  return table;
}

namespace {

std::map<std::string, std::string> names_among(const std::vector<TextColumn>& all, const std::string& layer,
                                               const std::vector<std::string>& aliases,
                                               std::span<const WantedColumn> wanted, const std::string& where) {
  std::vector<std::string> fields;
  for (const TextColumn& column : all) fields.push_back(column.name);
  const auto field_named = [&](const std::string& name) {
    return std::find_if(fields.begin(), fields.end(), [&](const std::string& f) { return lower(f) == lower(name); });
  };
  const std::map<std::string, std::string> alias = aliases_of(aliases, where);
  std::map<std::string, std::string> names;
  for (const WantedColumn& column : wanted) {
    const std::string name(column.name);
    const auto other = alias.find(name);
    auto found = field_named(other == alias.end() ? name : other->second);
    // One list of aliases serves several tables; in this one the column may have its own name.
    if (found == fields.end() && other != alias.end()) found = field_named(name);
    if (found != fields.end()) {
      names[name] = *found;
    } else if (column.required || other != alias.end()) {
      const std::string looked_for = other == alias.end() ? name : other->second;
      throw Error(
          ErrorKind::config,
          fmt::format("{} of {} has no field '{}'{}", layer, where, looked_for, did_you_mean(looked_for, fields)),
          fmt::format("Its fields are {}; name the right one with fields = [\"{} = FIELD\"].", joined(fields, ", "),
                      name));
    }
  }
  return names;
}

}  // namespace

std::map<std::string, std::string> field_names(const Config& config, const std::string& layer,
                                               const std::vector<std::string>& aliases,
                                               std::span<const WantedColumn> wanted, const std::string& where) {
  return names_among(read_table(parse_layer_name(layer, base_folder(config))), layer, aliases, wanted, where);
}

NamedTable read_named_table(const Config& config, const std::string& layer, const std::vector<std::string>& aliases,
                            std::span<const WantedColumn> wanted, const std::string& where) {
  const std::vector<TextColumn> all = read_table(parse_layer_name(layer, base_folder(config)));
  return NamedTable::of(names_among(all, layer, aliases, wanted, where), all,
                        all.empty() ? 0 : all.front().values.size());
}

NamedTable read_named_csv(const std::filesystem::path& file, std::span<const WantedColumn> wanted,
                          const std::string& where) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw Error(ErrorKind::config, fmt::format("cannot read {}", file.string()), "Check the path.");
  const CsvFile csv = parse_csv(text.str(), file.string());
  std::vector<TextColumn> all;
  for (std::size_t r = 0; r < csv.rows.size(); ++r)
    for (std::size_t c = 0; c < (r == 0 ? csv.rows[0].cells.size() : all.size()); ++c) {
      const auto& cells = csv.rows[r].cells;
      if (r == 0)
        all.push_back({trimmed(cells[c].text), {}});
      else
        all[c].values.push_back(c < cells.size() ? cells[c].text : std::string());
    }
  return NamedTable::of(names_among(all, file.string(), {}, wanted, where), all,
                        csv.rows.empty() ? 0 : csv.rows.size() - 1);
}

std::map<std::string, std::string> ask_for_columns(Config& config, LayerSource& source,
                                                   std::span<const WantedColumn> wanted, std::string_view id_column) {
  const std::string where = fmt::format("[layers.{}]", info(source.role).name);
  std::map<std::string, std::string> names = field_names(config, source.layer, source.fields, wanted, where);
  for (const auto& [column, field] : names) source.columns.push_back(field);
  const auto id = names.find(std::string(id_column));
  if (source.id_field.empty() && id != names.end()) source.id_field = id->second;
  return names;
}

}  // namespace spatial
