// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/landscape/csv.hpp"

namespace spatial {
namespace {

constexpr std::array modules{
    BngModuleInfo{BngModule::area, "area", "Area habitats, trees included", "ha"},
    BngModuleInfo{BngModule::hedgerow, "hedgerow", "Hedgerows", "km"},
    BngModuleInfo{BngModule::watercourse, "watercourse", "Watercourses", "km"},
};
constexpr std::array<std::string_view, bng_band_count> bands{"V.High", "High", "Medium", "Low", "V.Low"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Number of bytes of a non-letter at the start of a text: no-break or thin space, dash, curly quote; 0 if there is
/// none.
std::size_t mark_at(std::string_view text) {
  for (const std::string_view one : {"\xC2\xA0", "\xC2\xAD", "\xC2\xB7", "\xE3\x80\x80", "\xEF\xBB\xBF"})
    if (text.starts_with(one)) return one.size();
  return text.size() >= 3 && text[0] == '\xE2' && (text[1] == '\x80' || text[1] == '\x81') ? 3 : 0;
}

std::vector<std::string> parts_of_text(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// A table whose cells are found by column name.
class Sheet {
 public:
  Sheet(const std::string& text, std::string name, std::initializer_list<std::string_view> wanted)
      : name_(std::move(name)), file_(parse_csv(text, name_)) {
    if (file_.rows.empty()) throw Error(ErrorKind::config, fmt::format("{}: there is no header", name_));
    for (std::size_t c = 0; c < file_.rows[0].cells.size(); ++c) column_[trimmed(file_.rows[0].cells[c].text)] = c;
    for (const std::string_view column : wanted)
      if (!column_.contains(std::string(column)))
        throw Error(ErrorKind::config, fmt::format("{}: there is no column '{}'", name_, column),
                    "Start from the table of data/presets/bng that has this name.");
    for (std::size_t r = 1; r < file_.rows.size(); ++r)
      if (file_.rows[r].cells.size() != file_.rows[0].cells.size())
        throw Error(ErrorKind::config,
                    fmt::format("{}:{}: {} cells where {} are expected", name_, file_.rows[r].line,
                                file_.rows[r].cells.size(), file_.rows[0].cells.size()),
                    "Put texts that hold commas in quotes.");
  }
  std::size_t rows() const { return file_.rows.size() - 1; }
  std::string cell(std::size_t row, const std::string& column) const {
    return trimmed(file_.rows[row + 1].cells[column_.at(column)].text);
  }
  std::vector<std::string> columns() const {
    std::vector<std::string> names;
    for (const CsvCell& cell : file_.rows[0].cells) names.push_back(trimmed(cell.text));
    return names;
  }
  double number(std::size_t row, const std::string& column) const {
    const std::string text = cell(row, column);
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0') fail(row, fmt::format("{} '{}' is not a number", column, text));
    return value;
  }
  std::optional<BngYears> years(std::size_t row, const std::string& column) const {
    const std::string text = cell(row, column);
    if (text.empty()) return std::nullopt;
    if (text == "30+") return more_than_30_years;
    const double value = number(row, column);
    if (!(value >= 0 && value <= 31) || value != static_cast<int>(value))
      fail(row, fmt::format("{} '{}' is neither a whole number of years nor 30+", column, text));
    return static_cast<BngYears>(value);
  }
  [[noreturn]] void fail(std::size_t row, const std::string& what) const {
    throw Error(ErrorKind::config, fmt::format("{}:{}: {}", name_, file_.rows[row + 1].line, what));
  }

 private:
  std::string name_;
  CsvFile file_;
  std::map<std::string, std::size_t> column_;
};

}  // namespace

std::span<const BngModuleInfo> bng_modules() noexcept { return modules; }
const BngModuleInfo& info(BngModule module) noexcept { return modules[static_cast<std::size_t>(module)]; }
std::string years_text(BngYears years) {
  return years == more_than_30_years ? std::string("30+") : std::to_string(years);
}
std::string_view band_name(BngBand band) noexcept { return bands[static_cast<std::size_t>(band)]; }

bool BngType::allows(std::string_view condition) const {
  return std::find(conditions.begin(), conditions.end(), condition) != conditions.end();
}

std::string plain_name(std::string_view text) {
  const std::string word = lower(text);
  std::string result;
  for (std::size_t at = 0; at < word.size();) {
    const bool ascii = static_cast<unsigned char>(word[at]) < 0x80;
    const bool plain = (word[at] >= 'a' && word[at] <= 'z') || is_digit(word[at]);
    const std::size_t mark = ascii ? (plain ? 0 : 1) : mark_at(std::string_view(word).substr(at));
    if (mark == 0) result += word[at];
    at += std::max<std::size_t>(mark, 1);
  }
  return result;
}

std::string without_number(std::string_view text) {
  std::string clean = trimmed(text);
  std::size_t digits = 0;
  while (digits < clean.size() && is_digit(clean[digits])) ++digits;
  if (digits > 0 && digits + 1 < clean.size() && clean[digits] == '.' && clean[digits + 1] == ' ')
    clean = trimmed(clean.substr(digits + 2));
  return clean;
}

bool says_nothing(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text[0]) >= 0x80 && mark_at(text) > 0)
    text.remove_prefix(mark_at(text));
  const std::string word = lower(trimmed(text));
  constexpr std::array<std::string_view, 7> blanks{"", "n/a", "null", "none", "not available", "<null>", "na"};
  return std::find(blanks.begin(), blanks.end(), word) != blanks.end();
}

/// Reads the tables, file by file.
class BngTables::Reader {
 public:
  Reader(BngTables& tables, const std::function<std::string(const std::string&)>& read) : t_(tables), read_(read) {}

