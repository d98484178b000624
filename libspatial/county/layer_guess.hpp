// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/io/inspect.hpp"
#include "libspatial/landscape/code_field.hpp"
#include "libspatial/landscape/habitat.hpp"
#include "libspatial/landscape/role.hpp"

namespace spatial {

/// Guesses the role of a layer and of its fields from names, types and example values, with the reason in words. A
/// guess that could make a run fail is left to the user. Pure functions.

/// How certain a guess about a layer is.
enum class LayerUse {
  used,       ///< goes into the config
  suggested,  ///< goes into the config as a comment that the user can activate
  unused,
};

struct LayerGuess {
  LayerUse use = LayerUse::unused;
  Role role{};
  std::string title;   ///< what reports call the source, or ""
  std::string reason;  ///< one clause
};
/// Whether the layer's name, or that of its file, contains the word. Short words count only as whole words.
bool is_called(const LayerSummary& layer, std::string_view word);
LayerGuess guessed_use(const LayerSummary& layer, std::span<const Crosswalk> crosswalks);

struct FieldGuess {
  std::string field;
  std::string reason;
};
/// A field whose values are unique, with a name like an id's. `taken` is never chosen.
std::optional<FieldGuess> guessed_id(const LayerSummary& layer, const std::string& taken);
std::optional<FieldGuess> guessed_name(const LayerSummary& layer, const std::string& taken);

struct CodeGuess {
  std::string field;
  std::string crosswalk;
  std::string reason;
  bool sure = false;  ///< the values can hardly be anything else, or the field's name says that they are habitats
};
/// The field of which nine in ten values are codes of a crosswalk.
std::optional<CodeGuess> guessed_codes(const LayerSummary& layer, std::span<const Crosswalk> crosswalks);

/// What a layer without habitat codes has instead, as one clause: names of habitats and the crosswalk with codes for
/// them, or what the values of a field with a habitat-like name look like; "" if unknown.
std::string guessed_names(const LayerSummary& layer, std::span<const Crosswalk> crosswalks);

/// A filter for the best and most versatile land of an Agricultural Land Classification layer.
std::optional<FieldGuess> guessed_farmland_filter(const LayerSummary& layer);

/// Whether a table looks like targets of Biodiversity Opportunity Areas; then the field for each column, "" where
/// absent: boa, habitat, action, quantity, text.
std::optional<std::vector<std::string>> guessed_targets(const LayerSummary& layer);

}  // namespace spatial
