// SPDX-License-Identifier: MIT
#include "libspatial/report/comparison_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

struct FateWords {
  CandidateFate fate;
  const char* code;
  const char* meaning;
};
constexpr std::array<FateWords, 4> fates{{
    {CandidateFate::stayed, "stayed", "In both maps, on the same land"},
    {CandidateFate::redrawn, "redrawn", "In both maps, but its land has changed"},
    {CandidateFate::came, "came", "In the new map only"},
    {CandidateFate::went, "went", "In the old map only"},
}};

bool in_both(const ComparedCandidate& one) { return one.before.present && one.after.present; }

bool in_one_list(const ComparedCandidate& one) { return in_both(one) && one.before.action == one.after.action; }

/// One named part of a change of score; parts are in the order of the columns.
struct Part {
  std::string name, title;
  double value;
};
std::vector<Part> parts_of(const ScoreChange& change) {
  std::vector<Part> parts{{"suitability", "Suitability", change.suitability},
                          {"constraint", "Constraint", change.constraint}};
  for (const IndicatorInfo& indicator : indicators())
    if (indicator.indicator != Indicator::constraint)
      parts.push_back({std::string(indicator.name) + (indicator.indicator == Indicator::potential ? "_weighed" : ""),
                       std::string(indicator.title), change.indicators[static_cast<std::size_t>(indicator.indicator)]});
  return parts;
}

struct RankMoveWords {
  RankMove move;
  const char* code;
  const char* words;
};
constexpr std::array<RankMoveWords, rank_moves> moves_in_words{{
    {RankMove::up_far, "up_far", "Up by more than 100 ranks"},
    {RankMove::up, "up", "Up by 11 to 100 ranks"},
    {RankMove::up_little, "up_little", "Up by 1 to 10 ranks"},
    {RankMove::same, "same", "Same rank"},
    {RankMove::down_little, "down_little", "Down by 1 to 10 ranks"},
    {RankMove::down, "down", "Down by 11 to 100 ranks"},
    {RankMove::down_far, "down_far", "Down by more than 100 ranks"},
    {RankMove::other_list, "other_list", "Moved here from the other list (create or restore)"},
    {RankMove::came, "came", "New"},
    {RankMove::went, "went", "Gone"},
}};

std::size_t number_of(const MapComparison& comparison, CandidateFate fate) {
  return static_cast<std::size_t>(std::count_if(comparison.candidates.begin(), comparison.candidates.end(),
                                                [&](const ComparedCandidate& one) { return one.fate == fate; }));
}

struct ClassMove {
  std::string action, before, after;
  auto operator<=>(const ClassMove&) const = default;
};
struct Amount {
  std::size_t candidates = 0;
  StableSum area;
};

const ComparedState& newest(const ComparedCandidate& one) { return one.after.present ? one.after : one.before; }

std::map<ClassMove, Amount> class_moves(const MapComparison& comparison) {
  std::map<ClassMove, Amount> moves;
  for (const ComparedCandidate& one : comparison.candidates) {
    const ComparedState& state = newest(one);
    Amount& amount = moves[{state.action, one.before.opportunity_class, one.after.opportunity_class}];
    ++amount.candidates;
    amount.area.add(state.area_m2);
  }
  return moves;
}

}  // namespace

long long ranks_gained(const ComparedCandidate& candidate) noexcept {
  if (!in_one_list(candidate)) return 0;
  return static_cast<long long>(candidate.before.rank) - static_cast<long long>(candidate.after.rank);
}

RankMove rank_move_of(const ComparedCandidate& candidate) noexcept {
  if (!candidate.before.present) return RankMove::came;
  if (!candidate.after.present) return RankMove::went;
  if (!in_one_list(candidate)) return RankMove::other_list;
  const long long gained = ranks_gained(candidate);
  if (gained == 0) return RankMove::same;
  if (std::abs(gained) > 100) return gained > 0 ? RankMove::up_far : RankMove::down_far;
  if (std::abs(gained) > 10) return gained > 0 ? RankMove::up : RankMove::down;
  return gained > 0 ? RankMove::up_little : RankMove::down_little;
}

std::string_view words_of(RankMove move) noexcept { return moves_in_words[static_cast<std::size_t>(move)].words; }

std::size_t RankMoveCount::total() const noexcept {
  std::size_t sum = 0;
  for (const std::size_t one : candidates) sum += one;
  return sum;
}

