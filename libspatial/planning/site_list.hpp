// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/core/parallel.hpp"
#include "libspatial/landscape/clean.hpp"
#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// The sites of one check. Every row of the source is among them: a row with a bad outline is a site with a problem,
/// never a missing row. Ordered by reference (natural text order, then file order); a site is identified by its index.
///
///     const SiteListResult sites = site_list(raw, 20, {}, executor);   // points become circles of 20 m
struct SiteList {
  std::vector<std::string> id;         ///< the reference, with "-2", "-3" … for repeated ones
  std::vector<std::string> reference;  ///< as the source has it
  std::vector<std::string> name;
  std::vector<std::string> problem;  ///< why the site cannot be checked; empty for most
  std::vector<double> stated_m2;     ///< NaN where none is stated
  std::vector<char> repaired;        ///< the outline was invalid and was repaired
  std::vector<std::string>
      stand_in;                 ///< of points and lines: what is used as the outline ("a circle of 20 m"); else ""
  std::string source;           ///< FILE#LAYER, or "typed in"
  MultiPolygonColumn geometry;  ///< clean; no parts where there is a problem
  std::vector<Box> boxes;
  std::vector<double> areas_m2;

  std::size_t size() const noexcept { return id.size(); }
};

/// Where a list of sites comes from, as text that follows "3 sites": "of list.csv#list", or "(typed in)".
std::string said_source(const std::string& source);

struct SiteListResult {
  SiteList sites;
  Issues issues;  ///< role "site", sorted
};

/// Whether a box lies within Great Britain and its seas if its numbers are degrees, in either axis order.
bool looks_like_degrees(const Box& box) noexcept;

/// Turns a point into a circle of the area that its row states, or of `radius_m` (64 corners); lines become strips of
/// that half width. Then cleans as in docs/methods.md section 1. Issues: those of `clean`, site_needs_radius,
/// site_area_differs (by more than 1 % and 10 m²), and site_repeated for a site with the outline of an earlier one. Bad
/// rows do not throw. O(n log n), in parallel; the result does not depend on the number of threads.
SiteListResult site_list(const RawSites& raw, double radius_m, const CleanOptions& cleaning, const Executor& executor);

}  // namespace spatial
