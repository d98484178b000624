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

/// The formulas of the statutory biodiversity metric (docs/bng.md), as pure functions of a habitat's state. Sizes are
/// in ha or km; NaN means no units. Thread-safe, O(1) apart from the accounts. Throws nothing. Source: Defra, statutory
/// metric calculation tool v4.1, February 2024.
///
///     const BngState meadow{tables.type(BngModule::area, "Lowland meadows"), "Good"};
///     created_units(tables, meadow, 0.5, {}).units;      // difficulty and years to target included

/// A habitat as it is now or as it is proposed. The type is never null, and it allows the condition.
struct BngState {
  const BngType* type = nullptr;
  std::string condition;
  double significance = 1;  ///< 1, 1.10, 1.15
  double encroachment = 1;  ///< of the channel times that of the banks; watercourses only
};

/// Years between the start of the work and the development. At most one of the two is above 0.
struct BngTiming {
  BngYears advance = 0, delay = 0;
};

/// The value of a proposal. If it has no units, `refused` says why.
struct BngOutcome {
  double units = std::numeric_limits<double>::quiet_NaN();
  std::optional<BngYears> years;  ///< until the target condition
  double time = std::numeric_limits<double>::quiet_NaN();
  double difficulty = std::numeric_limits<double>::quiet_NaN();
  std::optional<IssueRule> refused;
};

/// Size × distinctiveness × condition × encroachment × significance: the value of baseline and of retained habitat.
double standing_units(const BngTables& tables, const BngState& state, double size);
/// Units of a habitat created where there was another one, or none. Can be refused as bng_creation_impossible or
/// bng_advance_and_delay.
BngOutcome created_units(const BngTables& tables, const BngState& proposed, double size, const BngTiming& timing);
/// Units of an enhanced habitat. Can be refused as bng_trading_down, bng_trading_like_for_like,
/// bng_enhancement_impossible, bng_condition_falls, bng_no_enhancement or bng_advance_and_delay.
BngOutcome enhanced_units(const BngTables& tables, const BngState& baseline, const BngState& proposed, double size,
                          const BngTiming& timing);
/// Years to the target condition: the standard years less the advance, or plus the delay.
BngYears years_left(BngYears standard, const BngTiming& timing) noexcept;

/// The part of an account to which units belong.
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
  /// Off-site change. A gain is multiplied by the spatial risk; a loss never is.
  double off_net() const noexcept { return off_after - off_before; }
  double off_net_at_risk() const noexcept { return off_net() > 0 ? off_after_at_risk - off_before_at_risk : off_net(); }
  double total_net() const noexcept { return net() + off_net_at_risk(); }
  /// Per cent of the on-site baseline. Without a baseline: NaN if anything is proposed, otherwise 0.
  double net_percent() const noexcept { return percent(net(), after()); }
  double total_percent() const noexcept { return percent(total_net(), after() + off_after); }
  /// Units still needed to reach the target of 10 %.
  double needed() const noexcept;

 private:
  double percent(double change, double after) const noexcept;
};
inline constexpr double bng_target = 0.10;

/// The change in units of one type.
struct BngChange {
  std::string label;
  double units = 0;
};

/// One band of the trading summary. NaN means that the band has no such figure.
struct BngTrade {
  BngModule module{};
  BngBand band{};
  bool met = true;
  double surplus = std::numeric_limits<double>::quiet_NaN(), deficit = std::numeric_limits<double>::quiet_NaN();
  double net = std::numeric_limits<double>::quiet_NaN(), cumulative = std::numeric_limits<double>::quiet_NaN();
  std::vector<BngChange> losses;  ///< types or groups with less after than before
  std::string mended_by;          ///< what would make up for the loss, as part of a sentence
};

struct BngAccount {
  std::array<BngTotals, bng_module_count> modules;
  double trees_before = 0, trees_after = 0;  ///< part of the area module, on-site
  std::vector<BngTrade> trading;             ///< by module, then from the best band to the worst
};
/// Adds up in the order of the entries. Entries without units (NaN) are left out. O(entries · log types).
BngAccount bng_account(std::span<const BngEntry> entries);

}  // namespace spatial
