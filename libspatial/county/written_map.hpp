// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "libspatial/landscape/layer.hpp"
#include "libspatial/report/explanation.hpp"

namespace spatial {

/// An opportunity map as read from its file, for `lnrs explain` and `lnrs compare`.
///
///     const WrittenMap map = read_written_map("opportunities.gpkg");
///     const std::size_t row = map.rows.at("H01890/E375408N163372");
///     map.row(row).at("score");
struct WrittenMap {
  std::filesystem::path file;
  std::vector<TextColumn> areas;            ///< all columns of opportunity_areas but the geometry
  std::map<std::string, std::size_t> rows;  ///< by candidate
  ScoringRecord scoring;
  std::string name, version, crs, date;
  std::string config;                         ///< TOML, resolved; empty if the file does not have it
  std::map<std::string, std::string> inputs;  ///< SHA-256 of each file that was read

  std::size_t size() const noexcept { return rows.size(); }
  RowText row(std::size_t number) const;
  /// Throws Error(input) for a column that the file lacks.
  const std::vector<std::string>& column(const std::string& title) const;
  bool has(const std::string& title) const;
};

/// Throws Error(input) for a file that is not an opportunity map.
WrittenMap read_written_map(const std::filesystem::path& file);
/// Rows of a table of the map whose `candidate_id` was requested, by candidate.
std::map<std::string, std::vector<RowText>> rows_of_candidates(const WrittenMap& map, const std::string& table,
                                                               const std::vector<std::string>& candidates);

}  // namespace spatial