std::vector<RankMoveCount> rank_move_counts(const MapComparison& comparison) {
  std::map<std::string, RankMoveCount> by_action;
  std::map<std::string, std::array<StableSum, rank_moves>> areas;
  for (const ComparedCandidate& one : comparison.candidates) {
    const ComparedState& state = newest(one);
    const auto move = static_cast<std::size_t>(rank_move_of(one));
    ++by_action[state.action].candidates[move];
    areas[state.action][move].add(state.area_m2);
  }
  std::vector<RankMoveCount> result;
  for (auto& [action, count] : by_action) {
    count.action = action;
    for (std::size_t k = 0; k < rank_moves; ++k) count.area_m2[k] = areas[action][k].value();
    result.push_back(count);
  }
  return result;
}

std::string parts_in_words(const ScoreChange& change) {
  constexpr double least = 0.05;  // the smallest value that rounds to 0.1
  std::vector<Part> parts = parts_of(change);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return std::abs(a.value) > std::abs(b.value); });
  std::vector<std::string> words;
  for (const Part& part : parts)
    if (std::abs(part.value) >= least)
      words.push_back(fmt::format("{} {:+.1f}", within_sentence(std::string(part.title)), part.value));
  return joined(words, ", ");
}

std::vector<ChangeCause> change_causes(const MapComparison& comparison) {
  const std::vector<Part> names = parts_of({});
  std::vector<StableSum> sums(names.size()), sizes(names.size());
  for (const ComparedCandidate& one : comparison.candidates) {
    if (!in_both(one)) continue;
    const std::vector<Part> parts = parts_of(one.change);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      sums[k].add(parts[k].value);
      sizes[k].add(std::abs(parts[k].value));
    }
  }
  std::vector<ChangeCause> causes;
  for (std::size_t k = 0; k < names.size(); ++k)
    causes.push_back({names[k].name, names[k].title, sums[k].value(), sizes[k].value()});
  return causes;
}

double largest_remainder(const MapComparison& comparison) noexcept {
  double largest = 0;
  for (const ComparedCandidate& one : comparison.candidates)
    if (in_both(one)) largest = std::max(largest, std::abs(one.change.total() - (one.after.score - one.before.score)));
  return largest;
}

FeatureTable candidate_changes_table(const MapComparison& comparison) {
  const auto& all = comparison.candidates;
  TableBuilder table("candidate_changes", "Changes by candidate",
                     "One row per candidate of either map. The columns due_… add up to score_change, but for "
                     "due_weights, which says how much of them changed weights alone account for.");
  const auto text = [&](auto value) {
    return cells_of<TextCells>(all.size(), [&](std::size_t i) { return text_or_null(value(all[i])); });
  };
  const auto real = [&](auto value) {
    return cells_of<RealCells>(all.size(), [&](std::size_t i) { return value(all[i]); });
  };
  const auto rank = [&](const ComparedState ComparedCandidate::*state) {
    return cells_of<IntegerCells>(all.size(), [&, state](std::size_t i) {
      const ComparedState& one = all[i].*state;
      return one.present ? std::optional<std::int64_t>(static_cast<std::int64_t>(one.rank)) : std::nullopt;
    });
  };
  using C = const ComparedCandidate&;
  table.text("candidate_id", "Candidate", "As in both maps.", text([](C c) { return c.id; }));
  table.text("place", "Place", "Where it is.", text([](C c) { return c.place; }));
  table.text("fate", "Fate", "What became of it.",
             text([](C c) { return std::string(fates[static_cast<std::size_t>(c.fate)].code); }), "fate");
  table.text("action", "Action", "In the new map, or in the old one for candidates that went.",
             text([](C c) { return c.after.present ? c.after.action : c.before.action; }));
  table.text("old_action", "Action before", "In the old map.", text([](C c) { return c.before.action; }));
  table.integer("old_rank", "Rank before", "In the old map.", "", rank(&ComparedCandidate::before));
  table.integer("new_rank", "Rank now", "In the new map.", "", rank(&ComparedCandidate::after));
  table.integer("rank_change", "Ranks gained", "Old rank minus new rank: positive is better now.", "",
                cells_of<IntegerCells>(all.size(), [&](std::size_t i) {
                  return in_one_list(all[i]) ? std::optional<std::int64_t>(ranks_gained(all[i])) : std::nullopt;
                }));
  table.text("old_class", "Class before", "In the old map.", text([](C c) { return c.before.opportunity_class; }));
  table.text("new_class", "Class now", "In the new map.", text([](C c) { return c.after.opportunity_class; }));
  table.text("old_network", "Network before", "Best network in the old map.",
             text([](C c) { return c.before.best_network; }));
  table.text("new_network", "Network now", "Best network in the new map.",
             text([](C c) { return c.after.best_network; }));
  table.real("old_ha", "Area before (ha)", "In the old map.", "ha",
             real([](C c) { return c.before.present ? c.before.area_m2 / hectare : no_number; }));
  table.real("new_ha", "Area now (ha)", "In the new map.", "ha",
             real([](C c) { return c.after.present ? c.after.area_m2 / hectare : no_number; }));
  table.real("old_score", "Score before", "In the old map.", "0-100",
             real([](C c) { return c.before.present ? c.before.score : no_number; }));
  table.real("new_score", "Score now", "In the new map.", "0-100",
             real([](C c) { return c.after.present ? c.after.score : no_number; }));
  table.real("score_change", "Change of score", "New score minus old score.", "",
             real([](C c) { return in_both(c) ? c.after.score - c.before.score : no_number; }));
  table.text("largest_part", "Mainly due to", "What moved the score most.", text([](C c) { return c.largest_part; }));
  const std::vector<Part> names = parts_of({});
  for (std::size_t k = 0; k < names.size(); ++k)
    table.real("due_" + names[k].name, "Due to: " + names[k].title,
               "Part of the change of score (docs/methods.md section 9b).", "",
               real([k](C c) { return in_both(c) ? parts_of(c.change)[k].value : no_number; }));
  table.real("due_weights", "Of these, due to weights", "What changed weights alone account for.", "",
             real([](C c) { return in_both(c) ? c.change.weights : no_number; }));
  return {table.done(), comparison.geometry};
}

