// SPDX-License-Identifier: MIT
#include "libspatial/planning/bng_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/line_parts.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/on_edge.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/landscape/csv.hpp"

namespace spatial {
namespace {

constexpr double high = 1.15, medium = 1.10, low = 1.00;
constexpr double smallest_piece_m2 = 0.01, smallest_piece_m = 0.01;

/// Letters and digits in lower case, without a plural s.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : lower(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result += c;
  if (result.size() > 3 && result.ends_with('s')) result.pop_back();
  return result;
}

/// "Grassland - Lowland meadows" → "Lowland meadows".
std::string without_broad(const std::string& type, const std::string& broad) {
  const std::size_t dash = type.find(" - ");
  if (dash == std::string::npos) return type;
  const std::string first = trimmed(type.substr(0, dash));
  return broad.empty() || plain(first) == plain(broad) ? trimmed(type.substr(dash + 3)) : type;
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

class UnitMaker {
 public:
  UnitMaker(BngResult& result, const BngInputs& inputs, const SiteOptions& options)
      : result_(result), inputs_(inputs), options_(options) {
    if (inputs.measures != nullptr) measure_boxes_ = boxes_of(inputs.measures->geometry);
    if (inputs.boas != nullptr) boa_boxes_ = boxes_of(inputs.boas->geometry);
  }

  void add(std::uint32_t p) {
    const Parcel& parcel = result_.list.parcels[p];
    Cutter cutter(parcel.kind);
    const bool tree = parcel.kind == ParcelKind::tree;
    const std::string retention = lower(trimmed(parcel.of(ParcelField::retention)));
    const std::string broad = parcel.of(ParcelField::baseline_broad),
                      type = tree && parcel.of(ParcelField::baseline_type).empty()
                                 ? "Urban tree"
                                 : parcel.of(ParcelField::baseline_type);
    const std::string baseline_size = parcel.of(ParcelField::tree_size);
    const bool has_baseline = tree ? !trimmed(baseline_size).empty() : !trimmed(type).empty();
    if (has_baseline)
      add_stage(p, cutter, false, broad, type, parcel.of(ParcelField::baseline_condition), baseline_size,
                parcel.of(ParcelField::baseline_significance));
    if (retention == "retained" && has_baseline) {
      result_.proposes = true;
      add_stage(p, cutter, true, broad, type, parcel.of(ParcelField::baseline_condition), baseline_size, "", true);
      return;
    }
    const std::string proposed_size =
        parcel.of(ParcelField::proposed_tree_size).empty() ? baseline_size : parcel.of(ParcelField::proposed_tree_size);
    const std::string proposed = tree && parcel.of(ParcelField::proposed_type).empty()
                                     ? (retention == "lost" || retention.empty() ? "" : "Urban tree")
                                     : parcel.of(ParcelField::proposed_type);
    if (retention == "lost") result_.proposes = true;
    if (trimmed(proposed).empty()) return;
    result_.proposes = true;
    add_stage(p, cutter, true, parcel.of(ParcelField::proposed_broad), proposed,
              parcel.of(ParcelField::proposed_condition), proposed_size, parcel.of(ParcelField::proposed_significance));
  }

 private:
  void report(std::uint32_t p, IssueRule rule, std::string message) {
    const Parcel& parcel = result_.list.parcels[p];
    std::optional<Place> place;
    const Point at = place_of(p);
    if (std::isfinite(at.x)) place = Place{at.x, at.y};
    result_.issues.push_back(
        {rule, std::string(info(parcel.kind).name), result_.list.source, parcel.reference, std::move(message), place});
  }

  Point place_of(std::uint32_t p) const {
    if (!result_.list.areas[p].empty()) return box_of(result_.list.areas[p]).centre();
    for (const auto points : {result_.list.lines[p].points(), result_.list.points[p]})
      if (!points.empty()) return points.front();
    return {std::nan(""), std::nan("")};
  }

  Piece whole(std::uint32_t p, const std::string& tree_size) {
    const Parcel& parcel = result_.list.parcels[p];
    if (parcel.kind == ParcelKind::tree) {
      Piece piece;
      piece.size = tree_area_m2(tree_size).value_or(std::nan(""));
      return piece;
    }
    if (parcel.kind == ParcelKind::habitat) return Cutter::of_area(MultiPolygon(result_.list.areas[p]));
    std::vector<Segment> line;
    for (std::size_t l = 0; l < result_.list.lines[p].line_count(); ++l)
      for (const Segment& segment : segments_of(result_.list.lines[p].line(l))) line.push_back(segment);
    return Cutter::of_line(std::move(line));
  }

  void add_stage(std::uint32_t p, Cutter& cutter, bool proposed, const std::string& broad, const std::string& full_type,
                 const std::string& condition, const std::string& tree_size, const std::string& stated,
                 bool retained = false) {
    const Parcel& parcel = result_.list.parcels[p];
    const std::string type =
        parcel.kind == ParcelKind::habitat ? without_broad(trimmed(full_type), broad) : trimmed(full_type);
    UnitPiece unit;
    unit.parcel = p;
    unit.proposed = proposed;
    unit.habitat = type;
    const auto distinct = inputs_.habitats->distinctiveness(parcel.kind, broad, type);
    const auto score = condition_score(condition);
    if (!distinct && !retained) {
      const std::string nearest = inputs_.habitats->nearest(parcel.kind, type);
      report(p, IssueRule::bng_habitat_unknown,
             fmt::format("'{}' is no {} type of the statutory metric{}", type, info(parcel.kind).name,
                         nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest)));
    }
    if (!score && !retained && !(distinct && *distinct == 0))
      report(p, IssueRule::bng_condition_unknown,
             fmt::format("{} condition '{}' is none of the statutory metric's", proposed ? "proposed" : "baseline",
                         condition));
    if (parcel.kind == ParcelKind::tree && !tree_area_m2(tree_size) && !retained)
      report(p, IssueRule::bng_habitat_unknown,
             fmt::format("tree size '{}' is none of small, medium, large, very large", tree_size));
    if (distinct) unit.distinctiveness = *distinct;
    unit.condition = score ? *score : distinct && *distinct == 0 ? 0 : std::nan("");
    bool any_high = false, any_low = false;
    split(p, cutter, whole(p, tree_size), proposed && !retained, broad, type, unit, any_high, any_low);
    const std::string said = lower(stated);
    const bool says_high = said.find("high") != std::string::npos,
               says_medium = said.find("medium") != std::string::npos, says_low = said.find("low") != std::string::npos;
    if ((says_high && !any_high) || (says_low && any_high) ||
        (says_medium && options_.lnrs_published && options_.without_lnrs.empty()))
      report(p, IssueRule::bng_significance_differs,
             fmt::format("{} significance is stated as '{}'; by the mapped measures it is {}",
                         proposed ? "proposed" : "baseline", trimmed(stated),
                         any_high && any_low ? "high in part"
                         : any_high          ? "high"
                                             : "not high"));
  }

  bool published(const std::string& id, const std::string& name) const {
    const auto is = [&](const std::string& one) { return one == id || one == name; };
    return options_.lnrs_published && std::none_of(options_.without_lnrs.begin(), options_.without_lnrs.end(), is);
  }

  void split(std::uint32_t p, Cutter& cutter, Piece rest, bool judged, const std::string& broad,
             const std::string& type, const UnitPiece& unit, bool& any_high, bool& any_low) {
    const Parcel& parcel = result_.list.parcels[p];
    if (inputs_.authorities == nullptr || parcel.kind == ParcelKind::tree) {
      std::string id, name;
      if (inputs_.authorities != nullptr) {
        const Point at = place_of(p);
        for (std::size_t a = 0; a < inputs_.authorities->size() && id.empty(); ++a)
          if (std::isfinite(at.x) && covers_or_touches(EdgeTree(inputs_.authorities->geometry[a]), at)) {
            id = inputs_.authorities->id[a];
            name = name_of(*inputs_.authorities, a);
          }
      }
      return judge(p, cutter, rest, judged, broad, type, unit, id, name, any_high, any_low);
    }
    const Box box = box_of_parcel(p);
    for (std::size_t a = 0; a < inputs_.authorities->size() && cutter.worth_it(rest); ++a) {
      if (!inputs_.authorities->boxes[a].intersects(box)) continue;
      const Piece mine = cutter.inside(rest, inputs_.authorities->geometry[a]);
      if (!cutter.worth_it(mine)) continue;
      judge(p, cutter, mine, judged, broad, type, unit, inputs_.authorities->id[a], name_of(*inputs_.authorities, a),
            any_high, any_low);
      rest = cutter.outside(rest, inputs_.authorities->geometry[a]);
    }
    if (cutter.worth_it(rest)) judge(p, cutter, rest, judged, broad, type, unit, "", "", any_high, any_low);
  }

  Box box_of_parcel(std::uint32_t p) const {
    Box box = box_of(result_.list.areas[p]);
    for (const Point& point : result_.list.lines[p].points()) box.add(point);
    for (const Point& point : result_.list.points[p]) box.add(point);
    return box;
  }

  void judge(std::uint32_t p, Cutter& cutter, const Piece& piece, bool judged, const std::string& broad,
             const std::string& type, UnitPiece unit, const std::string& authority_id, const std::string& authority,
             bool& any_high, bool& any_low) {
    unit.authority = authority;
    if (!judged) {
      unit.rule = unit.proposed ? "retained habitat keeps low significance" : "baseline habitat has low significance";
      any_low = true;
      return keep(unit, piece, low);
    }
    const bool strategy = published(authority_id, authority);
    const Box box = box_of_parcel(p);
    std::vector<MultiPolygonView> land;
    std::vector<std::string> ids;
    const auto take = [&](const RoleFeatures* features, const std::vector<Box>& boxes, bool by_habitat) {
      if (features == nullptr) return;
      for (std::size_t f = 0; f < boxes.size(); ++f) {
        if (!boxes[f].intersects(box) ||
            (by_habitat && !measure_matches(features->code.empty() ? "" : features->code[f], broad, type)))
          continue;
        if (result_.list.parcels[p].kind == ParcelKind::tree &&
            !covers_or_touches(EdgeTree(features->geometry[f]), place_of(p)))
          continue;
        land.push_back(features->geometry[f]);
        ids.push_back(features->id[f]);
      }
    };
    take(inputs_.measures, measure_boxes_, strategy);
    if (!strategy) take(inputs_.boas, boa_boxes_, false);
    const double up = strategy ? high : medium;
    const std::string yes = strategy ? fmt::format("LNRS published: on land mapped for a measure that names {}", type)
                                     : "no LNRS published: on land of a Biodiversity Opportunity Area or measure";
    const std::string no = strategy ? fmt::format("LNRS published: no mapped measure there names {}", type)
                                    : "no LNRS published: outside Biodiversity Opportunity Areas and measures";
    const auto raised = [&](const Piece& part) {
      unit.rule = yes;
      unit.measure = joined(ids, "; ");
      any_high = any_high || up == high;
      keep(unit, part, up);
    };
    const auto plain_part = [&](const Piece& part) {
      unit.rule = no;
      unit.measure.clear();
      any_low = true;
      keep(unit, part, low);
    };
    if (land.empty()) return plain_part(piece);
    if (result_.list.parcels[p].kind == ParcelKind::tree) return raised(piece);
    const MultiPolygon together = cutter.united(land);
    const Piece on = cutter.inside(piece, together), off = cutter.outside(piece, together);
    if (cutter.worth_it(on)) raised(on);
    if (cutter.worth_it(off)) plain_part(off);
  }

  void keep(UnitPiece unit, const Piece& piece, double significance) {
    const ParcelKind kind = result_.list.parcels[unit.parcel].kind;
    const bool linear = kind == ParcelKind::hedgerow || kind == ParcelKind::river;
    unit.size = piece.size;
    unit.significance = significance;
    unit.units = unit.size / (linear ? 1e3 : 1e4) * unit.distinctiveness * unit.condition * significance;
    if (std::isfinite(unit.units))
      (unit.proposed ? result_.after : result_.before)[static_cast<std::size_t>(kind)] += unit.units;
    if (!piece.area.empty()) {
      unit.area = static_cast<std::int32_t>(result_.areas.size());
      result_.areas.append(piece.area.view());
    }
    result_.pieces.push_back(std::move(unit));
  }

  BngResult& result_;
  const BngInputs& inputs_;
  const SiteOptions& options_;
  std::vector<Box> measure_boxes_, boa_boxes_;
};

}  // namespace

