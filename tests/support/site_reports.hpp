// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "libspatial/report/site_report.hpp"

namespace spatial::test {

/// A believable report of `sites` invented sites: designated and local sites, woods, habitats, BOAs with targets around
/// each, some sites inside, some beside, some not checked. The same number gives the same report.
SiteReport drawn_report(std::size_t sites);

/// A report whose every text tries to break out of the page.
SiteReport hostile_report();
inline constexpr const char* hostile_text = "</script><img src=x onerror=alert(1)>\"'&<b>]]>-->";

}  // namespace spatial::test
