// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libspatial/county/layer_guess.hpp"

namespace spatial {

/// Private to county/: pieces of the config that `lnrs init` writes. Pure.

/// A layer with its probable role.
struct GuessedLayer {
  const LayerSummary* layer = nullptr;
  LayerGuess guess;
};

/// "FILE#LAYER" as a TOML string.
std::string layer_text(const LayerSummary& layer);
/// A name that is safe in a comment: a line break in it must not end the comment.
std::string in_one_line(std::string text);
/// key = "value"  # guess: reason
std::string guess_line(std::string_view key, const std::string& value, const std::string& reason);
/// Puts "# " in front of every line.
std::string commented(const std::string& text);
/// The keys `id` and `name`, if there are fields that look like them; `taken` is never chosen.
std::string id_and_name_lines(const LayerSummary& layer, const std::string& taken);

}  // namespace spatial
