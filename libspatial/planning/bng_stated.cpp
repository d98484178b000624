// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_stated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "libspatial/core/text.hpp"
#include "libspatial/planning/bng_tables.hpp"

namespace spatial {
namespace {

struct Unit {
  bool linear, plain;  ///< plain: a number without a unit may be in this unit
  double factor;       ///< to m² or m
  std::string_view title;
  std::string_view words;  ///< surrounded by blanks
};
constexpr std::array units{
    Unit{false, true, 1, "m²", " m2 m² sqm sqmetres squaremetres "},
    Unit{false, true, 1e4, "hectares", " ha hectare hectares "},
    Unit{false, false, 4046.8564224, "acres", " ac acre acres "},
    Unit{false, false, 1e6, "km²", " km2 km² sqkm squarekilometres "},
    Unit{false, false, 0.09290304, "square feet", " ft2 ft² sqft squarefeet "},
    Unit{false, false, 0.83612736, "square yards", " yd2 yd² sqyd squareyards "},
    Unit{true, true, 1, "metres", " m metre metres "},
    Unit{true, true, 1e3, "kilometres", " km kilometre kilometres "},
    Unit{true, false, 0.3048, "feet", " ft foot feet "},
    Unit{true, false, 0.9144, "yards", " yd yard yards "},
    Unit{true, false, 1609.344, "miles", " mi mile miles "},
};

bool is_called(const Unit& unit, const std::string& word) {
  return !word.empty() && unit.words.find(" " + word + " ") != std::string_view::npos;
}

struct Stated {
  double value = 0;
  std::string unit;  ///< in lower case, without blanks and dots; empty: none
};

/// Splits "5,000 sq. m" into 5000 and "sqm"; nullopt if the text does not start with a number.
std::optional<Stated> read(std::string_view text) {
  std::string number;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    const bool thousands = c == ',' && at + 3 < text.size() &&
                           text.substr(at + 1, 3).find_first_not_of("0123456789") == std::string_view::npos;
    if ((c >= '0' && c <= '9') || c == '.')
      number += c;
    else if (!thousands || number.empty())
      break;
  }
  char* end = nullptr;
  Stated stated{std::strtod(number.c_str(), &end), {}};
  if (number.empty() || *end != '\0') return std::nullopt;
  for (const char c : lower(text.substr(at)))
    if (c != ' ' && c != '.' && c != '\t') stated.unit += c;
  return stated;
}

bool fits(const Stated& stated, const Unit& unit, double measured) {
  const double least = unit.factor == 1 ? 1 : 0.01 * unit.factor;
  return std::abs(stated.value * unit.factor - measured) <= std::max(unit.plain ? least : 0, 0.01 * measured);
}

}  // namespace

std::string stated_size_finding(std::string_view text, double measured, bool linear) {
  const std::string said = trimmed(text);
  if (says_nothing(said)) return {};
  const char* measured_unit = linear ? "m" : "m²";
  const std::optional<Stated> stated = read(said);
  if (stated && stated->value == 0) return {};
  std::string hint;
  bool known = false;
  for (const Unit& unit : units) {
    if (!stated || unit.linear != linear) continue;
    const bool named = is_called(unit, stated->unit);
    known = known || named || stated->unit.empty();
    if ((named || (stated->unit.empty() && unit.plain)) && fits(*stated, unit, measured)) return {};
    if (stated->unit.empty() && !unit.plain && hint.empty() && fits(*stated, unit, measured))
      hint = fmt::format("; in {} it would fit: the template wants {}", unit.title, measured_unit);
  }
  if (!known) hint = "; the stated text is not a size";
  return fmt::format("{} is stated, but the shape measures {:.1f} {}{}", said, measured, measured_unit, hint);
}

}  // namespace spatial
