// SPDX-License-Identifier: MIT
#include "libspatial/config/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include "libspatial/config/config_keys.hpp"
#include "libspatial/config/config_overrides.hpp"
#include "libspatial/config/consultations.hpp"
#include "libspatial/config/section_reader.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

bool is_date(const std::string& text) {
  const auto digits = [&](std::size_t from, std::size_t count) {
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                       text.begin() + static_cast<std::ptrdiff_t>(from + count),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !digits(0, 4) || !digits(5, 2) || !digits(8, 2))
    return false;
  const int year = std::stoi(text.substr(0, 4)), month = std::stoi(text.substr(5, 2)),
            day = std::stoi(text.substr(8, 2));
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int lengths[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1];
}

bool is_identifier(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

const std::vector<std::string> sections{
    "project", "layers", "clean", "network", "candidates", "scoring", "sensitivity", "sites", "zones",
    // Sections of strategies and monitoring.
    "targets", "strategy", "planting", "pollinators", "protected", "greenspace", "baseline"};

/// Turns a parsed file into a Config. Each member function reads one section.
class Reader : public SectionReader {
 public:
  using SectionReader::SectionReader;

  Config read(const toml::table& root, const std::filesystem::path& file) {
    Config config;
    config.file = file;
    check_names(root, "the config", sections);
    read_section(root, "project", config, project_keys());
    read_section(root, "clean", config.clean, clean_keys());
    read_section(root, "candidates", config.candidates, candidate_keys());
    read_section(root, "scoring", config.scoring, scoring_keys(), {"weights"});
    read_weights(root["scoring"]["weights"].node(), config.scoring);
    read_section(root, "sensitivity", config.sensitivity, sensitivity_keys());
    read_sites(root.get("sites"), config.sites);
    read_section(root, "zones", config.zones, zone_keys());
    read_section(root, "targets", config.targets, target_option_keys());
    read_section(root, "strategy", config.strategy, strategy_keys());
    read_planting(root, config.planting);
    read_section(root, "pollinators", config.pollinators, pollinator_keys());
    read_layers(root.get("layers"), config);
    read_people_sections(*this, root, config);
    if (const toml::node* networks = root.get("network")) config.networks = read_networks(*networks, preset_networks());
    check(root, config);
    return config;
  }

  std::vector<NetworkProfile> read_networks(const toml::node& node, const std::vector<NetworkProfile>& presets) {
    const toml::array* list = node.as_array();
    if (list == nullptr || !(list->empty() || list->is_array_of_tables()))
      fail(&node, "network must be a list of tables", "Write [[network]] with two brackets, once per network.");
    std::vector<NetworkProfile> networks;
    for (const toml::node& member : *list) {
      NetworkProfile network = read_network(*member.as_table(), presets);
      for (const NetworkProfile& other : networks)
        if (other.id == network.id)
          fail(&member, fmt::format("there are two networks with the id '{}'", network.id),
               "Give each network an id of its own.");
      networks.push_back(std::move(network));
    }
    return networks;
  }

 private:
  void read_weights(const toml::node* node, ScoringOptions& scoring) const {
    if (node == nullptr) return;
    if (!node->is_table())
      fail(node, "weights in [scoring] must be a table", "Write [scoring.weights] with one line per indicator.");
    std::vector<std::string> known;
    for (const IndicatorInfo& row : indicators()) known.emplace_back(row.name);
    const toml::table& table = *node->as_table();
    check_names(table, "[scoring.weights]", known);
    for (const IndicatorInfo& row : indicators()) {
      const toml::node* weight = table.get(row.name);
      if (weight == nullptr) continue;
      const auto number = number_of(value_from(*weight));
      const Range range{0, row.indicator == Indicator::constraint ? 1 : std::numeric_limits<double>::infinity()};
      const auto problem = number ? range_problem(*number, range)
                                  : std::optional("must be a number, not " + type_of(value_from(*weight)));
      if (problem)
        fail(weight, fmt::format("{} in [scoring.weights] {}", row.name, *problem), std::string(row.definition));
      scoring.weights[static_cast<std::size_t>(row.indicator)] = *number;
    }
    double sum = 0;
    for (const IndicatorInfo& row : indicators())
      if (row.indicator != Indicator::constraint) sum += scoring.weights[static_cast<std::size_t>(row.indicator)];
    if (!(sum > 0))
      fail(node, "all weights are zero, so nothing can be ranked",
           "Give at least one indicator besides constraint a weight.");
    if (!std::isfinite(sum))
      fail(node, "the weights are too large to add up", "Weights are relative: use numbers like 1, 2, 3.");
  }

  void read_sites(const toml::node* node, SiteOptions& sites) const {
    if (node == nullptr) return;
    if (!node->is_table()) fail(node, "sites must be a table", "Write [sites].");
    const toml::table& table = *node->as_table();
    read_table(table, "[sites]", sites, site_keys(), {"buffers", "consult"});
    if (const toml::node* buffers = table.get("buffers")) {
      if (!buffers->is_table()) fail(buffers, "buffers in [sites] must be a table", "Write [sites.buffers].");
      read_table(*buffers->as_table(), "[sites.buffers]", sites.buffers, site_buffer_keys());
    }
    const toml::node* rules = table.get("consult");
    if (rules == nullptr) return;
    const toml::array* list = rules->as_array();
    if (list == nullptr || !(list->empty() || list->is_array_of_tables()))
      fail(rules, "consult in [sites] must be a list of tables",
           "Write [[sites.consult]] with two brackets, once per rule.");
    for (const toml::node& member : *list)
      sites.consult.push_back(read_consult_rule(*this, *member.as_table(), "[[sites.consult]]"));
  }

  void read_planting(const toml::table& root, PlantingOptions& planting) const {
    read_section(root, "planting", planting, planting_keys(), {"layer"});
    const toml::node* node = root["planting"]["layer"].node();
    if (node == nullptr) return;
    const toml::array* list = node->as_array();
    if (list == nullptr || !(list->empty() || list->is_array_of_tables()))
      fail(node, "layer in [planting] must be a list of tables",
           "Write [[planting.layer]] with two brackets, once per layer.");
    for (const toml::node& member : *list) {
      PlantingLayer layer;
      read_table(*member.as_table(), "[[planting.layer]]", layer, planting_layer_keys());
      if (!layer.kind.empty() && !member.as_table()->contains("buffer_m"))
        layer.buffer_m = std::numeric_limits<double>::quiet_NaN();  // that of the kind
      if (trimmed(layer.layer).empty())
        fail(&member, "[[planting.layer]] names no layer", "Add layer = \"FILE#LAYER\".");
      if (layer.kind.empty() && layer.sensitivity.empty())
        fail(&member, "[[planting.layer]] says neither class nor kind", "Add class = \"high\", or kind = \"sssi\".");
      if (!layer.sensitivity.empty() && !tree_sensitivity_named(layer.sensitivity))
        fail(member.as_table()->get("class"),
             fmt::format("class in [[planting.layer]] is '{}'{}", layer.sensitivity,
                         did_you_mean(layer.sensitivity, tree_sensitivity_words())),
             "Classes: " + joined(tree_sensitivity_words(), ", ") + ".");
      planting.layers.push_back(std::move(layer));
    }
  }

  void check_category(const toml::table& table, const std::string& where, const LayerSource& source) const {
    if (source.category.empty()) return;
    const std::vector<std::string> known = apib_categories();
    if (std::find(known.begin(), known.end(), source.category) == known.end())
      fail(table.get("category"),
           fmt::format("category in {} is '{}'{}", where, source.category, did_you_mean(source.category, known)),
           "Categories: " + joined(known, ", ") + ".");
  }

  void read_layers(const toml::node* node, Config& config) const {
    if (node != nullptr) {
      if (!node->is_table()) fail(node, "layers must be a table", "Write [layers.habitat], [layers.boa] and so on.");
      std::vector<std::string> known;
      for (const RoleInfo& role : roles()) known.emplace_back(role.name);
      check_names(*node->as_table(), "[layers]", known);
      for (const RoleInfo& role : roles())
        if (const toml::node* sources = node->as_table()->get(role.name)) read_role(*sources, role, config);
    }
    if (!config.area.empty()) {
      const auto is_area = [](const LayerSource& source) { return source.role == Role::study_area; };
      if (std::any_of(config.layers.begin(), config.layers.end(), is_area))
        fail(nullptr, "the study area is given twice, by area in [project] and by [layers.study_area]",
             "Keep one of them.");
      LayerSource area;
      area.role = Role::study_area;
      area.layer = std::exchange(config.area, {});
      config.layers.insert(config.layers.begin(), std::move(area));
    }
  }

  void read_role(const toml::node& node, const RoleInfo& role, Config& config) const {
    if (const toml::table* one = node.as_table()) return read_source(*one, role, config);
    const toml::array* list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables())
      fail(&node, fmt::format("{} in [layers] must be a table", role.name),
           fmt::format("Write [layers.{}] and below it layer = \"FILE#LAYER\".", role.name));
    if (!role.several && list->size() > 1)
      fail(list->get(1), fmt::format("the role {} has {} sources but can have one only", role.name, list->size()),
           "Put the features into one layer, or choose one of them.");
    for (const toml::node& member : *list) read_source(*member.as_table(), role, config);
  }

  void read_suitability_raster(const toml::table& table, Config& config) const {
    SuitabilityRaster source;
    read_table(table, "[[layers.suitability]]", source, suitability_raster_keys());
    if (trimmed(source.raster).empty())
      fail(table.get("raster"), "[[layers.suitability]] names no raster", "Add raster = \"FILE.tif\".");
    config.suitability_rasters.push_back(std::move(source));
  }

  /// A branch for each rule that a layer of some role must keep.
  void read_source(const toml::table& table, const RoleInfo& role, Config& config) const {
    const std::string where = fmt::format("[layers.{}]", role.name);
    if (role.role == Role::suitability && table.contains("raster")) return read_suitability_raster(table, config);
    LayerSource source;
    source.role = role.role;
    const bool has_targets = role.role == Role::boa;
    read_table(table, where, source, layer_keys(),
               has_targets ? std::vector<std::string>{"targets"} : std::vector<std::string>{});
    if (trimmed(source.layer).empty())
      fail(&table, fmt::format("{} names no layer", where), "Add layer = \"FILE#LAYER\".");
    if (!role.has_class && (!source.class_field.empty() || !source.crosswalk.empty()))
      fail(table.get(source.class_field.empty() ? "crosswalk" : "class"),
           fmt::format("{} has no habitat codes, so it takes neither class nor crosswalk", where),
           "Only [layers.habitat] and [layers.measure] take them; [[layers.suitability]] takes a class.");
    if (role.role == Role::suitability && !source.crosswalk.empty())
      fail(table.get("crosswalk"), fmt::format("{} takes no crosswalk", where),
           "Name a table of factors: factors = \"FILE.csv\".");
    if (role.role == Role::habitat || !source.crosswalk.empty()) check_crosswalk(table, where, source, config);
    check_category(table, where, source);
    if (role.role == Role::measure && source.class_field.empty() && config.strategy.statement.empty())
      fail(&table, fmt::format("{} names no class field", where),
           "Add class = \"the field with the habitat that the measure is for\".");
    const bool suitability = role.role == Role::suitability;
    if (suitability && (source.class_field.empty() || source.factors.empty()))
      fail(&table,
           fmt::format("{} names no {}", where, source.class_field.empty() ? "class field" : "table of factors"),
           "Add class = \"the field with the class\" and factors = \"FILE.csv\".");
    if (!suitability && !source.factors.empty())
      fail(table.get("factors"), fmt::format("{} takes no factors", where), "Only [[layers.suitability]] takes them.");
    if (source.buffer_m > 0 && role.role != Role::exclusion && role.role != Role::constraint &&
        role.role != Role::context)
      fail(table.get("buffer_m"), fmt::format("{} takes no buffer_m", where),
           "Only [[layers.exclusion]], [[layers.constraint]] and [[layers.context]] take it; lnrs buffer grows any "
           "layer.");
    if (table.contains("date") && table.contains("source_date"))
      fail(table.get("source_date"), fmt::format("{} has both date and source_date, its older name", where),
           "Keep date.");
    if (role.role != Role::habitat && !(source.quality_field.empty() && source.code.empty()))
      fail(&table, fmt::format("{} takes neither code nor quality", where), "Only [layers.habitat] takes them.");
    if (role.role != Role::habitat && table.contains("min_code_share"))
      fail(table.get("min_code_share"), fmt::format("{} takes no min_code_share", where),
           "Only [layers.habitat] takes it.");
    if (const toml::node* targets = table.get("targets"); has_targets && targets != nullptr) {
      if (!targets->is_table()) fail(targets, "targets in [layers.boa] must be a table", "Write [layers.boa.targets].");
      TargetSource target;
      read_table(*targets->as_table(), "[layers.boa.targets]", target, target_keys());
      if (trimmed(target.layer).empty())
        fail(targets, "[layers.boa.targets] names no layer", "Add layer = \"FILE#LAYER\".");
      if (target.boa_field.empty() || target.habitat_field.empty())
        fail(targets, "[layers.boa.targets] needs the fields boa and habitat", "Name the columns of the table.");
      config.boa_targets = target;
    }
    config.layers.push_back(std::move(source));
  }

  void check_crosswalk(const toml::table& table, const std::string& where, const LayerSource& source,
                       const Config& config) const {
    if (source.class_field.empty() && source.code.empty())
      fail(&table, fmt::format("{} names no class field", where),
           "Add class = \"the field with the habitat code\", or code = \"…\" for a layer of one habitat.");
    if (!source.class_field.empty() && !source.code.empty())
      fail(table.get("code"), fmt::format("{} has both class and code", where),
           "Keep one: class names a field, code is the code of every feature.");
    if (source.crosswalk.empty())
      fail(&table, fmt::format("{} names no crosswalk", where),
           fmt::format("Add crosswalk = one of {}, or a CSV file.", joined(preset_crosswalks(), ", ")));
    try {
      crosswalk_file(config, source);
    } catch (const Error& error) {
      fail(table.get("crosswalk"), error.message(), error.remedy());
    }
  }

  NetworkProfile read_network(const toml::table& table, const std::vector<NetworkProfile>& presets) const {
    const auto named = [&](const std::string& id) {
      return std::find_if(presets.begin(), presets.end(), [&](const NetworkProfile& p) { return p.id == id; });
    };
    std::vector<std::string> known;
    for (const NetworkProfile& preset : presets) known.push_back(preset.id);
    NetworkProfile network;
    const auto id = table["id"].value<std::string>();
    if (const auto preset = table["preset"].value<std::string>()) {
      if (named(*preset) == presets.end())
        fail(table.get("preset"),
             fmt::format("there is no preset network '{}'{}", *preset, did_you_mean(*preset, known)),
             "Presets: " + joined(known, ", ") + ".");
      network = *named(*preset);
    } else if (id && named(*id) != presets.end()) {
      network = *named(*id);
    }
    read_table(table, "[[network]]", network, network_keys(), {"cost", "patches", "links"});
    const auto read_part = [&](const char* name, auto& target, auto keys, const char* first) {
      const toml::node* part = table.get(name);
      if (part == nullptr) return;
      if (part->is_string()) {  // e.g. links = "table.csv"
        const toml::table short_form{{first, *part->value<std::string>()}};
        return read_table(short_form, fmt::format("[network.{}]", name), target, keys);
      }
      if (!part->is_table())
        fail(part, fmt::format("{} in [[network]] must be a table", name),
             fmt::format("Write [network.{}] below the network.", name));
      read_table(*part->as_table(), fmt::format("[network.{}]", name), target, keys);
    };
    read_part("cost", network.cost, cost_keys(), "raster");
    read_part("patches", network.patches, patch_raster_keys(), "raster");
    read_part("links", network.links, link_table_keys(), "table");
    if (network.patches.connectivity != 4 && network.patches.connectivity != 8)
      fail(table.get("patches"),
           fmt::format("network {}: connectivity is 4 or 8, not {}", network.id, network.patches.connectivity),
           "With 4, cells that share an edge are one patch; with 8, cells that share only a corner are too.");
    if (network.id.empty())
      fail(&table, "[[network]] has neither preset nor id", "Presets: " + joined(known, ", ") + ".");
    if (!is_identifier(network.id))
      fail(table.get("id"), fmt::format("the network id '{}' is not a name for columns", network.id),
           "Use lower-case letters, digits and _.");
    if (network.title.empty()) network.title = network.id;
    const bool own = !table.contains("preset") && named(network.id) == presets.end();
    if (own && !table.contains("dispersal_m"))
      fail(&table, fmt::format("'{}' is not a preset network{}", network.id, did_you_mean(network.id, known)),
           "A network of your own needs dispersal_m. Presets: " + joined(known, ", ") + ".");
    if (network.join_m > network.link_limit_m())
      fail(&table, fmt::format("network {}: join_m is larger than the longest link", network.id),
           "Patches further apart than max_link_m cannot be one patch.");
    return network;
  }

  void check(const toml::table& root, Config& config) const {
    if (!config.date.empty() && !is_date(config.date))
      fail(root["project"]["date"].node(), fmt::format("date in [project] must be YYYY-MM-DD, not \"{}\"", config.date),
           "Write it like date = \"2026-03-31\".");
    if (trimmed(config.crs).empty())
      fail(root["project"]["crs"].node(), "crs in [project] is empty", "Name one, e.g. crs = \"EPSG:27700\".");
    if (config.candidates.min_unit_ha > config.candidates.max_unit_ha)
      fail(root.get("candidates"), "min_unit_ha in [candidates] is larger than max_unit_ha",
           "No candidate could be both large and small enough.");
    consult_rules(config);  // throws if the rules do not exist
    const auto has = [&](Role role) {
      return std::any_of(config.layers.begin(), config.layers.end(),
                         [&](const LayerSource& source) { return source.role == role; });
    };
    if (config.layers.empty() && config.protection.areas.empty() && config.greenspace.sites.empty() &&
        config.baseline.sources.empty())
      fail(nullptr, "no layer is configured", "Add [layers.habitat] with layer, class and crosswalk.");
    const toml::node* source = root["candidates"]["source"].node();
    if (has(Role::candidate) && source == nullptr) config.candidates.source = CandidateSource::layer;
    if (config.candidates.source == CandidateSource::layer && !has(Role::candidate))
      fail(source, "candidates come from a layer, but none is configured", "Add [layers.candidate].");
    if (config.candidates.source != CandidateSource::layer && has(Role::candidate))
      fail(source, "a candidate layer is configured, but candidates come from elsewhere",
           "Write source = \"layer\" in [candidates], or remove [layers.candidate].");
  }
};

