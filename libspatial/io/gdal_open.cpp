// SPDX-License-Identifier: MIT
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/archive.hpp"
#include "libspatial/io/gdal_bridge.hpp"
#include "libspatial/io/layer_look.hpp"
#include "libspatial/io/memory_dataset_bridge.hpp"
#include "libspatial/io/open_sources_bridge.hpp"
#include "libspatial/io/shapefile_check.hpp"
#include "libspatial/io/sqlite_bridge.hpp"
#include "libspatial/io/substitute_bridge.hpp"
#include "libspatial/io/unpacked.hpp"

namespace spatial::gdal {
namespace {

constexpr std::array<const char*, 13> drivers{
    "GPKG", "FlatGeobuf", "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "OpenFileGDB", "MapInfo File", "CSV",
    "XLSX", "ODS",        "LIBKML",         "KML",     "GML"};
constexpr const char* formats =
    "GeoPackage, FlatGeobuf, Shapefile (also zipped), GeoJSON, GeoJSONSeq, File Geodatabase, MapInfo, CSV, Excel "
    "(.xlsx), OpenDocument spreadsheets (.ods), KML and GML";
constexpr std::size_t most_names_shown = 20;

void register_drivers() {
  static const bool once = [] {
    GDALAllRegister();
    return true;
  }();
  (void)once;
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
      throw Error(ErrorKind::input,
                  fmt::format("{} does not exist: there is no folder {}", file.string(), folder.string()),
                  "Check the path; in a config it starts from the config's folder.");
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    throw Error(ErrorKind::input,
                fmt::format("{} does not exist{}", file.string(), did_you_mean(file.filename().string(), names)),
                "Check the path; in a config it starts from the config's folder.");
  }
  if (access(file.c_str(), R_OK) != 0)
    throw Error(ErrorKind::input, fmt::format("{} cannot be read: permission denied", file.string()),
                "Ask for read access to the file.");
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(file, error) == 0)
    throw Error(ErrorKind::input, fmt::format("{} is empty (0 bytes)", file.string()),
                "Fetch or export the file again.");
}

[[noreturn]] void refuse_connection(const std::string& shown, const std::string& words) {
  const bool login = words.find("authentication failed") != std::string::npos ||
                     words.find("no password supplied") != std::string::npos;
  throw Error(
      ErrorKind::input, fmt::format("{} cannot be opened: {}", shown, words),
      login ? "Check the user and the password: in the connection (*** stands for one that is not shown), in "
              "PGPASSWORD, or in ~/.pgpass."
            : "Check the connection: host, port, name of the database, and that the server runs and can be reached.");
}

/// What GDAL is to open, after everything that can be refused without opening it is refused.
std::string admitted(const LayerName& name, bool allow_network) {
  const std::string path = name.file.string();
  if (path.empty()) throw Error(ErrorKind::input, "no file is named", "Name a layer as FILE or FILE#LAYER.");
  if (is_network_path(path)) {
    if (!allow_network)
      throw Error(ErrorKind::input, fmt::format("{} is not a file on this computer", redacted(path)),
                  "Download it first, or allow network access in the config or by --allow-network.");
    const std::string scheme = lower(path.substr(0, 8));
    return scheme.starts_with("http://") || scheme.starts_with("https://") ? "/vsicurl/" + path : path;
  }
  if (path.starts_with("/vsi")) {
    VSIStatBufL status;
    if (!path.starts_with("/vsizip/") && !path.starts_with("/vsigzip/") && !path.starts_with("/vsitar/") &&
        !path.starts_with("/vsimem/"))
      throw Error(ErrorKind::input, fmt::format("lnrs does not read {}", path),
                  "Of GDAL's virtual file systems only /vsizip/, /vsigzip/, /vsitar/ and /vsimem/ are allowed.");
    if (VSIStatL(path.c_str(), &status) != 0)
      throw Error(ErrorKind::input, fmt::format("{} does not exist", path),
                  "Check the archive's path and the name inside it.");
    return path;
  }
  require_file(name.file);
  return path;
}

/// What GDAL is to open for a file.
struct Admitted {
  std::string path, layer;
  bool layer_is_file = false;
  std::filesystem::path database;
};

bool begins_as_database(const std::string& virtual_path) {
  VSILFILE* const file = VSIFOpenL(virtual_path.c_str(), "rb");
  if (file == nullptr) return false;
  std::string head(16, '\0');
  head.resize(VSIFReadL(head.data(), 1, head.size(), file));
  VSIFCloseL(file);
  return head == std::string_view("SQLite format 3\0", 16);
}

