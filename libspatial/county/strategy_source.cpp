// SPDX-License-Identifier: MIT
#include "libspatial/county/strategy_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/named_table.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/landscape/clean.hpp"

namespace spatial {
namespace {

constexpr std::array measure_columns{WantedColumn{"measure_code", true}, WantedColumn{"measure_id"}};
constexpr std::array statement_columns{WantedColumn{"measure_code", true},
                                       WantedColumn{"measure_text"},
                                       WantedColumn{"concise_measure"},
                                       WantedColumn{"theme"},
                                       WantedColumn{"habitat_target"},
                                       WantedColumn{"bng_habitats"},
                                       WantedColumn{"action"},
                                       WantedColumn{"core_supplementary"},
                                       WantedColumn{"mapped"},
                                       WantedColumn{"rank"}};
constexpr std::array priority_columns{WantedColumn{"priority_id", true}};
constexpr std::array link_columns{WantedColumn{"measure_code", true}, WantedColumn{"priority_id", true}};
constexpr std::array species_columns{WantedColumn{"measure_code", true}, WantedColumn{"species", true}};
constexpr std::array alias_columns{WantedColumn{"name", true}, WantedColumn{"alias", true}};

/// Category under which the sites of a source are counted.
std::string category_of(const LayerSource& source, const Config& config) {
  if (!source.category.empty()) return source.category;
  if (source.role == Role::lws) return "lws";
  if (source.role == Role::irreplaceable) return "irreplaceable_other";
  throw Error(ErrorKind::config,
              fmt::format("{}: [layers.designated] {} has no category", config.file.string(), source.layer),
              "Add category = one of " + joined(apib_categories(), ", ") + ".");
}

std::optional<bool> yes_or_no(const std::string& text, const std::string& code, const std::string& source) {
  const std::string word = lower(text);
  if (word.empty()) return std::nullopt;
  if (word == "yes" || word == "y" || word == "true" || word == "1") return true;
  if (word == "no" || word == "n" || word == "false" || word == "0") return false;
  throw Error(ErrorKind::usage, fmt::format("mapped of {} in {} is '{}'", code, source, text), "Write yes or no.");
}

/// Texts of a Shapefile's table end at 254 bytes, or a little before where a character would be cut.
bool may_be_cut(const std::string& text, const std::string& layer) {
  const std::string extension = lower(parse_layer_name(layer).file.extension().string());
  return (extension == ".dbf" || extension == ".shp") && text.size() >= 251;
}

std::string last_words(const std::string& text) {
  const std::size_t gap = text.find(' ', text.size() - std::min<std::size_t>(text.size(), 30));
  return gap == std::string::npos ? std::string() : text.substr(gap + 1);
}

MeasureLinks read_links(const Config& config, const std::string& layer, std::span<const WantedColumn> columns,
                        const char* where) {
  MeasureLinks links;
  links.source = layer;
  if (layer.empty()) return links;
  const NamedTable table = read_named_table(config, layer, config.strategy.fields, columns, where);
  for (std::size_t i = 0; i < table.rows(); ++i)
    links.pairs.emplace_back(table.at("measure_code", i), table.at(columns[1].name, i));
  return links;
}

SuppliedLayer read_supplied_layer(const Config& config, const std::string& file, const std::string& layer,
                                  const std::vector<std::string>& aliases, std::span<const WantedColumn> wanted,
                                  const char* role, Issues& issues, const Executor& executor) {
  SuppliedLayer result;
  result.given = true;
  result.source = file + "#" + layer;
  // Relative to the current folder, not to that of the config.
  const std::string full = std::filesystem::absolute(file).string() + "#" + layer;
  const auto names = field_names(config, full, aliases, wanted, role);
  ReadOptions options;
  options.crs = config.crs;
  options.allow_network = config.allow_network;
  for (const auto& [column, field] : names) options.extra_fields.push_back(field);
  if (const auto id = names.find(std::string(wanted.front().name)); id != names.end()) options.id_field = id->second;
  ReadResult read = read_layer(parse_layer_name(full), Role::measure, options, executor);
  read.layer.source = result.source;
  CleanOptions cleaning = config.clean;
  cleaning.report_overlaps = false;
  cleaning.snap_m = 1e-6;  // intersections of outlines do not lie on the grid of the sources
  cleaning.smallest_part_m2 = 0;
  CleanResult cleaned = clean(std::move(read.layer), cleaning, executor);
  for (Issue& issue : cleaned.issues) {
    issue.role = role;
    issue.source = result.source;
    issues.push_back(issue);
  }
  const NamedTable table = NamedTable::of(names, cleaned.layer.extra, cleaned.layer.size());
  for (std::size_t i = 0; i < cleaned.layer.size(); ++i) {
    result.id.push_back(cleaned.layer.id[i]);
    result.site_ref.push_back(table.at("site_ref", i));
    result.code.push_back(table.at("measure_code", i));
  }
  result.land = std::move(cleaned.layer.geometry);
  return result;
}

}  // namespace

ProductNames::ProductNames(const Config& config) {
  if (config.strategy.aliases.empty()) return;
  const NamedTable table = read_named_table(config, config.strategy.aliases, {}, alias_columns, "[strategy] aliases");
  for (std::size_t i = 0; i < table.rows(); ++i) names_[table.at("name", i)] = table.at("alias", i);
}
std::string ProductNames::name_of(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() || found->second.empty() ? name : found->second;
}
std::string ProductNames::column(const std::string& table, const std::string& name) const {
  const std::string key = table + "." + name, alias = name_of(key);
  return alias == key ? name : alias;
}
std::vector<std::string> ProductNames::fields_of(const std::string& table) const {
  std::vector<std::string> fields;
  for (const auto& [name, alias] : names_)
    if (name.starts_with(table + ".") && !alias.empty())
      fields.push_back(name.substr(table.size() + 1) + " = " + alias);
  return fields;
}

StrategySources strategy_sources(Config config) {
  const auto has = [&](Role role) {
    return std::any_of(config.layers.begin(), config.layers.end(),
                       [&](const LayerSource& source) { return source.role == role; });
  };
  const std::string file = config.file.string();
  if (config.strategy.statement.empty())
    throw Error(ErrorKind::config, file + ": no statement of measures is configured",
                "Add statement = \"FILE#LAYER\" to [strategy].");
  if (!has(Role::measure))
    throw Error(ErrorKind::config, file + ": no mapped measures are configured", "Add [layers.measure].");
  for (const std::string& rank : config.strategy.ranks) {
    const std::vector<std::string> known = apib_categories();
    if (std::find(known.begin(), known.end(), rank) == known.end())
      throw Error(ErrorKind::config, fmt::format("ranks in [strategy] has '{}'", rank),
                  "Known: " + joined(known, ", ") + ".");
  }
  StrategySources sources;
  for (LayerSource& source : config.layers) {
    if (source.role == Role::measure)
      sources.names.push_back(ask_for_columns(config, source, measure_columns, "measure_id"));
    if (source.role == Role::designated || source.role == Role::lws || source.role == Role::irreplaceable)
      category_of(source, config);
  }
  sources.config = std::move(config);
  return sources;
}

StrategyTables read_strategy_tables(const Config& config, StrategyInput& input, Issues& issues) {
  const StrategyOptions& options = config.strategy;
  StrategyTables tables;
  tables.statement_source = options.statement;
  const NamedTable statement =
      read_named_table(config, options.statement, options.fields, statement_columns, "[strategy] statement");
  std::map<std::string, std::size_t> number;
  for (std::size_t i = 0; i < statement.rows(); ++i) {
    StrategyMeasure measure;
    measure.code = statement.at("measure_code", i);
    if (measure.code.empty()) {
      issues.push_back({IssueRule::missing_id, "measure_statement", options.statement, "",
                        fmt::format("row {} has no measure_code and is left out", i + 1), std::nullopt});
      continue;
    }
    measure.text = statement.at("measure_text", i);
    measure.concise = statement.at("concise_measure", i);
    measure.theme = statement.at("theme", i);
    measure.habitat_target = statement.at("habitat_target", i);
    measure.bng_habitats = statement.at("bng_habitats", i);
    measure.action = statement.at("action", i);
    measure.core_supplementary = statement.at("core_supplementary", i);
    measure.mapped = yes_or_no(statement.at("mapped", i), measure.code, options.statement);
    const std::string rank = statement.at("rank", i);
    measure.rank = decimal_number(rank, false);
    const auto tell = [&](IssueRule rule, std::string message) {
      issues.push_back({rule, "measure_statement", options.statement, measure.code, std::move(message), std::nullopt});
    };
    if (!measure.rank && !rank.empty())
      tell(IssueRule::number_unreadable, fmt::format("'{}' in rank is not a number; the measure comes last", rank));
    for (const std::string* text : {&measure.text, &measure.concise})
      if (may_be_cut(*text, options.statement))
        tell(IssueRule::text_too_long,
             fmt::format("its text is as long as a Shapefile allows ({} bytes), so it may have been cut there: "
                         "\"… {}\"; read the statement from a CSV file or GeoPackage",
                         text->size(), last_words(*text)));
    if (!number.emplace(measure.code, input.measures.size()).second) {
      tell(IssueRule::duplicate_id, "the statement has the measure twice; the first row counts");
      continue;
    }
    input.measures.push_back(std::move(measure));
  }
  if (!options.priorities.empty()) {
    const NamedTable priorities =
        read_named_table(config, options.priorities, options.fields, priority_columns, "[strategy] priorities");
    tables.priorities_known = true;
    for (std::size_t i = 0; i < priorities.rows(); ++i) tables.priorities.push_back(priorities.at("priority_id", i));
  }
  tables.priority = read_links(config, options.measure_priorities, link_columns, "[strategy] measure_priorities");
  tables.species = read_links(config, options.measure_species, species_columns, "[strategy] measure_species");
  for (const auto& [code, priority] : tables.priority.pairs)
    if (const auto measure = number.find(code); measure != number.end())
      input.measures[measure->second].priorities.push_back(priority);
  return tables;
}

void add_strategy_layers(const Project& project, const StrategySources& sources, StrategyInput& input) {
  input.categories = project.config.strategy.ranks;
  for (const std::string& category : apib_categories())
    if (std::find(input.categories.begin(), input.categories.end(), category) == input.categories.end())
      input.categories.push_back(category);
  input.smallest_part_m2 = project.config.strategy.smallest_part_m2;
  std::map<std::string, std::uint32_t> number;
  for (std::uint32_t m = 0; m < input.measures.size(); ++m) number.emplace(input.measures[m].code, m);
  std::size_t measure_source = 0;
  for (const ProjectLayer& one : project.layers) {
    const Layer& layer = one.layer;
    const Role role = one.source.role;
    if (role == Role::measure) {
      const NamedTable table = NamedTable::of(sources.names[measure_source++], layer.extra, layer.size());
      for (std::size_t i = 0; i < layer.size(); ++i) {
        const std::string code = table.at("measure_code", i);
        const auto [at, fresh] = number.emplace(code, static_cast<std::uint32_t>(input.measures.size()));
        if (fresh) {
          input.measures.emplace_back();
          input.measures.back().code = code;
          input.measures.back().stated = false;
        }
        input.places.push_back({layer.id[i], at->second});
        input.place_land.append(layer.geometry[i]);
      }
    } else if (role == Role::designated || role == Role::lws || role == Role::irreplaceable) {
      const auto& ranks = input.categories;
      const auto rank = std::find(ranks.begin(), ranks.end(), category_of(one.source, project.config)) - ranks.begin();
      for (std::size_t i = 0; i < layer.size(); ++i) {
        input.sites.push_back(
            {static_cast<std::uint32_t>(rank), layer.id[i], layer.name[i], one.source.layer, one.source.source_date});
        input.site_land.append(layer.geometry[i]);
      }
    }
  }
  const auto areas = project.of(Role::strategy_area), study = project.of(Role::study_area);
  for (const Layer* layer : areas.empty() ? study : areas) input.area.append(layer->geometry);
}

SuppliedProducts read_supplied(const Config& config, const std::string& file, const ProductNames& names, Issues& issues,
                               const Executor& executor) {
  const std::vector<std::string> tables = table_names(file);
  SuppliedProducts supplied;
  static constexpr std::array apib{WantedColumn{"apib_id"}, WantedColumn{"site_ref"}};
  static constexpr std::array acib{WantedColumn{"acib_id"}};
  static constexpr std::array none{WantedColumn{"id"}};
  static constexpr std::array measures{WantedColumn{"measure_id"}, WantedColumn{"measure_code", true}};
  bool found = false;
  const auto read = [&](const char* name, SuppliedLayer& layer, std::span<const WantedColumn> wanted) {
    for (const std::string& table : {names.table(name), std::string(name)}) {
      if (layer.given || std::find(tables.begin(), tables.end(), table) == tables.end()) continue;
      std::vector<std::string> aliases;
      if (table == names.table(name)) aliases = names.fields_of(name);
      std::erase_if(aliases, [&](const std::string& alias) {
        const std::string column = alias.substr(0, alias.find(' '));
        return std::none_of(wanted.begin(), wanted.end(), [&](const WantedColumn& one) { return one.name == column; });
      });
      layer = read_supplied_layer(config, file, table, aliases, wanted, name, issues, executor);
      found = true;
    }
  };
  read("apib", supplied.apib, apib);
  read("apib_flat", supplied.apib_flat, none);
  read("measures", supplied.measures, measures);
  read("measures_flat", supplied.measures_flat, none);
  read("acib", supplied.acib, acib);
  if (!found)
    throw Error(ErrorKind::input, fmt::format("{} has none of the layers apib, measures, acib", file),
                "Its tables are " + joined(tables, ", ") + ". Other names go into the file of aliases ([strategy]).");
  return supplied;
}

void name_duplicate_measures(Issues& issues, const std::string& role) {
  for (Issue& issue : issues)
    if (issue.rule == IssueRule::duplicate_id && issue.role == role) {
      issue.rule = IssueRule::measure_id_duplicate;
      issue.feature_id = issue.feature_id.substr(0, issue.feature_id.rfind('~'));
    }
}

}  // namespace spatial
