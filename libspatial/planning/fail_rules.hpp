// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libspatial/planning/site_assessment.hpp"

namespace spatial {

/// The findings for which a site check ends with exit code 5 (`--fail-on`), so that scripts can sort lists of sites:
///     overlap:designated    a site has this relation, or a closer one, to a feature of the role
///     bng_parcels_overlap   a finding of this code, as in the table `issues`
///     rejected              a finding for which Defra's service rejects the template
///     unchecked             a site was not checked; every other rule reports this too
class FailRules {
 public:
  /// `is_template`: the sites come from a Biodiversity Net Gain template. Throws Error(usage) for a text that is not a
  /// rule, and for a rule about templates if there is none.
  FailRules(const std::vector<std::string>& texts, bool is_template);

  /// One line for each finding that matches a rule. Empty if nothing was found and every site was checked. Linear in
  /// features and issues.
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
