// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/planning/bng_split.hpp"

namespace spatial {
namespace {

std::string name_of(const Layer& layer, std::size_t i) { return layer.name[i].empty() ? layer.id[i] : layer.name[i]; }

SplitKind split_kind(ParcelKind kind) {
  return kind == ParcelKind::habitat ? SplitKind::area : kind == ParcelKind::tree ? SplitKind::tree : SplitKind::line;
}

/// The layers at whose boundaries parcels are split, prepared once.
struct Maps {
  SplitMap authorities;
  SplitMap measures;            ///< looked up by habitat, where a strategy is published
  MultiPolygonColumn any_land;  ///< measures and Biodiversity Opportunity Areas, for land without a published strategy
  std::vector<std::string> any_ids;
  SplitMap any;
};

void prepare(Maps& maps, const BngInputs& inputs, const SiteOptions& options, const Box& land,
             const Executor& executor) {
  if (inputs.authorities != nullptr) maps.authorities = {inputs.authorities->geometry, {}, land, executor};
  if (inputs.significance != SignificanceRule::mapped) return;
  if (inputs.measures != nullptr) maps.measures = {inputs.measures->geometry, inputs.measures->code, land, executor};
  if (options.lnrs_published && options.without_lnrs.empty()) return;
  for (const RoleFeatures* features : {inputs.measures, inputs.boas})
    if (features != nullptr) {
      maps.any_land.append(features->geometry);
      maps.any_ids.insert(maps.any_ids.end(), features->id.begin(), features->id.end());
    }
  maps.any = {maps.any_land, {}, land, executor};
}

/// Results for one row of the template.
struct RowUnits {
  BngRow row;
  std::vector<UnitPiece> pieces;
  MultiPolygonColumn areas;
  Issues issues;
  bool left_out = false;
};

/// A piece of a parcel with its authority, before units are computed.
struct MappedPiece {
  SplitPiece piece;
  std::string authority_id, authority;
};

/// Why an enhancement is not allowed, and what to do instead.
std::string_view why_refused(IssueRule rule) {
  switch (rule) {
    case IssueRule::bng_trading_down:
      return "its distinctiveness would fall; state it as Lost, with the proposed habitat created";
    case IssueRule::bng_trading_like_for_like:
      return "High and Very high distinctiveness can only be enhanced as the same habitat";
    case IssueRule::bng_condition_falls:
      return "its condition would fall";
    case IssueRule::bng_no_enhancement:
      return "neither distinctiveness nor condition rises; state it as Retained";
    default:
      return "the metric has no time to target for this step; state it as Lost, with the proposed habitat created";
  }
}

/// Computes the units of one row.
class RowMaker {
 public:
  RowMaker(const ParcelList& list, const BngInputs& inputs, const Maps& maps, const SiteOptions& options, bool proposes,
           Cutter& cutter)
      : list_(list),
        inputs_(inputs),
        maps_(maps),
        tables_(*inputs.tables),
        options_(options),
        proposes_(proposes),
        cutter_(cutter) {}

  RowUnits make(std::uint32_t p) {
    parcel_ = p;
    const Parcel& parcel = list_.parcels[p];
    kind_ = split_kind(parcel.kind);
    result_.row = read_bng_row(parcel, tables_, proposes_,
                               [&](IssueRule rule, std::string message) { report(rule, std::move(message)); });
    const BngRow& row = result_.row;
    judge_irreplaceable(row);
    const BngOutcome outcome = outcome_of(row);
    own_count_ = !irreplaceable_ || (row.retention == BngRetention::enhanced && std::isfinite(outcome.units));
    split_at_authorities();
    if (row.before) add_stage(BngPart::before, *row.before, row);
    if (row.retention == BngRetention::retained && row.before) add_stage(BngPart::retained, *row.before, row);
    if (row.after)
      add_stage(row.retention == BngRetention::enhanced ? BngPart::enhanced : BngPart::created, *row.after, row);
    const bool undecided = row.retention == BngRetention::unknown ||
                           (row.retention == BngRetention::none && proposes_) || (!row.before && !row.after);
    result_.left_out = !complete_ || undecided;
    return std::move(result_);
  }

 private:
  void report(IssueRule rule, std::string message) {
    const Parcel& parcel = list_.parcels[parcel_];
    std::optional<Place> place;
    const Point at = place_of();
    if (std::isfinite(at.x)) place = Place{at.x, at.y};
    result_.issues.push_back({rule, std::string(info(parcel.kind).name),
                              parcel.source.empty() ? list_.source : parcel.source, parcel.reference,
                              std::move(message), place});
  }

