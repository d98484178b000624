// SPDX-License-Identifier: MIT
#include "libspatial/report/comparison_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/plain_page.hpp"

namespace spatial {
namespace {

constexpr std::size_t listed = 20;
constexpr std::string_view minus = "\xE2\x88\x92";

/// The categories that the map distinguishes.
enum class Shown { same, better, lower, came, went };
struct ShownLook {
  Shown shown;
  const char* label;
  const char* colour;
};
constexpr std::array<ShownLook, 5> change_looks{{
    {Shown::same, "Same class in both maps", "#dedede"},
    {Shown::better, "In a better class now", "#3f91d2"},
    {Shown::lower, "In a lower class now", "#f7a534"},
    {Shown::went, "Gone", "#cd3062"},
    {Shown::came, "New", "#002e01"},
}};

/// A number with its sign as printed: "+1,234", "−56", "0".
std::string signed_count(long long n) {
  if (n == 0) return "0";
  return fmt::format("{}{}", n > 0 ? "+" : minus, with_commas(std::abs(n)));
}

std::string signed_score(double value) {
  const std::string text = number_text(std::abs(value), 1);
  if (text == "0.0") return text;
  return fmt::format("{}{}", value > 0 ? "+" : minus, text);
}

/// "3 candidates", "1 candidate".
std::string candidates_text(std::size_t n) { return fmt::format("{} candidate{}", with_commas(n), n == 1 ? "" : "s"); }

class ComparisonPage {
 public:
  ComparisonPage(const MapComparison& comparison, const std::string& version)
      : all_(comparison), page_("What changed between two opportunity maps", subtitle(comparison), version) {
    for (const Domain& domain : opportunity_domains({}))
      if (domain.name == "opportunity_class") class_labels_.insert(domain.values.begin(), domain.values.end());
  }

  std::string written() {
    headline();
    differences();
    map();
    moved(true);
    moved(false);
    one_sided(true);
    one_sided(false);
    causes();
    ranks();
    classes();
    meaning();
    return page_.done();
  }

 private:
  using Candidates = std::vector<const ComparedCandidate*>;

  static std::string subtitle(const MapComparison& comparison) {
    const auto side = [](const std::string& file, const std::string& name, const std::string& date) {
      return fmt::format("{} ({}{})", file, name, date.empty() ? "" : ", " + date);
    };
    return fmt::format("Before: {}. Now: {}.", side(comparison.old_file, comparison.old_name, comparison.old_date),
                       side(comparison.new_file, comparison.new_name, comparison.new_date));
  }

  std::size_t number_of(CandidateFate fate) const {
    return static_cast<std::size_t>(std::count_if(all_.candidates.begin(), all_.candidates.end(),
                                                  [&](const ComparedCandidate& one) { return one.fate == fate; }));
  }
  static bool in_both(const ComparedCandidate& one) { return one.before.present && one.after.present; }
  static bool score_changed(const ComparedCandidate& one) {
    return in_both(one) && std::abs(one.after.score - one.before.score) > 1e-9;
  }

  void headline() {
    const std::size_t stayed = number_of(CandidateFate::stayed), redrawn = number_of(CandidateFate::redrawn),
                      came = number_of(CandidateFate::came), went = number_of(CandidateFate::went);
    const auto changed = static_cast<std::size_t>(std::count_if(all_.candidates.begin(), all_.candidates.end(),
                                                                [](const auto& one) { return score_changed(one); }));
    page_.begin("headline", "What changed");
    page_.facts({{"Candidates before", with_commas(stayed + redrawn + went)},
                 {"Candidates now", with_commas(stayed + redrawn + came)},
                 {"On the same land", with_commas(stayed)},
                 {"On land that changed", with_commas(redrawn)},
                 {"New", with_commas(came)},
                 {"Gone", with_commas(went)},
                 {"With another score", with_commas(changed)}});
    page_.paragraph(
        "A candidate is a piece of land that could become habitat. It is recognised by its id, which stays with the "
        "land whatever weights, networks, exclusions or sites change.");
    if (all_.renamed > 0)
      page_.alert(
          fmt::format("{} new lie on exactly the land of one that is gone: the id changed, not the land. Did "
                      "the habitat layer get new ids?",
                      candidates_text(all_.renamed)));
    if (all_.elsewhere > 0)
      page_.alert(fmt::format("{} with one id in both maps lie in different places. Are these maps of one county?",
                              candidates_text(all_.elsewhere)));
    page_.end();
  }

