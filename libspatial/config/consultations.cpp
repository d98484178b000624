// SPDX-License-Identifier: MIT
#include "libspatial/config/consultations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "libspatial/config/config.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

std::filesystem::path rules_folder() { return presets_folder() / "consultations"; }

/// File with the configured set of rules: that of a preset, or the named file.
std::filesystem::path rules_file(const Config& config) {
  const std::filesystem::path named = config.sites.consultations;
  const bool is_file = named.has_parent_path() || lower(named.extension().string()) == ".toml";
  const std::filesystem::path file =
      is_file ? base_folder(config) / named : rules_folder() / (config.sites.consultations + ".toml");
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return file;
  const std::vector<std::string> known = preset_consultations();
  throw Error(ErrorKind::config,
              is_file ? fmt::format("the consultation rules {} do not exist", file.string())
                      : fmt::format("there is no set of consultation rules '{}'{}", config.sites.consultations,
                                    did_you_mean(config.sites.consultations, known)),
              fmt::format("Name one of {}, or a TOML file, as consultations in [sites].", joined(known, ", ")));
}

std::vector<ConsultRule> rules_in(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    throw Error(ErrorKind::config, fmt::format("cannot read the consultation rules {}", file.string()),
                "Check consultations in [sites]: the file is empty or may not be read.");
  const SectionReader reader(file.string());
  toml::table root;
  try {
    root = toml::parse(text.str(), file.string());
  } catch (const toml::parse_error& error) {
    throw Error(ErrorKind::config,
                fmt::format("{}:{}:{}: {}", file.string(), error.source().begin.line, error.source().begin.column,
                            error.description()),
                "The file is TOML like data/presets/consultations/england.toml.");
  }
  reader.check_names(root, "a set of consultation rules", {"consult"});
  std::vector<ConsultRule> rules;
  for (const toml::table* table : reader.members(root, "", "consult")) {
    ConsultRule rule = read_consult_rule(reader, *table, "[[consult]]");
    if (rule.role.empty() || trimmed(rule.who).empty())
      reader.fail(table, "a rule in [[consult]] says neither role nor who, or only one of them",
                  "Add role = \"…\" and who = \"…\".");
    rules.push_back(std::move(rule));
  }
  if (rules.empty())
    throw Error(ErrorKind::config, fmt::format("the consultation rules {} hold no [[consult]]", file.string()),
                "Add a rule, or leave consultations out of [sites].");
  return rules;
}

/// Replaces the values of `rule` that `change` states.
void put(ConsultRule& rule, const ConsultRule& change) {
  for (std::string ConsultRule::*text : {&ConsultRule::role, &ConsultRule::layer, &ConsultRule::relation,
                                         &ConsultRule::who, &ConsultRule::why, &ConsultRule::source})
    if (!(change.*text).empty()) rule.*text = change.*text;
  for (double ConsultRule::*number : {&ConsultRule::distance_m, &ConsultRule::least_on_site_ha})
    if (change.*number > 0) rule.*number = change.*number;
}

}  // namespace

ConsultRule read_consult_rule(const SectionReader& reader, const toml::table& table, const std::string& where) {
  ConsultRule rule;
  reader.read_table(table, where, rule, consult_keys());
  const bool whole = rule.id.empty();
  std::vector<std::string> roles, words;
  for (const SiteRoleInfo& row : site_roles()) roles.emplace_back(row.name);
  for (const RelationInfo& row : relations())
    if (row.relation != Relation::beyond) words.emplace_back(row.name);
  if ((whole || !rule.role.empty()) && !site_role_named(rule.role))
    reader.fail(table.contains("role") ? table.get("role") : &table,
                fmt::format("role in {} is '{}'{}", where, rule.role, did_you_mean(rule.role, roles)),
                "Roles: " + joined(roles, ", ") + ".");
  const auto relation = relation_named(rule.relation);
  if (!rule.relation.empty() && (!relation || *relation == Relation::beyond))
    reader.fail(table.get("relation"),
                fmt::format("relation in {} is '{}'{}", where, rule.relation, did_you_mean(rule.relation, words)),
                "Relations: " + joined(words, ", ") + ".");
  if (whole && !rule.asks())
    reader.fail(&table, fmt::format("a rule in {} has neither relation nor distance_m", where),
                "Say when it fires, e.g. relation = \"overlaps\".");
  if (whole && trimmed(rule.who).empty())
    reader.fail(&table, fmt::format("a rule in {} does not say who is to be consulted", where), "Add who = \"…\".");
  return rule;
}

std::vector<std::string> preset_consultations() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(rules_folder(), ignored))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<ConsultRule> consult_rules(const Config& config) {
  std::vector<ConsultRule> rules;
  if (!config.sites.consultations.empty()) rules = rules_in(rules_file(config));
  std::vector<std::string> ids;
  for (const ConsultRule& rule : rules) ids.push_back(rule.id);
  for (const ConsultRule& own : config.sites.consult) {
    if (own.id.empty()) {
      rules.push_back(own);
      continue;
    }
    const auto named =
        std::find_if(rules.begin(), rules.end(), [&](const ConsultRule& rule) { return rule.id == own.id; });
    if (named == rules.end())
      throw Error(
          ErrorKind::config,
          fmt::format("id in [[sites.consult]] is '{}', and no rule of [sites] consultations{} has it{}", own.id,
                      config.sites.consultations.empty() ? "" : " = \"" + config.sites.consultations + "\"",
                      did_you_mean(own.id, ids)),
          config.sites.consultations.empty() ? "Write consultations = \"england\" in [sites], or leave id out."
                                             : "Ids: " + joined(ids, ", ") + ".");
    put(*named, own);
  }
  return rules;
}

}  // namespace spatial
