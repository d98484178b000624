// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/line_parts.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

constexpr double smallest_piece_m2 = 0.01, smallest_piece_m = 0.01;

/// Letters and digits in lower case, without a plural s.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : lower(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result += c;
  if (result.size() > 3 && result.ends_with('s')) result.pop_back();
  return result;
}

std::string name_of(const Layer& layer, std::size_t i) { return layer.name[i].empty() ? layer.id[i] : layer.name[i]; }

/// A piece of land or line on its way through the cuts.
struct Piece {
  MultiPolygon area;
  std::vector<Segment> line;
  double size = 0;
};

/// Cuts the pieces of one parcel by areas.
class Cutter {
 public:
  explicit Cutter(ParcelKind kind) : linear_(kind == ParcelKind::hedgerow || kind == ParcelKind::river) {}

  Piece inside(const Piece& piece, MultiPolygonView area) {
    if (linear_) return of_line(parts_of(piece.line, EdgeTree(area)));
    return of_area(intersection(geos_, piece.area, area));
  }
  Piece outside(const Piece& piece, MultiPolygonView area) {
    if (linear_) return of_line(parts_of(piece.line, EdgeTree(area), false));
    return of_area(difference(geos_, piece.area, area));
  }
  MultiPolygon united(const std::vector<MultiPolygonView>& areas) { return union_of(geos_, areas); }
  bool worth_it(const Piece& piece) const { return piece.size > (linear_ ? smallest_piece_m : smallest_piece_m2); }
  static Piece of_area(MultiPolygon area) {
    const double size = area_m2(area);
    return {std::move(area), {}, size};
  }
  static Piece of_line(std::vector<Segment> line) {
    const double size = length_m(line);
    return {{}, std::move(line), size};
  }

 private:
  bool linear_;
  GeosContext geos_;
};

/// A piece on its way, with what the maps say about it.
struct MappedPiece {
  Piece piece;
  std::string authority_id, authority;
};

class UnitMaker {
 public:
  UnitMaker(BngResult& result, const BngInputs& inputs, const SiteOptions& options)
      : result_(result), inputs_(inputs), tables_(*inputs.tables), options_(options) {
    if (inputs.measures != nullptr) measure_boxes_ = boxes_of(inputs.measures->geometry);
    if (inputs.boas != nullptr) boa_boxes_ = boxes_of(inputs.boas->geometry);
  }

  void add(std::uint32_t p) {
    parcel_ = p;
    const Parcel& parcel = result_.list.parcels[p];
    linear_ = parcel.kind == ParcelKind::hedgerow || parcel.kind == ParcelKind::river;
    result_.rows.push_back(read_bng_row(parcel, tables_, result_.proposes, [&](IssueRule rule, std::string message) {
      report(rule, std::move(message));
    }));
    const BngRow& row = result_.rows.back();
    complete_ = true;
    judge_irreplaceable(row);
    const BngOutcome outcome = outcome_of(row);
    own_count_ = !irreplaceable_ || (row.retention == BngRetention::enhanced && std::isfinite(outcome.units));
    if (row.before) add_stage(BngPart::before, *row.before, row);
    if (row.retention == BngRetention::retained && row.before) add_stage(BngPart::retained, *row.before, row);
    if (row.after)
      add_stage(row.retention == BngRetention::enhanced ? BngPart::enhanced : BngPart::created, *row.after, row);
    const bool undecided = row.retention == BngRetention::unknown ||
                           (row.retention == BngRetention::none && result_.proposes) || (!row.before && !row.after);
    if (!complete_ || undecided) ++result_.left_out;
  }

 private:
  void report(IssueRule rule, std::string message) {
    const Parcel& parcel = result_.list.parcels[parcel_];
    std::optional<Place> place;
    const Point at = place_of(parcel_);
    if (std::isfinite(at.x)) place = Place{at.x, at.y};
    result_.issues.push_back({rule, std::string(info(parcel.kind).name),
                              parcel.source.empty() ? result_.list.source : parcel.source, parcel.reference,
                              std::move(message), place});
  }

  Point place_of(std::uint32_t p) const {
    if (!result_.list.areas[p].empty()) return box_of(result_.list.areas[p]).centre();
    for (const auto points : {result_.list.lines[p].points(), result_.list.points[p]})
      if (!points.empty()) return points.front();
    return {std::nan(""), std::nan("")};
  }

  void judge_irreplaceable(const BngRow& row) {
    irreplaceable_ = row.before && row.before->type != nullptr && row.before->type->always_irreplaceable;
    if (!irreplaceable_) return;
    const std::string& type = row.before->type->type;
    report(IssueRule::bng_irreplaceable, fmt::format("'{}' is irreplaceable: it is left to bespoke terms", type));
    if (row.retention == BngRetention::lost)
      report(IssueRule::bng_irreplaceable_lost,
             fmt::format("'{}' is irreplaceable and is to be lost: agree bespoke compensation", type));
  }

