// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <cmath>

#include "county/plan_source.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {
namespace {

using namespace std::chrono;

const std::set<std::string> arable{"c1c", "c1d", "c1b", "g4", "g3c6"};
constexpr sys_days reported{2026y / March / 31}, begun{2020y / January / 1}, due{2030y / December / 31};

/// Targets with one or more projects each, so that every rating and every kind of project occurs.
class PlannedTargets {
 public:
  PlannedTargets(PlanSource& source, RowLayer& projects, Numbers& numbers)
      : source_(source),
        projects_(projects),
        numbers_(numbers),
        boas_(source.polygons("boa")),
        targets_("target", "Targets with dates", "One target of an opportunity area, as it is reported on",
                 {{"target_id", "Target id", "Identifier of the target"},
                  {"boa_id", "BOA id", "The opportunity area the target belongs to"},
                  {"habitat", "Habitat", "Habitat the target is about"},
                  {"action", "Action", "maintain, restore, create or link"},
                  {"kind", "Kind", "more: so many hectares more; reach: so many in all"},
                  {"quantity_ha", "Quantity (ha)", "Area to be reached; empty if none is stated", "ha"},
                  {"baseline_ha", "Baseline (ha)", "What there was at the start", "ha"},
                  {"start", "Start", "First day of the target"},
                  {"by", "By", "Day by which it is to be met"},
                  {"manual_rag", "Rating by hand", "green, amber or red, where people rated it"},
                  {"manual_reason", "Reason", "Why they did"},
                  {"text", "Target", "The target in words"}}) {}

  FeatureTable made() {
    every_kind_of_project();
    across_the_border();
    rated("T03", 2, "Lowland fens", "create", 0.5, "amber", 1);
    by_hand_and_without_quantity();
    past_and_reached();
    target("T08", 3, "Reedbeds", "create", "more", 12, "", "", "2020-01-01", "2030-12-31");
    rag("T08", "blank");
    targets_.row({"T09", "BOA99", "Lowland heathland", "restore", "more", "20", "", "2020-01-01", "2030-12-31", "", "",
                  "Belongs to an area that is not on the map"});
    const double share = static_cast<double>((reported - begun).count()) / static_cast<double>((due - begun).count());
    number("T01", "expected_share", share, 1e-9);
    number("all", "delivered_ha", delivered_, 1e-5);
    return targets_.table();
  }

 private:
  std::string boa(std::size_t k) const { return *source_.text("boa", "boa_id")[k % boas_.size()]; }
  void target(const std::string& id, std::size_t area, const std::string& habitat, const std::string& action,
              const std::string& kind, double quantity_ha, const std::string& manual, const std::string& why,
              const std::string& start, const std::string& by, const std::string& baseline = "") {
    targets_.row({id, boa(area), habitat, action, kind, quantity_ha > 0 ? fmt::format("{:.1f}", quantity_ha) : "",
                  baseline, start, by, manual, why,
                  habitat + " in " + *source_.text("boa", "boa_name")[area % boas_.size()]});
  }
  void number(const std::string& id, const char* column, double value, double tolerance = 1e-6) {
    numbers_.add("targets", "target_progress", fmt::format("target_id = '{}'", id), column, value, tolerance);
  }
  void rag(const std::string& id, const std::string& rating) {
    numbers_.add("targets", "target_progress", fmt::format("target_id = '{}'", id), "rag", rating);
  }
  /// Arable or improved fields that lie wholly inside one opportunity area and in no other.
  std::vector<std::size_t> fields(std::size_t area, std::size_t count) {
    const MultiPolygonView land = boas_[area % boas_.size()];
    std::vector<std::size_t> found =
        source_.take_fields(count, arable, [&](std::size_t i) { return within(source_.field(i), land); });
    if (found.size() < count) throw Error(ErrorKind::internal, "too few fields lie in opportunity area " + boa(area));
    return found;
  }
  bool within(MultiPolygonView field, MultiPolygonView land) {
    const Box box = box_of(field), around = box_of(land);
    return around.contains(box) && difference(geos_, field, land).empty();
  }
  struct Work {
    std::string id, title, target, habitat, action, status, start, end;
    std::string loss = "no", stated = "", boa = "";
  };
  void project(const Work& work, MultiPolygonView land) {
    projects_.row({work.id, work.title, work.target, work.boa, work.habitat, work.action, work.status, work.start,
                   work.end, "Sampleshire Wildlife Trust", work.loss, work.stated},
                  land);
  }
  void every_kind_of_project();
  void across_the_border();
  void rated(const std::string& id, std::size_t area, const std::string& habitat, const std::string& action,
             double progress, const std::string& rating, std::size_t count);
  void by_hand_and_without_quantity();
  void past_and_reached();

