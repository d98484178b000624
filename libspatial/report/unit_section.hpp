// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/geometry/multiline.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

struct BngResult;
struct BngTrade;
class BngTables;

/// What is reported about a template's biodiversity units, in one place for the page of `lnrs bng`, the report of a
/// site check and the console: sentences, tables and the content of the map, in page order. Texts are plain; the writer
/// of a page escapes them.
///
///     const UnitSection section = unit_section_of(result, issues, tables, red_line, false);
///     section.facts[0].value;                                              // "-6.33 %"
///
/// Pure; the same input gives the same value. O(features + findings).

/// The headline of an account.
struct UnitFact {
  std::string title, value;
  std::string change;     ///< "+0.41 units"; empty in a baseline file
  std::string judgement;  ///< against the target of 10 %
  bool met = false;
};

struct UnitFinding {
  std::string severity, layer, feature, text, meaning, rule, defra_code;
};

/// Heads of columns of numbers begin with "#". The first cell of a row is its heading.
struct UnitTable {
  std::string caption;
  std::vector<std::string> heads;
  std::vector<std::vector<std::string>> rows;
  std::size_t judged = static_cast<std::size_t>(-1);  ///< column of "yes" and "no"
};

/// What happens to a feature. The map draws each case differently.
enum class UnitFate { as_it_is, retained, enhanced, created, lost };
inline constexpr std::size_t unit_fate_count = 5;
std::string_view fate_title(UnitFate fate) noexcept;

/// A feature on the map; entry i of each geometry column belongs to mark i.
struct UnitMark {
  UnitFate fate{};
  bool water = false;  ///< of lines
  std::string name;
};

struct UnitSection {
  bool check_only = false, proposes = true;
  std::vector<UnitFact> facts;
  std::vector<std::string> left_out;  ///< sentences about features that these units leave out
  std::vector<std::string> unmet;     ///< trading rules that are not met
  std::string verdict;                ///< whether Defra's service would take the file
  bool rejected = false;
  std::vector<UnitFinding> findings;  ///< errors first
  UnitTable accounts, trading;
  std::vector<UnitTable> features;  ///< by account; none where an account is empty
  std::string more_features;        ///< if not every row is listed; else empty

  std::vector<UnitMark> marks;
  MultiPolygonColumn areas;
  MultiLineColumn lines;
  MultiPointColumn points;
  MultiPolygonColumn red_line;  ///< one feature, or none
};

/// `issues`: those of the template. Pure.
UnitSection unit_section_of(const BngResult& result, const Issues& issues, const BngTables& tables,
                            MultiPolygonView red_line, bool check_only);

/// Sentences that say what is left out of the units; empty if nothing is.
std::vector<std::string> left_out_sentences(const BngResult& result);
/// "Trading rules are not met for hedgerows, band High: only the same hedgerow type would make up for the loss."
std::string trade_sentence(const BngTrade& trade);
/// Whether Defra's service would take a file with this many findings for which it rejects one.
std::string verdict_sentence(std::size_t rejections);
/// "+1.2500".
std::string signed_units(double value);
/// "+4.83 %"; "no percentage (no baseline)".
std::string gain_text(double percent);

}  // namespace spatial
