// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "libspatial/report/site_map.hpp"
#include "libspatial/report/site_report.hpp"

namespace spatial {

/// What the pages of a report are made of; private to report/.

struct SectionStyle {
  MapStyle map;
  std::size_t near_rows = static_cast<std::size_t>(-1);  ///< features of a role beyond its buffer that are listed one by one
};

/// "overlaps 0.32 ha", "adjoins", "120 m NE": how a site lies to the closest feature of a role; "–" for none.
std::string closest_text(const SiteReport& report, const ReportSite& site, std::uint32_t role);
/// Of the closest feature of a role; beyond where there is none.
Relation closest_relation(const SiteReport& report, const ReportSite& site, std::uint32_t role);

/// Summary, map and tables of one site, as an <article>. `number` counts from 1.
std::string site_section(const SiteReport& report, std::size_t number, const SectionStyle& style);

}  // namespace spatial
