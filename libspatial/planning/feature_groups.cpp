// SPDX-License-Identifier: MIT
#include "libspatial/planning/feature_groups.hpp"

#include <algorithm>
#include <map>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

/// The reference without the "~2" that cleaning appends to repeated ones.
std::string reference_of(const std::string& id) {
  const std::size_t mark = id.rfind('~');
  const bool numbered = mark != std::string::npos && mark > 0 && mark + 1 < id.size() &&
                        std::all_of(id.begin() + static_cast<std::ptrdiff_t>(mark) + 1, id.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
  return numbered ? id.substr(0, mark) : id;
}

}  // namespace

bool counted_by_name(std::size_t role) noexcept {
  const auto meant = site_roles()[role].role;
  return meant && *meant != Role::constraint && *meant != Role::exclusion;
}

FeatureGroups::FeatureGroups(const RoleFeatures& role) {
  std::map<std::string, std::uint32_t> known;
  const bool by_name = counted_by_name(role.role);
  for (std::size_t f = 0; f < role.id.size(); ++f) {
    const std::string name = by_name ? lower(trimmed(role.name[f])) : std::string();
    const std::string kind = role.kind.empty() ? std::string() : role.kind[f];
    const std::string key = !by_name       ? std::to_string(f)
                            : name.empty() ? kind + "\x1f#" + role.source[f] + "\x1f" + reference_of(role.id[f])
                                           : kind + "\x1f=" + name;
    const auto [found, added] = known.emplace(key, static_cast<std::uint32_t>(parts_.size()));
    if (added) {
      parts_.push_back(0);
      areas_m2_.push_back(0);
    }
    group_.push_back(found->second);
    ++parts_[found->second];
    if (f < role.areas_m2.size()) areas_m2_[found->second] += role.areas_m2[f];
  }
}

}  // namespace spatial
