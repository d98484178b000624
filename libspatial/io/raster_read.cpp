// SPDX-License-Identifier: MIT
#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/crs.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/raster.hpp"

namespace spatial {
namespace {

constexpr std::array<const char*, 4> drivers{"GTiff", "AAIGrid", "RST", nullptr};
constexpr std::size_t cells_in_memory = 1'000'000;  // as stored in the file
constexpr double straight_within = 1e-3;            // as a share of a cell: how far a rotation may move the far corner
constexpr double sentinel_from = 1e30;              // no-data values above this are often written with fewer digits
constexpr double sentinel_within = 1e-5;            // relative
constexpr double ascii_no_data = -9999;             // if an ASCII grid states none
constexpr std::size_t most_bands_shown = 12;
constexpr float missing = std::numeric_limits<float>::quiet_NaN();

[[noreturn]] void reject(const LayerName& name, const std::string& what, const std::string& remedy) {
  throw Error(ErrorKind::input, name.text() + " " + what, remedy);
}

/// Refuses a mask file that is not a GeoTIFF. GDAL would open it with any driver, and some drivers read whatever file
/// or address a mask names.
void check_mask_beside(const LayerName& name) {
  for (const char* extension : {".msk", ".MSK"}) {
    const std::filesystem::path mask = name.file.string() + extension;
    std::error_code none;
    if (!std::filesystem::exists(mask, none)) continue;
    const char* const only[] = {"GTiff", nullptr};
    if (GDALIdentifyDriverEx(mask.c_str(), GDAL_OF_RASTER, only, nullptr) == nullptr)
      reject(name, fmt::format("has a mask beside it, {}, that is not a GeoTIFF", mask.filename().string()),
             "Move the mask elsewhere, or export it again.");
  }
}

std::shared_ptr<gdal::Dataset> opened(const LayerName& name, const gdal::ErrorScope& errors) {
  const std::string path = name.file.string();
  if (is_network_path(path) || path.starts_with("/vsi"))
    reject(name, "is not a file on this computer", "Download it first.");
  if (!std::filesystem::is_regular_file(name.file))
    reject(name, "does not exist", "Check the path; in a config it starts from the config's folder.");
  check_mask_beside(name);
  GDALDriverH driver = GDALIdentifyDriverEx(path.c_str(), GDAL_OF_RASTER, drivers.data(), nullptr);
  // GDAL would read an ASCII grid as integers if its first cells are whole numbers.
  CPLStringList options;
  if (driver != nullptr && std::string(GDALGetDriverShortName(driver)) == "AAIGrid")
    options.SetNameValue("DATATYPE", "Float64");
  auto dataset = std::make_shared<gdal::Dataset>(
      GDALOpenEx(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, drivers.data(), options.List(), nullptr));
  if (!*dataset || GDALGetRasterCount(dataset->get()) < 1)
    reject(name,
           "is not a GeoTIFF, ArcInfo ASCII grid or Idrisi raster" +
               (errors.failed() ? ": " + errors.text() : std::string()),
           "Convert it, e.g. gdal_translate -of GTiff IN OUT.tif");
  const CPLStringList pages(GDALGetMetadata(dataset->get(), "SUBDATASETS"), FALSE);
  if (pages.size() > 2)  // two entries each: name and description
    reject(name, fmt::format("holds {} rasters (pages)", pages.size() / 2),
           "Take one out, e.g. gdal_translate GTIFF_DIR:2:IN.tif OUT.tif");
  return dataset;
}

bool is_number(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  const char* from = text.data() + (text.starts_with('+') ? 1 : 0);
  double number = 0;
  const auto [end, problem] = std::from_chars(from, text.data() + text.size(), number);
  return (problem == std::errc() && end == text.data() + text.size()) ||
         text.find(".#") != std::string::npos;  // e.g. 1.#QNAN
}

/// Checks the cells of an ASCII grid, because GDAL reads a word as 0 and ignores surplus cells at the end.
void check_ascii(const LayerName& name, const RasterGrid& grid) {
  constexpr std::array<std::string_view, 10> header{"ncols",     "nrows",    "xllcorner", "yllcorner", "xllcenter",
                                                    "yllcenter", "cellsize", "dx",        "dy",        "nodata_value"};
  std::ifstream file(name.file);
  std::string word;
  std::size_t cells = 0;
  while (file >> word) {
    if (cells == 0 && std::find(header.begin(), header.end(), lower(word)) != header.end())
      file >> word;
    else if (cells++ < grid.size() && !is_number(word))
      reject(name, fmt::format("has '{}' in {}, which is not a number", word.substr(0, 40), cell_text(grid, cells - 1)),
             "Export it again.");
  }
  if (cells != grid.size())
    reject(name,
           fmt::format("cannot be read completely: its header states {} × {} cells, and there are {}", grid.columns,
                       grid.rows, cells),
           "Fetch or export it again.");
}

bool is_ascii(GDALDatasetH dataset) {
  return std::string(GDALGetDriverShortName(GDALGetDatasetDriver(dataset))) == "AAIGrid";
}

/// Reads the grid. Throws Error(input) if the raster is rotated, upside down or has no georeference.
RasterGrid grid_of(GDALDatasetH dataset, const LayerName& name) {
  double place[6];
  if (GDALGetGeoTransform(dataset, place) != CE_None)
    reject(
        name, "is not georeferenced",
        "Give it a CRS and an extent, e.g. gdal_translate -a_srs EPSG:27700 -a_ullr LEFT TOP RIGHT BOTTOM IN OUT.tif");
  if (!std::all_of(place, place + 6, [](double number) { return std::isfinite(number); }))
    reject(name, "has a georeference that is not a number",
           "Give it an extent: gdal_edit.py -a_ullr LEFT TOP RIGHT BOTTOM FILE");
  const int columns = GDALGetRasterXSize(dataset), rows = GDALGetRasterYSize(dataset);
  if (std::abs(place[2]) * rows > straight_within * std::abs(place[1]) ||
      std::abs(place[4]) * columns > straight_within * std::abs(place[5]))
    reject(name, "is rotated", "Straighten it, e.g. gdalwarp -r near IN OUT.tif");
  if (!(place[1] > 0) || !(place[5] < 0))
    reject(name, "is upside down or mirrored: its rows must run from north to south and its columns from west to east",
           "Turn it round, e.g. gdalwarp -r near IN OUT.tif");
  const RasterGrid grid{
      place[0], place[3], place[1], -place[5], static_cast<std::uint32_t>(columns), static_cast<std::uint32_t>(rows)};
  if (grid.size() >= std::numeric_limits<std::uint32_t>::max())
    reject(name, fmt::format("has {} × {} cells, which is too many", columns, rows),
           "Use larger cells or a smaller extent.");
  return grid;
}

void check_crs(GDALDatasetH dataset, const LayerName& name, const std::string& crs, const std::string& assume_crs) {
  const char* wkt = GDALGetProjectionRef(dataset);
  std::string stated = wkt == nullptr ? "" : wkt;
  if (stated.starts_with("LOCAL_CS")) stated.clear();  // a local plane without a position on Earth
  if (stated.empty() && assume_crs.empty())
    reject(name, "does not say in which coordinate reference system it is",
           fmt::format("Add it to the file (gdal_edit.py -a_srs {} FILE), or state it: --assume-crs {}, or assume_crs "
                       "= \"{}\" beside raster in the config.",
                       crs, crs, crs));
  const CrsPlan plan = crs_plan(stated, assume_crs, crs, name.text());
  if (!plan.pipeline.empty())
    reject(name, fmt::format("is in {}, the project in {}", plan.operation.source_crs, plan.operation.target_crs),
           fmt::format("Warp it first: gdalwarp -t_srs {} -r near {} OUT.tif", crs, name.file.filename().string()));
}

bool is_alpha(GDALDatasetH dataset, int band) {
  return GDALGetRasterColorInterpretation(GDALGetRasterBand(dataset, band)) == GCI_AlphaBand;
}

/// Name of a band for messages: "band 2 'slope' (Green)".
std::string band_text(GDALDatasetH dataset, int number) {
  GDALRasterBandH band = GDALGetRasterBand(dataset, number);
  const std::string description = GDALGetDescription(band);
  const GDALColorInterp colour = GDALGetRasterColorInterpretation(band);
  return fmt::format("band {}{}{}", number, description.empty() ? "" : " '" + description + "'",
                     colour == GCI_Undefined || colour == GCI_GrayIndex
                         ? ""
                         : fmt::format(" ({})", GDALGetColorInterpretationName(colour)));
}

/// The band with the given number or description; without a name, the only band.
int band_of(GDALDatasetH dataset, const LayerName& name) {
  const int count = GDALGetRasterCount(dataset);
  std::vector<int> bands;
  std::vector<std::string> texts;
  for (int band = 1; band <= count; ++band)
    if (!is_alpha(dataset, band)) {
      bands.push_back(band);
      texts.push_back(band_text(dataset, band));
    }
  if (texts.size() > most_bands_shown) {
    texts.resize(most_bands_shown);
    texts.emplace_back("…");
  }
  const std::string file = name.file.string(), listed = joined(texts, ", ");
  if (bands.empty()) reject(name, "has only a band of transparency (alpha)", "Export the band with the values.");
  if (name.layer.empty()) {
    if (bands.size() == 1) return bands.front();
    reject(name, fmt::format("has {} bands and none is named", bands.size()),
           fmt::format("Name one as {}#BAND: {}.", file, listed));
  }
  int wanted = 0;
  const auto [end, problem] = std::from_chars(name.layer.data(), name.layer.data() + name.layer.size(), wanted);
  const bool number = problem == std::errc() && end == name.layer.data() + name.layer.size();
  for (const int band : bands)
    if (number ? band == wanted : name.layer == GDALGetDescription(GDALGetRasterBand(dataset, band))) return band;
  reject({name.file, {}}, fmt::format("has no band '{}' with values", name.layer), fmt::format("Bands: {}.", listed));
}

/// A band with everything that defines what its cells mean.
struct Band {
  GDALRasterBandH handle = nullptr;
  GDALDataType type = GDT_Unknown;
  double scale = 1, offset = 0;
  bool signed_bytes = false;
  GDALRasterBandH mask = nullptr;       ///< 0 = no data; null: no mask besides a no-data value
  std::vector<GDALRasterBandH> alphas;  ///< 0 = no data
  std::optional<double> no_data;        ///< in the file's unit
  std::optional<std::int64_t> no_data_int64;
  std::optional<std::uint64_t> no_data_uint64;

