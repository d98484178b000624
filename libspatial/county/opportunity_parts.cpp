// SPDX-License-Identifier: MIT
#include "libspatial/county/opportunity_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/candidate_places.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/network_parts.hpp"
#include "libspatial/county/network_tiles.hpp"
#include "libspatial/county/opportunities.hpp"
#include "libspatial/county/site_parts.hpp"
#include "libspatial/county/state_bytes.hpp"
#include "libspatial/geometry/same_outline.hpp"
#include "libspatial/io/source_size.hpp"
#include "libspatial/opportunity/candidate_sources.hpp"
#include "libspatial/run/part_tiles.hpp"

namespace spatial {

template <class Bytes, SameAs<CandidateSet> T>
void fields(Bytes& bytes, T& set) {
  bytes(set.id), bytes(set.source_layer), bytes(set.source_id), bytes(set.habitat), bytes(set.action);
  bytes(set.ranked_together), bytes(set.geometry), bytes(set.boxes), bytes(set.areas_m2), bytes(set.networks);
  bytes(set.suitable_m2), bytes(set.restored_m2);
}
template <class Bytes, SameAs<PatchLocator::Near> T>
void fields(Bytes& bytes, T& near) {
  bytes(near.patch), bytes(near.exact), bytes(near.distance_m);
}
template <class Bytes, SameAs<Gain> T>
void fields(Bytes& bytes, T& gain) {
  bytes(gain.eca_gain_m2), bytes(gain.intra), bytes(gain.flux), bytes(gain.connector);
}
template <class Bytes, SameAs<NetworkFact> T>
void fields(Bytes& bytes, T& fact) {
  bytes(fact.progress), bytes(fact.linked), bytes(fact.adjoining), bytes(fact.gain), bytes(fact.nearest);
}
template <class Bytes, SameAs<CandidatePlace> T>
void fields(Bytes& bytes, T& place) {
  bytes(place.inside), bytes(place.grid_reference), bytes(place.name);
}
inline void fields(BytesOut& bytes, const AreaTable& table) {
  bytes(table.size());
  for (std::size_t k = 0; k < table.size(); ++k) {
    bytes(table[k].size());
    for (const ZoneShare& share : table[k]) bytes(share);
  }
}
inline void fields(BytesIn& bytes, AreaTable& table) {
  std::size_t rows = 0;
  std::vector<ZoneShare> row;
  bytes(rows);
  table = {};
  for (std::size_t k = 0; k < rows; ++k) {
    bytes(row);
    table.add(row);
  }
}
template <class Bytes, SameAs<PlaceFacts> T>
void fields(Bytes& bytes, T& facts) {
  bytes(facts.has_sites), bytes(facts.has_boas), bytes(facts.has_targets), bytes(facts.has_constraints);
  bytes(facts.near_sites_m2), bytes(facts.in_sites_m2), bytes(facts.in_boa_m2), bytes(facts.constraint_m2);
  bytes(facts.boa_target_m2), bytes(facts.site_shares), bytes(facts.inside_shares), bytes(facts.boa_shares);
  bytes(facts.constraint_shares);
}

namespace {

/// Sites, BOAs and constraints as a part numbers them, each by layer and id: it may have read some of the county's.
struct ZoneNames {
  std::vector<std::string> sites, boas, constraints;
};

std::string zone_name(const std::string& source, const std::string& id) { return source + '\n' + id; }

std::vector<std::string> names_of(const Sites& sites) {
  std::vector<std::string> names;
  for (std::size_t s = 0; s < sites.size(); ++s) names.push_back(zone_name(sites.source[s], sites.id[s]));
  return names;
}

ZoneNames zone_names(const OpportunityResult& result) {
  ZoneNames names{names_of(result.sites), {}, names_of(result.constraints)};
  for (const std::string& id : result.boas.id) names.boas.push_back(zone_name(result.boas.source, id));
  return names;
}

/// The county's number for each zone of a part. The zones of both are in the same order.
std::vector<std::uint32_t> numbers_of(const std::vector<std::string>& zones, const std::vector<std::string>& county) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(zones.size());
  std::uint32_t at = 0;
  for (const std::string& zone : zones) {
    while (at < county.size() && county[at] != zone) ++at;
    if (at == county.size())
      throw Error(ErrorKind::input, "the parts of the plan know a site, BOA or constraint that the layers do not have",
                  "Make a new plan with `lnrs plan`, and run its parts.");
    numbers.push_back(at++);
  }
  return numbers;
}

/// What a part of the last round has found out.
struct CandidateFindings {
  CandidateOrigins origins;
  CandidateSet set;
  PlaceFacts facts;
  std::vector<double> cover;
  std::vector<std::vector<NetworkFact>> networks;
  std::vector<std::string> authority;
  std::vector<CandidatePlace> places;
  ZoneNames zones;
};

const char* const origins_item = "origins";
const char* const candidates_item = "candidates";
const char* const land_item = "shares of sites";
const char* const cover_item = "cover";
const char* const networks_item = "networks";
const char* const words_item = "words";
const char* const zones_item = "zones";

}  // namespace