/// The same, databases of archives on disk.
Admitted unpacked(std::string path, const std::string& shown, Admitted found) {
  found.path = std::move(path);
  if (begins_as_database(found.path)) found.path = (found.database = unpacked_file(found.path, shown)).string();
  return found;
}

Admitted in_member(const std::filesystem::path& archive, const ArchiveMember& member, std::string layer,
                   bool layer_is_file) {
  if (member.loose_geodatabase)
    return {unpacked_geodatabase(member.path, archive.string()).string(), std::move(layer), layer_is_file, {}};
  return unpacked(member.path, fmt::format("{}#{}", archive.string(), member.name),
                  {{}, std::move(layer), layer_is_file, {}});
}

std::vector<std::string> layers_in(const std::string& path) {
  const ErrorScope quiet;
  std::vector<const char*> allowed(drivers.begin(), drivers.end());
  allowed.push_back(nullptr);
  Source source;
  source.dataset.reset(GDALOpenEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, allowed.data(), nullptr, nullptr));
  return source.dataset ? layer_names(source) : std::vector<std::string>();
}

/// FILE, FILE's layer, or FILE#LAYER of an archive.
Admitted in_archive(const std::filesystem::path& archive, const std::string& word) {
  const std::vector<ArchiveMember> members = members_of_archive(archive);
  if (members.size() == 1) {
    const std::size_t hash = word.find('#');
    if (hash != std::string::npos && !members_called(members, word.substr(0, hash)).empty())
      return in_member(archive, members.front(), word.substr(hash + 1), false);
    return in_member(archive, members.front(), word, !members_called(members, word).empty());
  }
  const auto refuse = [&](const std::string& why, const std::vector<std::string>& words) {
    return Error(ErrorKind::input, fmt::format("{} holds {} files and {}", archive.string(), members.size(), why),
                 fmt::format("Name one as {}#NAME: {}.", archive.string(), joined(words, ", ")));
  };
  if (word.empty()) throw refuse("none is named", words_for(members));
  for (std::size_t end = word.size(); end != std::string::npos && end > 0; end = word.rfind('#', end - 1)) {
    const std::vector<ArchiveMember> called = members_called(members, word.substr(0, end));
    if (called.size() == 1)
      return in_member(archive, called.front(), end == word.size() ? word : word.substr(end + 1), end == word.size());
    if (called.size() > 1)
      throw refuse(fmt::format("{} of them are called '{}'", called.size(), word.substr(0, end)), words_for(called));
  }
  std::vector<Admitted> holding;
  std::vector<ArchiveMember> holders;
  for (const ArchiveMember& member : members) {
    Admitted one = in_member(archive, member, word, false);
    const std::vector<std::string> layers = layers_in(one.path);
    if (std::find(layers.begin(), layers.end(), word) == layers.end()) continue;
    holding.push_back(std::move(one));
    holders.push_back(member);
  }
  if (holding.size() == 1) return holding.front();
  if (holding.empty()) throw refuse(fmt::format("'{}' is not one of them", word), words_for(members));
  throw refuse(fmt::format("{} of them have a layer '{}'", holding.size(), word), words_for(holders));
}

/// The file as it is on disk, in an archive or compressed.
/// The archive itself, where a GDAL path names nothing inside it: /vsizip/a.zip, /vsizip/{a.zip}.
std::filesystem::path whole_archive(const std::string& path) {
  if (!path.starts_with("/vsizip/") && !path.starts_with("/vsitar/")) return {};
  std::string file = path.substr(8);
  if (file.starts_with('{') && file.ends_with('}')) file = file.substr(1, file.size() - 2);
  return std::filesystem::is_regular_file(file) && is_archive(file) ? std::filesystem::path(file)
                                                                    : std::filesystem::path();
}

Admitted found(const LayerName& name, bool allow_network) {
  const std::string path = admitted(name, allow_network);
  const Admitted as_named{path, name.layer, false, {}};
  if (const std::filesystem::path archive = whole_archive(path); !archive.empty())
    return in_archive(archive, name.layer);
  if (path.starts_with("/vsi")) return is_network_path(name.file.string()) ? as_named : unpacked(path, path, as_named);
  if (path != name.file.string() || is_network_path(path)) return as_named;
  if (std::filesystem::is_regular_file(name.file) && is_archive(name.file)) return in_archive(name.file, name.layer);
  const std::string extension = lower(name.file.extension().string());
  if (extension == ".gz") return unpacked("/vsigzip/" + std::filesystem::absolute(name.file).string(), path, as_named);
  if (!std::filesystem::is_regular_file(name.file)) return as_named;
  const bool database = sqlite::looks_like_database(name.file);
  if (extension == ".gpkg" && !database)
    throw Error(ErrorKind::input,
                fmt::format("{} is not a GeoPackage: it does not begin as an SQLite database does", path),
                "The file is damaged or of another format; fetch or export it again.");
  if (!database) return as_named;
  // SQLite's own words about journals and locks are clearer than what reaches us through GDAL.
  sqlite::Database probe(name.file, sqlite::Database::Mode::read);
  probe.number("SELECT count(*) FROM sqlite_master");
  return {path, name.layer, false, name.file};
}

}  // namespace

