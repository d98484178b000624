// SPDX-License-Identifier: MIT
#include "libspatial/planning/options.hpp"

#include <array>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array relation_table{
    RelationInfo{Relation::inside, "inside", "All of the site lies in the feature."},
    RelationInfo{Relation::overlaps, "overlaps", "Part of the site lies in the feature."},
    RelationInfo{Relation::adjoins, "adjoins",
                 "They touch or lie within the adjoining distance, without sharing land."},
    RelationInfo{Relation::within_buffer, "within_buffer",
                 "The feature lies within the role's buffer around the site."},
    RelationInfo{Relation::near, "near", "The feature lies within the search distance."},
    RelationInfo{Relation::beyond, "beyond",
                 "The feature lies beyond the search distance; it is the nearest of its role."},
};

constexpr std::array role_table{
    SiteRoleInfo{"designated", "Designated sites", Role::designated, &SiteBuffers::designated},
    SiteRoleInfo{"lws", "Local Wildlife Sites", Role::lws, &SiteBuffers::lws},
    SiteRoleInfo{"irreplaceable", "Irreplaceable habitat", Role::irreplaceable, &SiteBuffers::irreplaceable},
    SiteRoleInfo{"priority_habitat", "Priority habitat", std::nullopt, &SiteBuffers::priority_habitat},
    SiteRoleInfo{"boa", "Biodiversity Opportunity Areas", Role::boa, &SiteBuffers::boa},
    SiteRoleInfo{"measure", "Mapped measures", Role::measure, &SiteBuffers::measure},
    SiteRoleInfo{"constraint", "Constraints", Role::constraint, &SiteBuffers::constraint},
    SiteRoleInfo{"exclusion", "Exclusions", Role::exclusion, &SiteBuffers::exclusion},
    SiteRoleInfo{"context", "Around the site", Role::context, &SiteBuffers::context},
};

}  // namespace

std::span<const RelationInfo> relations() noexcept { return relation_table; }
const RelationInfo& info(Relation relation) noexcept { return relation_table[static_cast<std::size_t>(relation)]; }

std::optional<Relation> relation_named(std::string_view name) noexcept {
  for (const RelationInfo& row : relation_table)
    if (row.name == name) return row.relation;
  if (name == "overlap") return Relation::overlaps;
  if (name == "adjoin") return Relation::adjoins;
  if (name == "buffer") return Relation::within_buffer;
  return std::nullopt;
}

std::span<const SiteRoleInfo> site_roles() noexcept { return role_table; }

std::optional<std::size_t> site_role_named(std::string_view name) noexcept {
  for (std::size_t r = 0; r < role_table.size(); ++r)
    if (role_table[r].name == name) return r;
  return std::nullopt;
}

}  // namespace spatial
