// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libspatial/report/site_map.hpp"
#include "libspatial/report/site_report.hpp"

namespace spatial {

/// Private to report/: the parts of a site report's pages.

/// Targets of BOAs, whose wording is long: listed once for all sites, with the number by which sections refer to them.
using TargetKey = std::tuple<std::string, std::string, std::string, std::string,
                             std::string>;  ///< BOA, action, habitat, quantity, text
using TargetNumbers = std::map<TargetKey, std::size_t>;
TargetNumbers target_numbers(const SiteReport& report);

/// Sentences that all checked sites' summaries have in common, printed once: topic and text. Empty if there are few
/// sites.
using CommonLines = std::vector<std::pair<std::string, std::string>>;
CommonLines common_lines(const SiteReport& report);

/// How much a section shows. The more sites there are, the less space each gets.
struct SectionStyle {
  MapStyle map;
  std::size_t near_rows =
      static_cast<std::size_t>(-1);  ///< features of a role beyond its buffer that are listed one by one
  bool near_on_map = true;           ///< draw features beyond the buffer on the map
  bool key = true;                   ///< a key at every map; the headings of the tables show the same symbols
  bool folded = false;               ///< contents in a <noscript>; the script parses them when the section is opened
  const TargetNumbers* targets = nullptr;  ///< sections refer to targets by number; null: they print the wording
  const CommonLines* common = nullptr;     ///< sentences to leave out, because the page prints them once; may be null
};

/// The relation of a site to the closest feature of a role: "overlaps 0.32 ha", "adjoins", "120 m NE"; "–" for none.
std::string closest_text(const SiteReport& report, const ReportSite& site, std::uint32_t role);
/// The relation of the site to the closest feature of a role; `beyond` if there is none.
Relation closest_relation(const SiteReport& report, const ReportSite& site, std::uint32_t role);

/// Summary, map and tables of one site, as an <article>. `number` counts from 1.
std::string site_section(const SiteReport& report, std::size_t number, const SectionStyle& style);

}  // namespace spatial