  void differences() {
    page_.begin("runs", "How the two runs differ");
    if (all_.differences.empty()) {
      page_.paragraph("Settings, layers and input files are the same.");
    } else {
      std::vector<std::vector<std::string>> rows;
      for (const RunDifference& one : all_.differences)
        rows.push_back({one.what, one.before.empty() ? std::string(dash) : one.before,
                        one.after.empty() ? std::string(dash) : one.after});
      page_.table("Settings, layers and files", {{"What"}, {"Before"}, {"Now"}}, rows);
    }
    page_.end();
  }

  static Shown shown(const ComparedCandidate& one) {
    if (!one.before.present) return Shown::came;
    if (!one.after.present) return Shown::went;
    if (one.before.action != one.after.action || one.before.opportunity_class == one.after.opportunity_class)
      return Shown::same;
    // Classes are named in order: "1_top_5" ….
    return one.after.opportunity_class < one.before.opportunity_class ? Shown::better : Shown::lower;
  }

  void map() {
    if (all_.candidates.empty()) return;
    std::vector<PlainPage::Layer> layers;
    for (const ShownLook& look : change_looks) {
      PlainPage::Layer layer{look.label, look.colour, {}, false, look.shown != Shown::same};
      for (std::size_t c = 0; c < all_.candidates.size(); ++c)
        if (shown(all_.candidates[c]) == look.shown) layer.areas.push_back(all_.geometry[c]);
      layer.label += fmt::format(" ({})", with_commas(layer.areas.size()));
      if (!layer.areas.empty()) layers.push_back(std::move(layer));
    }
    page_.begin("map", "The map");
    page_.map("Candidates by what became of their class", extent_of(all_.geometry), layers);
    page_.paragraph("North is up. Classes are the top 5, 10 and 25 % of the ranking and the rest.");
    page_.end();
  }

  static bool changed_class(const ComparedCandidate& one) {
    return shown(one) == Shown::better || shown(one) == Shown::lower;
  }

  std::string networks_of(const ComparedCandidate& one) const {
    const auto title = [&](const std::string& id) {
      const auto found = all_.networks.find(id);
      return found == all_.networks.end() ? id : found->second;
    };
    if (in_both(one) && one.before.best_network != one.after.best_network)
      return fmt::format("{}, before {}", title(one.after.best_network), title(one.before.best_network));
    return title(one.after.present ? one.after.best_network : one.before.best_network);
  }

  static std::string why(const ComparedCandidate& one) {
    if (!score_changed(one)) return "its score is the same; others moved";
    const std::string parts = parts_in_words(one.change);
    if (parts.empty()) return "several small changes";
    std::string text = parts;
    if (std::abs(one.change.weights) >= 0.05)
      text += fmt::format(" (of this, weights alone {:+.1f})", one.change.weights);
    return text;
  }

  /// The first candidates that `chosen` accepts, in order of `before`; `number` is set to how many there are.
  Candidates first_of(const std::function<bool(const ComparedCandidate&)>& chosen,
                      const std::function<bool(const ComparedCandidate&, const ComparedCandidate&)>& before,
                      std::size_t& number) const {
    Candidates found;
    for (const ComparedCandidate& one : all_.candidates)
      if (chosen(one)) found.push_back(&one);
    number = found.size();
    std::stable_sort(found.begin(), found.end(), [&](const auto* a, const auto* b) { return before(*a, *b); });
    if (found.size() > listed) found.resize(listed);
    return found;
  }

