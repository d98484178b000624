// SPDX-License-Identifier: MIT
#include "libspatial/county/baseline_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "libspatial/core/date.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/field_text.hpp"

namespace spatial {
namespace {

/// Fields that a source's layer is read with, in this order, empty ones left out.
std::vector<std::string> fields_of(const BaselineSource& source) {
  std::vector<std::string> fields;
  const std::string valid_to = date_of(source.valid_to) ? std::string() : source.valid_to;
  for (const std::string* field : {&source.confidence_field, &source.survey_field, &source.date_field, &valid_to})
    if (!field->empty()) fields.push_back(*field);
  return fields;
}

std::map<std::string, std::string> crosswalk_of(const Config& config, const BaselineSource& source) {
  std::map<std::string, std::string> classes;
  if (source.crosswalk.empty()) return classes;
  const auto columns = read_table(parse_layer_name(source.crosswalk, base_folder(config)), {"code", "class"});
  for (std::size_t i = 0; i < columns[0].values.size(); ++i) {
    const std::string code = trimmed(columns[0].values[i]), name = trimmed(columns[1].values[i]);
    const auto [known, added] = classes.emplace(code, name);
    if (name.empty() || (!added && known->second != name))
      throw Error(ErrorKind::input,
                  fmt::format("the crosswalk {} gives the code '{}' {}", source.crosswalk, code,
                              name.empty() ? "no class" : "two classes"),
                  "Each code needs one class.");
  }
  return classes;
}

class Adder {
 public:
  Adder(const Config& config, std::uint32_t number, SectionLayers& layers, std::size_t layer, BaselineFeatures& all,
        MultiPolygonColumn& land)
      : config_(config),
        source_(config.baseline.sources[number]),
        number_(number),
        layers_(layers),
        layer_(layers.layer(layer)),
        all_(all),
        land_(land),
        crosswalk_(crosswalk_of(config, source_)),
        today_(date_of(config.date)) {
    std::size_t next = 0;
    const auto column = [&](const std::string& field) -> const AttributeColumn* {
      return field.empty() ? nullptr : &layer_.extra[next++];
    };
    confidence_ = column(source_.confidence_field);
    survey_ = column(source_.survey_field);
    date_ = column(source_.date_field);
    valid_to_ = column(date_of(source_.valid_to) ? std::string() : source_.valid_to);
  }

  void add() {
    for (std::size_t f = 0; f < layer_.size(); ++f) {
      const std::string code = source_.code.empty() ? trimmed(layer_.code[f]) : source_.code;
      if (code.empty()) {
        tell(IssueRule::missing_habitat_code, f, "it has no habitat code and is left out of the baseline");
        continue;
      }
      if (!holds(f)) continue;
      const std::optional<std::chrono::sys_days> day = day_of(f);
      land_.append(layer_.geometry[f]);
      all_.source.push_back(number_);
      all_.id.push_back(layer_.id[f]);
      all_.code.push_back(translated(code));
      all_.date.push_back(day ? date_text(*day) : std::string());
      all_.confidence.push_back(confidence_of(f, day));
    }
    refuse_unknown();
  }

 private:
  void tell(IssueRule rule, std::size_t f, std::string message) {
    const Point at = layer_.boxes[f].centre();
    layers_.project().issues.push_back(
        {rule, "baseline", layer_.source, layer_.id[f], std::move(message), Place{at.x, at.y}});
  }

  std::string translated(const std::string& code) {
    if (source_.crosswalk.empty()) return code;
    const auto found = crosswalk_.find(code);
    if (found != crosswalk_.end()) return found->second;
    ++unknown_[code];
    return code;
  }

  void refuse_unknown() const {
    if (unknown_.empty() || config_.allow_unknown) return;
    std::vector<std::string> words;
    for (const auto& [code, count] : unknown_)
      if (words.size() < 10) words.push_back(fmt::format("'{}' ({} features)", code, count));
    throw Error(ErrorKind::input,
                fmt::format("{} has codes that the crosswalk {} does not know: {}{}", layer_.source, source_.crosswalk,
                            joined(words, ", "), unknown_.size() > words.size() ? " …" : ""),
                "Add them to the crosswalk, or give --allow-unknown to keep them as they are.");
  }