  void read() {
    read_scores();
    read_area_types();
    read_hedgerows();
    read_watercourses();
    read_groups();
    read_aliases();
    read_multipliers();
    read_form();
  }

 private:
  Sheet sheet(const std::string& file, std::initializer_list<std::string_view> wanted) const {
    return {read_(file), file, wanted};
  }

  void read_scores() {
    const Sheet conditions = sheet("condition_scores.csv", {"condition", "score"});
    for (std::size_t r = 0; r < conditions.rows(); ++r) {
      const std::string name = conditions.cell(r, "condition");
      t_.conditions_[plain_name(name)] = name;
      t_.condition_scores_[name] = conditions.number(r, "score");
    }
    const Sheet difficulty = sheet("difficulty.csv", {"difficulty", "multiplier"});
    for (std::size_t r = 0; r < difficulty.rows(); ++r)
      difficulty_[difficulty.cell(r, "difficulty")] = difficulty.number(r, "multiplier");
  }

  BngType type_row(const Sheet& rows, std::size_t r, BngModule module) const {
    BngType type;
    type.module = module;
    type.type = rows.cell(r, "type");
    const auto band = std::find(bands.begin(), bands.end(), rows.cell(r, "band"));
    if (band == bands.end()) rows.fail(r, fmt::format("there is no band '{}'", rows.cell(r, "band")));
    type.band = static_cast<BngBand>(band - bands.begin());
    type.score = rows.number(r, "score");
    type.conditions = parts_of_text(rows.cell(r, "conditions"), ';');
    for (const std::string& condition : type.conditions)
      if (!t_.condition_scores_.contains(condition)) rows.fail(r, fmt::format("there is no condition '{}'", condition));
    for (const auto& [column, field] : {std::pair{"difficulty_creation", &BngType::creation_difficulty},
                                        std::pair{"difficulty_enhancement", &BngType::enhancement_difficulty}}) {
      const std::string text = rows.cell(r, column);
      if (text.empty()) continue;
      const auto found = difficulty_.find(text);
      if (found == difficulty_.end()) rows.fail(r, fmt::format("there is no difficulty '{}'", text));
      type.*field = found->second;
    }
    return type;
  }

