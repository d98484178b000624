// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/positive_management.hpp"

#include <array>
#include <limits>

namespace spatial {
namespace {

constexpr std::array kinds{
    EvidenceKindInfo{EvidenceKind::management_plan, "management plan"},
    EvidenceKindInfo{EvidenceKind::agreement, "agreement"},
    EvidenceKindInfo{EvidenceKind::action_plan, "action plan"},
    EvidenceKindInfo{EvidenceKind::advice, "advice"},
    EvidenceKindInfo{EvidenceKind::no_action_needed, "no action needed"},
    EvidenceKindInfo{EvidenceKind::none, "none"},
};

double percent_of(std::size_t part, std::size_t whole) noexcept {
  return whole > 0 ? 100 * static_cast<double>(part) / static_cast<double>(whole)
                   : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::span<const EvidenceKindInfo> evidence_kinds() noexcept { return kinds; }

ReportingWindow reporting_window(int year) {
  const auto end_of_march = [](int y) {
    return std::chrono::sys_days(std::chrono::year(y) / std::chrono::March / std::chrono::day(31));
  };
  return {end_of_march(year - 5), end_of_march(year)};
}

bool counts(const Evidence& evidence, const ReportingWindow& window) {
  if (evidence.kind == EvidenceKind::none || !evidence.date || *evidence.date > window.until) return false;
  if (evidence.kind == EvidenceKind::agreement) return !evidence.end || *evidence.end > window.after;
  return *evidence.date > window.after;
}

std::vector<Management> positive_management(std::size_t sites, const std::vector<Evidence>& evidence, int year) {
  const ReportingWindow window = reporting_window(year);
  std::vector<Management> states(sites, Management::unknown);
  for (const Evidence& one : evidence) {
    if (counts(one, window))
      states[one.site] = Management::yes;
    else if (states[one.site] == Management::unknown)
      states[one.site] = Management::no;
  }
  return states;
}

double ReturnRow::percent() const noexcept { return percent_of(positive, sites()); }
double ReturnRow::percent_of_known() const noexcept { return percent_of(positive, sites() - unknown); }

std::vector<ReturnRow> management_return(const std::vector<ReturnSite>& sites, std::uint32_t authorities) {
  std::vector<ReturnRow> rows(authorities);
  for (std::uint32_t a = 0; a < authorities; ++a) rows[a].authority = a;
  for (const ReturnSite& site : sites)
    for (const std::uint32_t a : site.authorities) {
      ReturnRow& row = rows[a];
      ++(site.geological ? row.geological : row.wildlife);
      if (site.state == Management::yes) ++row.positive;
      if (site.state == Management::unknown) ++row.unknown;
      if (site.straddling) ++row.straddling;
    }
  return rows;
}

}  // namespace spatial