  /// Does the feature still hold on the run's date?
  bool holds(std::size_t f) {
    if (source_.valid_to.empty()) return true;
    const std::string text = valid_to_ == nullptr ? source_.valid_to : trimmed(valid_to_->text(f));
    if (text.empty()) return true;
    const auto end = date_of(text);
    if (!end) {
      tell(IssueRule::date_unreadable, f,
           fmt::format("'{}' is not a date, so the feature counts as still valid", text));
      return true;
    }
    if (*end >= *today_) return true;
    tell(IssueRule::source_not_valid, f, fmt::format("it was valid until {}", date_text(*end)));
    return false;
  }

  std::optional<std::chrono::sys_days> day_of(std::size_t f) {
    if (date_ == nullptr) return std::nullopt;
    const std::string text = trimmed(date_->text(f));
    const auto day = date_of(text);
    if (!day && !text.empty()) tell(IssueRule::date_unreadable, f, fmt::format("'{}' is not a date", text));
    if (day && today_ && *day > *today_)
      tell(IssueRule::date_unreadable, f,
           fmt::format("its date {} is after that of the run, {}; it counts as new", date_text(*day),
                       date_text(*today_)));
    return day;
  }

  double confidence_of(std::size_t f, const std::optional<std::chrono::sys_days>& day) {
    if (confidence_ != nullptr) {
      const std::string text = trimmed(confidence_->text(f));
      const std::optional<double> value = decimal_number(text, false);
      if (value && *value >= 0 && *value <= 1) return *value;
      tell(IssueRule::confidence_unreadable, f, fmt::format("'{}' is not a number from 0 to 1", text));
      return 0;
    }
    if (survey_ == nullptr && source_.survey.empty()) return source_.confidence;
    const std::string word = survey_ == nullptr ? source_.survey : lower(trimmed(survey_->text(f)));
    const SurveyKind* kind = survey_kind(word);
    if (kind == nullptr) {
      std::vector<std::string> known;
      for (const SurveyKind& one : survey_kinds()) known.emplace_back(one.name);
      tell(IssueRule::confidence_unreadable, f,
           fmt::format("'{}' is not a kind of survey{}", word, did_you_mean(word, known)));
      return 0;
    }
    if (!day) tell(IssueRule::survey_undated, f, "the survey has no date; it counts as older than ten years");
    const double years = day ? calendar_years(*day, *today_) : 1e3;
    return survey_confidence(*kind, years);
  }

  const Config& config_;
  const BaselineSource& source_;
  const std::uint32_t number_;
  SectionLayers& layers_;
  const Layer& layer_;
  BaselineFeatures& all_;
  MultiPolygonColumn& land_;
  const std::map<std::string, std::string> crosswalk_;
  const std::optional<std::chrono::sys_days> today_;
  const AttributeColumn *confidence_ = nullptr, *survey_ = nullptr, *date_ = nullptr, *valid_to_ = nullptr;
  std::map<std::string, std::size_t> unknown_;
};

}  // namespace

std::size_t want_source(const Config& config, const BaselineSource& source, SectionLayers& layers) {
  const bool judged = !source.valid_to.empty() || !source.survey.empty() || !source.survey_field.empty();
  if (judged && config.date.empty())
    throw Error(ErrorKind::config,
                fmt::format("{}: the age of {} is judged from a date", config.file.string(), source.layer),
                "Add date = \"YYYY-MM-DD\" in [project].");
  LayerSource layer = source_of(source, Role::candidate);
  layer.class_field = source.class_field;
  return layers.want(std::move(layer), fields_of(source));
}

std::vector<std::string> titles_of(const std::vector<BaselineSource>& sources) {
  std::vector<std::string> titles;
  for (const BaselineSource& source : sources) {
    const LayerName name = parse_layer_name(source.layer);
    titles.push_back(!source.title.empty() ? source.title
                     : name.layer.empty()  ? name.file.stem().string()
                                           : name.layer);
  }
  const auto alike = [&](const std::string& title) { return std::count(titles.begin(), titles.end(), title) > 1; };
  std::vector<std::string> longer = titles;
  for (std::size_t s = 0; s < sources.size(); ++s)
    if (sources[s].title.empty() && alike(titles[s])) longer[s] = sources[s].layer;
  titles = longer;
  for (std::size_t s = 0; s < sources.size(); ++s)
    if (alike(titles[s])) longer[s] = fmt::format("{} ({})", titles[s], s + 1);
  return longer;
}

void add_source(const Config& config, std::uint32_t number, SectionLayers& layers, std::size_t layer,
                BaselineFeatures& all, MultiPolygonColumn& land) {
  Adder(config, number, layers, layer, all, land).add();
  layers.layer(layer).geometry = {};  // kept once
}

}  // namespace spatial