  void keep(BngType type) {
    const std::size_t at = t_.types_.size();
    t_.type_of_.emplace(std::pair{type.module, plain_name(type.type)}, at);
    t_.type_of_.emplace(std::pair{type.module, plain_name(type.label())}, at);
    if (!type.broad.empty()) t_.broads_[plain_name(type.broad)] = type.broad;
    t_.types_.push_back(std::move(type));
  }

  BngType& row_type(const Sheet& rows, std::size_t r) {
    const auto found = t_.type_of_.find({BngModule::area, plain_name(rows.cell(r, "broad") + rows.cell(r, "type"))});
    if (found == t_.type_of_.end()) rows.fail(r, fmt::format("area_habitats.csv has no '{}'", rows.cell(r, "type")));
    return t_.types_[found->second];
  }

  void read_area_types() {
    const Sheet rows = sheet("area_habitats.csv",
                             {"broad", "type", "band", "score", "irreplaceable", "conditions", "difficulty_creation",
                              "difficulty_enhancement", "in_site_area", "keeps_creation_difficulty"});
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      BngType type = type_row(rows, r, BngModule::area);
      type.broad = rows.cell(r, "broad");
      type.always_irreplaceable = rows.cell(r, "irreplaceable") == "yes";
      type.in_site_area = rows.cell(r, "in_site_area") == "yes";
      type.keeps_creation_difficulty = rows.cell(r, "keeps_creation_difficulty") == "yes";
      keep(std::move(type));
    }
    const Sheet created = sheet("area_time_creation.csv", {"broad", "type"});
    for (std::size_t r = 0; r < created.rows(); ++r)
      for (const std::string& column : created.columns())
        if (column != "broad" && column != "type")
          if (const auto years = created.years(r, column)) row_type(created, r).create[column] = *years;
    const Sheet enhanced = sheet("area_time_enhancement.csv", {"broad", "type"});
    for (std::size_t r = 0; r < enhanced.rows(); ++r)
      for (const std::string& column : enhanced.columns())
        if (column != "broad" && column != "type")
          if (const auto years = enhanced.years(r, column)) row_type(enhanced, r).enhance[column] = *years;
  }

