// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// The findings that `--fail-on` of a site check asks for, so that a list can be sifted by exit code:
///     overlap:designated    a site lies like this, or closer, to a feature of the role
///     bng_parcels_overlap   a finding of this code, as in the table `issues`
///     rejected              a finding for which Defra's service rejects the template
///     unchecked             nothing but that every site was checked, which every rule asks for
class FailRules {
 public:
  /// `is_template`: the sites are a Biodiversity Net Gain template. Throws Error(usage) for a text that is no rule, and
  /// for rules on a template without one.
  FailRules(const std::vector<std::string>& texts, bool is_template);

  /// One line for each finding that a rule asks for; empty: nothing was found, and every site was checked. Linear in
  /// the features and issues.
  std::vector<std::string> found_in(const SiteAssessment& all, const BngTables& tables) const;

 private:
  struct RelationRule {
    Relation relation;
    std::size_t role;
    std::string role_name;
  };
  std::vector<RelationRule> relations_;
  std::vector<std::string> codes_;
  bool rejected_ = false, asked_ = false;
};

}  // namespace spatial
