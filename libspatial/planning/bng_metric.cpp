// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_metric.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

BngOutcome refused(IssueRule rule) {
  BngOutcome outcome;
  outcome.refused = rule;
  return outcome;
}

bool both(const BngTiming& timing) { return timing.advance > 0 && timing.delay > 0; }

std::optional<BngYears> years_of(const std::map<std::string, BngYears>& years, const std::string& key) {
  const auto found = years.find(key);
  return found == years.end() ? std::nullopt : std::optional(found->second);
}

double creation_difficulty(const BngType& type, BngYears standard, const BngTiming& timing) {
  if (type.module == BngModule::hedgerow) return 1;
  if (type.module == BngModule::watercourse)
    return timing.advance >= standard && timing.delay == 0 ? 1 : *type.creation_difficulty;
  if (type.band == BngBand::very_low) return *type.creation_difficulty;
  if (timing.advance >= standard) return 1;
  const auto poor = years_of(type.create, "Poor");
  if (timing.advance > 0 && poor && timing.advance >= *poor && !type.keeps_creation_difficulty &&
      type.enhancement_difficulty)
    return *type.enhancement_difficulty;
  return *type.creation_difficulty;
}

/// Years to target of an enhancement, or the rule that forbids it.
struct Step {
  std::optional<BngYears> years;
  std::optional<IssueRule> refused;
};

Step step_of(std::optional<BngYears> years) {
  if (years) return {years, std::nullopt};
  return {std::nullopt, IssueRule::bng_enhancement_impossible};
}

bool is_any_of(const std::string& type, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), type) != names.end();
}

Step area_step(const BngState& from, const BngState& to, double from_condition, double to_condition) {
  const BngType &before = *from.type, &after = *to.type;
  if (after.score < before.score) return {{}, IssueRule::bng_trading_down};
  if (before.band <= BngBand::high && &before != &after) return {{}, IssueRule::bng_trading_like_for_like};
  if (after.type == "Littoral seagrass" && !is_any_of(before.type, {"Littoral seagrass", "Littoral sand"}))
    return step_of(std::nullopt);
  if (after.broad == "Intertidal hard structures" && after.type.find("(IGGI)") != std::string::npos &&
      before.broad != "Intertidal hard structures")
    return step_of(std::nullopt);
  if (after.type == "Felled") return step_of(std::nullopt);
  if (from_condition > to_condition) return {{}, IssueRule::bng_condition_falls};
  if (after.score == before.score && from_condition == to_condition) return {{}, IssueRule::bng_no_enhancement};
  const bool rises = &before != &after && after.score > before.score;
  return step_of(years_of(after.enhance, (rises ? "Lower" : from.condition) + " - " + to.condition));
}

Step hedgerow_step(const BngTables& tables, const BngState& from, const BngState& to, double from_condition,
                   double to_condition) {
  if (from_condition > to_condition) return {{}, IssueRule::bng_condition_falls};
  if (from.type->score == to.type->score && from.condition == to.condition) return {{}, IssueRule::bng_no_enhancement};
  const HedgerowStep step = tables.hedgerow_step(*from.type, *to.type);
  if (!step.allowed) return step_of(std::nullopt);
  if (to.type->score > from.type->score) return step_of(step.years);
  return step_of(years_of(to.type->enhance, from.condition + " - " + to.condition));
}

Step watercourse_step(const BngTables& tables, const BngState& from, const BngState& to, double from_condition,
                      double to_condition) {
  const BngType &before = *from.type, &after = *to.type;
  if (after.score < before.score) return {{}, IssueRule::bng_trading_down};
  if (before.band == BngBand::high && after.band == BngBand::high && &before != &after)
    return {{}, IssueRule::bng_trading_like_for_like};
  if (from_condition > to_condition) return {{}, IssueRule::bng_condition_falls};
  if (!after.enhancement_difficulty) return step_of(std::nullopt);
  if (after.score > before.score) return step_of(tables.watercourse_distinctiveness_years());
  return step_of(tables.watercourse_years(from.condition, to.condition));
}

}  // namespace

BngYears years_left(BngYears standard, const BngTiming& timing) noexcept {
  constexpr BngYears longest = 30;
  const auto [advance, delay] = timing;
  if (standard == more_than_30_years)
    return advance == 0 ? more_than_30_years : advance == more_than_30_years ? 0 : longest - advance;
  if (advance == more_than_30_years || advance > standard) return 0;
  if (delay == more_than_30_years || standard + delay > longest) return more_than_30_years;
  return standard + delay - advance;
}