  double number(double raw) const noexcept { return signed_bytes && raw > 127 ? raw - 256 : raw; }
  double number(std::int64_t raw) const noexcept { return static_cast<double>(raw); }
  double number(std::uint64_t raw) const noexcept { return static_cast<double>(raw); }
  bool is_missing(std::int64_t raw) const noexcept { return no_data_int64 == raw; }
  bool is_missing(std::uint64_t raw) const noexcept { return no_data_uint64 == raw; }
  bool is_missing(double raw) const noexcept {
    if (std::isnan(raw)) return true;
    if (!no_data) return false;
    const double stated = *no_data, value = number(raw);
    if (value == stated || (type == GDT_Float32 && value == static_cast<double>(narrowed(stated)))) return true;
    if (signed_bytes && stated > 127) return value == stated - 256;
    return std::isfinite(stated) && std::abs(stated) >= sentinel_from &&
           std::abs(value - stated) <= sentinel_within * std::abs(stated);
  }
  static float narrowed(double value) noexcept {
    constexpr double most = std::numeric_limits<float>::max();
    if (value > most || value < -most)
      return value > 0 ? std::numeric_limits<float>::infinity() : -std::numeric_limits<float>::infinity();
    return static_cast<float>(value);
  }
};

void set_no_data(Band& band, bool ascii) {
  int stated = 0;
  if (band.type == GDT_Int64) {
    const std::int64_t value = GDALGetRasterNoDataValueAsInt64(band.handle, &stated);
    if (stated != 0) band.no_data_int64 = value;
  } else if (band.type == GDT_UInt64) {
    const std::uint64_t value = GDALGetRasterNoDataValueAsUInt64(band.handle, &stated);
    if (stated != 0) band.no_data_uint64 = value;
  } else {
    const double value = GDALGetRasterNoDataValue(band.handle, &stated);
    if (stated != 0)
      band.no_data = value;
    else if (ascii)
      band.no_data = ascii_no_data;
  }
}

void set_masks(Band& band, GDALDatasetH dataset, const LayerName& name) {
  for (int other = 1; other <= GDALGetRasterCount(dataset); ++other)
    if (is_alpha(dataset, other)) band.alphas.push_back(GDALGetRasterBand(dataset, other));
  // Masks that GDAL derives from the no-data value or the alpha band add nothing.
  const int flags = GDALGetMaskFlags(band.handle);
  if ((flags & (GMF_ALL_VALID | GMF_ALPHA)) != 0 || flags == GMF_NODATA) return;
  band.mask = GDALGetMaskBand(band.handle);
  if (band.mask == nullptr || GDALGetRasterBandXSize(band.mask) != GDALGetRasterXSize(dataset) ||
      GDALGetRasterBandYSize(band.mask) != GDALGetRasterYSize(dataset))
    reject(name, "has a mask with a different number of cells", "Remove the mask (FILE.msk), or make it again.");
}

Band described(GDALDatasetH dataset, const LayerName& name) {
  Band band;
  band.handle = GDALGetRasterBand(dataset, band_of(dataset, name));
  band.type = GDALGetRasterDataType(band.handle);
  if (GDALDataTypeIsComplex(band.type) != 0)
    reject(name, fmt::format("holds complex numbers ({})", GDALGetDataTypeName(band.type)),
           "Take the part that is meant, e.g. gdal_calc.py -A IN --calc=\"A.real\" --outfile OUT.tif");
  int stated = 0;
  const double scale = GDALGetRasterScale(band.handle, &stated);
  if (stated != 0) band.scale = scale;
  const double offset = GDALGetRasterOffset(band.handle, &stated);
  if (stated != 0) band.offset = offset;
  if (!std::isfinite(band.scale) || band.scale == 0 || !std::isfinite(band.offset))
    reject(name,
           fmt::format("states a scale of {} and an offset of {}, which give no values", shortest(band.scale),
                       shortest(band.offset)),
           "Correct them: gdal_edit.py -scale 1 -offset 0 FILE");
  const char* pixels = GDALGetMetadataItem(band.handle, "PIXELTYPE", "IMAGE_STRUCTURE");
  band.signed_bytes = band.type == GDT_Byte && pixels != nullptr && std::string(pixels) == "SIGNEDBYTE";
  set_no_data(band, is_ascii(dataset));
  set_masks(band, dataset, name);
  return band;
}

/// Reads rows of a window. `errors` collects GDAL's messages.
class BandReader {
 public:
  BandReader(const Band& band, const LayerName& name, const gdal::ErrorScope& errors)
      : band_(band), name_(name), errors_(errors) {}

