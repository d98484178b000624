// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/config/people_config.hpp"
#include "libspatial/landscape/clean.hpp"
#include "libspatial/landscape/network_profile.hpp"
#include "libspatial/landscape/role.hpp"
#include "libspatial/monitoring/target_options.hpp"
#include "libspatial/opportunity/options.hpp"
#include "libspatial/planning/options.hpp"
#include "libspatial/strategy/options.hpp"

namespace spatial {

/// The project's config file (TOML), resolved: defaults filled in, presets looked up, paths made absolute. Unknown
/// keys, wrong types and duplicate roles throw Error(config) with line, column and the nearest known key. Plain values;
/// parsing is pure apart from reading presets, O(size of the text).
///
///     const Config config = read_config("county.toml");
///     config.layers[0].layer;   // "habitats.gpkg#habitats"

/// One source of a role: a table [layers.<role>] or one of an array of tables [[layers.<role>]].
struct LayerSource {
  Role role{};
  std::string layer;  ///< FILE[#LAYER] as written
  std::string id_field, name_field, class_field;
  std::string crosswalk;  ///< habitat and measure: preset name or CSV path
  std::string code;  ///< habitat only: the code of every feature, for a layer of one habitat; instead of class_field
  std::string quality_field;    ///< habitat only: 0–1, weights the area of patches
  double min_code_share = 0.9;  ///< habitat only: the class field is refused if fewer of its values are codes
  std::string where;            ///< attribute filter
  std::string title;            ///< what reports call the source, e.g. "SSSI"; default: the layer's name
  OverlapRule resolve_overlaps = OverlapRule::keep;
  std::string assume_crs;  ///< for files that cannot state one
  double buffer_m = 0;     ///< exclusion and constraint only: features grow by it, and may be lines and points
  std::string factors;     ///< suitability only: CSV file with a factor by class and network
  // of strategies and monitoring
  std::vector<std::string> fields;   ///< "column = FIELD": the file's name for a column that a command looks up
  std::string category;              ///< designated, lws, irreplaceable: what `lnrs strategy` counts the sites as
  std::string source_date;           ///< date of the edition as the user states it
  std::string licence, attribution;  ///< as the source requires; shown with results
  double max_age_days = 0;           ///< older editions give a warning; 0: as for the project
  std::vector<std::string> columns;  ///< further fields to read; set by the run, not by a config key
};

/// A suitability raster: a table [[layers.suitability]] with `raster` instead of `layer`.
struct SuitabilityRaster {
  std::string raster;   ///< FILE[#BAND] as written
  std::string factors;  ///< CSV file with a factor by value and network; empty: the values are factors from 0 to 1
  std::string title;
  std::string assume_crs;
};

struct TargetSource {  ///< [layers.boa.targets]: a table with one row per BOA × habitat
  std::string layer;   ///< FILE[#LAYER], GeoPackage table or CSV
  std::string boa_field = "boa_id", habitat_field = "habitat", action_field = "action", quantity_field = "quantity_ha",
              text_field = "text";
  std::vector<std::string> fields;  ///< "column = FIELD", as in LayerSource
};

/// The memory limit of a run, and the memory it needs for each vertex of its layers (county/memory_limit.hpp).
struct MemoryLimit {
  double max_mb = 0;  ///< 0: no limit
  double bytes_a_vertex = 0;
};

struct Config {
  std::filesystem::path file;  ///< where it was read; empty if made in memory
  std::string name = "LNRS opportunity map";
  std::string crs = "EPSG:27700";
  std::string date;  ///< ISO date of the run as the user states it; written instead of the current date
  std::string
      area;  ///< [project] area: short for [layers.study_area]; parsing moves it to `layers` and leaves this empty
  double max_age_days = 0;  ///< layers with an older edition give a warning; 0: none
  bool allow_network = false;
  bool allow_elsewhere = false;     ///< layers that are empty or lie elsewhere do not stop the run
  bool allow_false_areas = false;   ///< nor does a CRS whose areas are wrong at the layers' location
  bool allow_unknown = false;       ///< unknown habitat codes do not stop the run
  MemoryLimit memory;               ///< set by --max-memory
  std::vector<LayerSource> layers;  ///< in the order of roles(), then as written
  std::vector<SuitabilityRaster> suitability_rasters;
  std::optional<TargetSource> boa_targets;
  std::vector<NetworkProfile> networks;  ///< empty = every preset network whose core habitat occurs
  CleanOptions clean;
  CandidateOptions candidates;
  ScoringOptions scoring;
  SensitivityOptions sensitivity;
  SiteOptions sites;
  ZoneOptions zones;
  TargetOptions targets;
  StrategyOptions strategy;
  PlantingOptions planting;
  PollinatorOptions pollinators;
  ProtectedConfig protection;
  GreenspaceConfig greenspace;
  BaselineConfig baseline;
};

/// Overrides "key.path=value", as given with --set. The value is read as TOML or, failing that, as plain text. Members
/// of lists are named by id, preset or title, or by their position from 1: "network.woodland.dispersal_m=500",
/// "layers.lws.2.where=…".
Config read_config(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});
Config parse_config(const std::string& toml, const std::filesystem::path& file,
                    const std::vector<std::string>& overrides = {});
/// The resolved config as TOML, with every default written out; parse_config of it gives the same Config. Layers are
/// named as in the original, so the text belongs in the same folder as the config.
std::string to_toml(const Config& config);

/// The folder to which the config's relative paths refer; empty (the current one) for a config made in memory.
std::filesystem::path base_folder(const Config& config);
/// The CSV file of a source's crosswalk: a preset, or a file of the user. Throws Error(config) if there is none with
/// that name.
std::filesystem::path crosswalk_file(const Config& config, const LayerSource& source);

/// The folder with networks.toml and crosswalks/*.csv: LNRS_PRESETS, or beside the binary (../share/lnrs/presets), or
/// in the source tree, or as installed. Throws Error(config) if there is none.
std::filesystem::path presets_folder();
std::vector<NetworkProfile> preset_networks();
/// The consultation rules of a site check: those of [sites] consultations, as changed by rules of the config with the
/// same id, then the config's own. Throws Error(config) for a file or an id that does not exist.
std::vector<ConsultRule> consult_rules(const Config& config);
/// The names of the shipped sets of rules, sorted.
std::vector<std::string> preset_consultations();
/// The names of the shipped crosswalks, sorted.
std::vector<std::string> preset_crosswalks();

/// One row per key that a config may hold, for help and docs.
struct ConfigKeyInfo {
  std::string section;  ///< "[project]", "[layers.<role>]", "[[network]]" …
  std::string key;
  std::string type;      ///< "text", "number" …
  std::string fallback;  ///< the default value, as TOML
  std::string doc;       ///< one sentence
};
std::vector<ConfigKeyInfo> config_keys();

}  // namespace spatial