double standing_units(const BngTables& tables, const BngState& state, double size) {
  return size * state.type->score * tables.condition_score(state.condition) * state.encroachment * state.significance;
}

BngOutcome created_units(const BngTables& tables, const BngState& proposed, double size, const BngTiming& timing) {
  if (both(timing)) return refused(IssueRule::bng_advance_and_delay);
  const auto standard = years_of(proposed.type->create, proposed.condition);
  if (!standard || (proposed.type->module != BngModule::hedgerow && !proposed.type->creation_difficulty))
    return refused(IssueRule::bng_creation_impossible);
  BngOutcome outcome;
  outcome.years = years_left(*standard, timing);
  outcome.time = tables.time_multiplier(*outcome.years);
  outcome.difficulty = creation_difficulty(*proposed.type, *standard, timing);
  outcome.units = standing_units(tables, proposed, size) * outcome.time * outcome.difficulty;
  return outcome;
}

BngOutcome enhanced_units(const BngTables& tables, const BngState& baseline, const BngState& proposed, double size,
                          const BngTiming& timing) {
  if (both(timing)) return refused(IssueRule::bng_advance_and_delay);
  const double before = tables.condition_score(baseline.condition), after = tables.condition_score(proposed.condition);
  const BngModule module = proposed.type->module;
  const Step step = module == BngModule::area       ? area_step(baseline, proposed, before, after)
                    : module == BngModule::hedgerow ? hedgerow_step(tables, baseline, proposed, before, after)
                                                    : watercourse_step(tables, baseline, proposed, before, after);
  if (step.refused) return refused(*step.refused);
  const bool reached = timing.advance >= *step.years && timing.delay == 0;
  if (module != BngModule::hedgerow && !reached && !proposed.type->enhancement_difficulty)
    return refused(IssueRule::bng_enhancement_impossible);
  BngOutcome outcome;
  outcome.years = years_left(*step.years, timing);
  outcome.time = tables.time_multiplier(*outcome.years);
  outcome.difficulty = module == BngModule::hedgerow || reached ? 1 : *proposed.type->enhancement_difficulty;
  const double was = size * baseline.type->score * before, becomes = size * proposed.type->score * after;
  outcome.units =
      ((becomes - was) * outcome.time * outcome.difficulty + was) * proposed.encroachment * proposed.significance;
  return outcome;
}

double BngTotals::percent(double change, double after_all) const noexcept {
  if (before > 0) return change / before * 100;
  return after_all > 0 ? std::numeric_limits<double>::quiet_NaN() : 0;
}

double BngTotals::needed() const noexcept {
  return std::max(0.0, before * (1 + bng_target) - after() - off_net_at_risk());
}

namespace {

/// A deficit smaller than this is rounding error.
constexpr double nothing = 1e-9;

/// Changes in one distinctiveness band, by habitat type or by group.
struct Changes {
  std::map<std::string, StableSum> by;
  double positive() const {
    StableSum sum;
    for (const auto& [name, one] : by)
      if (one.value() > 0) sum.add(one.value());
    return sum.value();
  }
  double negative() const {
    StableSum sum;
    for (const auto& [name, one] : by)
      if (one.value() < 0) sum.add(one.value());
    return sum.value();
  }
  double all() const { return positive() + negative(); }
  std::vector<BngChange> losses() const {
    std::vector<BngChange> result;
    for (const auto& [name, one] : by)
      if (one.value() < -nothing) result.push_back({name, one.value()});
    return result;
  }
};
using Bands = std::array<Changes, bng_band_count>;

class Trading {
 public:
  Trading(BngModule module, const Bands& bands, std::vector<BngTrade>& result)
      : module_(module), bands_(bands), result_(result) {}

  void area() {
    const double very_high = strict(BngBand::very_high, "only the same habitat, or bespoke compensation");
    const double high = strict(BngBand::high, "only the same habitat");
    BngTrade& medium = both_sides(BngBand::medium);
    medium.cumulative = medium.deficit + high + very_high + medium.surplus;
    medium.met = medium.deficit + high + very_high >= -nothing;
    medium.mended_by = "the same broad habitat, or any habitat of a higher band";
    const double from_above = std::max(0.0, medium.cumulative);
    sums(BngBand::low, from_above);
  }