  void read(const GridWindow& rows, float* values) const {
    if (band_.type == GDT_Int64)
      convert<std::int64_t>(rows, GDT_Int64, values);
    else if (band_.type == GDT_UInt64)
      convert<std::uint64_t>(rows, GDT_UInt64, values);
    else
      convert<double>(rows, GDT_Float64, values);
    if (band_.mask != nullptr) hide<std::uint8_t>(rows, band_.mask, GDT_Byte, values);
    for (GDALRasterBandH alpha : band_.alphas) hide<double>(rows, alpha, GDT_Float64, values);
  }

 private:
  template <class Raw>
  std::vector<Raw> raw(const GridWindow& rows, GDALRasterBandH band, GDALDataType type) const {
    std::vector<Raw> cells(rows.size());
    const int width = static_cast<int>(rows.columns()), height = static_cast<int>(rows.rows());
    if (GDALRasterIO(band, GF_Read, static_cast<int>(rows.first_column), static_cast<int>(rows.first_row), width,
                     height, cells.data(), width, height, type, 0, 0) != CE_None)
      reject(name_, "cannot be read completely: " + errors_.text(), "Fetch or export it again.");
    return cells;
  }

  template <class Raw>
  void convert(const GridWindow& rows, GDALDataType type, float* values) const {
    const std::vector<Raw> cells = raw<Raw>(rows, band_.handle, type);
    for (std::size_t k = 0; k < cells.size(); ++k)
      values[k] =
          band_.is_missing(cells[k]) ? missing : Band::narrowed(band_.number(cells[k]) * band_.scale + band_.offset);
  }

