// SPDX-License-Identifier: MIT
#include "libspatial/county/habitat_codes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::size_t shown_values = 5;
constexpr std::size_t shown_letters = 40;

/// Example values with counts: "'A36' (12), 'A303' (4) …". Control characters become blanks; long values are cut.
std::string listed(const ValueCounts& values) {
  std::vector<std::string> texts;
  for (const auto& [value, count] : values) {
    if (texts.size() == shown_values) break;
    std::string text = trimmed(value);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (text.size() > shown_letters) {
      std::size_t end = shown_letters;
      while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;  // do not cut inside a UTF-8 character
      text = text.substr(0, end) + "…";
    }
    texts.push_back(fmt::format("'{}' ({})", text, with_commas(static_cast<long long>(count))));
  }
  return joined(texts, ", ") + (values.size() > shown_values ? " …" : "");
}

}  // namespace

std::vector<Crosswalk> read_preset_crosswalks() {
  std::vector<Crosswalk> crosswalks;
  for (const std::string& name : preset_crosswalks())
    crosswalks.push_back(read_crosswalk((presets_folder() / "crosswalks" / (name + ".csv")).string()));
  return crosswalks;
}

bool holds_codes(const LayerSource& source, const Crosswalk& crosswalk, const ValueCounts& values) {
  return enough_codes(code_evidence(crosswalk, values), source.min_code_share);
}

std::string what_they_are(const KnownAs& known, const ValueCounts& values) {
  if (known.crosswalk != nullptr && !known.by_name)
    return fmt::format("they are codes of crosswalk '{}'", known.crosswalk->name());
  if (known.crosswalk != nullptr)
    return fmt::format("they look like names of habitats, for which crosswalk '{}' has codes ('{}' for '{}')",
                       known.crosswalk->name(), known.code, trimmed(known.name));
  const std::string looks = looks_of(values);
  return looks.empty() ? std::string() : fmt::format("they look like {}", looks);
}

void refuse_other_fields(const LayerSource& source, const Crosswalk& crosswalk, const ValueCounts& values) {
  const CodeEvidence evidence = code_evidence(crosswalk, values);
  if (enough_codes(evidence, source.min_code_share)) return;
  // The values already failed as codes of this crosswalk, so a match with its codes is ignored. Its habitat names may
  // still match.
  const std::vector<Crosswalk> presets = read_preset_crosswalks();
  const auto asked = [&](const ValueCounts& these) {
    const KnownAs known = known_as(presets, these);
    return known.crosswalk != nullptr && !known.by_name && known.crosswalk->name() == crosswalk.name() ? KnownAs{}
                                                                                                       : known;
  };
  // Look up all values first. Only if that fails, look up the values that are not codes: the others may be codes by
  // chance.
  KnownAs known = asked(values);
  std::string what = what_they_are(known, values);
  if (what.empty()) {
    known = asked(evidence.others);
    what = what_they_are(known, evidence.others);
  }
  std::string remedy = "Name the field with the habitat codes as `class`, or give a crosswalk (CSV) for these values.";
  if (known.crosswalk != nullptr && !known.by_name)
    remedy = fmt::format("Write crosswalk = \"{}\".", known.crosswalk->name());
  if (known.crosswalk != nullptr && known.by_name)
    remedy = "Name the field with the codes as `class`, or give a crosswalk (CSV) with these names as its codes.";
  const auto number = [](std::size_t count) { return with_commas(static_cast<long long>(count)); };
  throw Error(
      ErrorKind::input,
      fmt::format(
          "{}: field '{}' does not hold codes of crosswalk '{}': only {} of {} features have one, and {} in 100 must. "
          "No codes: {}{}{}",
          source.layer, source.class_field, crosswalk.name(), number(evidence.codes), number(evidence.features),
          shortest(100 * source.min_code_share), listed(evidence.others), what.empty() ? "" : "; " + what,
          evidence.lone_only ? "; single letters and bare numbers count only if there are longer codes too, because "
                               "flags and grades look the same"
                             : ""),
      remedy + " If the field is right, lower min_code_share in the layer's table (0 accepts any field).");
}

}  // namespace spatial
