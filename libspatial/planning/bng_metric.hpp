// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/planning/bng_tables.hpp"

namespace spatial {

/// The formulas of the statutory biodiversity metric (docs/bng.md), as pure functions of a habitat's state. Sizes in ha
/// or km; NaN: no units. Thread-safe. Source: Defra, statutory metric calculation tool v4.1, February 2024.
///
///     const BngState meadow{tables.type(BngModule::area, "Lowland meadows"), "Good"};
///     created_units(tables, meadow, 0.5, {}).units;      // difficulty and years to target included

/// A habitat as it is or shall be. The type is never null and allows the condition.
struct BngState {
  const BngType* type = nullptr;
  std::string condition;
  double significance = 1;  ///< 1, 1.10, 1.15
  double encroachment = 1;  ///< of the channel times that of the banks; watercourses only
};

/// When work starts, counted from the development. At most one of them is above 0.
struct BngTiming {
  BngYears advance = 0, delay = 0;
};

/// What a proposal is worth; without units `refused` says why.
struct BngOutcome {
  double units = std::numeric_limits<double>::quiet_NaN();
  std::optional<BngYears> years;  ///< that are left to the target
  double time = std::numeric_limits<double>::quiet_NaN();
  double difficulty = std::numeric_limits<double>::quiet_NaN();
  std::optional<IssueRule> refused;
};

/// Size × distinctiveness × condition × encroachment × significance: before, and what is retained.
double standing_units(const BngTables& tables, const BngState& state, double size);
/// A habitat made where there was another one or none. Refused: bng_creation_impossible, bng_advance_and_delay.
BngOutcome created_units(const BngTables& tables, const BngState& proposed, double size, const BngTiming& timing);
/// A habitat made better. Refused: bng_trading_down, bng_trading_like_for_like, bng_enhancement_impossible,
/// bng_condition_falls, bng_no_enhancement, bng_advance_and_delay.
BngOutcome enhanced_units(const BngTables& tables, const BngState& baseline, const BngState& proposed, double size,
                          const BngTiming& timing);
/// Years left of the standard years, after advance or with delay.
BngYears years_left(BngYears standard, const BngTiming& timing) noexcept;

/// Part of an account that units belong to.
enum class BngPart { before, retained, created, enhanced };

/// Units of one feature or piece, for the accounts.
struct BngEntry {
  const BngType* type = nullptr;
  BngPart part{};
  bool off_site = false, tree = false;
  double units = 0;
  double risk = 1;  ///< spatial risk of off-site land
};

/// One module's account.
struct BngTotals {
  double before = 0, retained = 0, created = 0, enhanced = 0;              ///< on-site
  double off_before = 0, off_after = 0;                                    ///< without spatial risk
  double off_before_at_risk = 0, off_after_at_risk = 0;                    ///< each row times its spatial risk
  double after() const noexcept { return retained + created + enhanced; }  ///< on-site
  double net() const noexcept { return after() - before; }
  /// Off-site change; a gain is multiplied by the spatial risk, a loss never.
  double off_net() const noexcept { return off_after - off_before; }
  double off_net_at_risk() const noexcept { return off_net() > 0 ? off_after_at_risk - off_before_at_risk : off_net(); }
  double total_net() const noexcept { return net() + off_net_at_risk(); }
  /// In per cent of the on-site baseline; NaN where there is none and something comes, 0 where nothing does.
  double net_percent() const noexcept { return percent(net(), after()); }
  double total_percent() const noexcept { return percent(total_net(), after() + off_after); }
  /// Units that are missing to the target of 10 %.
  double needed() const noexcept;

 private:
  double percent(double change, double after) const noexcept;
};
inline constexpr double bng_target = 0.10;

/// A type that loses more than it gains, or the reverse.
struct BngChange {
  std::string label;
  double units = 0;
};

/// A band of the trading summary. NaN: the band has no such figure.
struct BngTrade {
  BngModule module{};
  BngBand band{};
  bool met = true;
  double surplus = std::numeric_limits<double>::quiet_NaN(), deficit = std::numeric_limits<double>::quiet_NaN();
  double net = std::numeric_limits<double>::quiet_NaN(), cumulative = std::numeric_limits<double>::quiet_NaN();
  std::vector<BngChange> losses;  ///< types or groups with less after than before
  std::string mended_by;          ///< what would make up for it, as a sentence
};

struct BngAccount {
  std::array<BngTotals, bng_module_count> modules;
  double trees_before = 0, trees_after = 0;  ///< part of the area module, on-site
  std::vector<BngTrade> trading;             ///< by module, then from the best band to the worst
};
/// Sums in the order of the entries; entries without units (NaN) count nothing. O(entries · log types).
BngAccount bng_account(std::span<const BngEntry> entries);

}  // namespace spatial