  void moved(bool up) {
    std::size_t number = 0;
    const Candidates found =
        first_of([&](const ComparedCandidate& one) { return up ? ranks_gained(one) > 0 : ranks_gained(one) < 0; },
                 [&](const ComparedCandidate& a, const ComparedCandidate& b) {
                   if (changed_class(a) != changed_class(b)) return changed_class(a);
                   if (changed_class(a)) return up ? a.after.rank < b.after.rank : a.before.rank < b.before.rank;
                   return up ? ranks_gained(a) > ranks_gained(b) : ranks_gained(a) < ranks_gained(b);
                 },
                 number);
    page_.begin(up ? "up" : "down", up ? "What moved up" : "What moved down");
    if (found.empty()) {
      page_.paragraph(up ? "No candidate rose in its ranking." : "No candidate fell in its ranking.");
      return page_.end();
    }
    std::vector<std::vector<std::string>> rows;
    for (const ComparedCandidate* one : found)
      rows.push_back({one->place.empty() ? one->id : one->place, one->id, one->after.action, networks_of(*one),
                      with_commas(one->before.rank), with_commas(one->after.rank), signed_count(ranks_gained(*one)),
                      number_text(one->before.score, 1), number_text(one->after.score, 1), why(*one)});
    page_.table(fmt::format("{} of {}: first those that changed class, by rank; then by ranks {}", found.size(),
                            with_commas(number), up ? "gained" : "lost"),
                {{"Place"},
                 {"Candidate", false, true},
                 {"To", false, true},
                 {"For", false, true},
                 {"Rank before", true},
                 {"Rank now", true},
                 {"Ranks gained", true, true},
                 {"Score before", true, true},
                 {"Score now", true, true},
                 {"Why, in points of the score"}},
                rows);
    page_.end();
  }

  void one_sided(bool came) {
    const auto state = [came](const ComparedCandidate& one) -> const ComparedState& {
      return came ? one.after : one.before;
    };
    std::size_t number = 0;
    const Candidates found = first_of(
        [&](const ComparedCandidate& one) { return one.fate == (came ? CandidateFate::came : CandidateFate::went); },
        [&](const ComparedCandidate& a, const ComparedCandidate& b) { return state(a).score > state(b).score; },
        number);
    page_.begin(came ? "came" : "went", came ? "What is new" : "What is gone");
    if (found.empty()) {
      page_.paragraph(came ? "No candidate is new." : "No candidate is gone.");
      return page_.end();
    }
    std::vector<std::vector<std::string>> rows;
    for (const ComparedCandidate* one : found)
      rows.push_back({one->place.empty() ? one->id : one->place, one->id, state(*one).action, networks_of(*one),
                      with_commas(state(*one).rank), number_text(state(*one).score, 1),
                      hectares_text(state(*one).area_m2)});
    page_.table(fmt::format("The {} of {} with the highest scores", found.size(), with_commas(number)),
                {{"Place"},
                 {"Candidate", false, true},
                 {"To", false, true},
                 {"For", false, true},
                 {came ? "Rank now" : "Rank before", true},
                 {came ? "Score now" : "Score before", true},
                 {"Area (ha)", true}},
                rows);
    page_.end();
  }

  void causes() {
    page_.begin("causes", "Why scores changed");
    std::vector<std::vector<std::string>> rows;
    StableSum sum, size;
    for (const ChangeCause& cause : change_causes(all_)) {
      sum.add(cause.sum);
      size.add(cause.size);
    }
    for (const ChangeCause& cause : change_causes(all_))
      if (cause.size > 1e-9)
        rows.push_back({cause.title, signed_score(cause.sum), number_text(cause.size, 1),
                        number_text(100 * cause.size / size.value(), 1)});
    if (rows.empty()) {
      page_.paragraph("No score changed.");
      return page_.end();
    }
    rows.push_back({"In all", signed_score(sum.value()), number_text(size.value(), 1), "100.0"});
    page_.table("Points of the score, over all candidates of both maps",
                {{"Factor or indicator"},
                 {"Rises minus falls", true},
                 {"Rises and falls", true},
                 {"Share of all movement (%)", true}},
                rows);
    page_.paragraph(
        fmt::format("For each candidate the parts add up to the change of its score; the largest "
                    "difference is {:.1e} points, which is rounding.",
                    largest_remainder(all_)));
    page_.end();
  }

