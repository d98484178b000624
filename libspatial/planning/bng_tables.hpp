// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// The tables of the statutory biodiversity metric (data/presets/bng/*.csv, docs/bng.md). One BngTables holds one
/// edition; users can name a folder with another.
///
///     const BngTables tables(text_of_table);                              // text_of_table("hedgerows.csv")
///     const BngType* meadow = tables.type(BngModule::area, "Lowland meadows");
///     meadow->score;                                                      // 8
///
/// Reading throws Error(config) with the file and line. All look-ups are pure and thread-safe, O(log types).

/// Three accounts that are never added together.
enum class BngModule { area, hedgerow, watercourse };
inline constexpr std::size_t bng_module_count = 3;
struct BngModuleInfo {
  BngModule module;
  std::string_view name;   ///< as in the tables and outputs
  std::string_view title;  ///< as people read it
  std::string_view unit;   ///< of its sizes: ha, km
};
std::span<const BngModuleInfo> bng_modules() noexcept;
const BngModuleInfo& info(BngModule module) noexcept;

/// Years to a target condition: 0 to 30, or this value for "30+".
using BngYears = int;
inline constexpr BngYears more_than_30_years = 31;
/// "7", "30+".
std::string years_text(BngYears years);

/// The bands from best to worst.
enum class BngBand { very_high, high, medium, low, very_low };
inline constexpr std::size_t bng_band_count = 5;
std::string_view band_name(BngBand band) noexcept;  ///< "V.High"

/// A habitat, hedgerow or watercourse type.
struct BngType {
  BngModule module{};
  std::string broad, type;  ///< broad is empty for hedgerows and watercourses
  BngBand band{};
  double score = 0;
  std::vector<std::string> conditions;  ///< the ones it can have
  bool always_irreplaceable = false;
  std::optional<double> creation_difficulty, enhancement_difficulty;  ///< multipliers; nullopt: not possible
  bool in_site_area = true;                                           ///< takes up ground
  bool keeps_creation_difficulty = false;
  std::string trading_group;                ///< of Medium area habitats; empty: not traded
  std::map<std::string, BngYears> create;   ///< by condition; absent: not possible
  std::map<std::string, BngYears> enhance;  ///< by "start - target"; absent: not possible

  std::string label() const { return broad.empty() ? type : broad + " - " + type; }
  bool allows(std::string_view condition) const;
};

/// Whether enhancement can turn one hedgerow type into another.
struct HedgerowStep {
  bool allowed = false;
  std::optional<BngYears> years;  ///< through distinctiveness
};

/// A column of the template.
struct TemplateColumn {
  std::string layer, name, sqlite_type;
  bool required_layer = false, key = false, geometry = false, not_null = false;
};

/// A check of Defra's service or of the metric, with the rule under which it is reported in `issues`.
struct BngCheck {
  std::string key, group, defra_code, threshold, service, code, what;
  /// The code for the issue's layer, if `defra_code` lists several (separated by "; ").
  std::string code_for(const Issue& issue) const;
};

/// Letters and digits in lower case, the form in which names of the metric are compared. Letters beyond ASCII are kept,
/// so a word in another language never matches one of the metric's.
std::string plain_name(std::string_view text);
/// The text without surrounding blanks and without a leading "N. ".
std::string without_number(std::string_view text);
/// NULL, empty, "N/A", "Null", "none", "Not Available".
bool says_nothing(std::string_view text);

class BngTables {
 public:
  BngTables() = default;
  /// `read` returns the text of a table, given its file name.
  explicit BngTables(const std::function<std::string(const std::string& file)>& read);

  std::span<const BngType> types() const noexcept { return types_; }
  /// Looks up a type, given alone or as "Broad - Type", in any spelling of aliases.csv; nullptr if the metric has no
  /// such type.
  const BngType* type(BngModule module, std::string_view text) const;
  /// "; did you mean 'Mixed scrub'?" for an unknown type; empty if no name is similar.
  std::string hint(BngModule module, std::string_view text) const;
  /// The broad type as the metric spells it, or the text itself if the metric has no such type.
  std::string broad(std::string_view text) const;

  /// The condition as the metric spells it; nullopt for any other text.
  std::optional<std::string> condition(std::string_view text) const;
  double condition_score(std::string_view condition) const;
  /// 1, 1.10 or 1.15; nullopt for a text that the metric does not have.
  std::optional<double> significance(std::string_view text) const;
  double significance_of_level(std::string_view level) const;  ///< "high", "medium", "low"
  std::optional<double> encroachment(bool riparian, std::string_view text) const;
  /// The multiplier of off-site land; nullopt for a text that the module does not have.
  std::optional<double> spatial_risk(BngModule module, std::string_view text) const;
  std::optional<double> tree_area_m2(std::string_view size_class) const;
  double time_multiplier(BngYears years) const { return time_[static_cast<std::size_t>(years)]; }
  HedgerowStep hedgerow_step(const BngType& from, const BngType& to) const;
  /// Years in which enhancement brings a watercourse from one condition to another; nullopt if it cannot.
  std::optional<BngYears> watercourse_years(std::string_view from, std::string_view to) const;
  BngYears watercourse_distinctiveness_years() const noexcept { return watercourse_rise_; }

  std::span<const TemplateColumn> template_columns() const noexcept { return columns_; }
  std::span<const BngCheck> checks() const noexcept { return checks_; }
  /// The check with this rule code, for a layer of this role; nullptr if Defra has none.
  const BngCheck* check(std::string_view code, std::string_view role) const;
  /// Whether Defra's service rejects a file because of this finding.
  bool rejects(const Issue& issue) const;
  MultiPolygonView england() const { return england_; }
  const std::string& edition(const std::string& key) const;  ///< metric, template, service

 private:
  class Reader;
  std::vector<BngType> types_;
  std::map<std::pair<BngModule, std::string>, std::size_t> type_of_;
  std::map<std::string, std::string> broads_, conditions_, condition_aliases_, encroachment_aliases_;
  std::map<std::string, double> condition_scores_, significance_, significance_levels_, tree_m2_;
  std::array<std::map<std::string, double>, 2> encroachment_;
  std::map<std::pair<std::string, std::string>, double> spatial_risk_;
  std::array<double, more_than_30_years + 1> time_{};
  std::map<std::pair<std::string, std::string>, HedgerowStep> steps_;
  std::map<std::pair<std::string, std::string>, BngYears> watercourse_;
  BngYears watercourse_rise_ = 0;
  std::vector<TemplateColumn> columns_;
  std::vector<BngCheck> checks_;
  MultiPolygon england_;
  std::map<std::string, std::string> edition_;
};

}  // namespace spatial
