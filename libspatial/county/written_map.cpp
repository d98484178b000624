// SPDX-License-Identifier: MIT
#include "libspatial/county/written_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "libspatial/core/error.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {
namespace {

const TextColumn* find(const std::vector<TextColumn>& columns, const std::string& name) {
  for (const TextColumn& one : columns)
    if (one.name == name) return &one;
  return nullptr;
}

const std::vector<std::string>& needed(const std::vector<TextColumn>& columns, const std::string& name,
                                       const std::filesystem::path& file) {
  if (const TextColumn* found = find(columns, name)) return found->values;
  throw Error(ErrorKind::input, fmt::format("{} has no column '{}'", file.string(), name),
              "The file was made by another version: run lnrs opportunities again.");
}

/// One branch for each row of the table `run` that is read back.
void read_run(WrittenMap& map) {
  const std::vector<TextColumn> run = read_table({map.file, "run"}, {"section", "item", "key", "value"});
  const auto& section = run[0].values;
  for (std::size_t i = 0; i < section.size(); ++i) {
    const std::string &item = run[1].values[i], &key = run[2].values[i], &value = run[3].values[i];
    if (section[i] == "weight" && key == "weight") {
      for (const IndicatorInfo& indicator : indicators())
        if (indicator.name == item)
          map.scoring.weights[static_cast<std::size_t>(indicator.indicator)] = std::strtod(value.c_str(), nullptr);
    } else if (section[i] == "scoring" && key == "suitability") {
      map.scoring.suitability = value == "multiply" ? SuitabilityRule::multiply : SuitabilityRule::weigh;
    } else if (section[i] == "count" && key == "candidates_ranked") {
      map.scoring.ranked["create"] = std::strtoull(value.c_str(), nullptr, 10);
    } else if (section[i] == "count" && key == "candidates_to_restore") {
      map.scoring.ranked["restore"] = std::strtoull(value.c_str(), nullptr, 10);
    } else if (section[i] == "run" && key == "name") {
      map.name = value;
    } else if (section[i] == "run" && key == "crs") {
      map.crs = value;
    } else if (section[i] == "run" && key == "date") {
      map.date = value;
    } else if (section[i] == "config" && key == "toml") {
      map.config = value;
    } else if (section[i] == "input" && key == "sha256") {
      map.inputs[item] = value;
    } else if (section[i] == "software" && item == "lnrs" && key == "version") {
      map.version = value;
    }
  }
}

void read_networks(WrittenMap& map) {
  const std::vector<TextColumn> networks = read_table({map.file, "networks"}, {"network", "title"});
  for (std::size_t n = 0; n < networks[0].values.size(); ++n)
    map.scoring.networks[networks[0].values[n]] = networks[1].values[n];
}

}  // namespace

RowText WrittenMap::row(std::size_t number) const {
  RowText text;
  for (const TextColumn& one : areas) text[one.name] = one.values[number];
  return text;
}

const std::vector<std::string>& WrittenMap::column(const std::string& title) const {
  return needed(areas, title, file);
}

bool WrittenMap::has(const std::string& title) const { return find(areas, title) != nullptr; }

WrittenMap read_written_map(const std::filesystem::path& file) {
  if (std::filesystem::exists(file)) {
    const std::vector<std::string> tables = table_names(file);
    for (const char* table : {"opportunity_areas", "evidence", "run"})
      if (std::find(tables.begin(), tables.end(), table) == tables.end())
        throw Error(ErrorKind::input,
                    fmt::format("{} has no table '{}', so it is not an opportunity map", file.string(), table),
                    "Name the output of lnrs opportunities.");
  }
  WrittenMap map;
  map.file = file;
  map.areas = read_table({file, "opportunity_areas"});
  const std::vector<std::string>& ids = map.column("candidate_id");
  for (std::size_t i = 0; i < ids.size(); ++i) map.rows.emplace(ids[i], i);
  read_run(map);
  read_networks(map);
  return map;
}

std::map<std::string, std::vector<RowText>> rows_of_candidates(const WrittenMap& map, const std::string& table,
                                                               const std::vector<std::string>& candidates) {
  std::map<std::string, std::vector<RowText>> result;
  for (const std::string& candidate : candidates) result[candidate];
  const std::vector<TextColumn> columns = read_table({map.file, table});
  const std::vector<std::string>& owners = needed(columns, "candidate_id", map.file);
  for (std::size_t i = 0; i < owners.size(); ++i) {
    const auto owner = result.find(owners[i]);
    if (owner == result.end()) continue;
    RowText row;
    for (const TextColumn& one : columns) row[one.name] = one.values[i];
    owner->second.push_back(std::move(row));
  }
  return result;
}

}  // namespace spatial
