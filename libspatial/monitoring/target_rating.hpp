// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Targets for habitat and how they are rated green, amber or red (docs/methods.md section 17; the words are those of
/// the Kent Nature Partnership, the tolerance is ours). Pure; hectares.
///
///   const TargetRating rating = rate(target, 4.2, true, date, 0.8);   // 4.2 ha delivered, work has begun

enum class TargetKind { more, reach };  ///< so much more, or so much in all (then a baseline is taken off)
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

/// The first of these that holds: set by hand; no quantity, blank; reached, green; past `by`, red; nothing begun,
/// blank; no dates, blank; as much as expected, green; `tolerance` of it, amber; else red. Numbers that differ by 1e-9
/// are equal. Start and by on one day: 0 is expected before, everything from then on.
TargetRating rate(const HabitatTarget& target, double delivered_ha, bool begun, std::chrono::sys_days date,
                  double tolerance);

}  // namespace spatial
