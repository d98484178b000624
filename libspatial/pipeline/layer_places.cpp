// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/layer_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/placement.hpp"

namespace spatial {
namespace {

constexpr double datums_m = 300;  // extents are compared without the shift between datums
constexpr Box beside_origin{-1e4, -1e4, 1e4, 1e4};
constexpr double far_m = 5e4;  // without a study area, layers this far from the habitat lie elsewhere

constexpr const char* take_as_it_is =
    "If the layer is right as it is, give --allow-elsewhere (or allow_elsewhere = true in [project] of the config).";

double distance_m(const Box& a, const Box& b) {
  const double x = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x}),
               y = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  return std::hypot(x, y);
}

std::string box_text(const Box& box) {
  return fmt::format("{} {} {} {}", coordinate_text(box.min_x), coordinate_text(box.min_y), coordinate_text(box.max_x),
                     coordinate_text(box.max_y));
}

std::string kilometres(double metres) {
  return metres < 1e5 ? fmt::format("{:.1f} km", metres / 1000) : with_commas(std::llround(metres / 1000)) + " km";
}

/// Why nothing can be told from a layer, from the rows alone; "" if something can.
std::string nothing_in(const LayerLook& look, const std::string& where) {
  if (look.usable > 0) return {};
  const std::string linked =
      look.network_links.empty() ? "" : fmt::format("; it only links to {}", joined(look.network_links, ", "));
  if (look.rows > 0)
    return fmt::format("none of its {} features{} has a geometry with finite coordinates",
                       with_commas(static_cast<long long>(look.rows)),
                       where.empty() ? "" : " that the filter lets through");
  return where.empty() ? "it has no features" + linked
                       : fmt::format("the filter \"{}\" lets none of its features through", where);
}

std::string remedy_for_nothing(const LayerLook& look, const std::string& where) {
  if (!look.network_links.empty()) return "Download the file it links to, and name that one.";
  if (look.rows > 0) return "Export the layer again, or repair it in a GIS.";
  return where.empty()
             ? "Name the right file and layer, or remove it from the config. " + std::string(take_as_it_is)
             : "Compare the filter with the values of the field (lnrs inspect). " + std::string(take_as_it_is);
}

/// As far as what a layer is compared with reaches beyond its extent.
double margin_m(const Config& config) {
  double margin = std::max({config.sites.search_m, config.scoring.buffer_m, config.scoring.neighbourhood_m});
  for (const NetworkProfile& network : config.networks.empty() ? preset_networks() : config.networks)
    margin = std::max(margin, network.link_limit_m());
  return margin;
}

class AreaCheck {
 public:
  AreaCheck(Placement& placement, std::vector<LayerLook> looks, const std::string& crs)
      : placement_(placement), looks_(std::move(looks)), crs_(crs), error_(placement.area_error(looks_)), tolerated_(placement.tolerated_error(looks_)) {}

  void refuse_unless(bool allowed) const {
    if (allowed || std::abs(error_) <= tolerated_) return;
    const std::string better = placement_.better_crs(looks_);
    throw Error(ErrorKind::input, sentence(),
                fmt::format("Name a reference system made for that place{} with --crs, or crs in [project] of a "
                            "config; or give --allow-false-areas to have them all the same.",
                            better.empty() || better == crs_ ? "" : ", such as " + better + ","));
  }
  /// Within what is tolerated it is said too, but not of invented coordinates: there is no land beside the false
  /// origin.
  void report(Issues& issues) const {
    const bool invented = std::all_of(looks_.begin(), looks_.end(), [&](const LayerLook& look) {
      return beside_origin.contains(placement_.extent_of(look));
    });
    if (std::abs(error_) > 0.001 && !(invented && std::abs(error_) <= tolerated_))
      issues.push_back({IssueRule::false_areas, "", "", "", sentence(), std::nullopt});
  }

 private:
  std::string sentence() const {
    const double percent = 100 * std::abs(error_);
    return fmt::format("areas in '{}' ({}) are {} % too {} where the layers lie, {}", placement_.crs_name(), crs_,
                       percent < 10 ? fmt::format("{:.2f}", percent) : fmt::format("{:.0f}", percent),
                       error_ > 0 ? "large" : "small", placement_.place_text(looks_));
  }
  Placement& placement_;
  std::vector<LayerLook> looks_;
  const std::string& crs_;
  double error_, tolerated_;
};

