// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <tuple>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/arrangement.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/contact.hpp"

namespace spatial {
namespace {

/// Pieces of projects on a target's land.
struct Pieces {
  MultiPolygonColumn geometry;
  std::vector<std::uint32_t> project;
  std::vector<double> areas_m2;
};

Pieces cut(const Pieces& pieces, const MultiPolygonColumn& by, OverlayOperation operation, const Executor& executor) {
  if (pieces.project.empty()) return pieces;
  Combined combined = combine(pieces.geometry, by, operation, 0, executor);
  Pieces result;
  for (std::size_t p = 0; p < combined.size(); ++p) {
    if (combined.areas_m2[p] <= contact_m2) continue;
    result.geometry.append(combined.geometry[p]);
    result.project.push_back(pieces.project[combined.source[0][p]]);
    result.areas_m2.push_back(combined.areas_m2[p]);
  }
  return result;
}

class Played {
 public:
  Played(const TargetInput& input, const Executor& executor)
      : input_(input), executor_(executor), used_(input.projects.size()) {}

  TargetReport run() {
    for (std::uint32_t t = 0; t < input_.targets.size(); ++t) one(t);
    total();
    untargeted();
    report_.lost_geometry = std::move(lost_);
    check_closing(report_.sums);
    return std::move(report_);
  }

 private:
  Pieces pieces_of(std::uint32_t t) const {
    Pieces pieces;
    if (input_.boa_of[t] == unknown_boa) return pieces;
    MultiPolygonColumn one_boa;
    if (input_.boa_of[t] != all_boas) one_boa.append(input_.boas[input_.boa_of[t]]);
    const MultiPolygonColumn& boas = input_.boa_of[t] == all_boas ? input_.boas : one_boa;
    const Box around = extent_of(boas);
    for (const std::uint32_t p : input_.projects_of[t]) {
      if (input_.land[p].empty() || !box_of(input_.land[p]).intersects(around)) continue;
      if (part_on(input_.projects[p], input_.date) == ProjectPart::none) continue;
      pieces.geometry.append(input_.land[p]);
      pieces.project.push_back(p);
    }
    pieces = cut(pieces, boas, OverlayOperation::clip, executor_);
    if (input_.existing_of[t] != no_land && input_.existing[input_.existing_of[t]].size() > 0)
      pieces = cut(pieces, input_.existing[input_.existing_of[t]], OverlayOperation::difference, executor_);
    if (input_.targets[t].outside_protected && input_.protected_land.size() > 0)
      pieces = cut(pieces, input_.protected_land, OverlayOperation::difference, executor_);
    return pieces;
  }

  /// Order of events: by end date, deliveries before losses, then by project.
  auto rank(std::uint32_t project) const {
    const HabitatProject& one = input_.projects[project];
    return std::tuple(one.end.value_or(std::chrono::sys_days::max()), one.loss, project);
  }

  bool in_quarter(std::uint32_t project) const {
    return input_.projects[project].end && *input_.projects[project].end >= quarter_start(input_.date);
  }

  void one(std::uint32_t t) {
    const Pieces pieces = pieces_of(t);
    TargetProgress progress;
    progress.target = t;
    std::vector<ProjectShare> shares;
    for (std::size_t p = 0; p < pieces.project.size(); ++p) {
      ProjectShare share;
      share.target = t;
      share.project = pieces.project[p];
      share.part = part_on(input_.projects[share.project], input_.date);
      share.area_m2 = pieces.areas_m2[p];
      shares.push_back(share);
      if (share.part != ProjectPart::lost) used_[share.project].append(pieces.geometry[p]);
    }
    play(t, pieces, progress, shares);
    StableSum made, gone;
    for (const ProjectShare& share : shares) {
      made.add(share.new_m2);
      gone.add(share.lost_m2);
      progress.begun = progress.begun || share.part == ProjectPart::delivered || share.part == ProjectPart::underway;
      if (in_quarter(share.project)) progress.quarter_m2 += share.new_m2 - share.lost_m2;
    }
    progress.lost_m2 = gone.value();
    unplaced(t, progress);
    report_.sums.push_back({fmt::format("target {}: new - lost = delivered", input_.targets[t].id),
                            made.value() - gone.value(), progress.delivered_m2});
    progress.rating =
        rate(input_.targets[t], progress.delivered_m2 / 1e4, progress.begun, input_.date, input_.tolerance);
    report_.targets.push_back(std::move(progress));
    report_.shares.insert(report_.shares.end(), shares.begin(), shares.end());
  }

