// SPDX-License-Identifier: MIT
#include "libspatial/county/target_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "libspatial/core/date.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/code_patterns.hpp"
#include "libspatial/county/named_table.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/landscape/habitat.hpp"

namespace spatial {
namespace {

constexpr std::array target_columns{WantedColumn{"boa_id", true},
                                    WantedColumn{"habitat", true},
                                    WantedColumn{"target_id"},
                                    WantedColumn{"action"},
                                    WantedColumn{"quantity_ha"},
                                    WantedColumn{"text"},
                                    WantedColumn{"kind"},
                                    WantedColumn{"baseline_ha"},
                                    WantedColumn{"start"},
                                    WantedColumn{"by"},
                                    WantedColumn{"outside_protected"},
                                    WantedColumn{"manual_rag"},
                                    WantedColumn{"manual_reason"},
                                    WantedColumn{"unit"}};
constexpr std::array project_columns{
    WantedColumn{"project_id", true}, WantedColumn{"habitat", true}, WantedColumn{"status", true},
    WantedColumn{"action"},           WantedColumn{"title"},         WantedColumn{"target_id"},
    WantedColumn{"boa_id"},           WantedColumn{"start"},         WantedColumn{"end"},
    WantedColumn{"organisation"},     WantedColumn{"lead"},          WantedColumn{"funding"},
    WantedColumn{"evidence_date"},    WantedColumn{"loss"},          WantedColumn{"stated_ha"}};

/// Position of a word in the list of known words; throws Error(usage) that suggests the closest one.
std::size_t word_number(const std::string& text, const std::vector<std::string>& known, const std::string& what) {
  const auto found = std::find(known.begin(), known.end(), lower(text));
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  throw Error(ErrorKind::usage, fmt::format("{} is '{}'{}", what, text, did_you_mean(text, known)),
              "Known: " + joined(known, ", ") + ".");
}

bool yes(const std::string& text, const std::string& what) {
  static const std::vector<std::string> words{"yes", "no", "y", "n", "true", "false", "1", "0"};
  return !text.empty() && word_number(text, words, what) % 2 == 0;
}

/// Reads the cells of one row; values that cannot be read become issues.
class RowReader {
 public:
  RowReader(const NamedTable& table, std::size_t row, std::string role, std::string source, std::string id,
            Issues& issues)
      : table_(table),
        row_(row),
        role_(std::move(role)),
        source_(std::move(source)),
        id_(std::move(id)),
        issues_(issues) {}

  std::string text(std::string_view column) const { return table_.at(column, row_); }
  /// Hectares; none are below 0.
  std::optional<double> number(std::string_view column) const {
    const std::string cell = text(column);
    if (cell.empty()) return std::nullopt;
    const auto value = decimal_number(cell, false);
    if (value && *value >= 0) return value;
    tell(IssueRule::number_unreadable,
         fmt::format("'{}' in {} is {}", cell, column, value ? "below 0 and does not count" : "not a number"));
    return std::nullopt;
  }
  std::optional<std::chrono::sys_days> date(std::string_view column) const {
    const std::string cell = text(column);
    const auto value = date_of(cell);
    if (!value && !cell.empty())
      tell(IssueRule::date_unreadable, fmt::format("'{}' in {} is not a date", cell, column));
    return value;
  }
  std::string what(std::string_view column) const { return fmt::format("{} of {} in {}", column, id_, source_); }
  void tell(IssueRule rule, std::string message) const {
    issues_.push_back({rule, role_, source_, id_, std::move(message), std::nullopt});
  }

