// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/clean.hpp"
#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// The sites of one check, every row of the source among them: a bad outline is a site with a problem, not a missing
/// row. Ordered by reference (natural text order, then as in the file); an index is an identity.
struct SiteList {
  std::vector<std::string> id;         ///< the reference, with "-2", "-3" … where one occurs again
  std::vector<std::string> reference;  ///< as the source has it
  std::vector<std::string> name;
  std::vector<std::string> problem;  ///< why the site cannot be checked; empty for most
  std::vector<double> stated_m2;     ///< NaN where none is stated
  std::vector<char> repaired;        ///< the outline was invalid and was repaired
  std::vector<std::string>
      stand_in;                 ///< of points and lines: what stands for the outline ("a circle of 20 m"); else ""
  std::string source;           ///< FILE#LAYER
  MultiPolygonColumn geometry;  ///< clean; no parts where there is a problem
  std::vector<Box> boxes;
  std::vector<double> areas_m2;

  std::size_t size() const noexcept { return id.size(); }
};

struct SiteListResult {
  SiteList sites;
  Issues issues;  ///< role "site", sorted
};

/// Great Britain and the seas around it, in degrees, either way round.
bool looks_like_degrees(const Box& box) noexcept;

/// A point becomes a circle of the area its row states, or else of `radius_m` (as lines; 64 corners); then cleans as
/// section 1 of docs/methods.md says. Issues: those of `clean`, site_needs_radius, site_area_differs (more than 1 % and
/// 10 m²), site_repeated for each site with the outline of an earlier one. Does not throw for bad rows.
SiteListResult site_list(const RawSites& raw, double radius_m, const CleanOptions& cleaning, const Executor& executor);

}  // namespace spatial