ErrorScope::ErrorScope() {
  register_drivers();
  CPLPushErrorHandlerEx(collect, this);
  CPLErrorReset();
}

ErrorScope::~ErrorScope() { CPLPopErrorHandler(); }

namespace {

/// "Value 'n/a' of field layer.field parsed incompletely to integer 0."
std::optional<ErrorScope::Misread> misread(std::string_view message) {
  constexpr std::string_view begin = "Value '", middle = "' of field ", end = " parsed incompletely to ";
  if (!message.starts_with(begin)) return std::nullopt;
  const std::size_t stop = message.rfind(end), field = message.rfind(middle, stop);
  if (stop == std::string_view::npos || field == std::string_view::npos) return std::nullopt;
  return ErrorScope::Misread{std::string(message.substr(begin.size(), field - begin.size())),
                             std::string(message.substr(field + middle.size(), stop - field - middle.size()))};
}

}  // namespace

std::vector<ErrorScope::Misread> ErrorScope::take_misread() { return std::exchange(misread_, {}); }

void CPL_STDCALL ErrorScope::collect(CPLErr kind, CPLErrorNum, const char* message) {
  constexpr std::size_t most_misread = 4096;  // of one row; a scope that nobody asks does not grow without end
  auto* const scope = static_cast<ErrorScope*>(CPLGetErrorHandlerUserData());
  if (kind == CE_Warning && scope != nullptr && scope->misread_.size() < most_misread)
    if (auto one = misread(message)) scope->misread_.push_back(std::move(*one));
  if (kind < CE_Failure || scope == nullptr || scope->failures_.size() >= 5) return;
  std::string text = redacted_driver_words(message);
  if (std::find(scope->failures_.begin(), scope->failures_.end(), text) == scope->failures_.end())
    scope->failures_.push_back(std::move(text));
}

std::string ErrorScope::text() const { return joined(failures_, "; "); }

void ErrorScope::check(const std::string& what) const {
  if (failed())
    throw Error(ErrorKind::input, fmt::format("{}: {}", what, text()),
                "The file is probably damaged; fetch or export it again.");
}

namespace {

void register_options(CPLStringList& options, const std::string& extension, bool large_numbers) {
  if (extension == ".gml") {
    options.SetNameValue("WRITE_GFS", "NO");
    options.SetNameValue("DOWNLOAD_SCHEMA", "NO");
  }
  options.SetNameValue("ENCODING", "");  // of Shapefiles: bytes as they are (own_cells_bridge.hpp)
  if (large_numbers) options.SetNameValue("NATIVE_DATA", "YES");
}

/// The first row of a sheet holds the names of its columns, whatever else GDAL would guess. Sheets are read when they
/// are asked for, so they are asked for here.
class SheetHeaders {
 public:
  SheetHeaders() { set("FORCE"); }
  ~SheetHeaders() { set(nullptr); }
  SheetHeaders(const SheetHeaders&) = delete;
  SheetHeaders& operator=(const SheetHeaders&) = delete;
  static void read(GDALDatasetH dataset) {
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset); ++i)
      OGR_L_GetFeatureCount(GDALDatasetGetLayer(dataset, i), TRUE);
  }

 private:
  static void set(const char* value) {
    for (const char* name : {"OGR_XLSX_HEADERS", "OGR_ODS_HEADERS"}) CPLSetThreadLocalConfigOption(name, value);
  }
};

std::vector<const char*> allowed_drivers(bool allow_network) {
  std::vector<const char*> allowed(drivers.begin(), drivers.end());
  if (allow_network) allowed.push_back("PostgreSQL");
  allowed.push_back(nullptr);
  return allowed;
}