 private:
  const NamedTable& table_;
  std::size_t row_;
  std::string role_, source_, id_;
  Issues& issues_;
};

void tell_contradictions(const RowReader& row, const HabitatProject& project, std::chrono::sys_days today) {
  if (project.start && project.end && *project.end < *project.start)
    row.tell(IssueRule::date_unreadable, fmt::format("it ends on {}, before its start on {}; the end counts",
                                                     date_text(*project.end), date_text(*project.start)));
  if (project.status == ProjectStatus::underway && project.start && *project.start > today)
    row.tell(IssueRule::date_unreadable,
             fmt::format("it is called underway and starts on {}, after {}; it counts as underway",
                         date_text(*project.start), date_text(today)));
}

HabitatProject project_of(const RowReader& row, std::string id) {
  HabitatProject project;
  project.id = std::move(id);
  for (const auto& [column, member] : std::initializer_list<std::pair<const char*, std::string HabitatProject::*>>{
           {"title", &HabitatProject::title},
           {"target_id", &HabitatProject::target_id},
           {"boa_id", &HabitatProject::boa_id},
           {"habitat", &HabitatProject::habitat},
           {"action", &HabitatProject::action},
           {"organisation", &HabitatProject::organisation},
           {"lead", &HabitatProject::lead},
           {"funding", &HabitatProject::funding}})
    project.*member = row.text(column);
  project.status =
      static_cast<ProjectStatus>(word_number(row.text("status"), project_status_words(), row.what("status")));
  project.start = row.date("start");
  project.end = row.date("end");
  project.loss = yes(row.text("loss"), row.what("loss"));
  project.stated_ha = row.number("stated_ha");
  if (project.status == ProjectStatus::completed && !project.end)
    row.tell(IssueRule::project_without_end,
             project.loss ? "the loss has no end date, so it is taken off nothing"
                          : "it is called completed but has no end date, so it counts as underway");
  return project;
}

/// Finds existing land of a habitat near the projects, by codes from [targets] or by the core habitat of a network.
class ExistingHabitat {
 public:
  ExistingHabitat(const Project& project, const MultiPolygonColumn& land)
      : project_(project), around_(boxes_near(land)) {
    networks_ = project.config.networks.empty() ? preset_networks() : project.config.networks;
    for (const std::string& row : project.config.targets.habitats) {
      const std::size_t equals = row.find('=');
      const std::vector<std::string> codes =
          equals == std::string::npos ? std::vector<std::string>() : split_codes(row.substr(equals + 1));
      if (codes.empty())
        throw Error(ErrorKind::config, fmt::format("habitats in [targets] has '{}'", row),
                    "Write \"habitat = codes\", e.g. \"Woodland = w1*\".");
      by_code_.emplace_back(lower(trimmed(row.substr(0, equals))), CodePatterns(codes));
    }
  }

  /// For projects_serving: groups of names that mean the same habitat.
  std::vector<std::vector<std::string>> groups() const {
    std::vector<std::vector<std::string>> groups;
    for (const NetworkProfile& network : networks_) {
      groups.push_back(network.target_habitats);
      groups.back().push_back(network.id);
      groups.back().push_back(network.title);
    }
    return groups;
  }

  /// Existing land of the habitat; nullopt if neither [targets] nor a network defines it.
  std::optional<MultiPolygonColumn> of(const std::string& habitat) const {
    const std::string name = lower(trimmed(habitat));
    for (const auto& [known, codes] : by_code_)
      if (known == name)
        return land([&, list = &codes](std::size_t f) { return list->fits(project_.habitat.code[f]); });
    const auto names = groups();
    std::set<std::size_t> rated;
    bool known = false;
    for (std::size_t n = 0; n < networks_.size(); ++n) {
      if (std::none_of(names[n].begin(), names[n].end(),
                       [&](const std::string& one) { return lower(trimmed(one)) == name; }))
        continue;
      known = true;
      const auto& ids = project_.habitat.networks;
      const auto at = std::find(ids.begin(), ids.end(), networks_[n].id);
      if (at != ids.end()) rated.insert(static_cast<std::size_t>(at - ids.begin()));
    }
    if (!known || project_.habitat.size() == 0) return std::nullopt;
    return land([&](std::size_t f) {
      return std::any_of(rated.begin(), rated.end(), [&](std::size_t n) { return project_.habitat.is_core(f, n); });
    });
  }

  /// Appends the layer's features that lie near a project.
  void add_near(const Layer& layer, MultiPolygonColumn& to) const {
    for (std::size_t f = 0; f < layer.size(); ++f)
      if (!around_.query(layer.boxes[f]).empty()) to.append(layer.geometry[f]);
  }