template <class Bytes, SameAs<CandidateOrigins> T>
void fields(Bytes& bytes, T& origins) {
  bytes(origins.source), bytes(origins.looked_at), bytes(origins.outside), bytes(origins.issues), bytes(origins.whole);
}
template <class Bytes, SameAs<ZoneNames> T>
void fields(Bytes& bytes, T& names) {
  bytes(names.sites), bytes(names.boas), bytes(names.constraints);
}

void note_whole_features(CandidateOrigins& origins, const CandidateSet& candidates, const MultiPolygonColumn& habitat) {
  for (std::size_t c = 0; c < candidates.size(); ++c)
    origins.whole.push_back(same_outline(candidates.geometry[c], habitat[origins.source[c]]) ? 1 : 0);
}

void save_candidates(PartAccount& account, OpportunityResult result, const CandidateOrigins& origins) {
  if (!origins.whole.empty()) {  // most candidates: no land is written twice
    MultiPolygonColumn others;
    for (std::size_t c = 0; c < origins.whole.size(); ++c) {
      if (origins.whole[c] == 0)
        others.append(result.candidates.geometry[c]);
      else
        others.end_feature();
    }
    result.candidates.geometry = std::move(others);
  }
  save_item(account, origins_item, origins);
  save_item(account, candidates_item, std::exchange(result.candidates, {}));
  save_item(account, land_item, std::exchange(result.facts.places, {}));
  save_item(account, cover_item, std::exchange(result.facts.cover, {}));
  save_item(account, networks_item, std::exchange(result.facts.networks, {}));
  save_item(account, words_item, std::pair(std::move(result.authority), std::move(result.places)));
  save_item(account, zones_item, zone_names(result));
}

namespace {

/// A candidate of some part.
struct Owned {
  std::uint32_t source = 0;
  std::size_t part = 0, candidate = 0;
};

/// Reads the findings of all parts, one item after the other, so that those that were gathered need not be kept.
class Findings {
 public:
  explicit Findings(const PartItems& items) : items_(items) {
    items_.for_each(origins_item, [&](BytesIn& in) { in(parts.emplace_back().origins); });
  }
  template <class Take>
  void read(const char* item, const Take& take) {
    std::size_t part = 0;
    items_.for_each(item, [&](BytesIn& in) { take(in, parts.at(part++)); });
  }
  template <class Member>
  void forget(Member CandidateFindings::*member) {
    for (CandidateFindings& part : parts) part.*member = {};
  }
  std::vector<CandidateFindings> parts;