toml::table parsed(const std::string& text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::config,
                fmt::format("{}:{}:{}: {}", file.empty() ? "config" : file, error.source().begin.line,
                            error.source().begin.column, error.description()),
                "The file is TOML (https://toml.io). Several sources of a role are written [[layers.<role>]].");
  }
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    throw Error(ErrorKind::config, fmt::format("{} is a folder, not a config file", file.string()),
                "Name the .toml file in it.");
  if (!in || !(text << in.rdbuf() || in.peek() == std::ifstream::traits_type::eof()))
    throw Error(ErrorKind::config, fmt::format("cannot read the config {}", file.string()),
                "Check the path. `lnrs init FILE` writes a config to start from.");
  return text.str();
}

}  // namespace

Config parse_config(const std::string& toml, const std::filesystem::path& file,
                    const std::vector<std::string>& overrides) {
  toml::table root = parsed(toml, file.string());
  apply_overrides(root, overrides);
  return Reader(file.string()).read(root, file);
}

Config read_config(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  return parse_config(text_of(file), file, overrides);
}

std::vector<NetworkProfile> preset_networks() {
  const std::filesystem::path file = presets_folder() / "networks.toml";
  const toml::table root = parsed(text_of(file), file.string());
  const Reader reader(file.string());
  const toml::node* networks = root.get("network");
  if (networks == nullptr) reader.fail(nullptr, "there is no [[network]]", "Restore the shipped file.");
  return Reader(file.string()).read_networks(*networks, {});
}

}  // namespace spatial