  /// Applies the events to every place of the target's land, in order.
  void play(std::uint32_t t, const Pieces& pieces, TargetProgress& progress, std::vector<ProjectShare>& shares) {
    const Arrangement places = arrangement(pieces.geometry, executor_);
    std::vector<StableSum> made(shares.size()), gone(shares.size()), by_part(5);
    for (std::size_t a = 0; a < places.size(); ++a) {
      std::vector<std::uint32_t> events = places.members[a];
      std::sort(events.begin(), events.end(),
                [&](std::uint32_t x, std::uint32_t y) { return rank(shares[x].project) < rank(shares[y].project); });
      bool delivered = false, underway = false, planned = false, lost = false;
      for (const std::uint32_t e : events) {
        const ProjectPart part = shares[e].part;
        if (part == ProjectPart::delivered && !delivered) made[e].add(places.areas_m2[a]);
        if (part == ProjectPart::lost && delivered) gone[e].add(places.areas_m2[a]);
        lost = lost || (part == ProjectPart::lost && delivered);
        if (part == ProjectPart::delivered || part == ProjectPart::lost) delivered = part == ProjectPart::delivered;
        underway = underway || part == ProjectPart::underway;
        planned = planned || part == ProjectPart::planned;
      }
      const ProjectPart state = delivered  ? ProjectPart::delivered
                                : underway ? ProjectPart::underway
                                : planned  ? ProjectPart::planned
                                : lost     ? ProjectPart::lost
                                           : ProjectPart::none;
      by_part[static_cast<std::size_t>(state)].add(places.areas_m2[a]);
      if (lost) lost_.append(places.geometry[a]);
      if (state == ProjectPart::none) continue;
      report_.land.push_back({t, state, places.areas_m2[a]});
      report_.land_geometry.append(places.geometry[a]);
    }
    for (std::size_t e = 0; e < shares.size(); ++e) {
      shares[e].new_m2 = made[e].value();
      shares[e].lost_m2 = gone[e].value();
    }
    progress.delivered_m2 = by_part[0].value();
    progress.underway_m2 = by_part[2].value();
    progress.planned_m2 = by_part[3].value();
  }

  /// Adds completed projects that have no polygon.
  void unplaced(std::uint32_t t, TargetProgress& progress) const {
    for (const std::uint32_t p : input_.projects_of[t]) {
      const HabitatProject& project = input_.projects[p];
      if (!input_.land[p].empty() || project.loss) continue;
      const ProjectPart part = part_on(project, input_.date);
      progress.begun = progress.begun || part == ProjectPart::delivered || part == ProjectPart::underway;
      if (part == ProjectPart::delivered) progress.unmapped_ha += project.stated_ha.value_or(0);
    }
  }

  void total() {
    constexpr std::array order{ProjectPart::delivered, ProjectPart::underway, ProjectPart::planned};
    MultiPolygonColumn so_far;
    double before = 0;
    TargetProgress& all = report_.total;
    const std::array<double*, 3> sums{&all.delivered_m2, &all.underway_m2, &all.planned_m2};
    for (std::size_t k = 0; k < order.size(); ++k) {
      for (std::size_t i = 0; i < report_.land.size(); ++i)
        if (report_.land[i].part == order[k]) so_far.append(report_.land_geometry[i]);
      const double now = so_far.empty() ? 0 : united_m2(so_far, executor_);
      *sums[k] = std::max(0.0, now - before);
      before = now;
    }
    all.lost_m2 = lost_.empty() ? 0 : united_m2(lost_, executor_);
    std::set<std::uint32_t> told;
    for (std::uint32_t t = 0; t < input_.targets.size(); ++t)
      for (const std::uint32_t p : input_.projects_of[t])
        if (input_.land[p].empty() && !input_.projects[p].loss && told.insert(p).second &&
            part_on(input_.projects[p], input_.date) == ProjectPart::delivered)
          all.unmapped_ha += input_.projects[p].stated_ha.value_or(0);
    for (const TargetProgress& one : report_.targets) all.begun = all.begun || one.begun;
  }