BngHabitats::BngHabitats(std::string_view csv, const std::string& file_name) {
  const CsvFile file = parse_csv(csv, file_name);
  if (file.rows.empty() || file.rows[0].cells.size() != 4)
    throw Error(ErrorKind::config,
                fmt::format("{}: the header must be layer,broad,habitat,distinctiveness", file_name));
  for (std::size_t r = 1; r < file.rows.size(); ++r) {
    const CsvRow& row = file.rows[r];
    if (row.cells.size() != 4)
      throw Error(ErrorKind::config,
                  fmt::format("{}:{}: {} cells where 4 are expected", file_name, row.line, row.cells.size()),
                  "put texts that hold commas in quotes");
    char* end = nullptr;
    const std::string number = trimmed(row.cells[3].text);
    const double value = std::strtod(number.c_str(), &end);
    if (number.empty() || *end != '\0' || !(value >= 0 && value <= 8))
      throw Error(ErrorKind::config,
                  fmt::format("{}:{}: distinctiveness '{}' is no number from 0 to 8", file_name, row.line, number));
    rows_.push_back({trimmed(row.cells[0].text), trimmed(row.cells[1].text), trimmed(row.cells[2].text), value});
  }
}

std::optional<double> BngHabitats::distinctiveness(ParcelKind kind, const std::string& broad,
                                                   const std::string& type) const {
  const std::string wanted = plain(type), within = plain(broad);
  if (wanted.empty()) return std::nullopt;
  for (const Row& row : rows_) {
    const bool layer = kind == ParcelKind::tree ? plain(row.broad) == plain("Individual trees")
                                                : plain(row.layer) == plain(info(kind).layer);
    if (layer && (within.empty() || row.broad.empty() || kind == ParcelKind::tree || plain(row.broad) == within) &&
        (plain(row.habitat) == wanted || plain(row.broad + row.habitat) == wanted))
      return row.distinctiveness;
  }
  return std::nullopt;
}

