// SPDX-License-Identifier: MIT
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/archive.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/network_path.hpp"
#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial::gdal {
namespace {

constexpr std::array<const char*, 11> drivers{"GPKG", "FlatGeobuf", "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "OpenFileGDB", "MapInfo File", "CSV", "LIBKML", "KML", "GML"};
constexpr const char* formats = "GeoPackage, FlatGeobuf, Shapefile (also zipped), GeoJSON, GeoJSONSeq, File Geodatabase, MapInfo, CSV, KML and GML";
constexpr std::size_t most_names_shown = 20;

void register_drivers() {
  static const bool once = [] {
    GDALAllRegister();
    return true;
  }();
  (void)once;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const std::string nearest = nearest_word(word, known);
  return nearest.empty() ? std::string{} : fmt::format("Did you mean '{}'? ", nearest);
}

std::string listed(std::vector<std::string> names) {
  const std::size_t all = names.size();
  if (all > most_names_shown) names.resize(most_names_shown);
  for (std::string& name : names) name = "'" + name + "'";
  return joined(names, ", ") + (all > most_names_shown ? fmt::format(" and {} more", all - most_names_shown) : "");
}

void require_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (!std::filesystem::is_directory(folder, error))
      throw Error(ErrorKind::input, fmt::format("{} does not exist: there is no folder {}", file.string(), folder.string()), "Check the path; in a config it starts from the config's folder.");
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    throw Error(ErrorKind::input, fmt::format("{} does not exist", file.string()),
                did_you_mean(file.filename().string(), names) + "Check the path; in a config it starts from the config's folder.");
  }
  if (access(file.c_str(), R_OK) != 0) throw Error(ErrorKind::input, fmt::format("{} cannot be read: permission denied", file.string()), "Ask for read access to the file.");
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(file, error) == 0)
    throw Error(ErrorKind::input, fmt::format("{} is empty (0 bytes)", file.string()), "Fetch or export the file again.");
}

/// What GDAL is to open, after everything that can be refused without opening it is refused.
std::string admitted(const LayerName& name, bool allow_network) {
  const std::string path = name.file.string();
  if (path.empty()) throw Error(ErrorKind::input, "no file is named", "Name a layer as FILE or FILE#LAYER.");
  if (is_network_path(path)) {
    if (!allow_network)
      throw Error(ErrorKind::input, fmt::format("{} is not a file on this computer", redacted(path)), "Download it first, or allow network access in the config or by --allow-network.");
    const std::string scheme = lower(path.substr(0, 8));
    return scheme.starts_with("http://") || scheme.starts_with("https://") ? "/vsicurl/" + path : path;
  }
  if (path.starts_with("/vsi")) {
    VSIStatBufL status;
    if (!path.starts_with("/vsizip/") && !path.starts_with("/vsigzip/") && !path.starts_with("/vsitar/") && !path.starts_with("/vsimem/"))
      throw Error(ErrorKind::input, fmt::format("{} is not read", path), "Of GDAL's virtual file systems only /vsizip/, /vsigzip/, /vsitar/ and /vsimem/ are allowed.");
    if (VSIStatL(path.c_str(), &status) != 0) throw Error(ErrorKind::input, fmt::format("{} does not exist", path), "Check the archive's path and the name inside it.");
    return path;
  }
  require_file(name.file);
  const std::string extension = lower(name.file.extension().string());
  const bool database = std::filesystem::is_regular_file(name.file) && sqlite::looks_like_database(name.file);
  if (extension == ".gpkg" && !database)
    throw Error(ErrorKind::input, fmt::format("{} is not a GeoPackage: it does not begin as an SQLite database does", path), "The file is damaged or of another format; fetch or export it again.");
  if (database) {
    // SQLite's own words about journals and locks are clearer than what reaches us through GDAL.
    sqlite::Database probe(name.file, sqlite::Database::Mode::read);
    probe.number("SELECT count(*) FROM sqlite_master");
  }
  return extension == ".zip" ? member_of_archive(name.file, name.layer) : path;
}

}  // namespace

ErrorScope::ErrorScope() {
  register_drivers();
  CPLPushErrorHandlerEx(collect, this);
  CPLErrorReset();
}

ErrorScope::~ErrorScope() { CPLPopErrorHandler(); }

void CPL_STDCALL ErrorScope::collect(CPLErr kind, CPLErrorNum, const char* message) {
  auto* const scope = static_cast<ErrorScope*>(CPLGetErrorHandlerUserData());
  if (kind < CE_Failure || scope == nullptr || scope->failures_.size() >= 5) return;
  std::string text = redacted(message);
  if (std::find(scope->failures_.begin(), scope->failures_.end(), text) == scope->failures_.end()) scope->failures_.push_back(std::move(text));
}

std::string ErrorScope::text() const { return joined(failures_, "; "); }

