// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "libspatial/core/error.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/filtered_table.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {

std::vector<TextColumn> read_table(const LayerName& name, const std::vector<std::string>& fields) {
  return read_table_where(name, fields, "");
}

std::vector<TextColumn> read_table_where(const LayerName& name, const std::vector<std::string>& fields,
                                         const std::string& where) {
  const gdal::ErrorScope errors;
  const gdal::OpenedSource opened = gdal::open_source(name, false);
  const gdal::Source& source = *opened;
  OGRLayerH layer = gdal::layer_of(source, name, gdal::Wish::any_table);
  if (!source.database.empty()) sqlite::Database(source.database, sqlite::Database::Mode::read).quick_check_once();

  std::vector<TextColumn> table;
  std::vector<int> indices;
  if (fields.empty()) {
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
      indices.push_back(i);
      table.push_back({OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)), {}});
    }
  } else {
    for (const std::string& field : fields) {
      indices.push_back(gdal::field_of(layer, field, name));
      table.push_back({field, {}});
    }
  }

  if (!where.empty() && OGR_L_SetAttributeFilter(layer, where.c_str()) != OGRERR_NONE)
    throw Error(ErrorKind::input,
                fmt::format("the filter \"{}\" does not fit {}: {}", where, name.text(), errors.text()),
                "Compare it with the fields and values of the table (lnrs inspect).");
  const std::string reading = fmt::format("reading {} failed", name.text());
  const GIntBig stated = OGR_L_GetFeatureCount(layer, TRUE);
  GIntBig rows = 0;
  OGR_L_ResetReading(layer);
  for (gdal::Feature feature(OGR_L_GetNextFeature(layer)); feature; feature.reset(OGR_L_GetNextFeature(layer))) {
    if (++rows % 5000 == 0) throw_if_cancelled();
    for (std::size_t c = 0; c < table.size(); ++c) {
      std::string text = gdal::text_of(feature.get(), indices[c], source.cells_of(layer));
      table[c].values.push_back(is_utf8(text) ? std::move(text) : from_windows_1252(text));
    }
  }
  errors.check(reading);
  if (stated >= 0 && rows != stated)
    throw Error(ErrorKind::input, fmt::format("{} states {} rows but {} could be read", name.text(), stated, rows),
                "The file is damaged; fetch or export it again.");
  return table;
}

std::vector<std::string> table_names(const std::filesystem::path& file) {
  const gdal::ErrorScope errors;
  return gdal::layer_names(*gdal::open_source({file, {}}, false));
}

}  // namespace spatial