  Point place_of() const {
    if (!list_.areas[parcel_].empty()) return box_of(list_.areas[parcel_]).centre();
    for (const auto points : {list_.lines[parcel_].points(), list_.points[parcel_]})
      if (!points.empty()) return points.front();
    return {std::nan(""), std::nan("")};
  }

  void judge_irreplaceable(const BngRow& row) {
    irreplaceable_ = row.before && row.before->type != nullptr && row.before->type->always_irreplaceable;
    if (!irreplaceable_) return;
    const std::string& type = row.before->type->type;
    report(IssueRule::bng_irreplaceable,
           fmt::format("'{}' is irreplaceable: its compensation is agreed case by case", type));
    if (row.retention == BngRetention::lost)
      report(
          IssueRule::bng_irreplaceable_lost,
          fmt::format("'{}' is irreplaceable and is to be lost: agree bespoke compensation with the planning authority",
                      type));
  }

  /// Units of the proposed habitat per unit of size. Reports the reason if there are none.
  BngOutcome outcome_of(const BngRow& row) {
    if (!row.after || !row.after->state || !row.timing) return {};
    if (row.retention == BngRetention::enhanced && (!row.before || !row.before->state)) return {};
    const BngOutcome outcome = valued(row, *row.after->state, 1);
    if (outcome.refused && *outcome.refused != IssueRule::bng_advance_and_delay) {
      const auto words = [](const BngState& state) {
        return fmt::format("'{}' ({})", state.type->type, state.condition);
      };
      report(*outcome.refused,
             row.retention == BngRetention::enhanced
                 ? fmt::format("{} cannot be enhanced to {}: {}", words(*row.before->state), words(*row.after->state),
                               why_refused(*outcome.refused))
                 : fmt::format("the metric has no time to target for creating {}: propose another condition or habitat",
                               words(*row.after->state)));
    }
    return outcome;
  }

  BngOutcome valued(const BngRow& row, const BngState& after, double size) const {
    return row.retention == BngRetention::enhanced
               ? enhanced_units(tables_, *row.before->state, after, size, *row.timing)
               : created_units(tables_, after, size, *row.timing);
  }

  SplitPiece whole() const {
    if (kind_ == SplitKind::area) return piece_of(MultiPolygon(list_.areas[parcel_]));
    if (kind_ == SplitKind::tree) return {{}, {}, place_of(), 0};
    std::vector<Segment> segments;
    for (std::size_t l = 0; l < list_.lines[parcel_].line_count(); ++l)
      for (const Segment& segment : segments_of(list_.lines[parcel_].line(l))) segments.push_back(segment);
    return piece_of(std::move(segments));
  }

  /// Size as in the file, before rounding.
  double measured(const BngStage& stage) const {
    if (kind_ == SplitKind::tree) return stage.tree_m2;
    return kind_ == SplitKind::area && parcel_ < list_.measured_m2.size() ? list_.measured_m2[parcel_] : size_;
  }

  /// Splits the parcel at authority boundaries, which are the same for every stage.
  void split_at_authorities() {
    SplitPiece rest = whole();
    size_ = rest.size;
    if (const Layer* authorities = inputs_.authorities) {
      std::vector<std::uint32_t> near;
      maps_.authorities.near(box_of(rest), nullptr, near);
      for (const std::uint32_t a : near) {
        if (!Cutter::counts(kind_, rest)) break;
        Split split = cutter_.split(kind_, rest, maps_.authorities, {a});
        if (split.areas.empty() || !Cutter::counts(kind_, split.on)) continue;
        mapped_.push_back({std::move(split.on), authorities->id[a], name_of(*authorities, a)});
        rest = std::move(split.off);
        if (kind_ == SplitKind::tree) return;  // a tree stands in one authority
      }
    }
    if (mapped_.empty() || Cutter::counts(kind_, rest)) mapped_.push_back({std::move(rest), {}, {}});
  }

  void add_stage(BngPart part, const BngStage& stage, const BngRow& row) {
    const std::size_t first = result_.pieces.size();
    for (const MappedPiece& piece : mapped_) judge(piece, part, stage);
    StableSum sum;
    for (std::size_t i = first; i < result_.pieces.size(); ++i) sum.add(result_.pieces[i].size);
    const double size = measured(stage), scale = sum.value() > 0 ? size / sum.value() : 1;
    for (std::size_t i = first; i < result_.pieces.size(); ++i) {
      result_.pieces[i].size = kind_ == SplitKind::tree ? size : result_.pieces[i].size * scale;
      value(result_.pieces[i], stage, row);
    }
  }

  bool published(const MappedPiece& piece) const {
    const auto is = [&](const std::string& one) { return one == piece.authority_id || one == piece.authority; };
    return options_.lnrs_published && std::none_of(options_.without_lnrs.begin(), options_.without_lnrs.end(), is);
  }

