// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libspatial/io/read.hpp"
#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// Reads sites given as outlines, lines or points, from any format that read.hpp lists. A bad row never stops the list:
/// it is kept as a row without geometry, and an issue says why. O(rows).
///
///     const SitesResult read = read_sites(parse_layer_name("applications.csv"), options, executor);

struct SiteReadOptions {
  std::string crs = "EPSG:27700";  ///< the project's
  /// Fields with the reference, a name and a stated area. Empty: the first of the usual names that the layer has
  /// ("reference", "ref", "application_no", …; "name", "address", …; "area_ha", "hectares", "site_area", …), and none
  /// if it has none of them.
  std::string ref_field, name_field, area_field;
  std::string where;  ///< attribute filter, or empty
  bool allow_network = false;
  std::string assume_crs;  ///< for files that cannot state one; empty: CSV is in the project's CRS (or in WGS 84 where
                           ///< its columns say longitude and latitude), other formats raise an error
  CsvColumns csv;
};

/// The first row of a spreadsheet holds the names of its columns. References that the spreadsheet has turned into dates
/// ("26/01" becomes 2026-01-26) are issues. Rows that state only a postcode get their coordinates from csv.postcodes.
struct SitesResult {
  RawSites sites;
  CrsOperation crs;
  std::string layer_name;
  std::string ref_field, name_field, area_field;  ///< as found; empty where the layer has none
};

/// Stated areas are returned in m². A field whose name ends in m2, sqm or "square metres" is read as m², any other as
/// hectares; a cell can state its unit ("2.5 ha", "1,200 sq m"). Errors as for read_layer.
SitesResult read_sites(const LayerName& name, const SiteReadOptions& options, const Executor& executor);

/// The area that a cell states, in m²; nullopt if it states none. The name `field` gives the unit if the cell does not.
std::optional<double> stated_area_m2(const std::string& text, const std::string& field);

}  // namespace spatial
