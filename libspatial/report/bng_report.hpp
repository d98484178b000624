// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/planning/bng_units.hpp"

namespace spatial {

/// What `lnrs bng` tells: a page for planners and applicants, a summary for the console, JSON for programs. Pure; the
/// pointers outlive the calls. The page is one file that needs no network, readable without scripts and in print; it
/// has the same guarantees about escaping and bytes as html_report (report/site_report.hpp).
struct BngReport {
  std::string site, file, date, version;
  std::string significance;  ///< the rule, as a sentence part
  bool check_only = false;   ///< no units were asked for
  const BngResult* result = nullptr;
  const Issues* issues = nullptr;
  const BngTables* tables = nullptr;
  MultiPolygon red_line;
};

/// What the figures are and what they are not: term and meaning, for the end of a page.
std::vector<std::pair<std::string, std::string>> bng_notes(const BngTables& tables, const std::string& significance);
/// Findings for which Defra's service rejects a file.
std::size_t bng_rejections(const BngReport& report);
std::string bng_summary(const BngReport& report);
std::string bng_json(const BngReport& report);
std::string bng_html(const BngReport& report);

}  // namespace spatial
