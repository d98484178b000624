// SPDX-License-Identifier: MIT
#include "libspatial/county/site_project.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/county/habitat_rating.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

constexpr double widest_m = 1e6, times_further = 4;

/// Whether the layer was read whole: layers in another reference system are, whatever window is requested.
bool reads_whole(const SourceRows& rows) { return rows.layer.crs.operation != "none"; }

auto words_of(const Issue& issue) {
  return std::tie(issue.rule, issue.role, issue.source, issue.feature_id, issue.message);
}

}  // namespace

SiteProject::SiteProject(const Config& config, const LayerPlaces& places, const Box& sites, const Options& options,
                         const Executor& executor, StageClock& clock)
    : places_(places),
      sites_(sites),
      networks_(options.networks),
      executor_(executor),
      clock_(clock),
      more_habitat_(options.more_habitat) {
  project_.config = config;
  if (options.checked_before) files_ = known_files(config);
  Placement placement(config.crs);
  for (const LayerLook& look : places.looks) extents_.push_back(placement.extent_of(look));
  const std::size_t count = config.layers.size();
  project_.layers.resize(count);
  project_.places = places;
  reach_.resize(count);
  issues_.resize(count);
  for (std::size_t k = 0; k < count; ++k)
    if (const Role role = config.layers[k].role;
        role == Role::study_area || (role != Role::habitat && !options.others_later))
      read(k, options.first_m);
  read_habitat(options.first_m);
  read_boa_targets(project_, files_);
  rate();
}

std::vector<std::size_t> SiteProject::layers_of(Role role) const {
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < reach_.size(); ++k)
    if (project_.config.layers[k].role == role) found.push_back(k);
  return found;
}

bool SiteProject::always_whole(std::size_t layer) const {
  const Role role = project_.config.layers[layer].role;
  return role == Role::study_area || role == Role::authority;
}

bool SiteProject::covers(std::size_t layer, double within_m) const {
  return within_m >= widest_m || (!extents_[layer].empty() && sites_.grown(within_m).contains(extents_[layer]));
}

Box SiteProject::extent() const {
  Box all;
  for (const Box& box : extents_) all.add(box);
  return all;
}

double SiteProject::within_m(Role role) const {
  double within = infinity;
  for (const std::size_t k : layers_of(role))
    if (!reach_[k].whole) within = std::min(within, reach_[k].within_m);
  return within;
}

/// Next search distance (m): four times the present one, but at least the distance to the nearest of these layers.
double SiteProject::step_m(const std::vector<std::size_t>& layers) const {
  double nearest = infinity, now = 0;
  for (const std::size_t k : layers) {
    now = std::max(now, reach_[k].within_m);
    if (!extents_[k].empty()) nearest = std::min(nearest, distance_m(sites_, extents_[k]));
  }
  return std::max(times_further * now, std::isfinite(nearest) ? nearest + 1 : 0);
}

bool SiteProject::widen(Role role, double needed_m) {
  const std::vector<std::size_t> layers = layers_of(role);
  if (!(within_m(role) < needed_m)) return false;
  // 1 m more, because bounding boxes in files are rounded.
  const double target = std::isfinite(needed_m) ? needed_m + 1 : step_m(layers);
  if (role == Role::habitat) {
    read_habitat(target);
    return true;
  }
  for (const std::size_t k : layers)
    if (!reach_[k].whole && reach_[k].within_m < target) read(k, target);
  return true;
}