/// Compares the layers of a config.
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

  /// The layer tells nothing: the run stops, or says so.
  void leave(std::size_t k, IssueRule rule, const std::string& why, const std::string& remedy) {
    const std::string message = fmt::format("{} ({}) tells nothing about this place: {}", config_.layers[k].layer,
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
      // An empty habitat layer has a message of its own.
      return leave(k, IssueRule::empty_layer, why, remedy_for_nothing(here, source.where));
    }
    alone_.back() = placement_.misplaced(here);
    if (const auto odd = placement_.odd_place(here)) report(k, IssueRule::outside_area_of_use, *odd);
    if (!here.network_links.empty())
      report(k, IssueRule::layer_elsewhere,
             fmt::format("{} also links to {}, which is not read", source.layer, joined(here.network_links, ", ")));
    extents_.push_back(placement_.extent_of(here));
  }

  /// The layers by which areas are judged: the habitat, or all if there is none.
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
    // Perhaps it is the study area that lies elsewhere.
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
  std::vector<Box> extents_;                        ///< as looks, in the project's CRS
  std::vector<std::optional<Misplacement>> alone_;  ///< as looks: what the areas of use alone tell
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

Issues places_of_inputs(const std::vector<LayerLook>& looks, const LayerPlaceRules& rules) {
  Placement placement(rules.crs);
  Issues issues;
  const auto report = [&](const LayerLook& look, IssueRule rule, const std::string& message) {
    issues.push_back({rule, "layer", look.source, "", message, std::nullopt});
  };
  for (const LayerLook& look : looks) {
    if (const auto found = placement.misplaced(look); found && !rules.allow_elsewhere)
      throw Error(ErrorKind::input, found->message, found->remedy);
    else if (found)
      report(look, IssueRule::layer_elsewhere, found->message);
    if (const auto odd = placement.odd_place(look)) report(look, IssueRule::outside_area_of_use, *odd);
    if (rules.bbox && look.usable > 0 && !placement.extent_of(look).intersects(*rules.bbox))
      report(look, IssueRule::layer_elsewhere,
             fmt::format("{} has no feature in --bbox: its extent is {}", look.source,
                         box_text(placement.extent_of(look))));
    if (look.usable == 0) report(look, IssueRule::empty_layer, look.source + ": " + nothing_in(look, ""));
    if (look.usable > 0 && !look.network_links.empty())
      report(look, IssueRule::layer_elsewhere,
             fmt::format("{} also links to {}, which is not read", look.source, joined(look.network_links, ", ")));
  }
  AreaCheck areas(placement, looks, rules.crs);
  areas.refuse_unless(rules.allow_false_areas);
  areas.report(issues);
  const Box first = looks.empty() ? Box() : placement.extent_of(looks.front());
  for (std::size_t k = 1; k < looks.size() && !first.empty(); ++k) {
    const Box other = placement.extent_of(looks[k]);
    if (looks[k].usable == 0 || other.intersects(first.grown(rules.apart_m + datums_m))) continue;
    const auto found = placement.misplaced(looks[k], first, looks.front().source);
    report(looks[k], IssueRule::layer_elsewhere,
           found ? found->message
                 : fmt::format("{} lies {} from {}: is one of them of another place?", looks[k].source,
                               kilometres(distance_m(other, first)), looks.front().source));
  }
  return issues;
}

void refuse_if_all_lost(const std::string& source, const LayerCounts& counts, const Issues& issues) {
  if (counts.in == 0 || counts.used > 0) return;
  std::map<IssueRule, std::size_t> reasons;
  const Issue* first = nullptr;
  for (const Issue& issue : issues)
    if (info(issue.rule).outcome == Outcome::dropped) {
      ++reasons[issue.rule];
      if (first == nullptr) first = &issue;
    }
  std::vector<std::string> words;
  for (const auto& [rule, count] : reasons)
    words.push_back(fmt::format("{} × {}", with_commas(static_cast<long long>(count)), info(rule).code));
  throw Error(
      ErrorKind::input,
      fmt::format(
          "{}: {} is left ({}{})", source,
          counts.in == 1 ? "nothing of its only feature"
                         : fmt::format("none of its {} features", with_commas(static_cast<long long>(counts.in))),
          joined(words, ", "),
          first == nullptr
              ? ""
              : fmt::format("; the first, {}: {}",
                            first->feature_id.empty() ? "a feature" : "feature " + first->feature_id, first->message)),
      "Check the layer's coordinates and reference system, or repair it in a GIS.");
}

std::vector<std::string> said_at_once(const Issues& issues) {
  constexpr std::array said{IssueRule::outside_area_of_use, IssueRule::false_areas, IssueRule::layer_elsewhere,
                            IssueRule::empty_layer};
  std::vector<std::string> lines;
  for (const Issue& issue : issues) {
    if (!issue.feature_id.empty() || std::find(said.begin(), said.end(), issue.rule) == said.end()) continue;
    const std::string line = issue.message.starts_with(issue.source) || issue.source.empty()
                                 ? issue.message
                                 : issue.source + ": " + issue.message;
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
  return lines;
}

}  // namespace spatial
