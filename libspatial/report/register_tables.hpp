// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/monitoring/positive_management.hpp"
#include "libspatial/monitoring/register_review.hpp"

namespace spatial {

/// Tables of `lnrs register` and `lnrs register sdl160`; docs/data.md is derived from them.
///
///     tables.push_back(register_review_table(review, before, after, authority));

/// One row of the review for each site or group of sites; `authority` has one code per row, or is empty.
FeatureTable register_review_table(const RegisterReview& review, const RegisterEdition& before,
                                   const RegisterEdition& after, const std::vector<std::string>& authority);

/// Land gained and lost, to be drawn with the old outline.
struct RegisterPieces {
  std::vector<std::uint32_t> row;  ///< of the review
  std::vector<std::string> piece;  ///< gained, lost, new, deleted
  MultiPolygonColumn geometry;
};
FeatureTable register_pieces_table(RegisterPieces pieces, const RegisterReview& review, const RegisterEdition& before,
                                   const RegisterEdition& after);
FeatureTable register_totals_table(const RegisterReview& review);

/// The page of a review: sums, all changes in a table, and a picture before and after of each site whose land changed.
/// All members are needed; `authority` may be empty.
struct RegisterPage {
  const RegisterReview* review = nullptr;
  const RegisterEdition* before = nullptr;
  const RegisterEdition* after = nullptr;
  const RegisterPieces* pieces = nullptr;
  std::vector<std::string> authority;  ///< a code a row of the review
  std::string before_name, after_name, period, version;
  std::size_t issues = 0;
};
/// The largest number of sites with pictures; the others are only in the table.
inline constexpr std::size_t most_pictures = 300;
std::string register_html(const RegisterPage& page);

/// The ids of sites (names for sites without id), separated by ";".
std::string sites_text(const std::vector<std::uint32_t>& sites, const RegisterEdition& edition);

struct SdlSites {
  std::vector<std::string> ref;
  std::vector<ReturnSite> sites;
};
FeatureTable sdl160_table(const std::vector<ReturnRow>& rows, const std::vector<std::string>& codes, int year,
                          const std::string& rule);
FeatureTable sdl160_sites_table(const SdlSites& sites, const std::vector<std::string>& codes);

}  // namespace spatial
