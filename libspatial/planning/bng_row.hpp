// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/planning/bng_metric.hpp"
#include "libspatial/planning/bng_template.hpp"

namespace spatial {

/// Reads one row of the template in the terms of the metric: the baseline, the proposal, and what is wrong with either.
/// No row is dropped: each ends with a module and its stages, or with a finding. Sizes in m². Pure, thread-safe, O(log
/// types); throws nothing.
///
///     const BngRow row = read_bng_row(parcel, tables, true, [](IssueRule rule, std::string message) { … });
///     row.before->type->type;   // "Modified grassland"

enum class BngRetention { none, unknown, retained, enhanced, lost, created };
std::string_view retention_name(BngRetention retention) noexcept;

/// Baseline or proposal. `state` is empty if a cell is missing or wrong; the type may still be known.
struct BngStage {
  const BngType* type = nullptr;
  std::optional<BngState> state;
  double tree_m2 = std::numeric_limits<double>::quiet_NaN();
};

struct BngRow {
  BngModule module{};
  BngRetention retention{};
  std::optional<BngStage> before, after;  ///< after: the habitat that is created, or that results from enhancement
  std::optional<BngTiming> timing;        ///< nullopt if the years are not valid
  bool off_site = false;
  std::optional<double> spatial_risk;  ///< off-site only
};

using RowFindings = std::function<void(IssueRule, std::string message)>;
/// `proposes`: whether any row of the file has a retention category. Without one the file states a baseline only.
BngRow read_bng_row(const Parcel& parcel, const BngTables& tables, bool proposes, const RowFindings& report);
bool states_retention(const Parcel& parcel);

}  // namespace spatial
