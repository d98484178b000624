// SPDX-License-Identifier: MIT
#include "libspatial/county/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/report/explanation.hpp"

namespace spatial {
namespace {

const TextColumn& column(const std::vector<TextColumn>& columns, const std::string& name) {
  for (const TextColumn& one : columns)
    if (one.name == name) return one;
  throw Error(ErrorKind::input, fmt::format("the table has no column '{}'", name),
              "the file was made by another version; run lnrs opportunities again");
}

RowText row_of(const std::vector<TextColumn>& columns, std::size_t row) {
  RowText text;
  for (const TextColumn& one : columns) text[one.name] = one.values[row];
  return text;
}

}  // namespace

std::string explain_candidate(const std::filesystem::path& opportunity_map, const std::string& candidate_id) {
  if (std::filesystem::exists(opportunity_map)) {
    const std::vector<std::string> tables = table_names(opportunity_map);
    for (const char* needed : {"opportunity_areas", "evidence", "run"})
      if (std::find(tables.begin(), tables.end(), needed) == tables.end())
        throw Error(ErrorKind::input,
                    fmt::format("{} has no table '{}', so it is no opportunity map", opportunity_map.string(), needed),
                    "name the output of lnrs opportunities");
  }
  const std::vector<TextColumn> areas = read_table({opportunity_map, "opportunity_areas"});
  const std::vector<std::string>& ids = column(areas, "candidate_id").values;
  const auto found = std::find(ids.begin(), ids.end(), candidate_id);
  if (found == ids.end()) {
    const std::string nearest = nearest_word(candidate_id, ids);
    throw Error(ErrorKind::input, fmt::format("{} has no candidate '{}'", opportunity_map.string(), candidate_id),
                nearest.empty() ? fmt::format("candidates run from {} to {}", ids.empty() ? "–" : ids.front(),
                                              ids.empty() ? "–" : ids.back())
                                : fmt::format("did you mean '{}'?", nearest));
  }
  const std::vector<TextColumn> evidence = read_table({opportunity_map, "evidence"});
  const std::vector<std::string>& owners = column(evidence, "candidate_id").values;
  std::vector<RowText> rows;
  for (std::size_t i = 0; i < owners.size(); ++i)
    if (owners[i] == candidate_id) rows.push_back(row_of(evidence, i));
  const std::vector<TextColumn> run = read_table({opportunity_map, "run"});
  std::map<std::string, double> weights;
  for (std::size_t i = 0; i < column(run, "section").values.size(); ++i) {
    const RowText row = row_of(run, i);
    if (row.at("section") == "weight" && row.at("key") == "weight")
      weights[row.at("item")] = std::strtod(row.at("value").c_str(), nullptr);
  }
  return explanation(row_of(areas, static_cast<std::size_t>(found - ids.begin())), rows, weights);
}

}  // namespace spatial