 private:
  static BoxIndex boxes_near(const MultiPolygonColumn& land) {
    const std::vector<Box> boxes = boxes_of(land);
    return BoxIndex(boxes);
  }
  template <class Is>
  MultiPolygonColumn land(Is&& is) const {
    MultiPolygonColumn found;
    for (std::size_t f = 0; f < project_.habitat.size(); ++f)
      if (is(f) && !around_.query(project_.habitat.boxes[f]).empty()) found.append(project_.habitat.geometry[f]);
    return found;
  }

  const Project& project_;
  BoxIndex around_;
  std::vector<NetworkProfile> networks_;
  std::vector<std::pair<std::string, CodePatterns>> by_code_;
};

void read_projects(const Project& project, const std::vector<std::map<std::string, std::string>>& all_names,
                   TargetInput& input, std::vector<bool>& placed, Issues& issues) {
  std::size_t source = 0;
  const std::chrono::sys_days today = target_date(project.config);
  for (const ProjectLayer& one : project.layers) {
    if (one.source.role != Role::project) continue;
    const auto& names = all_names[source++];
    const NamedTable rows = NamedTable::of(names, one.layer.extra, one.layer.size());
    for (std::size_t i = 0; i < one.layer.size(); ++i) {
      const RowReader row(rows, i, "project", one.source.layer, one.layer.id[i], issues);
      input.projects.push_back(project_of(row, one.layer.id[i]));
      tell_contradictions(row, input.projects.back(), today);
      input.land.append(one.layer.geometry[i]);
      placed.push_back(true);
    }
    const NamedTable others = NamedTable::of(names, one.unplaced, one.unplaced_ids.size());
    for (std::size_t i = 0; i < one.unplaced_ids.size(); ++i) {
      const RowReader row(others, i, "project", one.source.layer, trimmed(one.unplaced_ids[i]), issues);
      input.projects.push_back(project_of(row, trimmed(one.unplaced_ids[i])));
      const HabitatProject& read = input.projects.back();
      tell_contradictions(row, read, today);
      row.tell(read.loss ? IssueRule::loss_without_place : IssueRule::project_without_place,
               read.stated_ha ? fmt::format("it states {} ha", shortest(*read.stated_ha))
                              : std::string("it states no hectares"));
      input.land.end_feature();
      placed.push_back(false);
    }
  }
}

std::string no_such_area(const Layer& boas, const std::string& id) {
  return fmt::format("{} has no area '{}'{}", boas.source, id, did_you_mean(id, boas.id));
}

/// Projects that name an area which the layer does not have: those without a polygon serve no target of an area.
void tell_projects_without_boa(const Project& project, const std::vector<HabitatProject>& projects, Issues& issues) {
  const Layer& boas = *project.of(Role::boa).front();
  const std::set<std::string> known(boas.id.begin(), boas.id.end());
  const std::vector<const Layer*> layers = project.of(Role::project);
  const std::string source = layers.empty() ? std::string() : layers.front()->source;
  for (const HabitatProject& one : projects)
    if (!one.boa_id.empty() && !known.contains(one.boa_id))
      issues.push_back(
          {IssueRule::target_boa_unknown, "project", source, one.id, no_such_area(boas, one.boa_id), std::nullopt});
}

/// Fills in each target's BOA and, for targets to create habitat, the land that already has it.
void place_targets(const Project& project, const ExistingHabitat& habitat, TargetInput& input, Issues& issues) {
  const Layer& boas = *project.of(Role::boa).front();
  const std::string& table = project.config.boa_targets->layer;
  std::map<std::string, std::uint32_t> number, existing;
  for (std::uint32_t b = 0; b < boas.size(); ++b) number.emplace(boas.id[b], b);
  input.boas = boas.geometry;
  for (HabitatTarget& target : input.targets) {
    const auto tell = [&](IssueRule rule, std::string message) {
      issues.push_back({rule, "boa", table, target.id, std::move(message), std::nullopt});
    };
    const auto boa = number.find(target.boa_id);
    if (target.boa_id.empty()) {
      input.boa_of.push_back(all_boas);
    } else if (boa == number.end()) {
      input.boa_of.push_back(unknown_boa);
      tell(IssueRule::target_boa_unknown, no_such_area(boas, target.boa_id));
    } else {
      input.boa_of.push_back(boa->second);
      target.boa_name = boas.name[boa->second];
    }
    input.existing_of.push_back(no_land);
    if (lower(target.action) != "create") continue;
    const auto known = existing.find(lower(target.habitat));
    if (known != existing.end()) {
      input.existing_of.back() = known->second;
    } else if (auto land = habitat.of(target.habitat)) {
      input.existing_of.back() = static_cast<std::uint32_t>(input.existing.size());
      existing.emplace(lower(target.habitat), input.existing_of.back());
      input.existing.push_back(std::move(*land));
    } else {
      tell(IssueRule::target_habitat_unmapped,
           fmt::format("neither habitats in [targets] nor a network says which land is '{}' already", target.habitat));
    }
  }
}

}  // namespace

std::vector<std::map<std::string, std::string>> ask_for_projects(Config& config) {
  std::vector<std::map<std::string, std::string>> names;
  for (LayerSource& source : config.layers)
    if (source.role == Role::project) names.push_back(ask_for_columns(config, source, project_columns, "project_id"));
  return names;
}

MultiPolygonColumn delivered_land(const Project& project, const std::vector<std::map<std::string, std::string>>& names,
                                  Issues& issues) {
  TargetInput input;
  std::vector<bool> placed;
  read_projects(project, names, input, placed, issues);
  const auto date = target_date(project.config);
  MultiPolygonColumn land;
  for (std::size_t p = 0; p < input.projects.size(); ++p)
    if (placed[p] && part_on(input.projects[p], date) == ProjectPart::delivered) land.append(input.land[p]);
  return land;
}

TargetSources target_sources(Config config) {
  const auto has = [&](Role role) {
    return std::any_of(config.layers.begin(), config.layers.end(),
                       [&](const LayerSource& source) { return source.role == role; });
  };
  const std::string file = config.file.string();
  if (!has(Role::boa) || !config.boa_targets)
    throw Error(ErrorKind::config, file + ": no targets of Biodiversity Opportunity Areas are configured",
                "Add [layers.boa], and [layers.boa.targets] with layer = \"FILE\".");
  if (!has(Role::project))
    throw Error(ErrorKind::config, file + ": no projects are configured",
                "Add [layers.project] with layer = \"FILE\".");
  target_date(config);
  TargetSources sources;
  sources.names = ask_for_projects(config);
  sources.targets = read_habitat_targets(config, sources.issues);
  sources.config = std::move(config);
  return sources;
}

std::chrono::sys_days target_date(const Config& config) {
  const std::string& text = config.targets.date.empty() ? config.date : config.targets.date;
  const auto date = date_of(text);
  if (!date)
    throw Error(ErrorKind::config,
                text.empty() ? config.file.string() + ": the date of the report is not stated"
                             : fmt::format("date in [targets] is \"{}\", which is not a date", text),
                "Add date = \"2026-03-31\" to [targets] or [project].");
  return *date;
}

namespace {

/// Quantities are hectares: one in another unit counts as none, as 4 acres are not 4 ha.
void drop_other_units(const RowReader& row, HabitatTarget& target) {
  static const std::set<std::string> hectares{"", "ha", "ha.", "hectare", "hectares"};
  const std::string unit = row.text("unit");
  if (hectares.contains(lower(unit)) || !target.quantity_ha) return;
  row.tell(IssueRule::value_misfit,
           fmt::format("its unit is '{}', but targets are counted in hectares; the quantity {} is ignored", unit,
                       shortest(*target.quantity_ha)));
  target.quantity_ha.reset();
  target.baseline_ha.reset();
}

/// A table without quantity_ha and with a column that looks like it.
void tell_of_likely_quantity(const NamedTable& table, const std::vector<std::string>& fields, const std::string& source,
                             Issues& issues) {
  if (table.has("quantity_ha")) return;
  const std::string nearest = nearest_word("quantity_ha", fields);
  if (nearest.empty()) return;
  issues.push_back(
      {IssueRule::number_unreadable, "boa", source, "",
       fmt::format("the table has no column quantity_ha, so no target can be rated; did you mean '{}'?", nearest),
       std::nullopt});
}

}  // namespace

std::vector<HabitatTarget> read_habitat_targets(const Config& config, Issues& issues) {
  const TargetSource& source = *config.boa_targets;
  const TargetSource usual;
  std::vector<std::string> aliases = source.fields;
  const auto alias = [&](const char* column, const std::string& field, const std::string& default_field) {
    if (field != default_field) aliases.push_back(fmt::format("{} = {}", column, field));
  };
  alias("boa_id", source.boa_field, usual.boa_field);
  alias("habitat", source.habitat_field, usual.habitat_field);
  alias("action", source.action_field, usual.action_field);
  alias("quantity_ha", source.quantity_field, usual.quantity_field);
  alias("text", source.text_field, usual.text_field);
  const NamedTable table = read_named_table(config, source.layer, aliases, target_columns, "[layers.boa.targets]");
  std::vector<std::string> fields;
  for (const TextColumn& column : read_table(parse_layer_name(source.layer, base_folder(config))))
    fields.push_back(column.name);
  tell_of_likely_quantity(table, fields, source.layer, issues);
  std::vector<HabitatTarget> targets;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    HabitatTarget target;
    target.id = table.at("target_id", i).empty() ? std::to_string(i + 1) : table.at("target_id", i);
    const RowReader row(table, i, "boa", source.layer, target.id, issues);
    if (!ids.insert(target.id).second) row.tell(IssueRule::target_repeated, "there is another target with this id");
    target.boa_id = row.text("boa_id");
    target.habitat = row.text("habitat");
    target.action = row.text("action");
    target.text = row.text("text");
    if (const std::string kind = row.text("kind"); !kind.empty())
      target.kind = static_cast<TargetKind>(word_number(kind, target_kind_words(), row.what("kind")));
    target.quantity_ha = row.number("quantity_ha");
    target.baseline_ha = row.number("baseline_ha");
    drop_other_units(row, target);
    target.start = row.date("start");
    target.by = row.date("by");
    if (target.start && target.by && *target.by < *target.start) {
      row.tell(IssueRule::date_unreadable,
               fmt::format("it is due by {}, before its start on {}; the start does not count", date_text(*target.by),
                           date_text(*target.start)));
      target.start.reset();
    }
    target.outside_protected = yes(row.text("outside_protected"), row.what("outside_protected"));
    target.manual_reason = row.text("manual_reason");
    if (const std::string rag = row.text("manual_rag"); !rag.empty()) {
      target.manual = static_cast<Rag>(word_number(rag, rag_words(), row.what("manual_rag")));
      if (target.manual_reason.empty())
        row.tell(IssueRule::manual_rag_unreasoned, fmt::format("it is rated {} by hand without a reason", rag));
    }
    if (const TargetRating now = rate(target, 0, false, {}, 0); target.quantity_ha && !(now.need_ha > 0))
      row.tell(IssueRule::target_need_none, fmt::format("{} ha are needed", shortest(now.need_ha)));
    targets.push_back(std::move(target));
  }
  return targets;
}

TargetInput target_input(const Project& project, const TargetSources& sources, Issues& issues) {
  TargetInput input;
  input.date = target_date(project.config);
  input.tolerance = project.config.targets.amber_tolerance;
  input.targets = sources.targets;
  issues.insert(issues.end(), sources.issues.begin(), sources.issues.end());
  std::vector<bool> placed;
  read_projects(project, sources.names, input, placed, issues);
  const ExistingHabitat habitat(project, input.land);
  place_targets(project, habitat, input, issues);
  tell_projects_without_boa(project, input.projects, issues);
  for (const Layer* sites : project.of(Role::designated)) habitat.add_near(*sites, input.protected_land);
  input.projects_of = projects_serving(input.targets, input.projects, placed, habitat.groups());
  std::set<std::string> ids;
  for (const HabitatTarget& target : input.targets) ids.insert(target.id);
  for (const HabitatProject& one : input.projects)
    if (!one.target_id.empty() && !ids.contains(one.target_id))
      issues.push_back({IssueRule::target_unknown, "project", sources.config.boa_targets->layer, one.id,
                        fmt::format("it names the target '{}'", one.target_id), std::nullopt});
  return input;
}

}  // namespace spatial
