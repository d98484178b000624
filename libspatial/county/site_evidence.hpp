// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/county/project.hpp"
#include "libspatial/planning/site_assessment.hpp"
#include "libspatial/report/site_report.hpp"

namespace spatial {

/// The report of a site check with its evidence: date, versions, rules, layers read, credits.
///   add_text(files, "checked.html", html_report(site_report(assessment, project, tables, executor)), …);
/// "None" is stated only about layers that were read: each layer has a line with its edition, its rows, the features
/// read for this check and its extent, or the reason why it could not be used.
SiteReport site_report(const SiteAssessment& all, const Project& project, const BngTables& tables,
                       const Executor& executor);

}  // namespace spatial
