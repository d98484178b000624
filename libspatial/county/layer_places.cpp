// SPDX-License-Identifier: MIT
#include "libspatial/county/layer_places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

constexpr double far_m = 5e4;  // without a study area, layers further than this from the habitat (m) count as elsewhere

constexpr const char* take_as_it_is =
    "If the layer is right as it is, give --allow-elsewhere (or allow_elsewhere = true in [project] of the config).";

std::string remedy_for_nothing(const LayerLook& look, const std::string& where) {
  if (!look.network_links.empty()) return "Download the file it links to, and name that one.";
  if (look.rows > 0) return "Export the layer again, or repair it in a GIS.";
  return where.empty()
             ? "Name the right file and layer, or remove it from the config. " + std::string(take_as_it_is)
             : "Compare the filter with the values of the field (lnrs inspect). " + std::string(take_as_it_is);
}

/// How far (m) a layer may lie beyond the study area and still matter: the largest search distance in the config.
double margin_m(const Config& config) {
  double margin = std::max({config.sites.search_m, config.scoring.buffer_m, config.scoring.neighbourhood_m});
  for (const NetworkProfile& network : config.networks.empty() ? preset_networks() : config.networks)
    margin = std::max(margin, network.link_limit_m());
  return margin;
}

/// Checks where the layers of a config lie relative to each other.
class ProjectPlaces {
 public:
  explicit ProjectPlaces(const Config& config) : config_(config), placement_(config.crs) {}

  LayerPlaces find() {
    for (const LayerSource& source : config_.layers) look(source);
    compare();
    AreaCheck areas(placement_, core_looks(), config_.crs);
    areas.refuse_unless(config_.allow_false_areas);
    areas.report(all_.issues);
    return std::move(all_);
  }

 private:
  void report(std::size_t k, IssueRule rule, const std::string& message) {
    all_.issues.push_back(
        {rule, std::string(info(config_.layers[k].role).name), config_.layers[k].layer, "", message, std::nullopt});
  }

  /// Records why the layer has nothing for this place, so that it counts as not checked. Throws Error(input) unless
  /// the config allows layers elsewhere.
  void leave(std::size_t k, IssueRule rule, const std::string& why, const std::string& remedy) {
    const std::string message = fmt::format("{} ({}) says nothing about this place: {}", config_.layers[k].layer,
                                            info(config_.layers[k].role).title, why);
    if (!config_.allow_elsewhere) throw Error(ErrorKind::input, message, remedy);
    all_.unchecked[k] = why;
    report(k, rule, message);
  }

  void look(const LayerSource& source) {
    const std::size_t k = all_.looks.size();
    LayerLook look =
        look_at_layer(parse_layer_name(source.layer, base_folder(config_)), source.role, reading_of(config_, source));
    look.source = source.layer;
    all_.looks.push_back(std::move(look));
    all_.unchecked.emplace_back();
    alone_.emplace_back();
    const LayerLook& here = all_.looks.back();
    if (const std::string why = nothing_in(here, source.where); !why.empty()) {
      extents_.emplace_back();
      // An empty habitat layer gets its own message.
      return leave(k, IssueRule::empty_layer, why, remedy_for_nothing(here, source.where));
    }
    alone_.back() = placement_.misplaced(here);
    if (const auto odd = placement_.odd_place(here)) report(k, IssueRule::outside_area_of_use, *odd);
    if (!here.network_links.empty())
      report(k, IssueRule::layer_elsewhere,
             fmt::format("{} also links to {}, which is not read", source.layer, joined(here.network_links, ", ")));
    extents_.push_back(placement_.extent_of(here));
  }

  /// Layers by which AreaCheck judges whether areas are true in the CRS: the habitat layers, or all layers if there are
  /// none.
  std::vector<LayerLook> core_looks() const {
    std::vector<LayerLook> core;
    for (std::size_t k = 0; k < all_.looks.size(); ++k)
      if (config_.layers[k].role == Role::habitat && all_.unchecked[k].empty()) core.push_back(all_.looks[k]);
    return core.empty() ? all_.looks : core;
  }

