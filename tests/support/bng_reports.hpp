// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/report/site_report.hpp"

namespace spatial::test {

/// The page of `lnrs bng` for busy_site() (tests/support/bng_file.hpp), or that of its checks alone.
std::string drawn_bng_page(bool check_only);
/// A report of one site with the same units and findings.
SiteReport report_with_units();
/// The page of a template whose every cell and name tries to break out of the page.
std::string hostile_bng_page();

}  // namespace spatial::test