void SiteProject::put(std::size_t layer, ProjectLayer read, Issues issues) {
  if (reach_[layer].whole)
    note_if_all_lost(read.layer.counts, project_.places.unchecked[layer]);
  else  // no feature near the sites; the first look showed which layers are empty
    std::erase_if(issues, [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
  project_.layers[layer] = std::move(read);
  issues_[layer] = std::move(issues);
}

void SiteProject::read(std::size_t layer, double within_m) {
  const bool all = always_whole(layer) || covers(layer, within_m);
  read(layer, all ? std::vector<Box>() : std::vector<Box>{sites_.grown(within_m)}, within_m);
}

void SiteProject::read_land(std::size_t layer, const std::vector<Box>& land) { read(layer, land, infinity); }

void SiteProject::read(std::size_t layer, const std::vector<Box>& land, double within_m) {
  const LayerSource& source = project_.config.layers[layer];
  SourceRows rows = read_source(project_.config, source, files_, land, executor_, clock_);
  const bool whole = land.empty() || reads_whole(rows);
  CleanResult cleaned = clean_source(project_.config, source, std::move(rows.raw), whole, executor_, clock_);
  rows.layer.layer = std::move(cleaned.layer);
  rows.layer.overlaps = std::move(cleaned.overlaps);
  reach_[layer] = {within_m, whole};
  put(layer, std::move(rows.layer), std::move(cleaned.issues));
}

bool SiteProject::add_habitat(const std::vector<Box>& land) {
  const double within = within_m(Role::habitat);
  if (!std::isfinite(within)) return false;
  std::vector<Box> present = habitat_land(within);
  const std::size_t before = more_habitat_.size();
  for (const Box& box : land) {
    if (std::any_of(present.begin(), present.end(), [&](const Box& one) { return one.contains(box); })) continue;
    more_habitat_.push_back(box);
    present.push_back(box);
  }
  if (more_habitat_.size() == before) return false;
  read_habitat(within);
  return true;
}

std::vector<Box> SiteProject::habitat_land(double within_m) const {
  std::vector<Box> land{sites_.grown(within_m)};
  land.insert(land.end(), more_habitat_.begin(), more_habitat_.end());
  return land;
}

void SiteProject::read_habitat(double within_m) {
  const std::vector<std::size_t> layers = layers_of(Role::habitat);
  if (layers.empty()) return;
  const bool whole = std::all_of(layers.begin(), layers.end(), [&](std::size_t k) { return covers(k, within_m); });
  if (!all_habitat_) {
    const bool all = networks_ || whole;
    std::vector<SourceRows> rows;
    all_habitat_ = true;
    for (const std::size_t k : layers) {
      const LayerSource& source = project_.config.layers[k];
      rows.push_back(read_source(project_.config, source, files_, all ? std::vector<Box>() : habitat_land(within_m),
                                 executor_, clock_));
      check_field_of_codes(project_.config, source, rows.back().raw.code, !all);
      all_habitat_ = all_habitat_ && (all || reads_whole(rows.back()));
    }
    habitat_.emplace(project_.config, std::move(rows));
    codes_ = habitat_->codes();
  }
  const Box everywhere{-infinity, -infinity, infinity, infinity};
  HabitatStore::Part part = habitat_->clean(
      habitat_->meeting(whole ? std::vector<Box>{everywhere} : habitat_land(within_m)), true, executor_, clock_);
  for (std::size_t s = 0; s < layers.size(); ++s) {
    reach_[layers[s]] = {within_m, all_habitat_ && part.all_rows[s] != 0};
    put(layers[s], std::move(part.layers[s]), s == 0 ? std::move(part.issues) : Issues{});
  }
}

void SiteProject::rate() {
  project_.issues = places_.issues;
  for (const Issues& issues : issues_) project_.issues.insert(project_.issues.end(), issues.begin(), issues.end());
  clock_.begin("rate habitats");
  project_.habitat = {};
  rate_habitats(project_, codes_);
  clock_.end(project_.habitat.size());
}

Project load_project(Config config, const ProjectWindow& window, const Executor& executor, StageClock& clock) {
  std::erase_if(config.layers, [](const LayerSource& source) { return info(source.role).asked_for; });
  clock.begin("look at the layers");
  const LayerPlaces places = places_of_layers(config);
  clock.end(places.looks.size());
  return SiteProject(config, places, window.box, {}, executor, clock).take();
}

HabitatMap SiteProject::core_habitat(const std::vector<NetworkProfile>& networks, Issues& issues) const {
  if (!habitat_ || networks.empty()) return {};
  HabitatStore::Part part = habitat_->clean(habitat_->core_of(networks), false, executor_, clock_);
  HabitatMapResult rated = habitat_of(project_.config, part.layers, project_.networks);
  part.issues.insert(part.issues.end(), rated.issues.begin(), rated.issues.end());
  const auto less = [](const Issue* a, const Issue* b) { return words_of(*a) < words_of(*b); };
  std::set<const Issue*, decltype(less)> said(less);
  for (const Issue& issue : project_.issues) said.insert(&issue);
  for (const Issue& issue : part.issues)
    if (!said.contains(&issue)) issues.push_back(issue);
  return std::move(rated.map);
}

}  // namespace spatial
