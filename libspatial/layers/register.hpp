// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/layers/register_edition.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// `lnrs register OLD NEW`: compares two editions of a register of sites.
///
/// Tables: register_review, register_pieces, register_totals, indicators, issues, run; and a page with a map before and
/// a map after for each site whose land changed. Errors as read_attributed.
///
///     run_register({.before = {"lws_2020.gpkg"}, .after = {"lws_2025.gpkg"}}, outputs, settings, executor);
struct RegisterRunOptions {
  OverlayInput before, after, authorities;  ///< authorities may be empty
  RegisterFields before_fields, after_fields;
  std::string authority_code;
  std::string period;  ///< for the indicators, e.g. the year of the new edition
  ReviewOptions review;
};
RunOutcome run_register(const RegisterRunOptions& options, const Outputs& outputs, const OverlaySettings& settings,
                        const Executor& executor);

/// `lnrs register sdl160`: Local Sites in positive management, by authority (Single Data List return 160-00).
///
/// Evidence is a table with the columns site_ref, kind, date and, if there are agreements, end_date; or a yes/no field
/// of the sites. Tables: sdl160, sdl160_sites, indicators, issues, run. Errors: Error(usage) for unknown kinds of
/// evidence, naming the nearest known one, and for options that cannot be combined.
struct SdlRunOptions {
  OverlayInput sites, authorities;
  RegisterFields fields;        ///< id: the reference that evidence names
  std::string evidence;         ///< FILE[#LAYER]
  std::string positive;         ///< field of the sites instead of evidence
  std::string authority_code;   ///< field of the authorities
  std::string authority_field;  ///< field of the sites, for attribution = field
  std::string attribution = "largest";
  int year = 0;
};
RunOutcome run_sdl160(const SdlRunOptions& options, const Outputs& outputs, const OverlaySettings& settings,
                      const Executor& executor);

}  // namespace spatial