  /// What is proposed for one unit of size; says why there is nothing.
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
                 ? fmt::format("from {} to {}", words(*row.before->state), words(*row.after->state))
                 : fmt::format("the metric has no years in which {} could be created", words(*row.after->state)));
    }
    return outcome;
  }

  BngOutcome valued(const BngRow& row, const BngState& after, double size) const {
    return row.retention == BngRetention::enhanced
               ? enhanced_units(tables_, *row.before->state, after, size, *row.timing)
               : created_units(tables_, after, size, *row.timing);
  }

  Piece whole(const BngStage& stage) const {
    const Parcel& parcel = result_.list.parcels[parcel_];
    Piece piece;
    if (parcel.kind == ParcelKind::tree) {
      piece.size = stage.tree_m2;
    } else if (parcel.kind == ParcelKind::habitat) {
      piece = Cutter::of_area(MultiPolygon(result_.list.areas[parcel_]));
    } else {
      for (std::size_t l = 0; l < result_.list.lines[parcel_].line_count(); ++l)
        for (const Segment& segment : segments_of(result_.list.lines[parcel_].line(l))) piece.line.push_back(segment);
      piece = Cutter::of_line(std::move(piece.line));
    }
    return piece;
  }

  /// As the file has it, before rounding.
  double measured(const Piece& piece) const {
    const bool area = result_.list.parcels[parcel_].kind == ParcelKind::habitat;
    return area && parcel_ < result_.list.measured_m2.size() ? result_.list.measured_m2[parcel_] : piece.size;
  }

  void add_stage(BngPart part, const BngStage& stage, const BngRow& row) {
    Cutter cutter(result_.list.parcels[parcel_].kind);
    const Piece all = whole(stage);
    const double size = measured(all);
    const std::size_t first = result_.pieces.size();
    for (MappedPiece& piece : by_authority(cutter, all)) judge(cutter, piece, part, stage);
    StableSum sum;
    for (std::size_t i = first; i < result_.pieces.size(); ++i) sum.add(result_.pieces[i].size);
    const double scale = sum.value() > 0 ? size / sum.value() : 1;
    for (std::size_t i = first; i < result_.pieces.size(); ++i) {
      result_.pieces[i].size *= scale;
      value(result_.pieces[i], stage, row);
    }
  }

  std::vector<MappedPiece> by_authority(Cutter& cutter, Piece rest) const {
    std::vector<MappedPiece> pieces;
    const Layer* authorities = inputs_.authorities;
    if (authorities == nullptr) return {{std::move(rest), {}, {}}};
    if (result_.list.parcels[parcel_].kind == ParcelKind::tree) {
      const Point at = place_of(parcel_);
      for (std::size_t a = 0; a < authorities->size() && std::isfinite(at.x); ++a)
        if (covers_or_touches(EdgeTree(authorities->geometry[a]), at))
          return {{std::move(rest), authorities->id[a], name_of(*authorities, a)}};
      return {{std::move(rest), {}, {}}};
    }
    const Box box = box_of_parcel();
    for (std::size_t a = 0; a < authorities->size() && cutter.worth_it(rest); ++a) {
      if (!authorities->boxes[a].intersects(box)) continue;
      Piece mine = cutter.inside(rest, authorities->geometry[a]);
      if (!cutter.worth_it(mine)) continue;
      rest = cutter.outside(rest, authorities->geometry[a]);
      pieces.push_back({std::move(mine), authorities->id[a], name_of(*authorities, a)});
    }
    if (cutter.worth_it(rest) || pieces.empty()) pieces.push_back({std::move(rest), {}, {}});
    return pieces;
  }

  Box box_of_parcel() const {
    Box box = box_of(result_.list.areas[parcel_]);
    for (const Point& point : result_.list.lines[parcel_].points()) box.add(point);
    for (const Point& point : result_.list.points[parcel_]) box.add(point);
    return box;
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
    const Parcel& parcel = result_.list.parcels[parcel_];
    const bool before = part == BngPart::before || part == BngPart::retained;
    unit.habitat = stage.type != nullptr
                       ? stage.type->type
                       : trimmed(parcel.of(before ? ParcelField::baseline_type : ParcelField::proposed_type));
    return unit;
  }

  /// Gives a piece its significance, cut where that changes.
  void judge(Cutter& cutter, const MappedPiece& mapped, BngPart part, const BngStage& stage) {
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
    judge_by_maps(cutter, mapped, stage, std::move(unit));
  }

  void judge_by_maps(Cutter& cutter, const MappedPiece& mapped, const BngStage& stage, UnitPiece unit) {
    const bool strategy = published(mapped);
    const std::string& type = stage.type->type;
    std::vector<MultiPolygonView> land;
    std::vector<std::string> ids;
    take(inputs_.measures, measure_boxes_, strategy ? stage.type : nullptr, land, ids);
    if (!strategy) take(inputs_.boas, boa_boxes_, nullptr, land, ids);
    const double up = level(strategy ? "high" : "medium");
    const auto plain_part = [&](const Piece& part) {
      UnitPiece low = unit;
      low.rule = strategy ? fmt::format("LNRS published: no mapped measure there names {}", type)
                          : "no LNRS published: outside Biodiversity Opportunity Areas and measures";
      keep(std::move(low), part, level("low"));
    };
    const auto raised = [&](const Piece& part) {
      UnitPiece more = unit;
      more.rule = strategy ? fmt::format("LNRS published: on land mapped for a measure that names {}", type)
                           : "no LNRS published: on land of a Biodiversity Opportunity Area or measure";
      more.measure = joined(ids, "; ");
      keep(std::move(more), part, up);
    };
    const std::size_t first = result_.pieces.size();
    if (land.empty()) {
      plain_part(mapped.piece);
    } else if (result_.list.parcels[parcel_].kind == ParcelKind::tree) {
      raised(mapped.piece);
    } else {
      const MultiPolygon together = cutter.united(land);
      const Piece on = cutter.inside(mapped.piece, together), off = cutter.outside(mapped.piece, together);
      if (cutter.worth_it(on)) raised(on);
      if (cutter.worth_it(off) || !cutter.worth_it(on)) plain_part(off);
    }
    compare_with_stated(stage, first);
  }

  void take(const RoleFeatures* features, const std::vector<Box>& boxes, const BngType* named_for,
            std::vector<MultiPolygonView>& land, std::vector<std::string>& ids) const {
    if (features == nullptr) return;
    const Box box = box_of_parcel();
    const bool tree = result_.list.parcels[parcel_].kind == ParcelKind::tree;
    for (std::size_t f = 0; f < boxes.size(); ++f) {
      if (!boxes[f].intersects(box)) continue;
      const std::string_view code = features->code.empty() ? std::string_view() : features->code[f];
      if (named_for != nullptr && !measure_matches(code, named_for->broad, named_for->type)) continue;
      if (tree && !covers_or_touches(EdgeTree(features->geometry[f]), place_of(parcel_))) continue;
      land.push_back(features->geometry[f]);
      ids.push_back(features->id[f]);
    }
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

  void keep(UnitPiece unit, const Piece& piece, double significance) {
    unit.size = piece.size;
    unit.significance = significance;
    if (!piece.area.empty()) {
      unit.area = static_cast<std::int32_t>(result_.areas.size());
      result_.areas.append(piece.area.view());
    }
    result_.pieces.push_back(std::move(unit));
  }

  /// Units of a piece that has its size and significance.
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
      const double size = unit.size / (linear_ ? 1e3 : 1e4);
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

  BngResult& result_;
  const BngInputs& inputs_;
  const BngTables& tables_;
  const SiteOptions& options_;
  std::vector<Box> measure_boxes_, boa_boxes_;
  std::uint32_t parcel_ = 0;
  bool linear_ = false, irreplaceable_ = false, own_count_ = true, complete_ = true;
};

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
  while (!measure_habitats.empty()) {
    const std::size_t end = std::min(measure_habitats.find(';'), measure_habitats.size());
    const std::string one = plain(measure_habitats.substr(0, end));
    if (!one.empty() && (one == plain(type) || (!broad.empty() && (one == plain(broad) || one == plain(broad + type)))))
      return true;
    measure_habitats.remove_prefix(std::min(end + 1, measure_habitats.size()));
  }
  return false;
}

std::string_view significance_name(double significance) noexcept {
  return significance > 1.12 ? "high" : significance > 1.05 ? "medium" : "low";
}

BngResult bng_units(ParcelList list, const BngInputs& inputs, const SiteOptions& options) {
  BngResult result;
  result.list = std::move(list);
  result.left_out = result.list.rows_without_geometry;
  result.proposes = std::any_of(result.list.parcels.begin(), result.list.parcels.end(), states_retention);
  UnitMaker maker(result, inputs, options);
  for (std::uint32_t p = 0; p < result.list.parcels.size(); ++p) maker.add(p);
  result.account = account_of(result);
  return result;
}

}  // namespace spatial
