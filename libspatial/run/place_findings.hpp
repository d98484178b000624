// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/landscape/layer.hpp"

namespace spatial {

/// What runs of a config (county/layer_places.hpp) and commands on layers (layers/layer_check.hpp) say alike about
/// where layers lie.

/// Distance between two boxes in metres; 0 if they meet.
double distance_m(const Box& a, const Box& b);
/// "12.3 km"
std::string kilometres(double metres);
/// "min_x min_y max_x max_y", as --bbox takes it.
std::string box_text(const Box& box);

/// Why nothing can be told from a layer, from the rows alone; "" if something can.
std::string nothing_in(const LayerLook& look, const std::string& where);

/// Are the areas that a reference system gives true where the layers lie?
class AreaCheck {
 public:
  AreaCheck(Placement& placement, std::vector<LayerLook> looks, const std::string& crs);
  /// Throws Error(input), with a better system as the remedy, if they are false by more than is tolerated.
  void refuse_unless(bool allowed) const;
  /// Within what is tolerated it is said too, but not of invented coordinates: there is no land beside the false
  /// origin.
  void report(Issues& issues) const;

 private:
  std::string sentence() const;
  Placement& placement_;
  std::vector<LayerLook> looks_;
  const std::string& crs_;
  double error_, tolerated_;
};

/// Throws Error(input) if a layer had features and none of them is left, saying how many were dropped for what reason.
void refuse_if_all_lost(const std::string& source, const LayerCounts& counts, const Issues& issues);

/// Issues about a layer as a whole that a person must see at once, as lines for the console; each once.
std::vector<std::string> said_at_once(const Issues& issues);

}  // namespace spatial
