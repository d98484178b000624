// SPDX-License-Identifier: MIT
#include "libspatial/landscape/role.hpp"

#include <array>

namespace spatial {
namespace {

constexpr std::array table{
    RoleInfo{Role::study_area, "study_area", "Study area",
             "The land the results are about; everything else is context.", false, false},
    RoleInfo{Role::boa, "boa", "Biodiversity Opportunity Areas",
             "Where action for nature is most wanted; boundaries are generalised.", false, false},
    RoleInfo{Role::lws, "lws", "Local Wildlife Sites", "Sites of county value for wildlife.", true, false},
    RoleInfo{Role::designated, "designated", "Designated sites",
             "Sites of national or international standing: SSSI, SAC, SPA, Ramsar, NNR, LNR.", true, false},
    RoleInfo{Role::irreplaceable, "irreplaceable", "Irreplaceable habitat",
             "Ancient woodland and other habitat that cannot be made again.", true, false},
    RoleInfo{Role::habitat, "habitat", "Habitats",
             "What grows where, with a code that a crosswalk translates; earlier sources take precedence.", true, true},
    RoleInfo{Role::exclusion, "exclusion", "Exclusions",
             "Land that can never be an opportunity: built-up areas, allocations, airfields.", true, false},
    RoleInfo{Role::constraint, "constraint", "Constraints",
             "Land where habitat creation costs more, such as the best and most versatile farmland.", true, false},
    RoleInfo{Role::candidate, "candidate", "Candidates",
             "The user's own parcels or measures to be scored instead of habitat polygons.", true, false},
    RoleInfo{Role::authority, "authority", "Authorities", "Districts by which results are reported.", false, false},
    RoleInfo{
        Role::measure, "measure", "Mapped measures",
        "Land that a published Local Nature Recovery Strategy maps for a measure; the class is the habitat it is for.",
        true, true},
    RoleInfo{
        Role::suitability, "suitability", "Suitability of the land",
        "What makes land more or less fit for a habitat: soil, wetness, flood zone, slope; a table gives a factor by "
        "class and network.",
        true, true},
    RoleInfo{Role::context, "context", "Around the site",
             "Roads, water, buildings, risk zones: what a check of sites shows and reports, and never judges.", true,
             false, true},
    // Roles of strategies and monitoring.
    RoleInfo{Role::project, "project", "Projects",
             "Work on habitat that is planned, underway or completed, and habitat that was lost (lnrs targets).", true,
             false, true},
    RoleInfo{Role::strategy_area, "strategy_area", "Strategy area",
             "The land of the Local Nature Recovery Strategy; the study area stands for it where none is given.", false,
             false, true},
    RoleInfo{Role::parcel, "parcel", "Parcels", "Land whose suitability for tree planting is asked for.", false, false,
             true},
    RoleInfo{Role::bline, "bline", "B-Lines", "Insect pathways, as areas or as lines that are 3 km wide.", true, false,
             true},
};

}  // namespace

std::span<const RoleInfo> roles() noexcept { return table; }
const RoleInfo& info(Role role) noexcept { return table[static_cast<std::size_t>(role)]; }
std::optional<Role> role_named(std::string_view name) noexcept {
  for (const RoleInfo& row : table)
    if (row.name == name) return row.role;
  return std::nullopt;
}

}  // namespace spatial
