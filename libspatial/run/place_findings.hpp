// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// Checks and messages about where layers lie, shared by runs of a config (county/layer_places.hpp) and commands on
/// plain layers (layers/layer_check.hpp).

/// Distance between two boxes in metres; 0 if they meet.
double distance_m(const Box& a, const Box& b);
/// "12.3 km"
std::string kilometres(double metres);
/// "min_x min_y max_x max_y", as --bbox takes it.
std::string box_text(const Box& box);

/// Why a layer has no usable feature, judged from its rows alone; "" if it has one.
std::string nothing_in(const LayerLook& look, const std::string& where);

/// Checks whether the CRS gives true areas where the layers lie.
///
///     const AreaCheck areas(placement, looks, config.crs);
///     areas.refuse_unless(config.allow_false_areas);
///     areas.report(issues);
class AreaCheck {
 public:
  AreaCheck(Placement& placement, std::vector<LayerLook> looks, const std::string& crs);
  /// Throws Error(input), with a better CRS as the remedy, if the error of areas exceeds the tolerance.
  void refuse_unless(bool allowed) const;
  /// Reports an error within the tolerance as an issue, except for made-up coordinates (those near the false origin,
  /// where there is no land).
  void report(Issues& issues) const;

 private:
  std::string sentence() const;
  Placement& placement_;
  std::vector<LayerLook> looks_;
  const std::string& crs_;
  double error_, tolerated_;
};

/// Throws Error(input) if all features of a layer were dropped, saying how many for which reason.
void refuse_if_all_lost(const std::string& source, const LayerCounts& counts, const Issues& issues);

/// Issues about a whole layer that the user must see at once, as lines for the console, without repeats.
std::vector<std::string> said_at_once(const Issues& issues);

}  // namespace spatial