  void read_hedgerows() {
    const Sheet rows =
        sheet("hedgerows.csv", {"type", "band", "score", "conditions", "create_poor", "create_moderate", "create_good",
                                "enhance_poor_moderate", "enhance_poor_good", "enhance_moderate_good"});
    constexpr std::array<std::pair<const char*, const char*>, 3> creations{
        {{"create_poor", "Poor"}, {"create_moderate", "Moderate"}, {"create_good", "Good"}}};
    constexpr std::array<std::pair<const char*, const char*>, 3> enhancements{
        {{"enhance_poor_moderate", "Poor - Moderate"},
         {"enhance_poor_good", "Poor - Good"},
         {"enhance_moderate_good", "Moderate - Good"}}};
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      BngType type = type_row(rows, r, BngModule::hedgerow);
      type.in_site_area = false;
      for (const auto& [column, name] : creations)
        if (const auto years = rows.years(r, column)) type.create[name] = *years;
      for (const auto& [column, name] : enhancements)
        if (const auto years = rows.years(r, column)) type.enhance[name] = *years;
      keep(std::move(type));
    }
    const Sheet steps =
        sheet("hedgerow_enhancement.csv", {"baseline", "proposed", "movement", "years_through_distinctiveness"});
    for (std::size_t r = 0; r < steps.rows(); ++r)
      t_.steps_[{steps.cell(r, "baseline"), steps.cell(r, "proposed")}] = {
          steps.cell(r, "movement") == "allowed", steps.years(r, "years_through_distinctiveness")};
  }

  void read_watercourses() {
    const Sheet rows = sheet("watercourses.csv", {"type", "band", "score", "conditions"});
    const Sheet time = sheet("watercourse_time.csv", {"path", "start", "target", "years"});
    std::map<std::string, BngYears> create;
    for (std::size_t r = 0; r < time.rows(); ++r) {
      const auto years = time.years(r, "years");
      if (!years) time.fail(r, "years are missing");
      if (time.cell(r, "path") == "create") create[time.cell(r, "target")] = *years;
      if (time.cell(r, "path") == "condition")
        t_.watercourse_[{time.cell(r, "start"), time.cell(r, "target")}] = *years;
      if (time.cell(r, "path") == "distinctiveness") t_.watercourse_rise_ = *years;
    }
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      BngType type = type_row(rows, r, BngModule::watercourse);
      type.in_site_area = false;
      type.create = create;
      keep(std::move(type));
    }
  }

  void read_groups() {
    const Sheet rows = sheet("trading_members.csv", {"module", "label", "group"});
    for (std::size_t r = 0; r < rows.rows(); ++r)
      for (const BngModuleInfo& module : modules) {
        if (rows.cell(r, "module") != module.name) continue;
        const auto found = t_.type_of_.find({module.module, plain_name(rows.cell(r, "label"))});
        if (found == t_.type_of_.end()) rows.fail(r, fmt::format("there is no type '{}'", rows.cell(r, "label")));
        t_.types_[found->second].trading_group =
            rows.cell(r, "group").empty() ? rows.cell(r, "label") : rows.cell(r, "group");
      }
  }

  void read_aliases() {
    const Sheet rows = sheet("aliases.csv", {"module", "alias", "label"});
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const std::string module = rows.cell(r, "module"), alias = plain_name(rows.cell(r, "alias")),
                        label = rows.cell(r, "label");
      if (module == "condition") t_.condition_aliases_[alias] = label;
      if (module == "encroachment") t_.encroachment_aliases_[alias] = label;
      for (const BngModuleInfo& one : modules) {
        if (module != one.name) continue;
        const auto found = t_.type_of_.find({one.module, plain_name(label)});
        if (found != t_.type_of_.end())
          t_.type_of_.emplace(std::pair{one.module, alias}, found->second);
        else if (t_.broads_.contains(plain_name(label)))
          t_.broads_[alias] = label;
        else
          rows.fail(r, fmt::format("there is no type '{}'", label));
      }
    }
  }

  void read_multipliers() {
    const Sheet significance = sheet("strategic_significance.csv", {"template_text", "level", "multiplier"});
    for (std::size_t r = 0; r < significance.rows(); ++r) {
      const std::string level = significance.cell(r, "level");
      const double value = significance.number(r, "multiplier");
      t_.significance_levels_[level] = value;
      for (const std::string& text : {significance.cell(r, "template_text"), level, level + " strategic significance"})
        t_.significance_[plain_name(text)] = value;
    }
    const Sheet encroachment = sheet("encroachment.csv", {"zone", "category", "multiplier"});
    for (std::size_t r = 0; r < encroachment.rows(); ++r)
      t_.encroachment_[encroachment.cell(r, "zone") == "riparian" ? 1 : 0]
                      [plain_name(encroachment.cell(r, "category"))] = encroachment.number(r, "multiplier");
    const Sheet risk = sheet("spatial_risk.csv", {"module", "template_text", "multiplier"});
    for (std::size_t r = 0; r < risk.rows(); ++r)
      for (const std::string& module : parts_of_text(risk.cell(r, "module"), ','))
        t_.spatial_risk_[{module, plain_name(risk.cell(r, "template_text"))}] = risk.number(r, "multiplier");
    const Sheet time = sheet("temporal_multipliers.csv", {"years", "multiplier"});
    t_.time_.fill(0);
    for (std::size_t r = 0; r < time.rows(); ++r) {
      const std::string years = time.cell(r, "years");
      if (years == "31") continue;  // in the metric tool's table, but no rule uses it
      t_.time_[static_cast<std::size_t>(*time.years(r, "years"))] = time.number(r, "multiplier");
    }
    const Sheet trees = sheet("tree_sizes.csv", {"size", "area_m2"});
    for (std::size_t r = 0; r < trees.rows(); ++r)
      t_.tree_m2_[plain_name(trees.cell(r, "size"))] = trees.number(r, "area_m2");
  }

  void read_form() {
    const Sheet columns =
        sheet("template_columns.csv", {"layer", "layer_required", "column", "sqlite_type", "role", "not_null"});
    for (std::size_t r = 0; r < columns.rows(); ++r)
      t_.columns_.push_back({columns.cell(r, "layer"), columns.cell(r, "column"), columns.cell(r, "sqlite_type"),
                             columns.cell(r, "layer_required") == "yes", columns.cell(r, "role") == "key",
                             columns.cell(r, "role") == "geometry", columns.cell(r, "not_null") == "yes"});
    const Sheet checks = sheet("checks.csv", {"key", "group", "defra_code", "threshold", "service", "code", "what"});
    for (std::size_t r = 0; r < checks.rows(); ++r)
      t_.checks_.push_back({checks.cell(r, "key"), checks.cell(r, "group"), checks.cell(r, "defra_code"),
                            checks.cell(r, "threshold"), checks.cell(r, "service"), checks.cell(r, "code"),
                            checks.cell(r, "what")});
    const Sheet england = sheet("england_outline.csv", {"ring", "x", "y"});
    MultiPolygonColumn outline;
    for (std::size_t r = 0; r < england.rows(); ++r) {
      outline.add_point({england.number(r, "x"), england.number(r, "y")});
      if (r + 1 < england.rows() && england.cell(r + 1, "ring") == england.cell(r, "ring")) continue;
      outline.end_ring();
      outline.end_part();
    }
    outline.end_feature();
    t_.england_ = MultiPolygon(std::move(outline));
    const Sheet edition = sheet("edition.csv", {"key", "value"});
    for (std::size_t r = 0; r < edition.rows(); ++r) t_.edition_[edition.cell(r, "key")] = edition.cell(r, "value");
  }

  BngTables& t_;
  const std::function<std::string(const std::string&)>& read_;
  std::map<std::string, double> difficulty_;
};