  void ranks() {
    page_.begin("ranks", "Ranks");
    std::vector<std::vector<std::string>> rows;
    for (const RankMoveCount& count : rank_move_counts(all_)) {
      for (std::size_t k = 0; k < rank_moves; ++k)
        if (count.candidates[k] > 0)
          rows.push_back({std::string(words_of(static_cast<RankMove>(k))), count.action,
                          with_commas(count.candidates[k]), hectares_text(count.area_m2[k])});
      double area = 0;
      for (const double one : count.area_m2) area += one;
      rows.push_back({"In all", count.action, with_commas(count.total()), hectares_text(area)});
    }
    page_.table("Candidates of either map by how their rank moved",
                {{"Move"}, {"To"}, {"Candidates", true}, {"Area (ha)", true}}, rows);
    page_.end();
  }

  void classes() {
    page_.begin("classes", "Classes");
    std::set<std::string> actions, names;
    for (const ComparedCandidate& one : all_.candidates) {
      actions.insert(one.after.present ? one.after.action : one.before.action);
      for (const ComparedState* state : {&one.before, &one.after})
        if (state->present) names.insert(state->opportunity_class);
    }
    for (const std::string& action : actions) class_matrix(action, {names.begin(), names.end()});
    page_.end();
  }

  /// Table of classes: rows are the class before, columns the class now. The last row and column count candidates that
  /// only one of the maps has.
  void class_matrix(const std::string& action, const std::vector<std::string>& names) {
    const std::size_t n = names.size();
    const auto place = [&](const ComparedState& state) {
      return state.present ? static_cast<std::size_t>(std::find(names.begin(), names.end(), state.opportunity_class) -
                                                      names.begin())
                           : n;
    };
    std::vector<std::size_t> cells((n + 1) * (n + 1), 0);
    for (const ComparedCandidate& one : all_.candidates)
      if ((one.after.present ? one.after.action : one.before.action) == action)
        ++cells[place(one.before) * (n + 1) + place(one.after)];
    std::vector<PlainPage::Head> heads{{"Class before"}};
    for (const std::string& name : names) heads.push_back({"Now: " + lower(class_words(name)), true});
    heads.push_back({"Gone", true});
    heads.push_back({"In all", true});
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> sums(n + 2, 0);
    for (std::size_t before = 0; before <= n; ++before) {
      std::vector<std::string> row{before < n ? class_words(names[before]) : "New"};
      std::size_t sum = 0;
      for (std::size_t after = 0; after <= n; ++after) {
        const std::size_t number = cells[before * (n + 1) + after];
        sum += number;
        sums[after] += number;
        row.push_back(before == n && after == n ? std::string(dash) : with_commas(number));
      }
      sums[n + 1] += sum;
      row.push_back(with_commas(sum));
      rows.push_back(std::move(row));
    }
    std::vector<std::string> last{"In all"};
    for (const std::size_t sum : sums) last.push_back(with_commas(sum));
    rows.push_back(std::move(last));
    page_.table(fmt::format("Candidates to {}, by class before and now", action), heads, rows);
  }

  void meaning() {
    page_.begin("meaning", "How to read this");
    page_.notes(
        {{"Score", "100 times suitability of the land, times merit, times 1 minus what constraints take."},
         {"Parts of a change",
          "The change of a score is shared out among the three factors by their Shapley values, and merit among "
          "its indicators; the order in which things changed does not matter."},
         {"Weights alone",
          "What changed weights would have done to the score had the indicators stayed as they "
          "were on average."},
         {"Ranks",
          "A rank can move though the score stays, because others moved. Land to create habitat and "
          "land to restore inside wildlife sites have rankings of their own."}});
    page_.end();
  }

  std::string class_words(const std::string& code) const {
    const auto found = class_labels_.find(code);
    return found == class_labels_.end() ? code : found->second;
  }

  const MapComparison& all_;
  PlainPage page_;
  std::map<std::string, std::string> class_labels_;  ///< labels by class code
};

}  // namespace

std::string comparison_html(const MapComparison& comparison, const std::string& version) {
  return ComparisonPage(comparison, version).written();
}

std::vector<std::pair<std::string, std::string>> comparison_colours() {
  std::vector<std::pair<std::string, std::string>> colours;
  for (const ShownLook& look : change_looks) colours.emplace_back(look.label, look.colour);
  return colours;
}

}  // namespace spatial