  void untargeted() {
    std::vector<bool> serves(input_.projects.size(), false);
    for (const auto& projects : input_.projects_of)
      for (const std::uint32_t p : projects) serves[p] = true;
    Pieces whole;
    for (std::uint32_t p = 0; p < input_.projects.size(); ++p) {
      const ProjectPart part = part_on(input_.projects[p], input_.date);
      if (input_.land[p].empty() || part == ProjectPart::none || part == ProjectPart::lost) continue;
      if (input_.projects[p].loss) continue;
      whole.geometry.append(input_.land[p]);
      whole.project.push_back(p);
    }
    std::vector<double> in_boas(input_.projects.size(), 0);
    const Pieces inside = input_.boas.empty() ? Pieces{} : cut(whole, input_.boas, OverlayOperation::clip, executor_);
    for (std::size_t i = 0; i < inside.project.size(); ++i) in_boas[inside.project[i]] += inside.areas_m2[i];
    for (const std::uint32_t p : whole.project) {
      UntargetedLand row;
      row.project = p;
      row.area_m2 = area_m2(input_.land[p]);
      row.used_m2 = used_[p].empty() ? 0 : united_m2(used_[p], executor_);
      row.unused_m2 = row.area_m2 - row.used_m2;
      row.in_boa_m2 = in_boas[p] - row.used_m2 > contact_m2 ? in_boas[p] - row.used_m2 : 0;
      row.outside_m2 = row.unused_m2 - row.in_boa_m2;
      row.serves = serves[p];
      if (row.unused_m2 > contact_m2) report_.untargeted.push_back(row);
    }
  }

  const TargetInput& input_;
  const Executor& executor_;
  std::vector<MultiPolygonColumn> used_;
  MultiPolygonColumn lost_;
  TargetReport report_;
};

bool fits(const std::string& a, const std::string& b, const std::vector<std::vector<std::string>>& groups) {
  const std::string x = lower(trimmed(a)), y = lower(trimmed(b));
  if (x == y) return !x.empty();
  return std::any_of(groups.begin(), groups.end(), [&](const std::vector<std::string>& group) {
    const auto holds = [&](const std::string& name) {
      return std::any_of(group.begin(), group.end(),
                         [&](const std::string& one) { return lower(trimmed(one)) == name; });
    };
    return holds(x) && holds(y);
  });
}

}  // namespace

std::vector<std::string> project_status_words() { return {"planned", "underway", "completed", "abandoned"}; }
std::string word_of(ProjectStatus status) { return project_status_words()[static_cast<std::size_t>(status)]; }
std::string word_of(ProjectPart part) {
  constexpr std::array words{"completed", "loss", "underway", "planned", "none"};
  return words[static_cast<std::size_t>(part)];
}

ProjectPart part_on(const HabitatProject& project, std::chrono::sys_days date) {
  if (project.status == ProjectStatus::abandoned) return ProjectPart::none;
  const bool done = project.status == ProjectStatus::completed && project.end && *project.end <= date;
  if (project.loss) return done ? ProjectPart::lost : ProjectPart::none;
  if (done) return ProjectPart::delivered;
  if (project.status == ProjectStatus::planned) return ProjectPart::planned;
  if (project.status == ProjectStatus::underway || !project.end) return ProjectPart::underway;
  return project.start && *project.start <= date ? ProjectPart::underway : ProjectPart::planned;
}

std::vector<std::vector<std::uint32_t>> projects_serving(const std::vector<HabitatTarget>& targets,
                                                         const std::vector<HabitatProject>& projects,
                                                         const std::vector<bool>& placed,
                                                         const std::vector<std::vector<std::string>>& habitat_groups) {
  std::vector<std::vector<std::uint32_t>> serving(targets.size());
  for (std::uint32_t p = 0; p < projects.size(); ++p) {
    const HabitatProject& project = projects[p];
    for (std::uint32_t t = 0; t < targets.size(); ++t) {
      const HabitatTarget& target = targets[t];
      if (!project.target_id.empty()) {
        if (project.target_id != target.id) continue;
        serving[t].push_back(p);
        break;
      }
      if (!fits(project.habitat, target.habitat, habitat_groups)) continue;
      if (!project.loss && lower(trimmed(project.action)) != lower(trimmed(target.action))) continue;
      if (!placed[p] && !target.boa_id.empty() && target.boa_id != project.boa_id) continue;
      serving[t].push_back(p);
    }
  }
  return serving;
}

TargetReport target_progress(const TargetInput& input, const Executor& executor) {
  return Played(input, executor).run();
}

std::chrono::sys_days quarter_start(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  const unsigned month = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
  return std::chrono::year_month_day(date.year(), std::chrono::month(month), std::chrono::day(1));
}

std::string quarter_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{}-Q{}", static_cast<int>(date.year()), (static_cast<unsigned>(date.month()) - 1) / 3 + 1);
}

}  // namespace spatial
