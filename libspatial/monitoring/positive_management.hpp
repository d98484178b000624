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
/// agreement counts if it began by 31 March y and had not ended by 31 March y−5. A row that says `none`, or evidence
/// of other years alone, is a no; no row at all is unknown, which is not a no. Pure; O(n log n).
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

/// The five years, both ends given; the first day itself is outside.
struct ReportingWindow {
  std::chrono::sys_days after, until;
};
ReportingWindow reporting_window(int year);

bool counts(const Evidence& evidence, const ReportingWindow& window);

/// One state a site.
std::vector<Management> positive_management(std::size_t sites, const std::vector<Evidence>& evidence, int year);

/// Which authorities a site counts for. `each`: all in which it has land; `largest`: the one with most of it, at equal
/// parts the one with the lower code.
enum class Attribution { largest, each };

/// A site as it is counted: its authorities, those that count first.
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
/// A row for each authority, also of no site.
std::vector<ReturnRow> management_return(const std::vector<ReturnSite>& sites, std::uint32_t authorities);

}  // namespace spatial
