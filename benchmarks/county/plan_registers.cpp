// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "county/names.hpp"
#include "county/plan_source.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {
namespace {

MultiPolygon shifted(MultiPolygonView feature, double dx, double dy) {
  MultiPolygonColumn column;
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    for (std::size_t r = 0; r < feature.part(p).ring_count(); ++r) {
      std::vector<Point> ring;
      for (const Point q : feature.part(p).ring(r)) ring.push_back(on_grid({q.x + dx, q.y + dy}));
      column.add_ring(ring);
    }
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

/// The part of the feature's box between the shares `from` and `to` along x, over its whole height and a little more.
Box slice(MultiPolygonView feature, double from, double to) {
  const Box box = box_of(feature);
  return {on_grid(box.min_x + from * box.width()), box.min_y - 1, on_grid(box.min_x + to * box.width()), box.max_y + 1};
}

/// The previous edition of the register: today's edition with changes undone.
class OldRegister {
 public:
  OldRegister(PlanSource& source, Numbers& numbers)
      : source_(source),
        numbers_(numbers),
        random_(source.county.options.seed, "register before"),
        sites_(source.polygons("lws")),
        ids_(source.text("lws", "site_ref")),
        names_(source.text("lws", "site_name")),
        layer_("lws_2021", "Local Wildlife Sites in 2021", "One Local Wildlife Site in the edition before",
               {{"site_ref", "Site reference", "Reference of the site"}, {"site_name", "Name", "Name of the site"}}) {
    for (std::size_t i = 0; i < sites_.size(); ++i) boxes_.push_back(sites_[i].empty() ? Box{} : box_of(sites_[i]));
    for (std::size_t i = 0; i < sites_.size(); ++i)
      if (healthy(i)) healthy_.push_back(i);
    if (healthy_.size() < roles)
      throw Error(ErrorKind::internal, "too few wildlife sites are free of faults to plant changes in");
  }

  FeatureTable made() {
    std::vector<std::size_t> role_of(sites_.size(), roles);
    for (std::size_t r = 0; r < roles; ++r) role_of[healthy_[r]] = r;
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      if (role_of[i] == roles)
        put(ids_[i].value_or(""), names_[i].value_or(""), sites_[i]);
      else
        undo(role_of[i], i);
    }
    const MultiPolygon gone = ring_elsewhere();
    put("SA101", wild_place_name(random_, 101, 'g'), gone);
    expect("site_id_old = 'SA101'", "change", "deleted");
    numbers_.add("register", "register_review", "site_id_old = 'SA101'", "area_old_ha", hectares(gone));
    tell_counts();
    return layer_.polygons();
  }

 private:
  static constexpr std::size_t roles = 11;

  bool healthy(std::size_t i) {
    if (sites_[i].empty() || !ids_[i] || source_.spoiled("lws", *ids_[i]) || sites_[i].part_count() != 1) return false;
    for (std::size_t j = 0; j < sites_.size(); ++j) {
      if (j == i || !boxes_[j].intersects(boxes_[i])) continue;
      if (!ids_[j] || source_.spoiled("lws", *ids_[j])) return false;
      if (!intersection(geos_, sites_[i], sites_[j]).empty()) return false;
    }
    return true;
  }
  bool free_of_sites(const Box& box) const {
    return std::none_of(boxes_.begin(), boxes_.end(), [&](const Box& one) { return one.intersects(box); });
  }

  void put(const std::string& id, const std::string& name, MultiPolygonView land) { layer_.row({id, name}, land); }
  void expect(const std::string& row, std::string_view column, const std::string& value) {
    numbers_.add("register", "register_review", row, column, value);
  }
  void expect(const std::string& row, std::string_view column, double ha) {
    // Vertices of cuts are off the grid by up to 1 mm.
    numbers_.add("register", "register_review", row, column, ha, 1e-4);
  }

  void undo(std::size_t role, std::size_t i) {
    const std::string id = *ids_[i], name = *names_[i], now = fmt::format("site_id_new = '{}'", id);
    const MultiPolygonView land = sites_[i];
    switch (role) {
      case 0:
        put(id, name + " and Ponds", land);
        return expect(now, "change_all", "renamed");
      case 1:
        return enlarged(id, name, land);
      case 2:
        return reduced(id, name, land);
      case 3:  // reprojected: every vertex is moved by 2 mm
        put(id, name, shifted(land, 0.002, 0));
        return expect(now, "change_all", "unchanged");
      case 4:
        put("LWS/17", name, land);
        expect(now, "match", "geometry");
        return expect(now, "change_all", "unchanged");
      case 5:
        expect(now, "area_new_ha", hectares(land));
        return expect(now, "change", "new");
      case 6:
        return split(id, name, land);
      case 7:
        return;  // handled with the site before
      case 8:
        return merged(id, name, land);
      case 9:
        return moved(id, name, land);
      default:
        return replaced(id, land);
    }
  }

  void enlarged(const std::string& id, const std::string& name, MultiPolygonView land) {
    const MultiPolygon before = tidy(geos_, difference(geos_, land, polygon_of(slice(land, 0.75, 1.1))));
    put(id, name, before);
    const std::string row = fmt::format("site_id_new = '{}'", id);
    expect(row, "change_all", "boundary");
    expect(row, "gained_ha", hectares(land) - hectares(before.view()));
    expect(row, "lost_ha", 0);
  }

  void reduced(const std::string& id, const std::string& name, MultiPolygonView land) {
    const Box box = box_of(land);
    const Box more{box.max_x - 0.3 * box.width(), box.max_y - 0.3 * box.height(), box.max_x + 20, box.max_y + 20};
    const MultiPolygon before = tidy(geos_, union_of(geos_, land, polygon_of(more)));
    put(id, name, before);
    const std::string row = fmt::format("site_id_new = '{}'", id);
    expect(row, "change_all", "boundary");
    expect(row, "gained_ha", 0);
    expect(row, "lost_ha", hectares(before.view()) - hectares(land));
  }

  /// One site in the old edition, two today.
  void split(const std::string& id, const std::string& name, MultiPolygonView land) {
    const std::size_t other = healthy_[7];
    put(id, name, tidy(geos_, union_of(geos_, land, sites_[other])));
    for (const std::string& one : {id, *ids_[other]})
      expect(fmt::format("site_id_new = '{}'", one), "instr(change_all, 'split') > 0", "1");
  }

  /// Two sites in the old edition, one today.
  void merged(const std::string& id, const std::string& name, MultiPolygonView land) {
    put(id, name, tidy(geos_, clip(geos_, land, slice(land, -0.1, 0.5))));
    put("SA102", wild_place_name(random_, 102, 'w'), tidy(geos_, clip(geos_, land, slice(land, 0.5, 1.1))));
    expect(fmt::format("site_id_new = '{}'", id), "instr(change_all, 'merged') > 0", "1");
    expect("site_id_old LIKE '%SA102%'", "instr(change_all, 'merged') > 0", "1");
  }

  void moved(const std::string& id, const std::string& name, MultiPolygonView land) {
    const Box box = box_of(land);
    for (int step = 1; step < 400; ++step) {
      const double angle = 2.4 * step, reach = 60.0 * step;
      const double dx = std::round(reach * std::cos(angle)), dy = std::round(reach * std::sin(angle));
      const Box there{box.min_x + dx, box.min_y + dy, box.max_x + dx, box.max_y + dy};
      if (!free_of_sites(there) || !source_.county.land.inside(there.centre())) continue;
      put(id, name, shifted(land, dx, dy));
      return expect(fmt::format("site_id_new = '{}'", id), "instr(change_all, 'moved') > 0", "1");
    }
    throw Error(ErrorKind::internal, "there is no room for a site that moved");
  }

  void replaced(const std::string& id, MultiPolygonView land) {
    double width = 0.5;
    MultiPolygon before;
    do {
      width *= 0.9;
      before = tidy(geos_, clip(geos_, land, slice(land, -0.1, width)));
    } while (hectares(before.view()) > 0.4 * hectares(land));
    put("SA103", wild_place_name(random_, 103, 'h'), before);
    const std::string row = fmt::format("site_id_new = '{}'", id);
    expect(row, "change", "replaced");
    expect(row, "site_id_old", "SA103");
  }

  MultiPolygon ring_elsewhere() {
    for (std::uint64_t attempt = 0; attempt < 10'000; ++attempt) {
      const Box& extent = source_.county.land.extent();
      const Point centre{random_.between(extent.min_x, extent.max_x, attempt, 1),
                         random_.between(extent.min_y, extent.max_y, attempt, 2)};
      if (source_.county.land.depth_m(centre) < 300 ||
          !free_of_sites(Box{centre.x, centre.y, centre.x, centre.y}.grown(300)))
        continue;
      std::vector<Point> ring;
      constexpr int corners = 18;
      for (int i = 0; i <= corners; ++i) {
        const double angle = 2 * std::numbers::pi * (i % corners) / corners;
        const double r = random_.between(70, 100, 5, static_cast<std::uint64_t>(i % corners));
        ring.push_back(on_grid({centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)}));
      }
      return tidy(geos_, polygon_of(ring));
    }
    throw Error(ErrorKind::internal, "there is no room for a site that was deleted");
  }

