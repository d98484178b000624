// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

using enum ParcelField;
using enum IssueRule;

/// The template's columns for one stage (before or after).
struct StageFields {
  const char* name;
  ParcelField broad, type, condition, significance, channel, banks, tree_kind, tree_size;
  IssueRule missing;
};
constexpr StageFields before_fields{
    "baseline",       baseline_broad, baseline_type,      baseline_condition, baseline_significance,
    baseline_channel, baseline_banks, baseline_tree_kind, tree_size,          bng_baseline_missing};
constexpr StageFields after_fields{
    "proposed",       proposed_broad, proposed_type,      proposed_condition, proposed_significance,
    proposed_channel, proposed_banks, proposed_tree_kind, proposed_tree_size, bng_proposed_missing};

BngModule module_of(ParcelKind kind) {
  if (kind == ParcelKind::hedgerow) return BngModule::hedgerow;
  return kind == ParcelKind::river ? BngModule::watercourse : BngModule::area;
}

class RowReader {
 public:
  RowReader(const Parcel& parcel, const BngTables& tables, const RowFindings& report)
      : parcel_(parcel), tables_(tables), report_(report), tree_(parcel.kind == ParcelKind::tree) {}

  BngRow read(bool proposes) {
    row_.module = module_of(parcel_.kind);
    row_.retention = retention();
    row_.off_site = off_site();
    read_before(proposes);
    const BngRetention kept = row_.retention;
    const bool created =
        kept == BngRetention::created || (kept == BngRetention::lost && parcel_.kind == ParcelKind::habitat);
    if (created || kept == BngRetention::enhanced) row_.after = stage(after_fields);
    row_.timing = timing(row_.after.has_value());
    if (row_.off_site) row_.spatial_risk = risk(kept != BngRetention::none);
    return row_;
  }

 private:
  std::string text(ParcelField field) const { return trimmed(parcel_.of(field)); }
  bool blank(ParcelField field) const { return says_nothing(parcel_.of(field)); }

  BngRetention retention() {
    if (blank(ParcelField::retention)) return BngRetention::none;
    const std::string word = plain_name(without_number(text(ParcelField::retention)));
    for (const BngRetention one :
         {BngRetention::retained, BngRetention::enhanced, BngRetention::lost, BngRetention::created})
      if (word == retention_name(one)) return one;
    report_(bng_retention_unknown,
            fmt::format("retention category '{}' is not one of Retained, Enhanced, Lost, Created",
                        text(ParcelField::retention)));
    return BngRetention::unknown;
  }

  bool off_site() {
    const std::string word = plain_name(text(location));
    if (word == "offsite") return true;
    if (word != "onsite" && !blank(location))
      report_(bng_location_unknown,
              fmt::format("location '{}' is neither On-site nor Off-site; it is counted as on-site", text(location)));
    return false;
  }

  /// Whether the row has no baseline: its cells say "To be created" or "Newly Planted", or are all empty.
  bool has_no_baseline() const {
    if (tree_ && plain_name(parcel_.of(category)) == "newlyplanted") return true;
    if (plain_name(parcel_.of(baseline_type)) == "tobecreated") return true;
    return tree_ ? blank(baseline_tree_kind) && blank(tree_size) && blank(baseline_condition) : blank(baseline_type);
  }

  void read_before(bool proposes) {
    const bool created = row_.retention == BngRetention::created;
    if (created && parcel_.kind != ParcelKind::habitat) return;
    if (has_no_baseline()) {
      if (created) return;
      const bool placeholder = plain_name(parcel_.of(baseline_type)) == "tobecreated" ||
                               (tree_ && plain_name(parcel_.of(category)) == "newlyplanted");
      if (placeholder && row_.retention == BngRetention::none) return;
      report_(bng_baseline_missing, "there is no baseline type: give one, or set the retention category to Created");
      return;
    }
    row_.before = stage(before_fields);
    if (row_.retention == BngRetention::none && proposes)
      report_(
          bng_retention_missing,
          "there is no retention category, so nothing is counted after: give one of Retained, Enhanced, Lost, Created");
  }