  PlanSource& source_;
  RowLayer& projects_;
  Numbers& numbers_;
  const MultiPolygonColumn& boas_;
  RowLayer targets_;
  GeosContext geos_;
  double delivered_ = 0;
  int next_ = 11;
};

/// T01: projects that are delivered, delivered twice, lost again, underway, planned, abandoned, without an end date,
/// and without a polygon.
void PlannedTargets::every_kind_of_project() {
  const std::vector<std::size_t> f = fields(0, 7);
  const std::string habitat = "Lowland mixed deciduous woodland";
  const auto ha = [&](std::size_t k) { return source_.field_ha(f[k]); };
  const auto add = [&](const char* id, const char* title, const char* status, const char* start, const char* end,
                       MultiPolygonView land, const char* loss = "no", const char* stated = "", bool placed = true) {
    project({id, title, "T01", habitat, "create", status, start, end, loss, stated, placed ? "" : boa(0)}, land);
  };
  const MultiPolygon both = union_of(geos_, source_.field(f[0]), source_.field(f[1])), nowhere;
  add("PR-01", "New wood", "completed", "2021-10-01", "2023-03-31", source_.field(f[0]));
  add("PR-02", "New wood, second phase: its map shows the first as well", "completed", "2023-10-01", "2024-03-15",
      tidy(geos_, both));
  add("PR-03", "Second phase ploughed up again", "completed", "2025-02-01", "2025-03-01", source_.field(f[1]), "yes");
  add("PR-04", "Shelter belt", "underway", "2025-10-01", "2027-03-31", source_.field(f[2]));
  add("PR-05", "Wood for the school", "planned", "2026-10-01", "2028-03-31", source_.field(f[3]));
  add("PR-06", "Wood by the bypass", "abandoned", "2020-10-01", "2021-03-31", source_.field(f[4]));
  add("PR-07", "Called completed, nobody knows when", "completed", "2022-10-01", "", source_.field(f[5]));
  add("PR-08", "Hectares of a grant without a map", "completed", "2022-01-01", "2022-12-31", nowhere, "no", "4.5",
      false);
  add("PR-09", "Natural regeneration", "underway", "01/04/2024", "Ongoing", source_.field(f[6]));
  target("T01", 0, habitat, "create", "more", ha(0) / 0.3, "", "", "2020-01-01", "2030-12-31");
  number("T01", "delivered_ha", ha(0), 1e-5);
  number("T01", "lost_ha", ha(1), 1e-5);
  number("T01", "underway_ha", ha(2) + ha(5) + ha(6), 1e-5);
  number("T01", "planned_ha", ha(3), 1e-5);
  number("T01", "unmapped_ha", 4.5);
  rag("T01", "red");
  delivered_ += ha(0);
}

/// T02: one field inside the area and one across its border, of which only the land inside counts.
void PlannedTargets::across_the_border() {
  const MultiPolygonView land = boas_[1 % boas_.size()];
  const std::vector<std::size_t> inside = fields(1, 1);
  double part = 0;
  const std::vector<std::size_t> across = source_.take_fields(1, arable, [&](std::size_t i) {
    if (!box_of(source_.field(i)).intersects(box_of(land))) return false;
    part = hectares(intersection(geos_, source_.field(i), land).view());
    double in_any = 0;
    for (std::size_t k = 0; k < boas_.size(); ++k)
      in_any += hectares(intersection(geos_, source_.field(i), boas_[k]).view());
    return part > 0.2 * source_.field_ha(i) && part < 0.8 * source_.field_ha(i) && in_any < part + 1e-9;
  });
  if (across.empty()) throw Error(ErrorKind::internal, "no field lies across the border of an opportunity area");
  project({"PR-11", "Hay meadow", "", "Lowland meadows", "restore", "completed", "2022-04-01", "2024-07-31"},
          source_.field(inside[0]));
  project({"PR-12", "Hay meadow across the border", "", "Lowland meadows", "restore", "completed", "2023-04-01",
           "2026-02-28"},
          source_.field(across[0]));
  const double ha = source_.field_ha(inside[0]) + part;
  target("T02", 1, "Lowland meadows", "restore", "more", ha / 0.9, "", "", "2020-01-01", "2030-12-31");
  number("T02", "delivered_ha", ha, 1e-5);
  number("T02", "quarter_ha", part, 1e-5);
  rag("T02", "green");
  numbers_.add("targets", "untargeted", "project_id = 'PR-12'", "unused_outside_ha", source_.field_ha(across[0]) - part,
               1e-5);
  delivered_ += ha;
}

void PlannedTargets::rated(const std::string& id, std::size_t area, const std::string& habitat,
                           const std::string& action, double progress, const std::string& rating, std::size_t count) {
  double ha = 0;
  for (const std::size_t i : fields(area, count)) {
    project({fmt::format("PR-{}", ++next_ + 1), habitat, "", habitat, action, "completed", "2021-04-01", "2025-11-30"},
            source_.field(i));
    ha += source_.field_ha(i);
  }
  target(id, area, habitat, action, "more", ha / progress, "", "", "2020-01-01", "2030-12-31");
  number(id, "delivered_ha", ha, 1e-5);
  rag(id, rating);
  delivered_ += ha;
}

void PlannedTargets::by_hand_and_without_quantity() {
  const std::size_t field = fields(3, 1)[0];
  project({"PR-21", "Ponds for newts", "T04", "Ponds", "create", "underway", "2024-10-01", "2027-03-31"},
          source_.field(field));
  target("T04", 3, "Ponds", "create", "more", 3, "green", "Ten ponds agreed with the owner", "2020-01-01",
         "2030-12-31");
  number("T04", "underway_ha", source_.field_ha(field), 1e-5);
  rag("T04", "green");
  const std::size_t other = fields(3, 1)[0];
  project({"PR-22", "Wet corner", "T05", "Wet woodland", "create", "completed", "2021-10-01", "2023-10-01"},
          source_.field(other));
  target("T05", 3, "Wet woodland", "create", "more", 0, "", "", "2020-01-01", "2030-12-31");
  number("T05", "delivered_ha", source_.field_ha(other), 1e-5);
  rag("T05", "blank");
  delivered_ += source_.field_ha(other);
}

void PlannedTargets::past_and_reached() {
  const std::size_t field = fields(2, 1)[0];
  project({"PR-23", "Chalk grassland sown", "T06", "Lowland calcareous grassland", "restore", "completed", "2019-04-01",
           "2021-10-01"},
          source_.field(field));
  target("T06", 2, "Lowland calcareous grassland", "restore", "more", source_.field_ha(field) * 1.25, "", "",
         "2015-04-01", "2025-03-31");
  number("T06", "delivered_ha", source_.field_ha(field), 1e-5);
  rag("T06", "red");
  delivered_ += source_.field_ha(field);
  target("T07", 1, "Traditional orchards", "restore", "reach", 40, "", "", "2020-01-01", "2030-12-31", "42");
  number("T07", "need_ha", -2);
  number("T07", "progress", 1);
  rag("T07", "green");
}

}  // namespace

void add_targets(PlanSource& source, Plans& plans, RowLayer& projects, Numbers& numbers) {
  plans.push_back(PlannedTargets(source, projects, numbers).made());
}

}  // namespace spatial::county