BngTables::BngTables(const std::function<std::string(const std::string& file)>& read) { Reader(*this, read).read(); }

const BngType* BngTables::type(BngModule module, std::string_view text) const {
  std::string name = plain_name(without_number(text));
  auto found = type_of_.find({module, name});
  if (found == type_of_.end() && module == BngModule::area) {
    // "Heathland_and_shrub - Mixed scrub": spell the broad type as in the lists.
    const std::size_t dash = text.find(" - ");
    if (dash != std::string_view::npos)
      if (const auto broad = broads_.find(plain_name(text.substr(0, dash))); broad != broads_.end())
        found = type_of_.find({module, plain_name(broad->second + std::string(text.substr(dash)))});
  }
  return found == type_of_.end() ? nullptr : &types_[found->second];
}

std::string BngTables::hint(BngModule module, std::string_view text) const {
  std::vector<std::string> known;
  for (const BngType& type : types_)
    if (type.module == module) known.push_back(type.type);
  return did_you_mean(text, known);
}

std::string BngTables::broad(std::string_view text) const {
  std::string name = plain_name(without_number(text));
  const auto found = broads_.find(name);
  return found == broads_.end() ? trimmed(text) : found->second;
}

std::optional<std::string> BngTables::condition(std::string_view text) const {
  const std::string name = plain_name(without_number(text));
  for (const auto* names : {&conditions_, &condition_aliases_})
    if (const auto found = names->find(name); found != names->end()) return found->second;
  return std::nullopt;
}

double BngTables::condition_score(std::string_view condition) const {
  return condition_scores_.at(std::string(condition));
}

