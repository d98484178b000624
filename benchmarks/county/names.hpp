// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>

#include "county/random.hpp"

namespace spatial::county {

/// Made-up place names in an English manner: the same for the same item.

inline std::string village_name(const Random& random, std::uint64_t item) {
  static constexpr std::array first{"Alder",  "Ash",    "Barrow", "Beck",  "Birch", "Bram",   "Broad", "Chalk",
                                    "Clay",   "Cold",   "Crow",   "Dun",   "Elm",   "Fern",   "Gorse", "Hart",
                                    "Hazel",  "Holm",   "Ivy",    "Kite",  "Lark",  "Linden", "Marl",  "Moor",
                                    "Nether", "Oak",    "Otter",  "Over",  "Pen",   "Quarn",  "Rook",  "Rush",
                                    "Sedge",  "Sorrel", "Stoat",  "Thorn", "Upper", "Wether", "Whit",  "Yew"};
  static constexpr std::array last{"bourne", "bridge", "bury",  "combe", "cott", "den",  "don",  "fold",
                                   "ford",   "ham",    "hurst", "leigh", "ling", "low",  "mere", "sted",
                                   "stock",  "stow",   "ton",   "well",  "wick", "worth"};
  return std::string(first[random.below(first.size(), item, 900)]) + last[random.below(last.size(), item, 901)];
}

inline std::string wild_place_name(const Random& random, std::uint64_t item, char habitat) {
  static constexpr std::array wood{"Wood", "Hanger", "Copse", "Shaw", "Park Wood", "Grove"};
  static constexpr std::array grass{"Meadows", "Down", "Bank", "Pastures", "Leas"};
  static constexpr std::array heath{"Common", "Heath", "Warren"};
  static constexpr std::array wet{"Marshes", "Fen", "Levels", "Pools", "Water Meadows"};
  const std::string place = village_name(random, item);
  switch (habitat) {
    case 'w':
      return place + " " + wood[random.below(wood.size(), item, 902)];
    case 'g':
      return place + " " + grass[random.below(grass.size(), item, 902)];
    case 'h':
      return place + " " + heath[random.below(heath.size(), item, 902)];
    default:
      return place + " " + wet[random.below(wet.size(), item, 902)];
  }
}

}  // namespace spatial::county