FeatureTable class_changes_table(const MapComparison& comparison) {
  TableBuilder table("class_changes", "Changes of class",
                     "One row per action, old class and new class. An empty class: the candidate was not, or is no "
                     "longer, in the map.");
  TextCells action, before, after;
  IntegerCells candidates;
  RealCells area;
  for (const auto& [move, amount] : class_moves(comparison)) {
    action.push_back(text_or_null(move.action));
    before.push_back(text_or_null(move.before));
    after.push_back(text_or_null(move.after));
    candidates.push_back(static_cast<std::int64_t>(amount.candidates));
    area.push_back(amount.area.value() / hectare);
  }
  table.text("action", "Action", "As in candidate_changes.", std::move(action));
  table.text("old_class", "Class before", "In the old map.", std::move(before));
  table.text("new_class", "Class now", "In the new map.", std::move(after));
  table.integer("candidates", "Candidates", "How many.", "", std::move(candidates));
  table.real("area_ha", "Area (ha)", "Of the new map; of the old one where they went.", "ha", std::move(area));
  return {table.done(), std::monostate{}};
}

FeatureTable rank_changes_table(const MapComparison& comparison) {
  TableBuilder table("rank_changes", "Changes of rank",
                     "One row per action and move of rank. Each candidate of either map is in one row.");
  TextCells action, move;
  IntegerCells candidates;
  RealCells area;
  for (const RankMoveCount& count : rank_move_counts(comparison))
    for (const RankMoveWords& words : moves_in_words) {
      const auto k = static_cast<std::size_t>(words.move);
      if (count.candidates[k] == 0) continue;
      action.push_back(text_or_null(count.action));
      move.push_back(std::string(words.code));
      candidates.push_back(static_cast<std::int64_t>(count.candidates[k]));
      area.push_back(count.area_m2[k] / hectare);
    }
  table.text("action", "Action", "As in candidate_changes.", std::move(action));
  table.text("rank_move", "Move", "How the rank moved.", std::move(move), "rank_move");
  table.integer("candidates", "Candidates", "How many.", "", std::move(candidates));
  table.real("area_ha", "Area (ha)", "Of the new map; of the old one where they went.", "ha", std::move(area));
  return {table.done(), std::monostate{}};
}

FeatureTable change_causes_table(const MapComparison& comparison) {
  const std::vector<ChangeCause> causes = change_causes(comparison);
  TableBuilder table("change_causes", "Causes of change",
                     "One row per factor and indicator, summed over the candidates that are in both maps.");
  table.text("cause", "Cause", "Factor or indicator.",
             cells_of<TextCells>(causes.size(), [&](std::size_t k) { return causes[k].name; }));
  table.real("sum", "Sum of parts", "Over all candidates; rises and falls cancel.", "score",
             cells_of<RealCells>(causes.size(), [&](std::size_t k) { return causes[k].sum; }));
  table.real("size", "Sum of sizes", "The same without signs.", "score",
             cells_of<RealCells>(causes.size(), [&](std::size_t k) { return causes[k].size; }));
  return {table.done(), std::monostate{}};
}

