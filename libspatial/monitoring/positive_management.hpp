// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace spatial {

/// Local sites in positive conservation management: Single Data List indicator 160-00 (docs/methods.md section 16).
///
/// A site counts if there is evidence of a kind that counts, dated in the five years (31 March y−5, 31 March y]. An
/// agreement counts if it began by 31 March y and had not ended by 31 March y−5. A site with a row `none`, or only with
/// evidence from other years, does not count. A site without any row is unknown, which is reported separately. Pure;
/// O(n log n); throws nothing.
///   const auto states = positive_management(sites.size(), evidence, 2026);

enum class EvidenceKind { management_plan, agreement, action_plan, advice, no_action_needed, none };

struct EvidenceKindInfo {
  EvidenceKind kind;
  std::string_view word;  ///< in the column `kind`
};
std::span<const EvidenceKindInfo> evidence_kinds() noexcept;

struct Evidence {
  std::uint32_t site = 0;
  EvidenceKind kind = EvidenceKind::none;
  std::optional<std::chrono::sys_days> date, end;
};

enum class Management { yes, no, unknown };

/// The five years by their first and last day; the first day itself does not count.
struct ReportingWindow {
  std::chrono::sys_days after, until;
};
ReportingWindow reporting_window(int year);

bool counts(const Evidence& evidence, const ReportingWindow& window);

/// Returns one state per site.
std::vector<Management> positive_management(std::size_t sites, const std::vector<Evidence>& evidence, int year);

/// The authorities that a site counts for. `each`: all in which it has land; `largest`: the one with most of its land,
/// or with the lower code if parts are equal.
enum class Attribution { largest, each };

/// A site with its authorities; those that it counts for come first.
struct ReturnSite {
  std::vector<std::uint32_t> authorities;  ///< that it counts for
  bool straddling = false;                 ///< it has land in several
  bool geological = false;
  Management state = Management::unknown;
};

struct ReturnRow {
  std::uint32_t authority = 0;
  std::size_t wildlife = 0, geological = 0, positive = 0, unknown = 0, straddling = 0;
  std::size_t sites() const noexcept { return wildlife + geological; }
  double percent() const noexcept;           ///< of all sites; NaN for none
  double percent_of_known() const noexcept;  ///< NaN if nothing is known
};
/// A row for each authority, even if it has no site.
std::vector<ReturnRow> management_return(const std::vector<ReturnSite>& sites, std::uint32_t authorities);

}  // namespace spatial