 private:
  const PartItems& items_;
};

/// A part that reads some of the habitat does not know the numbers of features, but their ids.
void number_sources(std::vector<CandidateFindings>& parts, const HabitatMap& habitat) {
  if (habitat.sources.size() != 1) return;
  std::unordered_map<std::string_view, std::uint32_t> number;
  for (std::uint32_t f = 0; f < habitat.size(); ++f) number.emplace(habitat.id[f], f);
  for (CandidateFindings& part : parts)
    for (std::size_t c = 0; c < part.set.size(); ++c)
      if (const auto found = number.find(part.set.source_id[c]);
          found != number.end() && part.set.source_layer[c] == habitat.sources.front())
        part.origins.source[c] = found->second;
}

/// Candidates in the order of a run without parts. All of one source come from one part, in their order.
std::vector<Owned> order_of_candidates(const std::vector<CandidateFindings>& parts) {
  std::vector<Owned> order;
  for (std::size_t p = 0; p < parts.size(); ++p)
    for (std::size_t c = 0; c < parts[p].set.size(); ++c) order.push_back({parts[p].origins.source[c], p, c});
  std::sort(order.begin(), order.end(), [](const Owned& a, const Owned& b) {
    return std::tie(a.source, a.part, a.candidate) < std::tie(b.source, b.part, b.candidate);
  });
  return order;
}

/// Values of which each candidate has `width`, in the order of all candidates.
template <class Values>
auto in_source_order(const std::vector<Owned>& order, std::size_t width, const Values& values_of) {
  std::decay_t<decltype(values_of(std::size_t{}))> all;
  all.reserve(order.size() * width);
  for (const Owned& one : order) {
    auto& values = values_of(one.part);
    for (std::size_t k = one.candidate * width; k < (one.candidate + 1) * width; ++k)
      all.push_back(std::move(values[k]));
  }
  return all;
}

/// `numbers`: of each part's zones.
AreaTable gathered_shares(const std::vector<Owned>& order, const std::vector<CandidateFindings>& parts,
                          AreaTable PlaceFacts::*table, const std::vector<std::vector<std::uint32_t>>& numbers) {
  AreaTable all;
  std::vector<ZoneShare> row;
  for (const Owned& one : order) {
    row.clear();
    for (const ZoneShare& share : (parts[one.part].facts.*table)[one.candidate])
      row.push_back({numbers[one.part].at(share.zone), share.area_m2});
    all.add(row);
  }
  return all;
}

/// `county`: with its sites, BOAs and constraints. A part may have none of these.
PlaceFacts gathered_facts(const std::vector<Owned>& order, std::vector<CandidateFindings>& parts, std::size_t networks,
                          const OpportunityResult& county) {
  PlaceFacts all;
  all.has_sites = county.sites.size() > 0, all.has_boas = county.boas.size() > 0;
  all.has_targets = all.has_boas && !county.targeted.empty(), all.has_constraints = county.constraints.size() > 0;
  for (const auto& [member, width] :
       {std::pair(&PlaceFacts::near_sites_m2, std::size_t{1}), std::pair(&PlaceFacts::in_sites_m2, std::size_t{1}),
        std::pair(&PlaceFacts::in_boa_m2, std::size_t{1}), std::pair(&PlaceFacts::constraint_m2, std::size_t{1}),
        std::pair(&PlaceFacts::boa_target_m2, networks)})
    all.*member = in_source_order(order, width, [&parts, column = member](std::size_t p) -> std::vector<double>& {
      return parts[p].facts.*column;
    });
  const ZoneNames names = zone_names(county);
  const auto gather = [&](std::vector<std::string> ZoneNames::*zones, auto... tables) {
    std::vector<std::vector<std::uint32_t>> numbers;
    for (const CandidateFindings& part : parts) numbers.push_back(numbers_of(part.zones.*zones, names.*zones));
    ((all.*tables = gathered_shares(order, parts, tables, numbers)), ...);
  };
  gather(&ZoneNames::sites, &PlaceFacts::site_shares, &PlaceFacts::inside_shares);
  gather(&ZoneNames::boas, &PlaceFacts::boa_shares);
  gather(&ZoneNames::constraints, &PlaceFacts::constraint_shares);
  return all;
}

/// The candidate's land: its part's, or that of a habitat feature.
MultiPolygonView land_of(const Owned& one, const CandidateFindings& part, const std::string& source_id,
                         const HabitatMap& habitat) {
  if (part.origins.whole.empty() || part.origins.whole[one.candidate] == 0) return part.set.geometry[one.candidate];
  if (one.source >= habitat.size() || habitat.id[one.source] != source_id)
    throw Error(ErrorKind::input,
                fmt::format("the parts of the plan know a habitat feature '{}' that the layers do not have", source_id),
                "Make a new plan with `lnrs plan`, and run its parts.");
  return habitat.geometry[one.source];
}

CandidateSet gathered_set(const std::vector<Owned>& order, std::vector<CandidateFindings>& parts,
                          const HabitatMap& habitat) {
  CandidateSet all;
  all.ranked_together = parts.front().set.ranked_together;
  all.networks = parts.front().set.networks;
  const auto column = [&](auto member, std::size_t width) {
    all.*member = in_source_order(
        order, width, [&parts, member ](std::size_t p) -> auto& { return parts[p].set.*member; });
  };
  column(&CandidateSet::id, 1), column(&CandidateSet::source_layer, 1), column(&CandidateSet::source_id, 1);
  column(&CandidateSet::habitat, 1), column(&CandidateSet::action, 1), column(&CandidateSet::boxes, 1);
  column(&CandidateSet::areas_m2, 1), column(&CandidateSet::suitable_m2, all.networks);
  column(&CandidateSet::restored_m2, all.networks);
  std::vector<const MultiPolygonColumn*> columns{&habitat.geometry};
  for (CandidateFindings& part : parts) {
    part.set.geometry.share();
    columns.push_back(&part.set.geometry);
  }
  std::vector<MultiPolygonView> land;
  land.reserve(order.size());
  for (std::size_t c = 0; c < order.size(); ++c)
    land.push_back(land_of(order[c], parts[order[c].part], all.source_id[c], habitat));
  all.geometry = MultiPolygonColumn::of_shared(std::move(land), columns);
  return all;
}

}  // namespace

