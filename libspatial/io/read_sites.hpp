// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libspatial/io/read.hpp"
#include "libspatial/landscape/raw_sites.hpp"

namespace spatial {

/// Reading of sites: outlines, lines and points, from any format read.hpp lists. One bad row never stops the list: it
/// stays among the rows without geometry, and an issue says why.

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

/// A list in a spreadsheet has the names of its columns in the first row. References that the spreadsheet has turned
/// into dates ("26/01" becomes 2026-01-26) are issues. Rows that state no place but a postcode lie where csv.postcodes
/// says.
struct SitesResult {
  RawSites sites;
  CrsOperation crs;
  std::string layer_name;
  std::string ref_field, name_field, area_field;  ///< as found; empty where the layer has none
};

/// Stated areas come in m²: a field whose name ends in m2, sqm or "square metres" is in them, any other in hectares;
/// cells may say "2.5 ha" or "1,200 sq m" themselves. Errors as for read_layer.
SitesResult read_sites(const LayerName& name, const SiteReadOptions& options, const Executor& executor);

/// The area a cell states, in m²; nullopt if it states none. `field` says the unit where the cell does not.
std::optional<double> stated_area_m2(const std::string& text, const std::string& field);

}  // namespace spatial
