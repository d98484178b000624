// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "libspatial/county/habitat_store.hpp"

namespace spatial {

/// Reads the part of a county that a check of one site, or of a few nearby sites, needs: of each layer only the land
/// around the sites. Layers of roles that need more are read further out. Nothing is read twice.
///   SiteProject around(config, places, box, {.first_m = 5000, .networks = true}, executor, clock);
///   around.widen(Role::designated, 7300);     // reads the designated sites within 7.3 km
///   around.project();
///
/// Guarantees: all features whose boxes lie within within_m(role) of the sites' box are present, and are the same as if
/// the whole county had been read (for repeated ids see below). Study area and authorities are read as a whole. With
/// `networks` the habitat is read as a whole once and cleaned where needed; its networks, unknown codes and repeated
/// ids are then those of the county, otherwise those of the land that was read. Only files that are read as a whole are
/// checked completely. Not thread-safe. Errors as load_project; a layer without features nearby is not an error.
class SiteProject {
 public:
  struct Options {
    double first_m = 0;     ///< how far around the sites every layer is read at first
    bool networks = false;  ///< core_habitat() will be asked for
    /// Other layers than the habitat and the study area are read by read_land() only.
    bool others_later = false;
    /// The files were checked completely before, and nobody will ask for their fingerprints: of a part of a plan.
    bool checked_before = false;
    std::vector<Box> more_habitat{};  ///< read at first, beside the habitat around the sites
  };
  SiteProject(const Config& config, const LayerPlaces& places, const Box& sites, const Options& options,
              const Executor& executor, StageClock& clock);
  SiteProject(const SiteProject&) = delete;
  SiteProject& operator=(const SiteProject&) = delete;

  const Project& project() const noexcept { return project_; }
  Project take() && { return std::move(project_); }
  /// Extent of all layers, including features that are not read.
  Box extent() const;

  /// The distance from the sites up to which all features of the role are present; infinite if its layers are read as a
  /// whole.
  double within_m(Role role) const;

  /// Reads the layers of the role up to `needed_m`, or, if that is infinite, one step further than now. Returns false
  /// and does nothing if they already reach that far.
  bool widen(Role role, double needed_m);
  /// Reads the habitat that meets these boxes, too, wherever they lie. Returns false and does nothing if all of it is
  /// present.
  bool add_habitat(const std::vector<Box>& land);
  /// Reads a layer other than habitat, by its place in the config: the features that meet one of the boxes; all of them
  /// if there is no box, or if the layer lies in another reference system.
  void read_land(std::size_t layer, const std::vector<Box>& land);
  /// After widen() and add_habitat(): rates the habitat that is now present.
  void rate();

  /// Core habitat of these networks in the whole county, rated for all networks of the project. Adds to `issues` those
  /// about this habitat that the project does not have yet.
  HabitatMap core_habitat(const std::vector<NetworkProfile>& networks, Issues& issues) const;

 private:
  struct Reach {
    double within_m = -1;
    bool whole = false;
  };
  bool always_whole(std::size_t layer) const;
  bool covers(std::size_t layer, double within_m) const;
  std::vector<Box> habitat_land(double within_m) const;
  void read(std::size_t layer, double within_m);
  void read(std::size_t layer, const std::vector<Box>& land, double within_m);
  void read_habitat(double within_m);
  void put(std::size_t layer, ProjectLayer read, Issues issues);
  double step_m(const std::vector<std::size_t>& layers) const;
  std::vector<std::size_t> layers_of(Role role) const;

  LayerPlaces places_;
  Box sites_;
  bool networks_;
  const Executor& executor_;
  StageClock& clock_;
  Project project_;
  KnownFiles files_;
  std::vector<Box> extents_;    ///< of the layers, in the project's CRS; empty if unknown
  std::vector<Reach> reach_;    ///< by layer
  std::vector<Issues> issues_;  ///< by layer
  std::optional<HabitatStore> habitat_;
  std::vector<Box> more_habitat_;   ///< read beside the habitat around the sites
  bool all_habitat_ = false;        ///< the store has every row
  std::vector<ValueCounts> codes_;  ///< of the habitat sources
};

}  // namespace spatial
