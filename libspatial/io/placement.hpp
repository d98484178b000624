// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "libspatial/io/layer_look.hpp"

namespace spatial {

/// Tells layers that lie about where they are: degrees, kilometres, swapped axes or another grid under the name of the
/// stated system.
///
/// How: the coordinates of a first look are compared with the area of use that PROJ gives for the layer's CRS and the
/// result's, and with where the other layers of the run lie. Where they do not fit, each reading in a table (the same
/// numbers as degrees, swapped, in kilometres, in Web Mercator, in the National Grid, in the Irish grids …) is tried;
/// the first under which most features lie in the right place is named, with what to do.
///   Placement placement("EPSG:27700");
///   if (const auto found = placement.misplaced(look)) throw Error(ErrorKind::input, found->message, found->remedy);
/// Units: metres of the result's CRS; degrees where "lonlat" is said. Errors: Error(input) for a CRS that PROJ does not
/// know. One thread; transformations are made once per CRS. Sources: EPSG's areas of use; areal scale after Snyder
/// (1987), section 4.
struct Misplacement {
  std::string message;  ///< names the layer, where it lies, and what its numbers look like
  std::string remedy;
  std::size_t rank = 0;  ///< of the reading in the table: the lower, the more common
};

class Placement {
 public:
  /// `crs`: of the result, in which layers are compared.
  explicit Placement(std::string crs);
  ~Placement();

  /// The layer's extent in the result's CRS; empty if nothing of it can be transformed.
  Box extent_of(const LayerLook& look);
  /// Told from the areas of use alone: the layer cannot lie where its numbers say, or lies outside both areas of use
  /// and would lie inside under another reading.
  std::optional<Misplacement> misplaced(const LayerLook& look);
  /// Of a layer that lies outside of `around` (in the result's CRS): the reading by which it would lie there; nullopt
  /// if there is none. `what`: how that place is called, e.g. "the study area".
  std::optional<Misplacement> misplaced(const LayerLook& look, const Box& around, const std::string& what);
  /// A sentence if features looked at lie outside the area of use of the layer's CRS or of the result's, or seem to be
  /// in kilometres.
  std::optional<std::string> odd_place(const LayerLook& look);
  /// How false areas in the result's CRS are where the layers lie: 0.01 means 1 % too large. The mean over the features
  /// looked at, compared with the ellipsoid of the CRS; 0 if nothing is known.
  double area_error(std::span<const LayerLook> looks);
  /// The area error up to which the result's CRS is taken there without asking: 0.1 %; of the British National Grid 1 %
  /// in and around Great Britain, because land there is measured in it by law and custom: it reaches 0.16 % in the
  /// Isles of Scilly and 0.3 % at its western edge.
  double tolerated_error(std::span<const LayerLook> looks);
  /// Where they lie, "around 40.7° N 74.0° W, outside its area of use (…)".
  std::string place_text(std::span<const LayerLook> looks);
  /// A CRS in metres that suits these layers, e.g. "EPSG:27700" or a UTM zone; "" if nothing is known.
  std::string better_crs(std::span<const LayerLook> looks);
  /// Name of the result's CRS.
  const std::string& crs_name() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Are these boxes degrees of longitude and latitude in the area of use of a CRS?
bool are_degrees_within(std::span<const Box> boxes, const std::string& crs);

}  // namespace spatial
