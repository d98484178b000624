// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <set>

#include "libspatial/config/section_reader.hpp"

namespace spatial {
namespace {

/// Reads the sections that belong to single commands.
class People {
 public:
  People(const SectionReader& reader, Config& config) : reader_(reader), config_(config) {}

  void read(const toml::table& root) {
    reader_.read_section(root, "protected", config_.protection, protected_keys(), {"area"});
    reader_.read_section(root, "greenspace", config_.greenspace, greenspace_keys(),
                         {"standard", "site", "people", "access", "roads"});
    reader_.read_section(root, "baseline", config_.baseline, baseline_keys(), {"source"});
    if (const toml::table* table = root["protected"].as_table()) areas(*table);
    if (const toml::table* table = root["greenspace"].as_table()) greenspace(*table);
    if (const toml::table* table = root["baseline"].as_table()) sources(*table);
  }

 private:
  void need_layer(const toml::table& table, const std::string& where, const SectionLayer& source) const {
    if (trimmed(source.layer).empty())
      reader_.fail(&table, fmt::format("{} names no layer", where), "Add layer = \"FILE#LAYER\".");
  }

  void areas(const toml::table& section) {
    const std::string where = "[[protected.area]]";
    std::map<std::string, int> ranks;
    for (const toml::table* table : reader_.members(section, "protected", "area")) {
      ProtectedArea area;
      reader_.read_table(*table, where, area, protected_area_keys());
      need_layer(*table, where, area);
      if (trimmed(area.category).empty())
        reader_.fail(table, fmt::format("{} names no category", where), "Add category = \"sssi\" or another word.");
      if (area.condition_field.empty() != area.accepted.empty())
        reader_.fail(table, fmt::format("{} has only one of condition and accepted", where),
                     "Give both: condition names a field, accepted lists those of its values that are good enough.");
      if (const auto known = ranks.find(area.category); known != ranks.end() && known->second != area.rank)
        reader_.fail(table, fmt::format("the category '{}' has two ranks", area.category),
                     "Give all layers of one category the same rank.");
      ranks[area.category] = area.rank;
      config_.protection.areas.push_back(std::move(area));
    }
  }

  void greenspace(const toml::table& section) {
    GreenspaceConfig& all = config_.greenspace;
    const std::vector<std::string> presets{"ags", "angst"};
    if (std::find(presets.begin(), presets.end(), all.standards_preset) == presets.end())
      reader_.fail(section.get("standards"),
                   fmt::format("standards in [greenspace] is '{}'{}", all.standards_preset,
                               did_you_mean(all.standards_preset, presets)),
                   "Write ags or angst; [[greenspace.standard]] adds standards of your own.");
    std::set<std::string> names;
    for (const toml::table* table : reader_.members(section, "greenspace", "standard")) {
      GreenspaceStandard standard;
      reader_.read_table(*table, "[[greenspace.standard]]", standard, greenspace_standard_keys());
      const bool is_name =
          !standard.name.empty() && std::all_of(standard.name.begin(), standard.name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
          });
      if (!is_name || !names.insert(standard.name).second)
        reader_.fail(table, fmt::format("'{}' cannot be the name of a new standard", standard.name),
                     "Use lower-case letters, digits and _, and give each standard a name of its own.");
      if (!(standard.size_ha > 0 && standard.within_m > 0))
        reader_.fail(table, fmt::format("the standard '{}' lacks size_ha or within_m", standard.name),
                     "Give both, e.g. size_ha = 2 and within_m = 300.");
      all.standards.push_back(std::move(standard));
    }
    for (const toml::table* table : reader_.members(section, "greenspace", "site")) {
      GreenspaceSite site;
      reader_.read_table(*table, "[[greenspace.site]]", site, greenspace_site_keys());
      need_layer(*table, "[[greenspace.site]]", site);
      if (!site.inaccessible.empty() && site.class_field.empty())
        reader_.fail(table, "[[greenspace.site]] has inaccessible, but no class", "Name the field with the kind.");
      all.sites.push_back(std::move(site));
    }
    one(section, "people", all.people, greenspace_people_keys());
    one(section, "access", all.access, section_layer_keys());
    one(section, "roads", all.roads, section_layer_keys());
    if (!all.sites.empty()) check_greenspace(section);
  }