namespace {

/// What the last round must know of the county. Without layers, what their codes say; that is certain if no network has
/// lost all the habitat of its codes.
LandNotes land_of_networks(const Project& project, const RunStep& step) {
  if (!project.layers.empty()) return land_of(project);
  const Project rehearsed = rehearse_project(project.config);
  LandNotes notes = land_of(rehearsed);
  const auto without_codes = std::count_if(rehearsed.issues.begin(), rehearsed.issues.end(), [](const Issue& issue) {
    return issue.rule == IssueRule::network_for_target;
  });
  notes.windows = notes.windows && networks_without_habitat(step.earlier) == static_cast<std::size_t>(without_codes);
  return notes;
}

}  // namespace

Project project_for_networks(const Config& config, const RunStep& step, const Executor& executor, StageClock& clock) {
  Project project = without_layers(config);
  project.networks = with_networks(config, step.part.names).networks;
  if (std::all_of(project.networks.begin(), project.networks.end(),
                  [&](const NetworkProfile& profile) { return found_in_tiles(step, profile); }))
    return project;
  return load_project(config, executor, clock);
}

void save_land(PartAccount& account, const Project& project, const RunStep& step) {
  std::size_t before = 0;
  for (const auto& files : step.earlier) before += files.size();
  if (step.part.number == before + 1) save_item(account, "land", land_of_networks(project, step));
}

LandNotes land_of_parts(const std::vector<std::filesystem::path>& networks) {
  return PartItems({networks.front()}).take<LandNotes>("land");
}

void check_origins(const CandidateOrigins& origins, const HabitatMap& habitat, const CandidateOptions& options) {
  if (options.source != CandidateSource::habitat) return;
  check_units(habitat, options);
  std::size_t sources = 0;
  for (std::size_t f = 0; f < habitat.size(); ++f) sources += is_candidate_source(habitat, f) ? 1 : 0;
  if (sources == origins.looked_at) return;
  throw Error(
      ErrorKind::input,
      fmt::format("the parts have looked at {} of {} habitat features for candidates", origins.looked_at, sources),
      "A feature may have a spike that leads far out of its part's land: repair it, or run without parts.");
}

TakenCandidates take_candidates(const PartItems& items, OpportunityResult& result, const HabitatMap& habitat) {
  Findings found(items);
  std::vector<CandidateFindings>& parts = found.parts;
  if (parts.empty())
    throw Error(ErrorKind::input, "no part of the plan has candidates",
                "Make a new plan with `lnrs plan`, and run its parts.");
  found.read(candidates_item, [](BytesIn& in, CandidateFindings& part) { in(part.set); });
  number_sources(parts, habitat);
  const std::vector<Owned> order = order_of_candidates(parts);
  TakenCandidates taken;
  for (CandidateFindings& part : parts) {
    taken.origins.looked_at += part.origins.looked_at;
    taken.origins.outside += part.origins.outside;
    move_append(taken.origins.issues, part.origins.issues);
    taken.numbers.emplace_back(part.set.size());
  }
  taken.part.reserve(order.size());
  for (std::uint32_t c = 0; c < order.size(); ++c) {
    taken.part.push_back(static_cast<std::uint32_t>(order[c].part));
    taken.numbers[order[c].part][order[c].candidate] = c;
  }
  result.candidates = gathered_set(order, parts, habitat);
  found.forget(&CandidateFindings::set), found.forget(&CandidateFindings::origins);
  const std::size_t networks = result.candidates.networks;
  found.read(zones_item, [](BytesIn& in, CandidateFindings& part) { in(part.zones); });
  found.read(land_item, [](BytesIn& in, CandidateFindings& part) { in(part.facts); });
  result.facts.places = gathered_facts(order, parts, networks, result);
  found.forget(&CandidateFindings::facts), found.forget(&CandidateFindings::zones);
  found.read(cover_item, [](BytesIn& in, CandidateFindings& part) { in(part.cover); });
  result.facts.cover = in_source_order(
      order, networks, [&](std::size_t p) -> auto& { return parts[p].cover; });
  found.forget(&CandidateFindings::cover);
  found.read(networks_item, [](BytesIn& in, CandidateFindings& part) { in(part.networks); });
  for (std::size_t n = 0; n < networks; ++n) {
    result.facts.networks.push_back(in_source_order(
        order, 1, [&](std::size_t p) -> auto& { return parts[p].networks[n]; }));
    for (CandidateFindings& part : parts) part.networks[n] = {};
  }
  found.read(words_item, [](BytesIn& in, CandidateFindings& part) { in(part.authority), in(part.places); });
  if (!order.empty() && !parts[order.front().part].authority.empty())
    result.authority = in_source_order(
        order, 1, [&](std::size_t p) -> auto& { return parts[p].authority; });
  result.places = in_source_order(
      order, 1, [&](std::size_t p) -> auto& { return parts[p].places; });
  return taken;
}