  const BngType* tree_type(const StageFields& fields) {
    const std::string word = parcel_.text.contains(fields.tree_kind) ? lower(text(fields.tree_kind)) : "urban";
    for (const std::string_view kind : {"urban", "rural"})
      if (word.find(kind) != std::string::npos)
        return tables_.type(BngModule::area, fmt::format("Individual trees - {} tree", kind));
    report_(bng_tree_kind_unknown,
            fmt::format("{} kind of tree '{}' is neither Urban nor Rural", fields.name, text(fields.tree_kind)));
    return nullptr;
  }

  const BngType* type(const StageFields& fields) {
    if (tree_) return tree_type(fields);
    const std::string name = text(fields.type);
    const BngType* found = tables_.type(row_.module, name);
    if (found == nullptr) {
      report_(bng_habitat_unknown,
              fmt::format("'{}' is not a {} type of the statutory metric{}", name, info(parcel_.kind).name,
                          tables_.hint(row_.module, without_number(name))));
    } else if (row_.module == BngModule::area && !blank(fields.broad) &&
               plain_name(tables_.broad(parcel_.of(fields.broad))) != plain_name(found->broad)) {
      report_(bng_broad_mismatch, fmt::format("{} '{}' belongs to '{}', not to '{}': correct the broad type",
                                              fields.name, found->type, found->broad, text(fields.broad)));
    }
    return found;
  }

  std::optional<std::string> condition(const StageFields& fields, const BngType* type) {
    if (blank(fields.condition)) {
      report_(bng_condition_missing,
              fmt::format("the {} condition is empty: give the one that was surveyed or is the target", fields.name));
      return std::nullopt;
    }
    const auto found = tables_.condition(parcel_.of(fields.condition));
    if (!found) {
      report_(
          bng_condition_unknown,
          fmt::format("{} condition '{}' is not a condition of the statutory metric{}", fields.name,
                      text(fields.condition), type == nullptr ? "" : "; it can be: " + joined(type->conditions, ", ")));
      return std::nullopt;
    }
    if (type == nullptr || type->allows(*found)) return found;
    report_(bng_condition_impossible, fmt::format("{} '{}' cannot have the condition '{}'; it can have: {}",
                                                  fields.name, type->type, *found, joined(type->conditions, ", ")));
    return std::nullopt;
  }

  /// Multiplier for encroachment into one zone; nullopt if the metric has none for the stated words.
  std::optional<double> zone(const StageFields& fields, bool banks, bool culvert) {
    const ParcelField field = banks ? fields.banks : fields.channel;
    const char* where = banks ? "into the riparian zone" : "into the watercourse";
    const auto says = [&](IssueRule rule, const std::string& what) {
      report_(rule, fmt::format("{} encroachment {} {}", fields.name, where, what));
      return std::nullopt;
    };
    if (blank(field)) return says(bng_encroachment_missing, "is empty: give the one that was surveyed or is proposed");
    const auto found = tables_.encroachment(banks, parcel_.of(field));
    if (!found) return says(bng_encroachment_unknown, fmt::format("'{}' is not a category of the metric", text(field)));
    const bool for_culvert = plain_name(parcel_.of(field)).find("culvert") != std::string::npos;
    if (for_culvert != culvert)
      return says(bng_encroachment_impossible,
                  culvert ? fmt::format("'{}' is not for a culvert: give N/A - Culvert", text(field))
                          : std::string("'N/A - Culvert' is for culverts only"));
    return found;
  }

  std::optional<double> encroachment(const StageFields& fields, const BngType* type) {
    if (row_.module != BngModule::watercourse) return 1;
    const bool culvert = type != nullptr && type->type == "Culvert";
    const auto channel = zone(fields, false, culvert);
    const auto banks = zone(fields, true, culvert);
    return channel && banks ? std::optional(*channel * *banks) : std::nullopt;
  }