  void tell_counts() {
    std::size_t today = 0;
    for (std::size_t i = 0; i < sites_.size(); ++i) today += sites_[i].empty() ? 0 : 1;
    const auto total = [&](const char* item, std::size_t sites) {
      numbers_.add("register", "register_totals", fmt::format("item = '{}'", item), "sites",
                   static_cast<double>(sites));
    };
    // All except the new site, the second part of the split site, and the site that replaced another.
    total("matched", today - 3);
    for (const char* once : {"rows: renamed", "rows: moved", "rows: replaced"}) total(once, 1);
    // The second part of a split site is new too, and the second part of a merged site is deleted too.
    for (const char* twice : {"rows: new", "rows: deleted", "rows: split", "rows: merged"}) total(twice, 2);
  }

  PlanSource& source_;
  Numbers& numbers_;
  Random random_;
  const MultiPolygonColumn& sites_;
  const TextCells& ids_;
  const TextCells& names_;
  RowLayer layer_;
  GeosContext geos_;
  std::vector<Box> boxes_;
  std::vector<std::size_t> healthy_;
};

/// Evidence that sites are managed, for the return of 2026: the five years to 31 March 2026.
FeatureTable evidence_table(const PlanSource& source, Numbers& numbers) {
  struct Kind {
    const char *kind, *date, *end;
    bool yes, late;
  };
  static constexpr std::array kinds{Kind{"management plan", "2024-06-01", "", true, false},
                                    Kind{"agreement", "2019-04-01", "2029-03-31", true, false},
                                    Kind{"advice", "14/05/2025", "", true, false},
                                    Kind{"management plan", "2012-02-11", "", false, true},
                                    Kind{"none", "2025-09-30", "", false, false},
                                    Kind{"", "", "", false, false},
                                    Kind{"agreement", "2014-04-01", "2020-03-31", false, true}};
  RowLayer table("evidence", "Evidence of management", "One piece of evidence that a Local Wildlife Site is managed",
                 {{"site_ref", "Site reference", "The site it is about"},
                  {"kind", "Kind", "management plan, agreement, action plan, advice, no action needed, or none"},
                  {"date", "Date", "When it was made or began"},
                  {"end_date", "End", "When an agreement ends"}});
  const TextCells& ids = source.text("lws", "site_ref");
  std::size_t sites = 0, yes = 0, unknown = 0, late = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (source.polygons("lws")[i].empty()) continue;
    ++sites;
    const Kind& kind = ids[i] ? kinds[i % kinds.size()] : kinds[5];
    if (kind.kind[0] == '\0') {
      ++unknown;
      continue;
    }
    yes += kind.yes ? 1 : 0;
    late += kind.late ? 1 : 0;
    table.row({*ids[i], kind.kind, kind.date, kind.end});
  }
  table.row({"SA777", "advice", "2025-01-15", ""});
  const auto add = [&](const char* what, std::size_t value) {
    numbers.add("register sdl160", "sdl160", "1", fmt::format("sum({})", what), static_cast<double>(value));
  };
  add("sites", sites);
  add("in_positive_management", yes);
  add("unknown", unknown);
  const auto issues = [&](const char* rule, std::size_t value) {
    numbers.add("register sdl160", "issues", fmt::format("rule = '{}'", rule), "count(*)", static_cast<double>(value));
  };
  issues("evidence_without_site", 1);
  issues("evidence_outside_window", late);
  return table.table();
}

}  // namespace

void add_register(PlanSource& source, Plans& plans, Numbers& numbers) {
  plans.push_back(OldRegister(source, numbers).made());
  plans.push_back(evidence_table(source, numbers));
}

}  // namespace spatial::county
