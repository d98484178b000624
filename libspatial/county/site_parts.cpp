// SPDX-License-Identifier: MIT
#include "libspatial/county/site_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/county/state_bytes.hpp"
#include "libspatial/io/source_size.hpp"

namespace spatial {

template <class Bytes, SameAs<SiteFeature> T>
void fields(Bytes& bytes, T& row) {
  bytes(row.role), bytes(row.feature), bytes(row.relation), bytes(row.nearest), bytes(row.overlap_m2);
  bytes(row.distance_m), bytes(row.edge_m), bytes(row.direction), bytes(row.piece);
}
template <class Bytes, SameAs<SiteHabitat> T>
void fields(Bytes& bytes, T& row) {
  bytes(row.feature), bytes(row.area_m2);
}
template <class Bytes, SameAs<HabitatAround> T>
void fields(Bytes& bytes, T& row) {
  bytes(row.habitat), bytes(row.area_m2);
}
template <class Bytes, SameAs<SiteFinding> T>
void fields(Bytes& bytes, T& finding) {
  bytes(finding.centre.x), bytes(finding.centre.y), bytes(finding.features), bytes(finding.further);
  bytes(finding.pieces), bytes(finding.affected_m2), bytes(finding.authorities), bytes(finding.in_study_area_m2);
  bytes(finding.habitats), bytes(finding.around), bytes(finding.opportunities);
}
template <class Bytes, SameAs<SiteNetworkEffect> T>
void fields(Bytes& bytes, T& effect) {
  bytes(effect.network), bytes(effect.core_lost_m2), bytes(effect.core_gained_m2), bytes(effect.eca_before_m2);
  bytes(effect.eca_without_m2), bytes(effect.eca_proposed_m2);
}
template <class Bytes, SameAs<NetworkEffects::OfSite> T>
void fields(Bytes& bytes, T& row) {
  bytes(row.site), bytes(row.effect);
}
template <class Bytes, SameAs<NetworkEffects> T>
void fields(Bytes& bytes, T& effects) {
  bytes(effects.built), bytes(effects.links), bytes(effects.issues), bytes(effects.sites);
}

namespace {

constexpr double check_mb = 80, memory_bytes_a_file_byte = 4;

std::string name_of_round(std::size_t round) { return fmt::format("findings {}", round); }

template <class T>
T value_in(const std::filesystem::path& file, const std::string& name) {
  const PartAccount account = account_of(file);
  const auto found = account.find(name);
  if (found == account.end())
    throw Error(ErrorKind::input, fmt::format("{} has no {}", file.string(), name),
                "Run the part again, then merge again.");
  BytesIn in(found->second);
  T value;
  in(value);
  return value;
}

}  // namespace

std::vector<PartSpec> ranges_of_sites(std::size_t sites, std::size_t wanted, double memory_mb) {
  const std::size_t count = std::min(wanted, sites);
  if (count < 2) return {{.cost = 1, .memory_mb = memory_mb}};
  std::vector<PartSpec> parts;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t begin = k * sites / count, end = (k + 1) * sites / count;
    parts.push_back({.number = k + 1,
                     .cost = static_cast<double>(end - begin) / static_cast<double>(sites),
                     .memory_mb = memory_mb,
                     .features = std::pair(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end) - 1)});
  }
  return parts;
}

double expected_memory_of_files_mb(const std::vector<std::filesystem::path>& files) {
  std::vector<std::filesystem::path> once = files;
  std::sort(once.begin(), once.end());
  once.erase(std::unique(once.begin(), once.end()), once.end());
  double bytes = 0;
  for (const std::filesystem::path& file : once) bytes += bytes_of_source(file);
  return check_mb + bytes * memory_bytes_a_file_byte / 1e6;
}

SiteList sites_of_part(const SiteList& list, const PartSpec& part) {
  if (!part.features) return list;
  SiteList some;
  some.source = list.source;
  for (auto s = static_cast<std::size_t>(part.features->first);
       s <= static_cast<std::size_t>(part.features->second) && s < list.size(); ++s) {
    some.id.push_back(list.id[s]);
    some.reference.push_back(list.reference[s]);
    some.name.push_back(list.name[s]);
    some.problem.push_back(list.problem[s]);
    some.stated_m2.push_back(list.stated_m2[s]);
    some.repaired.push_back(list.repaired[s]);
    some.stand_in.push_back(list.stand_in[s]);
    some.geometry.append(list.geometry[s]);
    some.boxes.push_back(list.boxes[s]);
    some.areas_m2.push_back(list.areas_m2[s]);
  }
  return some;
}

void save_findings(PartAccount& account, std::size_t round, const std::vector<SiteFinding>& findings) {
  BytesOut out;
  out(findings);
  account[name_of_round(round)] = std::move(out).bytes();
}

std::vector<SiteFinding> findings_of_parts(const std::vector<std::filesystem::path>& files, std::size_t round,
                                           std::size_t sites) {
  std::vector<SiteFinding> all;
  for (const std::filesystem::path& file : files) {
    auto part = value_in<std::vector<SiteFinding>>(file, name_of_round(round));
    move_append(all, part);
  }
  if (all.size() != sites)
    throw Error(ErrorKind::input, fmt::format("the parts have findings about {} sites of {}", all.size(), sites),
                "Make a new plan.");
  return all;
}

void save_effects(PartAccount& account, const std::vector<NetworkEffects>& effects, std::size_t first) {
  std::vector<NetworkEffects> placed = effects;
  for (NetworkEffects& network : placed)
    for (NetworkEffects::OfSite& row : network.sites) row.site += static_cast<std::uint32_t>(first);
  BytesOut out;
  out(placed);
  account["networks"] = std::move(out).bytes();
}

std::vector<NetworkEffects> effects_of_parts(const std::vector<std::filesystem::path>& files, std::size_t networks) {
  std::vector<NetworkEffects> all(networks);
  for (const std::filesystem::path& file : files) {
    auto part = value_in<std::vector<NetworkEffects>>(file, "networks");
    if (part.size() != networks)
      throw Error(ErrorKind::input, fmt::format("{} is about other networks", file.string()), "Make a new plan.");
    for (std::size_t n = 0; n < networks; ++n) {
      if (!part[n].built) continue;
      if (!all[n].built) {
        all[n] = std::move(part[n]);
        continue;
      }
      move_append(all[n].sites, part[n].sites);
    }
  }
  return all;
}

}  // namespace spatial