std::string BngHabitats::nearest(ParcelKind kind, const std::string& type) const {
  std::vector<std::string> known;
  for (const Row& row : rows_)
    if (plain(row.layer) == plain(info(kind).layer)) known.push_back(row.habitat);
  return nearest_word(type, known);
}

std::optional<double> condition_score(std::string_view text) {
  std::string word;
  for (const char c : lower(text))
    if (c >= 'a' && c <= 'z') word += c;
  constexpr std::array<std::pair<std::string_view, double>, 9> scores{{{"good", 3},
                                                                       {"fairlygood", 2.5},
                                                                       {"moderate", 2},
                                                                       {"fairlypoor", 1.5},
                                                                       {"poor", 1},
                                                                       {"conditionassessmentna", 1},
                                                                       {"naagricultural", 1},
                                                                       {"naother", 0},
                                                                       {"na", 1}}};
  for (const auto& [name, score] : scores)
    if (word == name) return score;
  return std::nullopt;
}

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

std::optional<double> tree_area_m2(std::string_view size_class) {
  // Areas by size class: statutory biodiversity metric, individual trees (0.0041, 0.0163, 0.0366, 0.0765 ha).
  std::string word;
  for (const char c : lower(size_class))
    if (c >= 'a' && c <= 'z') word += c;
  constexpr std::array<std::pair<std::string_view, double>, 4> sizes{
      {{"small", 41}, {"medium", 163}, {"large", 366}, {"verylarge", 765}}};
  for (const auto& [name, area] : sizes)
    if (word == name) return area;
  return std::nullopt;
}

std::string_view significance_name(double significance) noexcept {
  return significance == high ? "high" : significance == medium ? "medium" : "low";
}

BngResult bng_units(ParcelList list, const BngInputs& inputs, const SiteOptions& options) {
  BngResult result;
  result.list = std::move(list);
  UnitMaker maker(result, inputs, options);
  for (std::uint32_t p = 0; p < result.list.parcels.size(); ++p) maker.add(p);
  return result;
}

}  // namespace spatial