  void hedgerow() {
    const double very_high = strict(BngBand::very_high, "only the same hedgerow type");
    BngTrade& high = both_sides(BngBand::high);
    high.met = high.deficit + very_high >= -nothing;
    high.mended_by = "the same hedgerow type, or one of a higher band";
    const double left = high.surplus + std::max(0.0, very_high + high.deficit);
    const double medium = sums(BngBand::medium, left);
    const double low = sums(BngBand::low, std::max(0.0, medium));
    sums(BngBand::very_low, std::max(0.0, low));
  }

  void watercourse() {
    double surplus = strict(BngBand::very_high, "only the same watercourse type, or bespoke compensation");
    surplus += strict(BngBand::high, "only the same watercourse type");
    surplus += strict(BngBand::medium, "only the same watercourse type");
    sums(BngBand::low, surplus);
  }

 private:
  const Changes& of(BngBand band) const { return bands_[static_cast<std::size_t>(band)]; }

  BngTrade& add(BngBand band) {
    BngTrade trade;
    trade.module = module_;
    trade.band = band;
    trade.losses = of(band).losses();
    result_.push_back(std::move(trade));
    return result_.back();
  }
  BngTrade& both_sides(BngBand band) {
    BngTrade& trade = add(band);
    trade.surplus = of(band).positive();
    trade.deficit = of(band).negative();
    return trade;
  }
  /// Band in which no type may have a deficit; returns the surplus.
  double strict(BngBand band, const char* mended_by) {
    BngTrade& trade = both_sides(band);
    trade.met = trade.losses.empty();
    trade.mended_by = mended_by;
    return trade.surplus;
  }
  /// Band in which only the net total counts, with the surplus from bands above. Returns the cumulative figure.
  double sums(BngBand band, double from_above) {
    BngTrade& trade = add(band);
    trade.net = of(band).all();
    trade.cumulative = trade.net + from_above;
    trade.met = trade.cumulative >= -nothing;
    trade.mended_by = module_ == BngModule::watercourse ? "any watercourse of a higher band"
                                                        : "any habitat of the same or a higher band";
    return trade.cumulative;
  }

  BngModule module_;
  const Bands& bands_;
  std::vector<BngTrade>& result_;
};

/// Totals of one module.
struct Sums {
  StableSum before, retained, created, enhanced, off_before, off_after, off_before_at_risk, off_after_at_risk;
  void add(const BngEntry& entry) {
    if (entry.off_site) {
      (entry.part == BngPart::before ? off_before : off_after).add(entry.units);
      (entry.part == BngPart::before ? off_before_at_risk : off_after_at_risk).add(entry.units * entry.risk);
      return;
    }
    StableSum* const sums[] = {&before, &retained, &created, &enhanced};
    sums[static_cast<std::size_t>(entry.part)]->add(entry.units);
  }
  BngTotals totals() const {
    BngTotals result;
    result.before = before.value();
    result.retained = retained.value();
    result.created = created.value();
    result.enhanced = enhanced.value();
    result.off_before = off_before.value();
    result.off_after = off_after.value();
    result.off_before_at_risk = off_before_at_risk.value();
    result.off_after_at_risk = off_after_at_risk.value();
    return result;
  }
};

}  // namespace

BngAccount bng_account(std::span<const BngEntry> entries) {
  BngAccount account;
  std::array<Sums, bng_module_count> sums;
  std::array<Bands, bng_module_count> changes;
  StableSum trees_before, trees_after;
  for (const BngEntry& entry : entries) {
    if (!std::isfinite(entry.units)) continue;
    const auto module = static_cast<std::size_t>(entry.type->module);
    const bool before = entry.part == BngPart::before;
    sums[module].add(entry);
    if (entry.tree && !entry.off_site) (before ? trees_before : trees_after).add(entry.units);
    if (entry.type->trading_group.empty()) continue;
    const bool by_group = entry.type->module == BngModule::area && entry.type->band == BngBand::medium;
    changes[module][static_cast<std::size_t>(entry.type->band)]
        .by[by_group ? entry.type->trading_group : entry.type->label()]
        .add(before ? -entry.units : entry.units);
  }
  for (std::size_t m = 0; m < bng_module_count; ++m) account.modules[m] = sums[m].totals();
  account.trees_before = trees_before.value();
  account.trees_after = trees_after.value();
  account.trading.reserve(bng_module_count * bng_band_count);
  Trading(BngModule::area, changes[0], account.trading).area();
  Trading(BngModule::hedgerow, changes[1], account.trading).hedgerow();
  Trading(BngModule::watercourse, changes[2], account.trading).watercourse();
  return account;
}

}  // namespace spatial