/// GDAL reads Parquet with a driver that Debian does not have; the Python package reads it with pyarrow.
void refuse_parquet(const std::string& path, const std::string& shown) {
  const std::string ending = lower(std::filesystem::path(path).extension().string());
  if (ending != ".parquet" && ending != ".geoparquet") return;
  throw Error(ErrorKind::input, fmt::format("{} is Parquet, which only the Python package of lnrs reads", shown),
              fmt::format("Convert it to a GeoPackage: python3 -c 'import lnrs; lnrs.write(lnrs.read(\"{}\"), "
                          "\"layer.gpkg\")'. In Python every command takes such a file as a layer.",
                          shown));
}

[[noreturn]] void cannot_open(const std::string& path, const std::string& shown, const ErrorScope& errors,
                              const std::vector<const char*>& allowed) {
  if (is_network_path(path) && errors.failed()) refuse_connection(shown, errors.text());
  refuse_parquet(path, shown);
  const std::string words = errors.failed() ? fmt::format(" ({})", errors.text()) : "";
  GDALDriverH other = GDALIdentifyDriverEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_RASTER, nullptr, nullptr);
  const std::string driver = other != nullptr ? GDALGetDriverShortName(other) : "";
  const bool refused = other != nullptr &&
                       std::none_of(allowed.begin(), allowed.end() - 1, [&](const char* one) { return driver == one; });
  if (refused)
    throw Error(ErrorKind::input,
                fmt::format("{} holds {} content, which lnrs does not read", shown, GDALGetDriverLongName(other)),
                fmt::format("Formats read: {}. Such a file may refer to any other file or address; convert it first.",
                            formats));
  throw Error(ErrorKind::input, fmt::format("{} cannot be opened as a vector layer{}", shown, words),
              fmt::format("Formats read: {}. If it is one of them, the file is damaged.", formats));
}

/// The .dbf of a layer of a Shapefile, or of a folder of them.
std::string dbf_of(const std::string& path, OGRLayerH layer) {
  const std::string ending = lower(std::filesystem::path(path).extension().string());
  const std::string base = ending == ".shp" || ending == ".dbf" || ending == ".shx" ? path.substr(0, path.size() - 4)
                                                                                    : path + "/" + OGR_L_GetName(layer);
  VSIStatBufL status;
  for (const char* one : {".dbf", ".DBF"})
    if (VSIStatL((base + one).c_str(), &status) == 0) return base + one;
  return base + ".dbf";
}

void take_own_cells(Source& source, bool large_numbers) {
  const bool shapefile = source.driver == "ESRI Shapefile";
  if (!shapefile && !large_numbers) return;
  for (int i = 0; i < GDALDatasetGetLayerCount(source.dataset.get()); ++i) {
    OGRLayerH layer = GDALDatasetGetLayer(source.dataset.get(), i);
    if (auto cells = shapefile ? cells_of_dbf(dbf_of(source.path, layer), layer) : cells_of_geojson())
      source.own_cells.emplace(layer, std::move(cells));
  }
}

}  // namespace

OwnCells* Source::cells_of(OGRLayerH of) const {
  const auto found = own_cells.find(of);
  return found == own_cells.end() ? nullptr : found->second.get();
}

namespace {

OpenedSource memory_source(const LayerName& name) {
  auto opened = std::make_shared<Source>();
  Source& source = *opened;
  source.memory = MemorySource::find(name.file);
  if (!source.memory)
    throw Error(ErrorKind::input, fmt::format("{} is no longer in memory", name.text()),
                "Keep the object that holds the layer until the run is done.");
  source.dataset = memory_dataset(source.memory);
  source.driver = "memory";
  source.path = name.file.string();
  source.layer = name.layer;
  return opened;
}

OpenedSource newly_opened(const LayerName& name, bool allow_network) {
  Admitted file = found(name, allow_network);
  const ErrorScope errors;
  const std::vector<const char*> allowed = allowed_drivers(allow_network);
  const std::string shown = redacted(name.file.string());
  auto opened = std::make_shared<Source>();
  Source& source = *opened;
  Substitute substitute = substitute_for(file.path);
  source.notes = std::move(substitute.notes);
  source.path = substitute.path;
  source.database = std::move(file.database);
  source.layer = std::move(file.layer);
  source.layer_is_file = file.layer_is_file;
  CPLStringList options;
  register_options(options, lower(std::filesystem::path(source.path).extension().string()), substitute.large_numbers);
  const SheetHeaders headers;
  source.dataset.reset(GDALOpenEx(with_secrets(source.path).c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, allowed.data(),
                                  options.List(), nullptr));
  if (!source.dataset) cannot_open(source.path, shown, errors, allowed);
  source.driver = GDALGetDriverShortName(GDALGetDatasetDriver(source.dataset.get()));
  if (is_spreadsheet(source)) SheetHeaders::read(source.dataset.get());
  if (substitute.one_column) hide_added_field(GDALDatasetGetLayer(source.dataset.get(), 0));
  if (source.driver != "GPKG") source.database.clear();
  if (source.driver == "ESRI Shapefile") {
    const CPLStringList files(GDALGetFileList(source.dataset.get()));
    check_shapefiles({files.List(), files.List() + files.Count()});
  }
  take_own_cells(source, substitute.large_numbers);
  errors.check(fmt::format("{} cannot be opened", shown));
  return opened;
}

}  // namespace

