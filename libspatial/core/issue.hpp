// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Data problems are rows, not exceptions. Every repair, skipped feature, duplicate id, overlap, sliver or unknown code
/// of a run is one Issue. A run writes its issues as the point layer `issues` and counts them in the summary.
///
///     issues.push_back({IssueRule::invalid_repaired, "habitat", "habitats.gpkg#phase1", id, message, Place{x, y}});
///     sort_issues(issues);

enum class Severity { info, warning, error };

/// What was done with the feature.
enum class Outcome { kept, repaired, dropped };

/// The rules are listed in core/issue_rule.hpp; code that only passes issues on need not include it.
enum class IssueRule : int;

/// One row of the table of rules: the code written to the `issues` layer, how bad it is, what was done, what it means.
struct IssueRuleInfo {
  IssueRule rule;
  std::string_view code;
  Severity severity;
  Outcome outcome;
  std::string_view meaning;
};

std::span<const IssueRuleInfo> issue_rules() noexcept;
const IssueRuleInfo& info(IssueRule rule) noexcept;
std::string_view to_string(Severity severity) noexcept;
std::string_view to_string(Outcome outcome) noexcept;

struct Place {
  double x = 0;
  double y = 0;
};

struct Issue {
  IssueRule rule{};
  std::string role;        ///< role of the layer, e.g. "habitat"; empty where none applies
  std::string source;      ///< FILE#LAYER
  std::string feature_id;  ///< id of the feature as the user knows it
  std::string message;     ///< one sentence with the numbers that matter
  std::optional<Place> place;
};

using Issues = std::vector<Issue>;

/// Orders issues by (role, source, rule, feature id, message), so that output does not depend on threads.
void sort_issues(Issues& issues);

}  // namespace spatial
