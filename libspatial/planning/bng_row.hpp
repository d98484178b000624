// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "libspatial/planning/bng_metric.hpp"
#include "libspatial/planning/bng_template.hpp"

namespace spatial {

/// A row of the template by the words of the metric: what stands there, what shall be done, and what was wrong with
/// what it says. Nothing is dropped: each row ends in a module with its stages, or in a finding. Pure.

enum class BngRetention { none, unknown, retained, enhanced, lost, created };
std::string_view retention_name(BngRetention retention) noexcept;

/// Before or after. `state` is empty where a word is missing or wrong; the type may be known all the same.
struct BngStage {
  const BngType* type = nullptr;
  std::optional<BngState> state;
  double tree_m2 = std::numeric_limits<double>::quiet_NaN();
};

struct BngRow {
  BngModule module{};
  BngRetention retention{};
  std::optional<BngStage> before, after;  ///< after: what is created or enhanced to
  std::optional<BngTiming> timing;        ///< nullopt: the years are wrong
  bool off_site = false;
  std::optional<double> spatial_risk;  ///< off-site only
};

using RowFindings = std::function<void(IssueRule, std::string message)>;
/// `proposes`: some row of the file has a retention category.
BngRow read_bng_row(const Parcel& parcel, const BngTables& tables, bool proposes, const RowFindings& report);
bool states_retention(const Parcel& parcel);

}  // namespace spatial
