// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libspatial/county/layer_guess.hpp"

namespace spatial {

/// Pieces of the config that `lnrs init` writes; private to county/. Pure.

/// A layer with what it probably is.
struct GuessedLayer {
  const LayerSummary* layer = nullptr;
  LayerGuess guess;
};

/// "FILE#LAYER" in quotes of TOML.
std::string layer_text(const LayerSummary& layer);
/// A name from a file must not end a comment and begin a line of its own.
std::string in_one_line(std::string text);
/// key = "value"  # guess: reason
std::string guess_line(std::string_view key, const std::string& value, const std::string& reason);
/// Every line behind "# ".
std::string commented(const std::string& text);
/// The keys id and name, where fields look like them; `taken` is never chosen.
std::string id_and_name_lines(const LayerSummary& layer, const std::string& taken);

}  // namespace spatial
