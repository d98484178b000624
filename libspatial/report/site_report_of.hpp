// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/parallel.hpp"
#include "libspatial/planning/site_assessment.hpp"
#include "libspatial/report/site_report.hpp"

namespace spatial {

/// The report of an assessment, ready for html_report: texts, numbers, and outlines clipped to each site's map window.
/// Title, date, versions, inputs are the caller's to fill in. The same for any number of threads.
SiteReport site_report_of(const SiteAssessment& assessment, const Executor& executor);

}  // namespace spatial