  template <class Raw>
  void hide(const GridWindow& rows, GDALRasterBandH mask, GDALDataType type, float* values) const {
    const std::vector<Raw> cells = raw<Raw>(rows, mask, type);
    for (std::size_t k = 0; k < cells.size(); ++k)
      if (cells[k] == 0) values[k] = missing;
  }

  const Band& band_;
  const LayerName& name_;
  const gdal::ErrorScope& errors_;
};

}  // namespace

RasterSource open_raster(const LayerName& name, const std::string& crs, const std::string& assume_crs) {
  gdal::ErrorScope errors;
  const std::shared_ptr<gdal::Dataset> dataset = opened(name, errors);
  const RasterGrid grid = grid_of(dataset->get(), name);
  check_crs(dataset->get(), name, crs, assume_crs);
  if (is_ascii(dataset->get())) check_ascii(name, grid);
  const Band band = described(dataset->get(), name);
  errors.check(name.text());
  return {grid, [dataset, grid, band, name](const GridWindow& window, const Executor&) {
            const gdal::ErrorScope reading;
            const BandReader reader(band, name, reading);
            RasterPart part{grid, window, std::vector<float>(window.size())};
            const auto rows =
                static_cast<std::uint32_t>(std::max<std::size_t>(1, cells_in_memory / std::max(1U, window.columns())));
            for (std::uint32_t row = window.first_row; row < window.end_row;
                 row += std::min(rows, window.end_row - row)) {
              throw_if_cancelled();
              reader.read({row, window.first_column, std::min(window.end_row, row + rows), window.end_column},
                          part.values.data() + std::size_t{row - window.first_row} * window.columns());
            }
            reading.check(name.text());
            return part;
          }};
}

Raster read_raster(const LayerName& name, const std::string& crs, const std::string& assume_crs) {
  const RasterSource source = open_raster(name, crs, assume_crs);
  return {source.grid, source.read(whole_window(source.grid), {}).values};
}

}  // namespace spatial