OpenedSource open_source(const LayerName& name, bool allow_network) {
  if (is_memory_path(name.file.string())) return memory_source(name);
  return opened_before_or(name, [&] { return newly_opened(name, allow_network); });
}

bool is_spreadsheet(const Source& source) { return source.driver == "XLSX" || source.driver == "ODS"; }
bool places_in_columns(const Source& source) { return source.driver == "CSV" || is_spreadsheet(source); }

bool index_may_be_stale(const Source& source, const LayerName& name) {
  if (source.driver != "ESRI Shapefile") return false;
  std::error_code error;
  if (!std::filesystem::is_regular_file(name.file, error)) return true;  // in a folder or an archive
  for (const char* ending : {".qix", ".QIX", ".sbn", ".SBN"})
    if (std::filesystem::exists(std::filesystem::path(name.file).replace_extension(ending), error)) return true;
  return false;
}

std::vector<std::string> layer_names(const Source& source) {
  std::vector<std::string> names;
  for (int i = 0; i < GDALDatasetGetLayerCount(source.dataset.get()); ++i)
    names.emplace_back(OGR_L_GetName(GDALDatasetGetLayer(source.dataset.get(), i)));
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
  if (names.empty())
    throw Error(ErrorKind::input, fmt::format("{} has no layers", name.text()), "Export the layers again.");
  const auto layer = [&](std::size_t i) { return GDALDatasetGetLayer(source.dataset.get(), static_cast<int>(i)); };
  if (!source.layer.empty()) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == source.layer) return layer(i);
    if (!source.layer_is_file)
      throw Error(ErrorKind::input,
                  fmt::format("{} has no layer '{}'{}", LayerName{name.file, {}}.text(), source.layer,
                              did_you_mean(source.layer, names)),
                  fmt::format("Layers: {}.", listed(names)));
  }
  std::vector<std::size_t> candidates;
  const bool sheets = is_spreadsheet(source);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool fits = sheets                   ? OGR_L_GetFeatureCount(layer(i), TRUE) > 0
                      : wish == Wish::polygons ? OGR_L_GetGeomType(layer(i)) != wkbNone
                                               : names[i] != "layer_styles";
    if (fits || names.size() == 1) candidates.push_back(i);
  }
  if (candidates.empty() && sheets)
    throw Error(ErrorKind::input, fmt::format("{} has no sheet with rows below a row of column names", name.text()),
                fmt::format("Sheets: {}. The first row of a sheet must hold the names of its columns.", listed(names)));
  if (candidates.empty())
    throw Error(ErrorKind::input, fmt::format("{} has tables but no layer with geometry", name.text()),
                fmt::format("Tables: {}.", listed(names)));
  if (candidates.size() == 1) return layer(candidates.front());
  std::vector<std::string> choices;
  for (const std::size_t i : candidates) choices.push_back(names[i]);
  throw Error(ErrorKind::input,
              fmt::format("{} has {} {} and none is named", name.text(), choices.size(),
                          sheets ? "sheets with rows" : "layers"),
              fmt::format("Name one as {}#LAYER: {}.", name.text(), listed(choices)));
}

int field_of(OGRLayerH layer, const std::string& field, const LayerName& name) {
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
  std::vector<std::string> names;
  for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i)
    names.emplace_back(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == field) return static_cast<int>(i);
  const std::string fid = OGR_L_GetFIDColumn(layer);
  if (!fid.empty() && fid == field) return fid_field;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (lower(names[i]) == lower(field)) return static_cast<int>(i);
  if (!fid.empty()) names.push_back(fid);
  throw Error(ErrorKind::input,
              fmt::format("{} has no field '{}'{}", LayerName{name.file, OGR_L_GetName(layer)}.text(), field,
                          did_you_mean(field, names)),
              fmt::format("Fields: {}.", listed(names)));
}

}  // namespace spatial::gdal
