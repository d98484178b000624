// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "libspatial/core/error.hpp"
#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial::gdal {
namespace {

constexpr std::size_t rows_per_block = 5000;

}  // namespace

std::vector<RowBlock> read_rows(OGRLayerH layer, const LayerName& name, Role role, const ReadOptions& options, const RowFields& fields, Wanted wanted, const CsvGeometry* csv) {
  const ErrorScope errors;
  const std::string reading = fmt::format("reading {} failed", name.text());
  if (!options.where.empty() && OGR_L_SetAttributeFilter(layer, options.where.c_str()) != OGRERR_NONE)
    throw Error(ErrorKind::input, fmt::format("the filter \"{}\" does not fit {}: {}", options.where, name.text(), errors.text()),
                "Write it as SQL over the layer's fields, e.g. status = 'current'.");
  // Drivers count what meets a window by boxes, but give what meets it by shape.
  const GIntBig stated = options.window || options.bbox ? -1 : OGR_L_GetFeatureCount(layer, TRUE);
  errors.check(reading);

  const auto text = [](OGRFeatureH feature, int field) { return field == RowFields::absent ? std::string{} : text_of(feature, field); };
  std::vector<RowBlock> blocks;
  blocks.emplace_back(role, name.text(), options.extra_fields, wanted);
  std::int64_t rows = 0;
  OGR_L_ResetReading(layer);
  for (Feature feature(OGR_L_GetNextFeature(layer)); feature; feature.reset(OGR_L_GetNextFeature(layer))) {
    if (++rows % static_cast<std::int64_t>(rows_per_block) == 0) {
      throw_if_cancelled();
      blocks.emplace_back(role, name.text(), options.extra_fields, wanted);
    }
    RowLabels row{text(feature.get(), fields.id), text(feature.get(), fields.name), text(feature.get(), fields.code), {}};
    for (const int field : fields.extra) {
      row.extra.push_back(text(feature.get(), field));
      if (options.tell_empty_text && row.extra.back().empty() && field >= 0 && OGR_F_IsFieldSetAndNotNull(feature.get(), field)) row.extra.back() = empty_text_mark;
    }
    const PartsSink sink = blocks.back().sink();
    const GeometryFinding geometry = csv != nullptr ? csv->append(feature.get(), sink) : append_parts(OGR_F_GetGeometryRef(feature.get()), sink);
    blocks.back().add(OGR_F_GetFID(feature.get()), std::move(row), geometry);
  }
  errors.check(reading);
  if (stated >= 0 && rows != stated)
    throw Error(ErrorKind::input, fmt::format("{} states {} features but {} could be read", name.text(), stated, rows), "The file is damaged; fetch or export it again.");
  return blocks;
}

}  // namespace spatial::gdal
