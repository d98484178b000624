// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "libspatial/io/layer_look.hpp"

namespace spatial {

/// Recognises layers whose coordinates do not match their stated CRS: degrees, kilometres, swapped axes or another
/// grid.
///
/// Method: the coordinates from a first look are compared with PROJ's area of use for the layer's CRS and the result's,
/// and with the location of the run's other layers. If they do not fit, each reading in a table is tried (the same
/// numbers as degrees, swapped, in kilometres, in Web Mercator, in the National Grid, in the Irish grids …). The first
/// reading that puts most features in the right place is reported, with the remedy.
///   Placement placement("EPSG:27700");
///   if (const auto found = placement.misplaced(look)) throw Error(ErrorKind::input, found->message, found->remedy);
/// Units: metres in the result's CRS; degrees where a name says "lonlat". Errors: Error(input) for a CRS that PROJ does
/// not know. One thread; transformations are made once per CRS. Sources: EPSG's areas of use; areal scale after Snyder
/// (1987), section 4.
struct Misplacement {
  std::string message;  ///< names the layer, where it lies, and what its numbers look like
  std::string remedy;
  std::size_t rank = 0;  ///< position of the reading in the table; lower ones are more common
};

class Placement {
 public:
  /// `crs`: the result's CRS, in which layers are compared.
  explicit Placement(std::string crs);
  ~Placement();

  /// The layer's extent in the result's CRS; empty if it cannot be transformed.
  Box extent_of(const LayerLook& look);
  /// Judges by the areas of use alone: the layer cannot lie where its coordinates say, or it lies outside both areas of
  /// use and would lie inside under another reading.
  std::optional<Misplacement> misplaced(const LayerLook& look);
  /// For a layer outside `around` (in the result's CRS): the reading under which it would lie inside; nullopt if there
  /// is none. `what`: the name of that place, e.g. "the study area".
  std::optional<Misplacement> misplaced(const LayerLook& look, const Box& around, const std::string& what);
  /// A sentence if features lie outside the area of use of the layer's CRS or the result's, or seem to be in
  /// kilometres.
  std::optional<std::string> odd_place(const LayerLook& look);
  /// The error of areas in the result's CRS at the layers' location: 0.01 means 1 % too large. The mean over the
  /// features seen, compared with the ellipsoid of the CRS; 0 if unknown.
  double area_error(std::span<const LayerLook> looks);
  /// The largest area error that is accepted without asking: 0.1 %, and 1 % for the British National Grid in and around
  /// Great Britain, where land is measured in that grid by law and custom. Its error reaches 0.16 % in the Isles of
  /// Scilly and 0.3 % at its western edge.
  double tolerated_error(std::span<const LayerLook> looks);
  /// The location of the layers in words: "around 40.7° N 74.0° W, outside its area of use (…)".
  std::string place_text(std::span<const LayerLook> looks);
  /// A CRS in metres that suits these layers, e.g. "EPSG:27700" or a UTM zone; "" if their location is unknown.
  std::string better_crs(std::span<const LayerLook> looks);
  /// Name of the result's CRS.
  const std::string& crs_name() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether these boxes are degrees of longitude and latitude within the area of use of a CRS.
bool are_degrees_within(std::span<const Box> boxes, const std::string& crs);

}  // namespace spatial
