// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/planning/bng_units.hpp"

namespace spatial {

/// Results of `lnrs bng`: a page for planners and applicants, a summary for the console, and JSON for programs. Pure;
/// the pointers must outlive the calls. The page is one file that needs no network and can be read without scripts and
/// in print. Its guarantees about escaping and reproducible bytes are those of html_report (report/site_report.hpp).
///
///     print(bng_summary(report));
///     write_text("units.html", bng_html(report), {});
struct BngReport {
  std::string site, file, date, version;
  std::string significance;  ///< the rule, as a sentence part
  bool check_only = false;   ///< units were not requested
  const BngResult* result = nullptr;
  const Issues* issues = nullptr;
  const BngTables* tables = nullptr;
  MultiPolygon red_line;
};

/// Notes for the end of a page on what the figures mean and what they do not cover, as terms and meanings.
std::vector<std::pair<std::string, std::string>> bng_notes(const BngTables& tables, const std::string& significance);
/// The number of findings for which Defra's service rejects a file.
std::size_t bng_rejections(const BngReport& report);
std::string bng_summary(const BngReport& report);
std::string bng_json(const BngReport& report);
std::string bng_html(const BngReport& report);

}  // namespace spatial
