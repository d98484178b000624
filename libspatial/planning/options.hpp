// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/landscape/role.hpp"

namespace spatial {

/// Options of a site check (docs/methods.md section 14). Distances are in m, edge to edge.

/// The spatial relation of a site to a feature, closest first. A closer relation also satisfies rules that ask for a
/// looser one.
enum class Relation { inside, overlaps, adjoins, within_buffer, near, beyond };

struct RelationInfo {
  Relation relation;
  std::string_view name;  ///< as in outputs and rules
  std::string_view meaning;
};
std::span<const RelationInfo> relations() noexcept;
const RelationInfo& info(Relation relation) noexcept;
/// Finds a relation by its name or by "overlap", "adjoin", "buffer"; nullopt for any other text.
std::optional<Relation> relation_named(std::string_view name) noexcept;

/// Distance around a site within which a feature of a role is `within_buffer`; 0 = none.
struct SiteBuffers {
  double designated = 0;
  double lws = 0;
  double irreplaceable = 15;  ///< ancient woodland: at least 15 m by the government's standing advice
  double priority_habitat = 0;
  double boa = 0;
  double measure = 0;
  double constraint = 0;
  double exclusion = 0;
  double context = 0;
};

/// The roles that a site is checked against, in the order of county guidance. One row per role.
struct SiteRoleInfo {
  std::string_view name;  ///< as in outputs and rules
  std::string_view title;
  std::optional<Role> role;  ///< nullopt: taken from the habitat map
  double SiteBuffers::*buffer_m;
};
std::span<const SiteRoleInfo> site_roles() noexcept;
/// Index into site_roles().
std::optional<std::size_t> site_role_named(std::string_view name) noexcept;

/// Whom to consult if a feature of a role has this relation to the site or lies within this distance. A rule that
/// states neither never applies.
struct ConsultRule {
  std::string id;  ///< of a preset rule, for a config to change; else empty
  std::string role;
  std::string layer;            ///< only features of the source with this title or name; empty: of any
  std::string relation;         ///< this or closer; empty: by distance or area alone
  double distance_m = 0;        ///< fires within this distance as well; 0: by relation alone
  double least_on_site_ha = 0;  ///< fires only where at least so much land of the site is shared
  std::string who;
  std::string why;
  std::string source;  ///< the law or guidance that asks for it

  bool asks() const noexcept { return !relation.empty() || distance_m > 0 || least_on_site_ha > 0; }
};

struct SiteOptions {
  double search_m = 1000;                 ///< features within are reported
  double adjoin_m = 0.1;                  ///< contact up to this gap is adjoining
  double boa_edge_m = 100;                ///< BOA boundaries are generalised, so a BOA this near is mentioned
  double radius_m = 0;                    ///< around sites given as points or lines; 0: such sites are not checked
  double priority_distinctiveness = 6;    ///< habitat of at least this distinctiveness is `priority_habitat`
  double overlap_tolerance_m2 = 0.5;      ///< shared areas up to this (and 0.1 % of the smaller area) are contact
  bool lnrs_published = true;             ///< a Local Nature Recovery Strategy is in force: no medium significance
  std::vector<std::string> without_lnrs;  ///< authorities (id or name) where none is, whatever lnrs_published says
  std::string consultations;              ///< preset or TOML file with rules that come before `consult`; empty: none
  std::string
      postcodes;  ///< CSV file or folder with the coordinates of postcodes; empty: postcodes are not accepted as places
  std::string wording;  ///< TOML file with wording of the summaries; empty: the preset
  SiteBuffers buffers;
  std::vector<ConsultRule> consult;
};

/// Radii within which habitat around a site is summed.
inline constexpr double habitat_radii_m[] = {1000, 2000, 3000, 5000};
inline constexpr std::size_t habitat_radius_count = 4;

}  // namespace spatial