  std::optional<BngStage> stage(const StageFields& fields) {
    if (tree_ ? blank(fields.tree_kind) && blank(fields.tree_size) && blank(fields.condition) : blank(fields.type)) {
      report_(fields.missing, fmt::format("there is no {} type", fields.name));
      return BngStage{};
    }
    BngStage result;
    result.type = type(fields);
    // If the habitat type is unknown, the other words of the stage mean nothing.
    if (result.type == nullptr && !tree_) return result;
    const auto state = condition(fields, result.type);
    const auto zones = encroachment(fields, result.type);
    auto significance = tables_.significance(parcel_.of(fields.significance));
    if (!significance) {
      report_(bng_significance_unknown,
              fmt::format("{} strategic significance '{}' is not one of the template's three texts; Low is counted",
                          fields.name, text(fields.significance)));
      significance = tables_.significance_of_level("low");
    }
    bool sized = true;
    if (tree_) {
      const auto area = tables_.tree_area_m2(parcel_.of(fields.tree_size));
      sized = area.has_value();
      if (area) result.tree_m2 = *area;
      if (!area)
        report_(bng_tree_size_unknown, fmt::format("{} tree size '{}' is not one of Small, Medium, Large, Very large",
                                                   fields.name, text(fields.tree_size)));
    }
    if (result.type != nullptr && state && zones && sized)
      result.state = BngState{result.type, *state, *significance, *zones};
    return result;
  }

  /// Years from 0 to 30, or 31 for "30+"; nullopt for anything else.
  std::optional<BngYears> years(ParcelField field) const {
    if (blank(field)) return 0;
    const std::string said = text(field);
    if (said == "30+") return more_than_30_years;
    // Accept "5", and "5.0" from a numeric column, but no other form of a number.
    const std::size_t digits = std::min(said.find_first_not_of("0123456789"), said.size());
    const std::string_view rest = std::string_view(said).substr(digits);
    const bool whole = rest.empty() || (rest[0] == '.' && rest.find_first_not_of('0', 1) == std::string_view::npos);
    if (digits == 0 || digits > 2 || !whole) return std::nullopt;
    const int value = std::stoi(said.substr(0, digits));
    return value <= 30 ? std::optional<BngYears>(value) : std::nullopt;
  }

  std::optional<BngTiming> timing(bool needed) {
    const auto early = years(advance), late = years(delay);
    if (early && late && *early > 0 && *late > 0)
      report_(bng_advance_and_delay,
              fmt::format("{} years in advance and {} years of delay are stated: clear one of the two",
                          years_text(*early), years_text(*late)));
    if (early && late) return BngTiming{*early, *late};
    if (needed)
      for (const auto& [field, found] : {std::pair{advance, early}, std::pair{delay, late}})
        if (!found)
          report_(bng_years_invalid,
                  fmt::format("'{}' is not a whole number of years from 0 to 30, or 30+", text(field)));
    return std::nullopt;
  }

  std::optional<double> risk(bool needed) {
    const auto found = tables_.spatial_risk(row_.module, parcel_.of(ParcelField::spatial_risk));
    if (!found && needed)
      report_(bng_spatial_risk_unknown,
              blank(ParcelField::spatial_risk)
                  ? std::string("the land is off-site and the spatial risk category is empty: give one")
                  : fmt::format("spatial risk category '{}' is not one of the metric's for {}",
                                text(ParcelField::spatial_risk), lower(info(row_.module).title)));
    return found;
  }

  const Parcel& parcel_;
  const BngTables& tables_;
  const RowFindings& report_;
  bool tree_;
  BngRow row_;
};

}  // namespace

std::string_view retention_name(BngRetention retention) noexcept {
  constexpr std::array<std::string_view, 6> names{"", "unknown", "retained", "enhanced", "lost", "created"};
  return names[static_cast<std::size_t>(retention)];
}

bool states_retention(const Parcel& parcel) { return !says_nothing(parcel.of(ParcelField::retention)); }

BngRow read_bng_row(const Parcel& parcel, const BngTables& tables, bool proposes, const RowFindings& report) {
  return RowReader(parcel, tables, report).read(proposes);
}

}  // namespace spatial