  Box extent(Role role) const {
    Box box;
    for (std::size_t k = 0; k < extents_.size(); ++k)
      if (config_.layers[k].role == role) box.add(extents_[k]);
    return box;
  }

  void compare() {
    Role role = Role::study_area;
    Box core = extent(role);
    if (core.empty()) core = extent(role = Role::habitat);
    const bool study = role == Role::study_area;
    all_.around = core.empty() ? core : core.grown(study ? margin_m(config_) : far_m);
    for (std::size_t k = 0; k < extents_.size(); ++k)
      if (config_.layers[k].role == role && alone_[k]) refuse(k, *alone_[k]);
    for (std::size_t k = 0; k < extents_.size(); ++k) {
      if (config_.layers[k].role == role || !all_.unchecked[k].empty()) continue;
      if (!core.empty() && !extents_[k].intersects(all_.around))
        outside(k, role, core);
      else if (alone_[k])
        refuse(k, *alone_[k]);
    }
  }

  void refuse(std::size_t k, const Misplacement& found) {
    if (!config_.allow_elsewhere) throw Error(ErrorKind::input, found.message, found.remedy);
    report(k, IssueRule::layer_elsewhere, found.message);
  }

  void outside(std::size_t k, Role role, const Box& core) {
    const std::string what = role == Role::study_area ? "the study area" : "the habitat";
    std::optional<Misplacement> found = placement_.misplaced(all_.looks[k], core.grown(margin_m(config_)), what);
    // The study area itself may be the layer that lies elsewhere.
    for (std::size_t a = 0; a < extents_.size(); ++a) {
      if (config_.layers[a].role != role) continue;
      const auto other =
          placement_.misplaced(all_.looks[a], extents_[k].grown(margin_m(config_)),
                               fmt::format("{} ({})", config_.layers[k].layer, info(config_.layers[k].role).title));
      if (other && (!found || other->rank < found->rank)) found = other;
    }
    if (!found) found = alone_[k];
    if (found) refuse(k, *found);
    leave(k, IssueRule::layer_elsewhere,
          extents_[k].empty() ? "it lies nowhere on Earth"
                              : fmt::format("it lies {} from {}", kilometres(distance_m(extents_[k], core)), what),
          "Name the layer of this place, or check its reference system. " + std::string(take_as_it_is));
  }

  const Config& config_;
  Placement placement_;
  LayerPlaces all_;
  std::vector<Box> extents_;                        ///< same order as all_.looks, in the project's CRS
  std::vector<std::optional<Misplacement>> alone_;  ///< same order: judged by the CRS's area of use alone
};

}  // namespace

ReadOptions reading_of(const Config& config, const LayerSource& source) {
  ReadOptions options;
  options.crs = config.crs;
  options.id_field = source.id_field;
  options.name_field = source.name_field;
  options.class_field = source.class_field;
  options.where = source.where;
  if (!source.quality_field.empty()) options.extra_fields = {source.quality_field};
  options.extra_fields.insert(options.extra_fields.end(), source.columns.begin(), source.columns.end());
  options.allow_network = config.allow_network;
  options.assume_crs = source.assume_crs;
  return options;
}

LayerPlaces places_of_layers(const Config& config) { return ProjectPlaces(config).find(); }

void check_place_of_sites(const Config& config, const LayerLook& sites, const Box& around) {
  if (config.allow_elsewhere || sites.boxes.empty()) return;
  Placement placement(config.crs);
  std::optional<Misplacement> found = placement.misplaced(sites);
  if (!found && !around.empty() && !placement.extent_of(sites).intersects(around))
    found = placement.misplaced(sites, around, "the layers of this check");
  if (found) throw Error(ErrorKind::input, found->message, found->remedy);
}

}  // namespace spatial
