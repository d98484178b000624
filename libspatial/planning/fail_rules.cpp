// SPDX-License-Identifier: MIT
#include "libspatial/planning/fail_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/planning/bng_tables.hpp"
#include "libspatial/planning/site_summary.hpp"

namespace spatial {
namespace {

bool is_code(const std::string& text) {
  const auto rules = issue_rules();
  return std::any_of(rules.begin(), rules.end(), [&](const IssueRuleInfo& row) { return row.code == text; });
}

[[noreturn]] void no_rule(const std::string& text) {
  std::vector<std::string> roles, words, codes;
  for (const SiteRoleInfo& row : site_roles()) roles.emplace_back(row.name);
  for (const RelationInfo& row : relations())
    if (row.relation != Relation::beyond) words.emplace_back(row.name);
  for (const IssueRuleInfo& row : issue_rules()) codes.emplace_back(row.code);
  throw Error(ErrorKind::usage,
              fmt::format("--fail-on '{}' is not RELATION:ROLE and no code of a finding{}", text,
                          text.find(':') == std::string::npos ? did_you_mean(text, codes) : ""),
              fmt::format("Write e.g. overlap:designated, bng_parcels_overlap, rejected or unchecked. Relations: {}. "
                          "Roles: {}. The codes are in docs/data.md.",
                          joined(words, ", "), joined(roles, ", ")));
}

}  // namespace

FailRules::FailRules(const std::vector<std::string>& texts, bool is_template) : asked_(!texts.empty()) {
  for (const std::string& text : texts) {
    if (text == "unchecked") continue;
    if (!is_template && (text == "rejected" || (text.starts_with("bng_") && is_code(text))))
      throw Error(ErrorKind::usage, fmt::format("--fail-on {} is about a Biodiversity Net Gain template", text),
                  "Give the template by --sites FILE --bng.");
    if (text == "rejected") {
      rejected_ = true;
    } else if (is_code(text)) {
      codes_.push_back(text);
    } else {
      const std::size_t colon = text.find(':');
      const auto relation = relation_named(text.substr(0, colon));
      const auto role = site_role_named(colon == std::string::npos ? "" : text.substr(colon + 1));
      if (role && site_roles()[*role].role == Role::context)
        throw Error(ErrorKind::usage, fmt::format("--fail-on '{}': layers of context are never judged", text),
                    "Give a layer that is to be judged the role constraint.");
      if (colon == std::string::npos || !relation || *relation == Relation::beyond || !role) no_rule(text);
      relations_.push_back({*relation, *role, text.substr(colon + 1)});
    }
  }
}

std::vector<std::string> FailRules::found_in(const SiteAssessment& all, const BngTables& tables) const {
  std::vector<std::string> found;
  if (!asked_) return found;
  for (std::size_t s = 0; s < all.sites.size(); ++s) {
    if (!all.sites.problem[s].empty()) {
      found.push_back(fmt::format("{} not_checked {}", all.sites.id[s], all.sites.problem[s]));
      continue;
    }
    for (const RelationRule& rule : relations_) {
      for (const SiteFeature& row : all.findings[s].features) {
        const RoleFeatures& role = all.inputs.roles[row.role];
        if (role.role != rule.role || row.relation > rule.relation) continue;
        found.push_back(fmt::format("{} {} {} {}", all.sites.id[s], info(row.relation).name, rule.role_name,
                                    feature_text(role, row.feature)));
        break;
      }
    }
  }
  for (const Issue& issue : all.issues) {
    const std::string_view code = info(issue.rule).code;
    const bool asked = std::find(codes_.begin(), codes_.end(), code) != codes_.end();
    if (asked || (rejected_ && tables.rejects(issue)))
      found.push_back(fmt::format("{} {} {}: {}", code, issue.role, issue.feature_id, issue.message));
  }
  return found;
}

}  // namespace spatial