std::optional<double> BngTables::significance(std::string_view text) const {
  std::string name = plain_name(without_number(text));
  if (says_nothing(text)) return significance_of_level("low");
  while (!name.empty() && is_digit(name.back())) name.pop_back();  // e.g. "Low (1)"
  const auto found = significance_.find(name);
  return found == significance_.end() ? std::nullopt : std::optional(found->second);
}

double BngTables::significance_of_level(std::string_view level) const {
  return significance_levels_.at(std::string(level));
}

std::optional<double> BngTables::encroachment(bool riparian, std::string_view text) const {
  std::string name = plain_name(without_number(text));
  if (const auto alias = encroachment_aliases_.find(name); alias != encroachment_aliases_.end())
    name = plain_name(alias->second);
  const auto& zone = encroachment_[riparian ? 1 : 0];
  const auto found = zone.find(name);
  return found == zone.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> BngTables::spatial_risk(BngModule module, std::string_view text) const {
  const std::string name = plain_name(without_number(text));
  for (const std::string& kind : module == BngModule::area ? std::vector<std::string>{"area", "intertidal"}
                                                           : std::vector{std::string(info(module).name)})
    if (const auto found = spatial_risk_.find({kind, name}); found != spatial_risk_.end()) return found->second;
  return std::nullopt;
}

std::optional<double> BngTables::tree_area_m2(std::string_view size_class) const {
  const auto found = tree_m2_.find(plain_name(without_number(size_class)));
  return found == tree_m2_.end() ? std::nullopt : std::optional(found->second);
}

HedgerowStep BngTables::hedgerow_step(const BngType& from, const BngType& to) const {
  const auto found = steps_.find({from.type, to.type});
  return found == steps_.end() ? HedgerowStep{} : found->second;
}

std::optional<BngYears> BngTables::watercourse_years(std::string_view from, std::string_view to) const {
  const auto found = watercourse_.find({std::string(from), std::string(to)});
  return found == watercourse_.end() ? std::nullopt : std::optional(found->second);
}

std::string BngCheck::code_for(const Issue& issue) const {
  const std::vector<std::string> codes = parts_of_text(defra_code, ';');
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> words{{{"hedgerow", "HEDGEROWS"},
                                                                                {"river", "WATERCOURSES"},
                                                                                {"river", "RIVERS"},
                                                                                {"habitat", "HABITATS"},
                                                                                {"site", "RLB"},
                                                                                {"Hedgerows", "HEDGEROWS"},
                                                                                {"Rivers", "RIVERS"},
                                                                                {"Habitats", "HABITATS"},
                                                                                {"Red Line Boundary", "RLB"}}};
  for (const auto& [of, word] : words)
    for (const std::string& one : codes)
      if ((issue.role == of || (issue.role == "file" && issue.feature_id == of)) && one.find(word) != std::string::npos)
        return one;
  return codes.empty() ? std::string() : codes.front();
}

bool BngTables::rejects(const Issue& issue) const {
  // The service never reads the years of trees, because the template spells those columns differently.
  if (issue.rule == IssueRule::bng_advance_and_delay && issue.role == "tree") return false;
  const BngCheck* found = check(info(issue.rule).code, issue.role);
  return found != nullptr && found->service.starts_with("rejects");
}

const BngCheck* BngTables::check(std::string_view code, std::string_view role) const {
  const BngCheck* any = nullptr;
  for (const BngCheck& one : checks_) {
    if (one.code != code) continue;
    const bool line = one.key.starts_with("line"), tree = one.key.starts_with("tree_outside");
    const bool mine = line ? role == "hedgerow" || role == "river" : tree ? role == "tree" : true;
    if (mine && (line || tree)) return &one;
    if (mine && any == nullptr) any = &one;
  }
  return any;
}

const std::string& BngTables::edition(const std::string& key) const {
  static const std::string none;
  const auto found = edition_.find(key);
  return found == edition_.end() ? none : found->second;
}

}  // namespace spatial