namespace {

/// Expected of parts of the last round, by their share of the features: with windows they read some of the habitat.
class PartMemory {
 public:
  PartMemory(const Config& config, const LandNotes& land, const std::vector<Point>& middles)
      : windows_(land.windows), whole_mb_(expected_memory_of_files_mb(map_files(config))) {
    for (const Point p : middles) extent_.add(p);
    if (!windows_) return;
    const double near_m = window_m + config.scoring.neighbourhood_m;
    for (const LayerSource& source : config.layers) {
      const LayerName name = parse_layer_name(source.layer, base_folder(config));
      const double mb = memory_bytes_a_byte * bytes_of_layer(name.file, name.layer) / 1e6;
      const bool around = std::find(land.around.begin(), land.around.end(), source.layer) != land.around.end();
      read_.push_back({mb, source.role == Role::habitat ? near_m : around ? near_m + furthest_name_m : infinity});
    }
  }

  double of(double share) const {
    double mb = expected_memory_of_files_mb({});
    for (const Reading& one : read_) mb += one.mb * share_read(share, one.around_m);
    return windows_ ? std::min(mb, whole_mb_) : whole_mb_;
  }

 private:
  static constexpr double memory_bytes_a_byte = 6;  ///< of a layer's geometries: areas, candidates, and their findings
  struct Reading {
    double mb = 0, around_m = 0;
  };

  /// Of the land, if a part has a share of the features and reads what lies around them, too.
  double share_read(double share, double around_m) const {
    const double side_m = std::sqrt(extent_.empty() ? 0 : extent_.width() * extent_.height());
    const double read = side_m > 0 ? std::sqrt(share) + 2 * around_m / side_m : 1;
    return std::min(1.0, read * read);
  }

  bool windows_;
  double whole_mb_;
  Box extent_;
  std::vector<Reading> read_;
};

}  // namespace

std::vector<PartSpec> parts_of_map(const Config& config, const Project& rehearsed, std::size_t wanted) {
  constexpr double built = 0.1;  // share of the networks
  const LandNotes land = land_of(rehearsed);
  std::vector<PartSpec> parts =
      rounds_of_networks(planned_networks(config, rehearsed.networks, wanted), wanted, built, map_files(config));
  std::vector<PartSpec> last;
  const Role role = config.candidates.source == CandidateSource::layer ? Role::candidate : Role::habitat;
  std::vector<LayerName> layers;
  for (const LayerSource& source : config.layers)
    if (source.role == role) layers.push_back(parse_layer_name(source.layer, base_folder(config)));
  std::vector<Point> middles = middles_of(layers, config.crs, config.allow_network);
  const PartMemory memory(config, land, middles);
  const double count = std::max(1.0, static_cast<double>(middles.size()));
  const auto tiles = tiles_of(std::move(middles), wanted);
  for (const auto& [tile, points] : tiles) {
    const double share = tiles.size() < 2 ? 1 : points / count;
    last.push_back({.cost = (1 - built) * share, .memory_mb = memory.of(share), .tile = tile});
  }
  add_round(parts, std::move(last));
  return parts;
}

Config with_networks(Config config, const std::vector<std::string>& ids) {
  if (ids.empty()) return config;
  const std::vector<NetworkProfile> all = config.networks.empty() ? preset_networks() : config.networks;
  std::vector<std::string> known;
  for (const NetworkProfile& profile : all) known.push_back(profile.id);
  config.networks.clear();
  for (const std::string& id : ids) {
    const auto at = std::find(known.begin(), known.end(), id);
    if (at == known.end()) {
      const std::string nearest = nearest_word(id, known);
      throw Error(ErrorKind::usage,
                  fmt::format("there is no network '{}'{}", id,
                              nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest)),
                  "Networks: " + joined(known, ", ") + ".");
    }
    const NetworkProfile& profile = all[static_cast<std::size_t>(at - known.begin())];
    if (std::none_of(config.networks.begin(), config.networks.end(),
                     [&](const NetworkProfile& one) { return one.id == profile.id; }))
      config.networks.push_back(profile);
  }
  return config;
}

}  // namespace spatial
