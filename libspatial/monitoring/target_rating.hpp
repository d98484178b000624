// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Habitat targets and their rating as green, amber or red (docs/methods.md section 17). The words are those of the
/// Kent Nature Partnership; the tolerance is ours. Units: hectares. Pure, O(1); throws nothing.
///
///   const TargetRating rating = rate(target, 4.2, true, date, 0.8);   // 4.2 ha delivered, work has begun

enum class TargetKind {
  more,
  reach
};  ///< `more`: this much additional habitat; `reach`: this much in total, so the baseline is subtracted
std::vector<std::string> target_kind_words();

enum class Rag { blank, red, amber, green };
std::vector<std::string> rag_words();
std::string word_of(Rag rag);

struct HabitatTarget {
  std::string id, boa_id, boa_name, habitat, action, text;
  TargetKind kind = TargetKind::more;
  std::optional<double> quantity_ha{}, baseline_ha{};
  std::optional<std::chrono::sys_days> start{}, by{};
  bool outside_protected = false;  ///< land of designated sites does not count
  std::optional<Rag> manual{};
  std::string manual_reason{};
};

struct TargetRating {
  double need_ha = std::numeric_limits<double>::quiet_NaN();         ///< quantity, less the baseline for `reach`
  double progress = std::numeric_limits<double>::quiet_NaN();        ///< delivered / need; 1 if nothing is needed
  double expected_share = std::numeric_limits<double>::quiet_NaN();  ///< of the days from start to by, 0–1
  double expected_ha() const noexcept { return need_ha < 0 ? 0 : expected_share * need_ha; }
  Rag rag = Rag::blank;
  std::string reason;
};

/// The first of these rules that applies: a rating set by hand; without a quantity, blank; if reached, green; if past
/// `by`, red; if no work has begun, blank; without dates, blank; with as much as expected, green; with at least
/// `tolerance` of that, amber; else red. Numbers within 1e-9 are equal. If start and `by` are the same day, nothing is
/// expected before it and everything from then on.
TargetRating rate(const HabitatTarget& target, double delivered_ha, bool begun, std::chrono::sys_days date,
                  double tolerance);

}  // namespace spatial