  UnitPiece unit_of(BngPart part, const BngStage& stage, const std::string& authority) const {
    UnitPiece unit;
    unit.parcel = parcel_;
    unit.part = part;
    unit.type = stage.type;
    unit.authority = authority;
    const Parcel& parcel = list_.parcels[parcel_];
    const bool before = part == BngPart::before || part == BngPart::retained;
    unit.habitat = stage.type != nullptr
                       ? stage.type->type
                       : trimmed(parcel.of(before ? ParcelField::baseline_type : ParcelField::proposed_type));
    return unit;
  }

  /// Sets the strategic significance of a piece, splitting the piece where it changes.
  void judge(const MappedPiece& mapped, BngPart part, const BngStage& stage) {
    UnitPiece unit = unit_of(part, stage, mapped.authority);
    if (inputs_.significance != SignificanceRule::mapped) {
      const bool stated = inputs_.significance == SignificanceRule::stated;
      unit.rule = stated ? "as the template states it" : "low everywhere";
      return keep(unit, mapped.piece, stated && stage.state ? stage.state->significance : level("low"));
    }
    if (part == BngPart::before || part == BngPart::retained || stage.type == nullptr) {
      unit.rule = unit.proposed() ? "retained habitat keeps low significance" : "baseline habitat has low significance";
      return keep(unit, mapped.piece, level("low"));
    }
    judge_by_maps(mapped, stage, std::move(unit));
  }

  void judge_by_maps(const MappedPiece& mapped, const BngStage& stage, UnitPiece unit) {
    const bool strategy = published(mapped);
    const std::string& type = stage.type->type;
    const SplitMap& map = strategy ? maps_.measures : maps_.any;
    std::vector<std::uint32_t> near;
    map.near(box_of(mapped.piece), strategy ? stage.type : nullptr, near);
    const Split split = cutter_.split(kind_, mapped.piece, map, near);
    std::vector<std::string> ids;
    for (const std::uint32_t area : split.areas)
      ids.push_back(strategy ? inputs_.measures->id[area] : maps_.any_ids[area]);
    const double up = level(strategy ? "high" : "medium");
    const auto plain_part = [&](const SplitPiece& part) {
      UnitPiece low = unit;
      low.rule = strategy ? fmt::format("LNRS published: no mapped measure there names {}", type)
                          : "no LNRS published: outside Biodiversity Opportunity Areas and measures";
      keep(std::move(low), part, level("low"));
    };
    const auto raised = [&](const SplitPiece& part) {
      UnitPiece more = unit;
      more.rule = strategy ? fmt::format("LNRS published: on land mapped for a measure that names {}", type)
                           : "no LNRS published: on land of a Biodiversity Opportunity Area or measure";
      more.measure = joined(ids, "; ");
      keep(std::move(more), part, up);
    };
    const std::size_t first = result_.pieces.size();
    const bool on = !split.areas.empty() && Cutter::counts(kind_, split.on);
    if (on) raised(split.on);
    if (!on || (kind_ != SplitKind::tree && Cutter::counts(kind_, split.off)))
      plain_part(on ? split.off : mapped.piece);
    compare_with_stated(stage, first);
  }

  void compare_with_stated(const BngStage& stage, std::size_t first) {
    if (!stage.state || result_.pieces.size() == first) return;
    bool same = true;
    for (std::size_t i = first; i < result_.pieces.size(); ++i)
      same = same && result_.pieces[i].significance == stage.state->significance;
    if (same) return;
    const bool one = result_.pieces.size() == first + 1;
    report(IssueRule::bng_significance_differs,
           fmt::format("proposed significance is stated as {}; by the mapped measures it is {}",
                       significance_name(stage.state->significance),
                       one ? significance_name(result_.pieces[first].significance)
                           : std::string_view("another on part of the parcel")));
  }

  double level(std::string_view name) const { return tables_.significance_of_level(name); }

  void keep(UnitPiece unit, const SplitPiece& piece, double significance) {
    unit.size = piece.size;
    unit.significance = significance;
    if (!piece.area.empty()) {
      unit.area = static_cast<std::int32_t>(result_.areas.size());
      result_.areas.append(piece.area.view());
    }
    result_.pieces.push_back(std::move(unit));
  }

