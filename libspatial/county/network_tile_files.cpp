// SPDX-License-Identifier: MIT
#include "libspatial/county/network_tile_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "libspatial/core/text.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/part_file.hpp"

namespace spatial::tiles {

std::string account_name(Kind kind, std::size_t network) {
  constexpr const char* words[] = {"features", "outlines", "patches", "links"};
  return fmt::format("{}_{}", words[static_cast<std::size_t>(kind)], network);
}

std::vector<Kind> kinds_of(std::size_t round) {
  if (round == touching) return {Kind::features, Kind::outlines, Kind::patches};
  return {round == joining ? Kind::patches : Kind::links};
}

std::string count_item(std::size_t network) { return fmt::format("count {}", network); }
std::string border_item(std::size_t network) { return fmt::format("border {}", network); }
std::string places_item(std::size_t network) { return fmt::format("places {}", network); }
std::string pairs_item(std::size_t network) { return fmt::format("pairs {}", network); }

Error does_not_fit(const std::string& what) {
  return Error(ErrorKind::input, what,
               "Does the spatial index of the habitat layer fit its features? Make a new plan with `lnrs plan`; with "
               "--parts 1 no index is needed.");
}

void Tables::add(const std::string& name, PartAccount account) {
  tables_.push_back(account_table(std::move(account), name));
}

void Tables::add_patches(std::size_t network, const PatchSet& patches, std::vector<std::string> first) {
  note(places_item(network), PatchPlaces{std::move(first), patches.boxes});
  add(Kind::patches, network, patches);
}

std::vector<FeatureTable> Tables::take() && {
  tables_.insert(tables_.begin(), issues_table({}));
  tables_.push_back(account_table(std::move(notes_), notes_account));
  return std::move(tables_);
}

Notes::Notes(const Files& files) {
  for (const std::filesystem::path& file : files) accounts_.push_back(account_of(file, notes_account));
}

const std::string& Notes::text_of(std::size_t file, const std::string& item) const {
  const auto found = accounts_.at(file).find(item);
  if (found == accounts_[file].end()) throw does_not_fit(fmt::format("a part of the plan lacks \"{}\"", item));
  return found->second;
}

std::vector<std::size_t> first_numbers(const Notes& round_1, std::size_t network) {
  std::vector<std::size_t> first{0};
  for (std::size_t t = 0; t < round_1.files(); ++t)
    first.push_back(first.back() + round_1.read<std::size_t>(t, count_item(network)));
  return first;
}

Files patch_files(const Earlier& earlier) {
  Files files = earlier.at(0);
  files.insert(files.end(), earlier.at(1).begin(), earlier.at(1).end());
  return files;
}

std::vector<PatchPlace> patches_in_order(const Notes& notes, std::size_t network) {
  std::vector<PatchPlace> patches;
  for (std::size_t t = 0; t < notes.files(); ++t) {
    auto places = notes.read<PatchPlaces>(t, places_item(network));
    for (std::size_t k = 0; k < places.first.size(); ++k)
      patches.push_back({std::move(places.first[k]), t, k, places.boxes.at(k)});
  }
  std::sort(patches.begin(), patches.end(),
            [](const PatchPlace& a, const PatchPlace& b) { return natural_less(a.first, b.first); });
  return patches;
}

PatchSet chosen_patches(const Files& files, std::size_t network, const std::vector<const PatchPlace*>& wanted,
                        const std::function<void(std::size_t, PatchSet&)>& look) {
  std::vector<std::vector<std::uint32_t>> of_file(files.size());
  for (std::uint32_t k = 0; k < wanted.size(); ++k) of_file[wanted[k]->file].push_back(k);
  MultiPolygonColumn outlines;
  std::vector<std::uint32_t> here(wanted.size());
  PatchSet chosen;
  chosen.areas_m2.resize(wanted.size()), chosen.boxes.resize(wanted.size()), chosen.members.resize(wanted.size());
  std::uint32_t read = 0;
  for (std::size_t t = 0; t < files.size(); ++t) {
    if (of_file[t].empty() && !look) continue;
    auto patches = read_of<PatchSet>(files[t], Kind::patches, network);
    if (look) look(t, patches);
    for (const std::uint32_t k : of_file[t]) {
      const std::size_t place = wanted[k]->place;
      if (place >= patches.size()) throw does_not_fit(fmt::format("{} lacks patches", files[t].string()));
      here[k] = read++;
      outlines.append(patches.geometry[place]);
      chosen.areas_m2[k] = patches.areas_m2[place];
      chosen.boxes[k] = patches.boxes[place];
      chosen.members[k] = std::move(patches.members[place]);
    }
  }
  chosen.geometry.reserve(wanted.size(), outlines.point_count());
  for (const std::uint32_t k : here) chosen.geometry.append(outlines[k]);
  return chosen;
}

}  // namespace spatial::tiles
