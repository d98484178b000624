// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/target_rating.hpp"

#include <algorithm>
#include <cmath>

namespace spatial {
namespace {

constexpr double equal = 1e-9;

double share_of_time(const HabitatTarget& target, std::chrono::sys_days date) {
  if (!target.start || !target.by) return std::numeric_limits<double>::quiet_NaN();
  const auto days = (*target.by - *target.start).count();
  if (days <= 0) return date < *target.by ? 0 : 1;
  return std::clamp(static_cast<double>((date - *target.start).count()) / static_cast<double>(days), 0.0, 1.0);
}

void rate_by_rules(TargetRating& rating, const HabitatTarget& target, bool begun, std::chrono::sys_days date,
                   double tolerance) {
  const auto is = [&](Rag rag, const char* reason) {
    rating.rag = rag;
    rating.reason = reason;
  };
  if (!target.quantity_ha) return is(Rag::blank, "no quantity");
  if (rating.progress >= 1 - equal) return is(Rag::green, "reached");
  if (target.by && date > *target.by) return is(Rag::red, "overdue");
  if (!begun) return is(Rag::blank, "not started");
  if (std::isnan(rating.expected_share)) return is(Rag::blank, "no dates");
  if (rating.progress >= rating.expected_share - equal) return is(Rag::green, "on course");
  if (rating.progress >= tolerance * rating.expected_share - equal) return is(Rag::amber, "within tolerance");
  is(Rag::red, "behind");
}

}  // namespace

std::vector<std::string> target_kind_words() { return {"more", "reach"}; }
std::vector<std::string> rag_words() { return {"blank", "red", "amber", "green"}; }
std::string word_of(Rag rag) { return rag_words()[static_cast<std::size_t>(rag)]; }

TargetRating rate(const HabitatTarget& target, double delivered_ha, bool begun, std::chrono::sys_days date,
                  double tolerance) {
  TargetRating rating;
  rating.expected_share = share_of_time(target, date);
  if (target.quantity_ha) {
    rating.need_ha = *target.quantity_ha - (target.kind == TargetKind::reach ? target.baseline_ha.value_or(0) : 0);
    rating.progress = rating.need_ha > 0 ? delivered_ha / rating.need_ha : 1;
  }
  rate_by_rules(rating, target, begun, date, tolerance);
  if (target.manual) {
    rating.rag = *target.manual;
    rating.reason = "manual" + (target.manual_reason.empty() ? std::string() : ": " + target.manual_reason);
  }
  return rating;
}

}  // namespace spatial