  template <class T>
  void one(const toml::table& section, const std::string& name, T& target, std::span<const ConfigKey<T>> keys) const {
    const toml::node* node = section.get(name);
    if (node == nullptr) return;
    const std::string where = fmt::format("[greenspace.{}]", name);
    if (!node->is_table())
      reader_.fail(node, fmt::format("{} in [greenspace] must be a table", name), "Write " + where + ".");
    reader_.read_table(*node->as_table(), where, target, keys);
    need_layer(*node->as_table(), where, target);
  }

  void check_greenspace(const toml::table& section) const {
    const GreenspaceConfig& all = config_.greenspace;
    if (all.people.layer.empty())
      reader_.fail(&section, "[greenspace] has sites but no people", "Add [greenspace.people] with layer and people.");
    if (!all.people.table.empty() && all.people.id_field.empty())
      reader_.fail(&section, "[greenspace.people] has a table but no id", "Name the field by which rows are found.");
    if (all.people.table.empty() && !(all.people.table_id_field.empty() && all.people.table_where.empty()))
      reader_.fail(&section, "[greenspace.people] has keys of a table, but no table", "Add table = \"FILE.csv\".");
    if (all.distance == ReachDistance::access && all.access.layer.empty())
      reader_.fail(&section, "distance = \"access\" needs access points", "Add [greenspace.access] with layer.");
    if (all.distance == ReachDistance::network && all.roads.layer.empty())
      reader_.fail(&section, "distance = \"network\" needs roads", "Add [greenspace.roads] with layer.");
    if (all.distance == ReachDistance::network && all.population == PeopleAt::area)
      reader_.fail(&section, "along a network people need a place: population cannot be \"area\"",
                   "Write population = \"centroid\" or \"points\".");
  }

  void sources(const toml::table& section) {
    const std::string where = "[[baseline.source]]";
    const auto list = reader_.members(section, "baseline", "source");
    std::size_t bases = 0;
    for (const toml::table* table : list) {
      BaselineSource source;
      reader_.read_table(*table, where, source, baseline_source_keys());
      need_layer(*table, where, source);
      if (source.class_field.empty() == source.code.empty())
        reader_.fail(table, fmt::format("{} names {} of class and code", where, source.code.empty() ? "none" : "both"),
                     "Give one of them: class is a field with the habitat code, code is the code of every feature.");
      if (!source.survey.empty() && survey_kind(source.survey) == nullptr) unknown_survey(*table, source.survey);
      const bool surveyed = !source.survey.empty() || !source.survey_field.empty();
      const int ways =
          (table->contains("confidence") ? 1 : 0) + (source.confidence_field.empty() ? 0 : 1) + (surveyed ? 1 : 0);
      if (config_.baseline.mode == BaselineMode::confidence && ways == 0)
        reader_.fail(table, fmt::format("{} does not state its confidence", where),
                     "Add confidence, confidence_field, survey or survey_field.");
      if (surveyed && !source.confidence_field.empty())
        reader_.fail(table, fmt::format("{} states its confidence in two ways", where),
                     "Keep confidence_field, or survey with its date.");
      if (source.base && ++bases > 1)
        reader_.fail(table, "two sources have base = true", "Only one source can be the base map.");
      config_.baseline.sources.push_back(std::move(source));
    }
    if (config_.baseline.kept_share > config_.baseline.whole_share)
      reader_.fail(&section, "kept_share in [baseline] is larger than whole_share",
                   "Make kept_share at most as large as whole_share.");
  }

  [[noreturn]] void unknown_survey(const toml::table& table, const std::string& word) const {
    std::vector<std::string> known;
    for (const SurveyKind& kind : survey_kinds()) known.emplace_back(kind.name);
    reader_.fail(table.get("survey"),
                 fmt::format("survey in [[baseline.source]] is '{}'{}", word, did_you_mean(word, known)),
                 "It is one of " + joined(known, ", ") + ".");
  }

  const SectionReader& reader_;
  Config& config_;
};

}  // namespace

void read_people_sections(const SectionReader& reader, const toml::table& root, Config& config) {
  People(reader, config).read(root);
}

}  // namespace spatial
