// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/county/part_items.hpp"
#include "libspatial/county/state_bytes.hpp"
#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/network/patches.hpp"

namespace spatial::tiles {

/// Private to county/network_tiles*: what the parts of its three rounds write, and how later ones read it.
///
///     Tables tables;  tables.note(count_item(n), count);  tables.add(Kind::links, n, links);    // a part
///     const Notes notes(files);  notes.take<std::size_t>(file_number, count_item(n));           // a later one
///     const auto links = read_of<std::vector<EdgeLink>>(files[k], Kind::links, n);
///
/// Networks go by their place in the names of the parts, files by theirs in a list. Errors: Error(input) for a file
/// that cannot be read or lacks an item.

/// Core features that a tile owns, in the order of ids.
struct TileFeatures {
  std::vector<std::string> id;
  std::vector<Box> boxes;
  std::vector<double> areas_m2, quality;
};

/// Of a tile's own features, those that may belong to a patch that extends beyond it, and which features touch.
struct TileBorder {
  std::vector<std::string> id;
  std::vector<std::uint32_t> feature;  ///< in TileFeatures
  std::vector<Box> boxes;
  std::vector<std::vector<std::string>> touching;  ///< ids, also of features of other tiles
};

/// What later rounds must know of every patch of a tile.
struct PatchPlaces {
  std::vector<std::string> first;  ///< id of the first member
  std::vector<Box> boxes;
};

template <class Bytes, SameAs<TileFeatures> T>
void fields(Bytes& bytes, T& features) {
  bytes(features.id), bytes(features.boxes), bytes(features.areas_m2), bytes(features.quality);
}
template <class Bytes, SameAs<TileBorder> T>
void fields(Bytes& bytes, T& border) {
  bytes(border.id), bytes(border.feature), bytes(border.boxes), bytes(border.touching);
}
template <class Bytes, SameAs<PatchPlaces> T>
void fields(Bytes& bytes, T& places) {
  bytes(places.first), bytes(places.boxes);
}

using Files = std::vector<std::filesystem::path>;
using Earlier = std::vector<Files>;  ///< by round

enum Round : std::size_t { touching = 1, joining = 2, linking = 3 };

inline const std::string notes_account = "tiles";  ///< small, of all networks: what all parts of later rounds read
/// Accounts of one network each, so that whoever needs one need not read the others.
enum class Kind { features, outlines, patches, links };
std::string account_name(Kind kind, std::size_t network);
/// The kinds that parts of a round write.
std::vector<Kind> kinds_of(std::size_t round);

inline const std::string names_item = "networks";
std::string count_item(std::size_t network);   ///< number of features of the tile
std::string border_item(std::size_t network);  ///< TileBorder
std::string places_item(std::size_t network);  ///< PatchPlaces
std::string pairs_item(std::size_t network);   ///< MeasuredLinks::pairs
inline const std::string only_item = "all";

Error does_not_fit(const std::string& what);

/// The tables of a part, filled account by account.
class Tables {
 public:
  template <class T>
  void note(const std::string& item, const T& value) {
    save_item(notes_, item, value);
  }
  template <class T>
  void add(Kind kind, std::size_t network, const T& value) {
    PartAccount account;
    save_item(account, only_item, value);
    add(account_name(kind, network), std::move(account));
  }
  /// With their places. `first`: ids of the first members.
  void add_patches(std::size_t network, const PatchSet& patches, std::vector<std::string> first);
  std::vector<FeatureTable> take() &&;

 private:
  void add(const std::string& name, PartAccount account);
  PartAccount notes_;
  std::vector<FeatureTable> tables_;
};

/// What the parts have noted; each note can be read again.
class Notes {
 public:
  explicit Notes(const Files& files);
  template <class T>
  T read(std::size_t file, const std::string& item) const {
    BytesIn in(text_of(file, item));
    T value{};
    in(value);
    return value;
  }
  std::size_t files() const noexcept { return accounts_.size(); }

 private:
  const std::string& text_of(std::size_t file, const std::string& item) const;
  std::vector<PartAccount> accounts_;
};

template <class T>
T read_of(const std::filesystem::path& file, Kind kind, std::size_t network) {
  return PartItems({file}, account_name(kind, network)).take<T>(only_item);
}

/// Numbers of the features of all tiles of a network: those of a tile follow those of the tile before. One more than
/// there are tiles.
std::vector<std::size_t> first_numbers(const Notes& round_1, std::size_t network);

/// A patch of some tile.
struct PatchPlace {
  std::string first;
  std::size_t file = 0, place = 0;  ///< among the files of rounds 1 and 2, and in it
  Box box;
};

/// The files of rounds 1 and 2.
Files patch_files(const Earlier& earlier);

/// Patches in the order of their first members, which is that of a run on the whole county. `notes`: of patch_files.
std::vector<PatchPlace> patches_in_order(const Notes& notes, std::size_t network);

/// Of the patches of all files, those that are wanted, in this order. One file is in memory at a time. `look`, if
/// given, sees every file before patches are taken from it.
PatchSet chosen_patches(const Files& files, std::size_t network, const std::vector<const PatchPlace*>& wanted,
                        const std::function<void(std::size_t, PatchSet&)>& look = {});

}  // namespace spatial::tiles