std::vector<Domain> comparison_domains() {
  Domain domain{"fate", "What became of a candidate", {}};
  for (const FateWords& one : fates) domain.values.emplace_back(one.code, one.meaning);
  Domain moves{"rank_move", "How the rank of a candidate moved", {}};
  for (const RankMoveWords& one : moves_in_words) moves.values.emplace_back(one.code, one.words);
  return {domain, moves};
}

/// Each paragraph of the summary is told only if it has something to say.
std::string comparison_summary(const MapComparison& comparison) {
  std::size_t before = 0, after = 0;
  for (const ComparedCandidate& one : comparison.candidates) {
    before += one.before.present ? 1 : 0;
    after += one.after.present ? 1 : 0;
  }
  std::string text = fmt::format(
      "{}: {} candidates\n{}: {} candidates\n\n  {:>7} stayed on the same land\n  {:>7} stayed, on land that changed\n"
      "  {:>7} came\n  {:>7} went\n",
      comparison.old_file, with_commas(before), comparison.new_file, with_commas(after),
      with_commas(number_of(comparison, CandidateFate::stayed)),
      with_commas(number_of(comparison, CandidateFate::redrawn)),
      with_commas(number_of(comparison, CandidateFate::came)), with_commas(number_of(comparison, CandidateFate::went)));
  if (comparison.renamed > 0)
    text += fmt::format("  {:>7} of those that came lie on exactly the land of one that went: its id changed\n",
                        with_commas(comparison.renamed));
  if (comparison.elsewhere > 0)
    text += fmt::format("  {:>7} ids now refer to land elsewhere: are both maps of the same county?\n",
                        with_commas(comparison.elsewhere));
  if (!comparison.differences.empty()) {
    text += "\nThe two runs differ in (before, now)\n";
    for (const RunDifference& one : comparison.differences)
      text += fmt::format("  {}: {}, {}\n", one.what, one.before.empty() ? "-" : one.before,
                          one.after.empty() ? "-" : one.after);
  }
  text += "\nRanks\n";
  for (const RankMoveCount& count : rank_move_counts(comparison)) {
    for (const RankMoveWords& words : moves_in_words)
      if (const std::size_t n = count.candidates[static_cast<std::size_t>(words.move)]; n > 0)
        text += fmt::format("  {:<8} {:>8}  {}\n", count.action, with_commas(n), words.words);
    text += fmt::format("  {:<8} {:>8}  in all\n", count.action, with_commas(count.total()));
  }
  text += "\nClasses (action, before, now, candidates, ha)\n";
  for (const auto& [move, amount] : class_moves(comparison))
    text += fmt::format("  {:<8} {:<10} {:<10} {:>8} {:>10.1f}\n", move.action, move.before.empty() ? "-" : move.before,
                        move.after.empty() ? "-" : move.after, with_commas(amount.candidates),
                        amount.area.value() / hectare);
  std::vector<const ComparedCandidate*> moved;
  for (const ComparedCandidate& one : comparison.candidates)
    if (in_both(one) && !one.largest_part.empty()) moved.push_back(&one);
  std::stable_sort(moved.begin(), moved.end(), [](const ComparedCandidate* a, const ComparedCandidate* b) {
    return std::abs(a->after.score - a->before.score) > std::abs(b->after.score - b->before.score);
  });
  if (moved.empty()) return text + "\nNo score changed.\n";
  text += fmt::format("\nThe parts by indicator add up to each change of score; largest difference {:.1e}\n",
                      largest_remainder(comparison));
  text += "\nLargest changes of score (before, now, rank before, rank now)\n";
  for (std::size_t k = 0; k < std::min<std::size_t>(10, moved.size()); ++k)
    text += fmt::format("  {:>6.1f} {:>6.1f} {:>7} {:>7}  mainly {}: {} ({})\n", moved[k]->before.score,
                        moved[k]->after.score, moved[k]->before.rank, moved[k]->after.rank, moved[k]->largest_part,
                        moved[k]->place, moved[k]->id);
  return text;
}

}  // namespace spatial
