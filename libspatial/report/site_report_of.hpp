// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/core/parallel.hpp"
#include "libspatial/planning/site_assessment.hpp"
#include "libspatial/report/site_report.hpp"

namespace spatial {

/// Makes the report of an assessment, for html_report: texts, numbers, and outlines clipped to each site's map window.
/// The caller fills in title, date, versions and inputs. The result does not depend on the number of threads.
///
///     SiteReport report = site_report_of(assessment, executor);
SiteReport site_report_of(const SiteAssessment& assessment, const Executor& executor);

}  // namespace spatial
