// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"
#include "libspatial/planning/options.hpp"
#include "libspatial/report/unit_section.hpp"

namespace spatial {

/// The report of a site check as a web page (docs/architecture.md, "The site report"): one file that needs no network
/// and no server, readable without scripts, with maps as SVG; scripts add sorting, filtering and an interactive
/// map.
///
///     write_text("checked.html", html_report(report), {});
///
/// Guarantees of `html_report`: the same value gives the same bytes. Every text is escaped, so that no name can become
/// markup or script. A Content-Security-Policy allows only the page's own styles and scripts, by their SHA-256.
/// Everything that a map shows is also in a table beside it. In texts that are not UTF-8, U+FFFD replaces the invalid
/// bytes. Units: areas in m² and distances in m; the page shows hectares. NaN means unknown and is shown as a dash.
/// Pure; O(size of the value). Throws Error(internal) for indices out of range, and nothing else.

/// The kind of feature of a row or shape; `key` as in outputs ("lws"), `title` for people ("Local Wildlife Sites").
struct ReportRole {
  std::string key, title;
  double buffer_m = 0;         ///< 0: none
  bool none_checked = false;   ///< its cells say that the role was not checked
  std::string unchecked = {};  ///< layers that do not cover this land, and why; "" if all cover it
};

/// A feature, once for all sites.
struct ReportFeature {
  std::uint32_t role = 0;  ///< index into SiteReport::roles
  std::string id, name;
  std::string kind;    ///< e.g. "SSSI"; may be empty
  std::string source;  ///< FILE#LAYER
};

/// The spatial relation of the site to a feature.
struct ReportRelation {
  std::uint32_t feature = 0;  ///< index into SiteReport::features
  Relation relation{};
  bool nearest = false;
  double overlap_m2 = 0;
  double share_of_site = 0;     ///< 0–1
  double share_of_feature = 0;  ///< 0–1
  double distance_m = 0;
  double edge_m = std::numeric_limits<double>::quiet_NaN();  ///< to a boundary that is generalised (BOAs)
  std::string direction;                                     ///< "N" … "NW"; empty: on the site
  std::int32_t shape = -1;  ///< outline: index into ReportSite::shapes; −1: not on the map
};

/// Land of the site in features of a role, each place once.
struct ReportAffected {
  std::uint32_t role = 0;
  double area_m2 = 0;
};

struct ReportShare {
  std::string name;
  double share = 0;  ///< 0–1
};

struct ReportFlag {
  std::string who, why;
  std::string because;      ///< the feature that made the rule apply, e.g. "Brown's Folly (SSSI), 120 m"; may be empty
  std::string source = {};  ///< law or guidance; may be empty
};

/// One sentence of the summary with its topic, in the order of county guidance. Sentences of a topic are adjacent.
struct ReportLine {
  std::string topic;  ///< heading as people read it, e.g. "Designated sites"
  std::string text;
};

struct ReportTarget {
  std::string boa;  ///< name
  std::string action, habitat, quantity_ha, text;
  std::string on_site;  ///< habitats on the site that serve it; empty: none
  double existing_m2 = 0, suitable_m2 = 0;
};

struct ReportHabitat {
  std::string habitat, code;
  double area_m2 = 0;
  double distinctiveness = std::numeric_limits<double>::quiet_NaN();
  bool irreplaceable = false, priority = false;
};

struct ReportAround {
  std::string habitat;
  std::array<double, habitat_radius_count> area_m2{};  ///< by habitat_radii_m
};

struct ReportOpportunity {
  std::string id, area_class, network, habitat;
  double score = std::numeric_limits<double>::quiet_NaN();
  double on_site_m2 = 0;
  double share_of_area = 0;  ///< of the opportunity area, 0–1
  std::int32_t shape = -1;   ///< index into ReportSite::shapes
};

/// Equivalent connected area of a network, today, without the site's core habitat, and as proposed.
struct ReportNetwork {
  std::string network;
  double core_lost_m2 = 0, core_gained_m2 = 0;
  double eca_before_m2 = 0, eca_without_m2 = 0;
  double eca_proposed_m2 = std::numeric_limits<double>::quiet_NaN();  ///< NaN: nothing is proposed for it
};

/// A coded finding about the site's own data: geometry checks, issues.
struct ReportFinding {
  std::string severity;  ///< "error", "warning", "info"
  std::string code, text;
};

struct ReportSite {
  std::string id, name;
  std::string status;                     ///< "checked", "repaired", "not checked"
  std::string problem;                    ///< why it was not checked
  std::vector<std::string> reservations;  ///< why the findings may be incomplete or inexact; empty: none
  std::string outline_is;  ///< what is used as the outline, e.g. "a circle of 20 m"; empty: the site has an outline
  std::vector<std::string> actions;  ///< what may have to be done, why, and its source
  double area_m2 = std::numeric_limits<double>::quiet_NaN();
  double stated_m2 = std::numeric_limits<double>::quiet_NaN();
  double in_study_area = std::numeric_limits<double>::quiet_NaN();  ///< share, 0–1
  std::string grid_reference;
  Point centre;
  std::vector<ReportShare> authorities;
  std::vector<ReportFlag> flags;
  std::vector<ReportLine> summary;
  std::vector<ReportRelation> relations;  ///< in the order of the page
  std::vector<ReportAffected> affected;
  std::vector<ReportTarget> targets;
  std::vector<ReportHabitat> habitats;
  std::vector<ReportAround> around;
  std::vector<ReportOpportunity> opportunities;
  std::vector<ReportNetwork> networks;
  std::optional<UnitSection> units;  ///< of the one site of a template
  std::vector<ReportFinding> findings;

  Box window;                  ///< of the map; empty: no map
  MultiPolygonColumn outline;  ///< one feature, the site; none or empty where there is a problem
  MultiPolygonColumn shapes;   ///< outlines of features, clipped to the window
};

struct SiteReport {
  std::string project;            ///< title of the config
  std::string date;               ///< of the run; may be empty
  bool has_consult_rules = true;  ///< false: no consultation rules were given
  std::string version;            ///< of lnrs
  std::string sites_source;       ///< FILE#LAYER, redacted
  double search_m = 1000;
  double adjoin_m = 0.1;
  std::vector<ReportRole> roles;  ///< in the order of county guidance
  std::vector<ReportFeature> features;
  std::vector<ReportSite> sites;                              ///< in the order of the list
  std::vector<std::pair<std::string, std::string>> rules;     ///< heading, text: rules applied, printed at the end
  std::vector<std::pair<std::string, std::string>> versions;  ///< libraries
  std::vector<std::pair<std::string, std::string>> inputs;    ///< what was read: source, credit or count
  std::vector<std::pair<std::string, std::string>> credits;   ///< layer; edition, licence and attribution
};

/// Makes the page. It has a few MB for a thousand sites: outlines are simplified to what a screen can show, and more so
/// the more there are.
std::string html_report(const SiteReport& report);

/// The map window for a site: the site with room around it, in the maps' proportion of 4 : 3. Shapes are clipped to it.
Box map_window(const Box& site, double room_share = 0.6);

/// Whether this build carries the interactive map; without it pages have the SVG maps only.
bool has_interactive_map() noexcept;

}  // namespace spatial