void ErrorScope::check(const std::string& what) const {
  if (failed()) throw Error(ErrorKind::input, fmt::format("{}: {}", what, text()), "The file is probably damaged; fetch or export it again.");
}

Source open_source(const LayerName& name, bool allow_network) {
  const std::string path = admitted(name, allow_network);
  const ErrorScope errors;
  std::vector<const char*> allowed(drivers.begin(), drivers.end());
  if (allow_network) allowed.push_back("PostgreSQL");
  allowed.push_back(nullptr);
  CPLStringList options;
  if (lower(name.file.extension().string()) == ".gml") {
    options.SetNameValue("WRITE_GFS", "NO");
    options.SetNameValue("DOWNLOAD_SCHEMA", "NO");
  }
  Source source{Dataset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, allowed.data(), options.List(), nullptr)), {}};
  if (!source.dataset) {
    const std::string shown = redacted(name.file.string());
    const std::string words = errors.failed() ? fmt::format(" ({})", errors.text()) : "";
    GDALDriverH other = GDALIdentifyDriverEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_RASTER, nullptr, nullptr);
    const std::string driver = other != nullptr ? GDALGetDriverShortName(other) : "";
    const bool refused = other != nullptr && std::none_of(allowed.begin(), allowed.end() - 1, [&](const char* one) { return driver == one; });
    if (refused)
      throw Error(ErrorKind::input, fmt::format("{} holds {} content, which is not read", shown, GDALGetDriverLongName(other)),
                  fmt::format("Formats read: {}. Such a file may refer to any other file or address; convert it first.", formats));
    throw Error(ErrorKind::input, fmt::format("{} cannot be opened as a vector layer{}", shown, words), fmt::format("Formats read: {}. If it is one of them, the file is damaged.", formats));
  }
  source.driver = GDALGetDriverShortName(GDALGetDatasetDriver(source.dataset.get()));
  errors.check(fmt::format("{} cannot be opened", redacted(name.file.string())));
  return source;
}

std::vector<std::string> layer_names(const Source& source) {
  std::vector<std::string> names;
  for (int i = 0; i < GDALDatasetGetLayerCount(source.dataset.get()); ++i) names.emplace_back(OGR_L_GetName(GDALDatasetGetLayer(source.dataset.get(), i)));
  return names;
}

void refuse_network_links(const Source& source) {
  if (source.driver != "KML" && source.driver != "LIBKML") return;
  const std::string path = GDALGetDescription(source.dataset.get());
  const std::vector<std::string> links = kml_network_links(path);
  if (links.empty()) return;
  throw Error(
      ErrorKind::input,
      fmt::format("{} has no features: it only links to {} (a KML network link)", path, redacted(listed(links))),
      "Download the file it links to, and name that one.");
}

OGRLayerH layer_of(const Source& source, const LayerName& name, Wish wish) {
  const std::vector<std::string> names = layer_names(source);
  if (names.empty()) refuse_network_links(source);
  if (names.empty()) throw Error(ErrorKind::input, fmt::format("{} has no layers", name.text()), "Export the layers again.");
  const auto layer = [&](std::size_t i) { return GDALDatasetGetLayer(source.dataset.get(), static_cast<int>(i)); };
  if (!name.layer.empty()) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name.layer) return layer(i);
    throw Error(ErrorKind::input, fmt::format("{} has no layer '{}'", LayerName{name.file, {}}.text(), name.layer),
                did_you_mean(name.layer, names) + fmt::format("Layers: {}.", listed(names)));
  }
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool fits = wish == Wish::polygons ? OGR_L_GetGeomType(layer(i)) != wkbNone : names[i] != "layer_styles";
    if (fits || names.size() == 1) candidates.push_back(i);
  }
  if (candidates.empty()) throw Error(ErrorKind::input, fmt::format("{} has tables but no layer with geometry", name.text()), fmt::format("Tables: {}.", listed(names)));
  if (candidates.size() == 1) return layer(candidates.front());
  std::vector<std::string> choices;
  for (const std::size_t i : candidates) choices.push_back(names[i]);
  throw Error(ErrorKind::input, fmt::format("{} has {} layers and none is named", name.text(), choices.size()),
              fmt::format("Name one as {}#LAYER: {}.", name.text(), listed(choices)));
}

int field_of(OGRLayerH layer, const std::string& field, const LayerName& name) {
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  std::vector<std::string> names;
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) names.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == field) return static_cast<int>(i);
  const std::string fid = OGR_L_GetFIDColumn(layer);
  if (!fid.empty() && fid == field) return fid_field;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (lower(names[i]) == lower(field)) return static_cast<int>(i);
  if (!fid.empty()) names.push_back(fid);
  throw Error(ErrorKind::input, fmt::format("{} has no field '{}'", LayerName{name.file, OGR_L_GetName(layer)}.text(), field),
              did_you_mean(field, names) + fmt::format("Fields: {}.", listed(names)));
}

}  // namespace spatial::gdal
