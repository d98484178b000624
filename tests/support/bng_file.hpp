// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace spatial::test {

/// Template files of Biodiversity Net Gain as programs and people save them, with every column of Natural England's
/// template, so that a test can spoil one thing at a time.

/// A row of one of the template's layers; cells by the template's column names, those left out are NULL.
struct BngFileRow {
  std::string layer;
  std::string wkt;  ///< empty: NULL
  std::map<std::string, std::string> cells;
};
using BngSite = std::vector<BngFileRow>;

/// A sound site of 1 ha around 400000, 200000, one row a layer but for the two parcels: 0 the red line, 1 P1 (modified
/// grassland, lost and made again), 2 P2 (the same, retained), 3 H1 (native hedgerow, 100 m), 4 R1 (ditch, 100 m),
/// 5 T1 (a medium urban tree). Before: 4.1956 area units, 0.6 hedgerow units, 1.2 watercourse units.
BngSite sound_site();
/// A site of 3 ha on which everything happens that a page has to show: parcels, hedgerows, watercourses and trees that
/// are retained, enhanced, created and lost, trading rules that are not met, and findings.
BngSite busy_site();
/// WKT of a rectangle, by its corners relative to 400000, 200000.
std::string bng_box(double x0, double y0, double x1, double y1);
std::string bng_line(double x0, double y0, double x1, double y1);

/// How a program saves a template.
struct BngFileStyle {
  bool underscores = false;        ///< Parcel_Ref for "Parcel Ref"; layers likewise
  std::string key = "fid";         ///< name of the primary key
  std::string geometry;            ///< name of the geometry columns; empty: the template's
  std::string extra;               ///< further columns in SQL: "SHAPE_Length DOUBLE, SHAPE_Area DOUBLE"
  bool z = false, m = false;       ///< what is registered; the WKT says what the geometry has
  bool stamped = true;             ///< has the application id of a GeoPackage
  int srs = 27700;                 ///< registered for every layer
  std::vector<std::string> omits;  ///< columns of the template that are not there: an older edition
};

/// Writes all layers of the template but for the one of meanders, in SQL and without spatial indexes.
void write_bng_file(const std::filesystem::path& file, const BngSite& site, const BngFileStyle& style = {});
/// SQL that adds a layer called `name` with the columns of the template's `layer` and these rows.
std::string bng_layer_sql(const std::string& layer, const std::string& name, const BngSite& rows,
                          const BngFileStyle& style = {});

}  // namespace spatial::test