  /// Computes the units of a piece whose size and significance are known.
  void value(UnitPiece& unit, const BngStage& stage, const BngRow& row) {
    unit.off_site = row.off_site;
    if (row.off_site && row.spatial_risk) unit.risk = *row.spatial_risk;
    if (stage.type != nullptr) unit.distinctiveness = stage.type->score;
    if (stage.state) {
      unit.condition = tables_.condition_score(stage.state->condition);
      if (row.module == BngModule::watercourse) unit.encroachment = stage.state->encroachment;
    }
    const bool risk_missing = row.off_site && !row.spatial_risk && unit.proposed();
    if (stage.state && !risk_missing) {
      BngState state = *stage.state;
      state.significance = unit.significance;
      const double size = unit.size / (kind_ == SplitKind::line ? 1e3 : 1e4);
      if (unit.part == BngPart::before || unit.part == BngPart::retained) {
        unit.units = own_count_ ? standing_units(tables_, state, size) : 0;
      } else if (row.timing && (row.retention != BngRetention::enhanced || (row.before && row.before->state))) {
        const BngOutcome outcome = valued(row, state, size);
        unit.units = outcome.units;
        unit.years = outcome.years;
        unit.time = outcome.time;
        unit.difficulty = outcome.difficulty;
      }
    }
    complete_ = complete_ && std::isfinite(unit.units);
  }

  const ParcelList& list_;
  const BngInputs& inputs_;
  const Maps& maps_;
  const BngTables& tables_;
  const SiteOptions& options_;
  bool proposes_;
  Cutter& cutter_;
  RowUnits result_;
  std::vector<MappedPiece> mapped_;
  SplitKind kind_{};
  double size_ = 0;
  std::uint32_t parcel_ = 0;
  bool irreplaceable_ = false, own_count_ = true, complete_ = true;
};

Box land_of(const ParcelList& list) {
  Box box;
  for (std::size_t p = 0; p < list.parcels.size(); ++p) {
    box.add(box_of(list.areas[p]));
    for (const auto points : {list.lines[p].points(), list.points[p]})
      for (const Point& at : points) box.add(at);
  }
  return box;
}

BngAccount account_of(const BngResult& result) {
  std::vector<BngEntry> entries;
  for (const UnitPiece& piece : result.pieces)
    if (piece.type != nullptr)
      entries.push_back({piece.type, piece.part, piece.off_site,
                         result.list.parcels[piece.parcel].kind == ParcelKind::tree, piece.units,
                         std::isfinite(piece.risk) ? piece.risk : 1});
  return bng_account(entries);
}

}  // namespace

bool measure_matches(std::string_view measure_habitats, const std::string& broad, const std::string& type) {
  return names_match(names_of_habitats(measure_habitats), broad, type);
}

std::string rule_text(SignificanceRule rule, bool strategy_published) {
  if (rule == SignificanceRule::stated) return "as the template states it";
  if (rule == SignificanceRule::low) return "1 everywhere";
  return strategy_published
             ? "by mapped measures: a Local Nature Recovery Strategy is published, so proposed habitat counts High "
               "(1.15) on land mapped for a measure that names it, otherwise Low (1.00). Baseline and retained habitat "
               "count Low"
             : "by mapped areas: no Local Nature Recovery Strategy is published, so proposed habitat counts Medium "
               "(1.10) on land of a Biodiversity Opportunity Area or measure, otherwise Low (1.00). Baseline and "
               "retained habitat count Low";
}

std::string_view significance_name(double significance) noexcept {
  return significance > 1.12 ? "high" : significance > 1.05 ? "medium" : "low";
}

BngResult bng_units(ParcelList list, const BngInputs& inputs, const SiteOptions& options, const Executor& executor) {
  BngResult result;
  result.list = std::move(list);
  result.left_out = result.list.rows_without_geometry;
  result.significance = inputs.significance;
  result.proposes = std::any_of(result.list.parcels.begin(), result.list.parcels.end(), states_retention);
  Maps maps;
  prepare(maps, inputs, options, land_of(result.list), executor);
  std::vector<RowUnits> rows =
      parallel_map<RowUnits, Cutter>(executor, result.list.parcels.size(), [&](Cutter& cutter, std::size_t p) {
        return RowMaker(result.list, inputs, maps, options, result.proposes, cutter)
            .make(static_cast<std::uint32_t>(p));
      });
  for (RowUnits& row : rows) {
    const auto areas = static_cast<std::int32_t>(result.areas.size());
    for (UnitPiece& piece : row.pieces) {
      if (piece.area >= 0) piece.area += areas;
      result.pieces.push_back(std::move(piece));
    }
    result.areas.append(row.areas);
    result.issues.insert(result.issues.end(), std::make_move_iterator(row.issues.begin()),
                         std::make_move_iterator(row.issues.end()));
    result.left_out += row.left_out ? 1 : 0;
    result.rows.push_back(std::move(row.row));
  }
  result.account = account_of(result);
  return result;
}

}  // namespace spatial
