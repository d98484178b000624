// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/plain_page.hpp"
#include "libspatial/report/register_tables.hpp"

namespace spatial {
namespace {

// The page of `lnrs register`, declared in register_tables.hpp.

std::string hectares(double m2) { return number_text(m2 / 1e4, 2); }

class PageOfRegister {
 public:
  explicit PageOfRegister(const RegisterPage& all)
      : all_(all),
        review_(*all.review),
        page_(all.period.empty() ? "Review of the register" : "Review of the register: " + all.period,
              all.before_name + " and " + all.after_name, all.version) {
    for (std::uint32_t k = 0; k < all.pieces->row.size(); ++k) pieces_of_[all.pieces->row[k]].push_back(k);
  }

  std::string written() {
    standing();
    table();
    std::size_t shown = 0, with_land = 0;
    for (std::uint32_t r = 0; r < review_.rows.size(); ++r) {
      if (!changed_land(review_.rows[r])) continue;
      if (++with_land <= most_pictures) picture(r, ++shown);
    }
    notes(with_land);
    return page_.done();
  }

 private:
  static bool changed(const ReviewRow& row) { return row.changes.front() != SiteChange::unchanged; }
  /// Whether the land of a site changed. Sites that only changed name or kind are not drawn.
  static bool changed_land(const ReviewRow& row) {
    return std::any_of(row.changes.begin(), row.changes.end(), [](SiteChange change) {
      return change != SiteChange::unchanged && change != SiteChange::renamed && change != SiteChange::reclassified;
    });
  }
  static std::string words(const ReviewRow& row) {
    std::vector<std::string> all;
    for (const SiteChange change : row.changes) all.emplace_back(site_changes()[static_cast<std::size_t>(change)].word);
    return joined(all, ", ");
  }
  static std::string names(const std::vector<std::uint32_t>& sites, const RegisterEdition& edition) {
    std::vector<std::string> all;
    for (const std::uint32_t site : sites)
      all.push_back(edition.name[site].empty() ? edition.id[site] : edition.name[site]);
    return all.empty() ? std::string(dash) : joined(all, "; ");
  }
  std::string title_of(const ReviewRow& row) const {
    const bool gone = row.after.empty();
    const std::vector<std::uint32_t>& sites = gone ? row.before : row.after;
    const RegisterEdition& edition = gone ? *all_.before : *all_.after;
    const std::string ids = sites_text(sites, edition), called = names(sites, edition);
    return ids == called ? called : ids + " " + called;
  }

  void standing() {
    std::size_t old_sites = 0, new_sites = 0, changes = 0;
    for (const ReviewRow& row : review_.rows) {
      old_sites += row.before.size();
      new_sites += row.after.size();
      changes += changed(row) ? 1 : 0;
    }
    page_.begin("standing", "What changed");
    page_.facts({{"Sites before", with_commas(static_cast<long long>(old_sites))},
                 {"Sites after", with_commas(static_cast<long long>(new_sites))},
                 {"Changes", with_commas(static_cast<long long>(changes))},
                 {"Land before", hectares(review_.before_m2) + " ha"},
                 {"Land after", hectares(review_.after_m2) + " ha"}});
    page_.paragraph(fmt::format(
        "{} ha before, with {} ha of new sites, less {} ha of sites that are gone, with {} ha that sites gained, less "
        "{} "
        "ha that they lost, are {} ha after. Each site counts in full, also where sites overlap.",
        hectares(review_.before_m2), hectares(review_.unmatched_after_m2), hectares(review_.unmatched_before_m2),
        hectares(review_.gained_m2), hectares(review_.lost_m2), hectares(review_.after_m2)));
    std::vector<std::vector<std::string>> rows;
    for (const SiteChangeInfo& change : site_changes()) {
      const auto count = std::count_if(review_.rows.begin(), review_.rows.end(), [&](const ReviewRow& row) {
        return std::find(row.changes.begin(), row.changes.end(), change.change) != row.changes.end();
      });
      if (count > 0) rows.push_back({std::string(change.word), with_commas(count), std::string(change.meaning)});
    }
    page_.table("Kinds of change; a site may have several", {{"Change"}, {"Sites", true}, {"Meaning"}}, rows);
    page_.end();
  }

  void table() {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t r = 0; r < review_.rows.size(); ++r) {
      const ReviewRow& row = review_.rows[r];
      if (!changed(row)) continue;
      std::vector<std::string> cells{title_of(row),
                                     names(row.before, *all_.before),
                                     words(row),
                                     row.before.empty() ? std::string(dash) : hectares(row.before_m2),
                                     row.after.empty() ? std::string(dash) : hectares(row.after_m2),
                                     row.pair ? hectares(row.gained_m2) : std::string(dash),
                                     row.pair ? hectares(row.lost_m2) : std::string(dash)};
      if (!all_.authority.empty()) cells.push_back(all_.authority[r].empty() ? std::string(dash) : all_.authority[r]);
      rows.push_back(std::move(cells));
    }
    page_.begin("changes", "Changed sites");
    std::vector<PlainPage::Head> heads{{"Site"},
                                       {"Name before"},
                                       {"Change"},
                                       {"Before (ha)", true},
                                       {"After (ha)", true},
                                       {"Gained (ha)", true},
                                       {"Lost (ha)", true}};
    if (!all_.authority.empty()) heads.push_back({"Authority"});
    if (rows.empty())
      page_.paragraph("No site changed.");
    else
      page_.table("Every site that changed", heads, rows);
    page_.end();
  }

  /// Draws the site before and after in one map.
  void picture(std::uint32_t r, std::size_t number) {
    const ReviewRow& row = review_.rows[r];
    PlainPage::Layer old_land{"site before", "#9ecae1", {}}, new_land{"site after", "#a1d99b", {}},
        lost{"land that is no longer in the site", "#d55e00", {}},
        gained{"land that is new in the site", "#14573b", {}};
    Box window;
    for (const std::uint32_t site : row.before) old_land.areas.push_back(all_.before->sites[site]);
    for (const std::uint32_t site : row.after) new_land.areas.push_back(all_.after->sites[site]);
    for (const auto* layer : {&old_land, &new_land})
      for (const MultiPolygonView area : layer->areas) window.add(box_of(area));
    for (const std::uint32_t k : pieces_of_[r]) {
      const std::string& piece = all_.pieces->piece[k];
      (piece == "lost" || piece == "deleted" ? lost : gained).areas.push_back(all_.pieces->geometry[k]);
    }
    page_.begin(fmt::format("site-{}", number), title_of(row));
    page_.paragraph(sentence(row));
    page_.begin_maps();
    const auto map = [&](const char* when, PlainPage::Layer& land, PlainPage::Layer& piece) {
      if (land.areas.empty()) return page_.paragraph(fmt::format("{}: the site is not in the register.", when));
      std::vector<PlainPage::Layer> layers{land};
      if (!piece.areas.empty()) layers.push_back(piece);
      page_.map(fmt::format("{}, {}", title_of(row), when), window, layers, when);
    };
    map("Before", old_land, lost);
    map("After", new_land, gained);
    page_.end_maps();
    page_.end();
  }

  static std::string sentence(const ReviewRow& row) {
    std::string text = words(row);
    text[0] = static_cast<char>(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]);
    if (row.before.empty()) return fmt::format("{}: {} ha.", text, hectares(row.after_m2));
    if (row.after.empty()) return fmt::format("{}: it had {} ha.", text, hectares(row.before_m2));
    text += fmt::format(": {} ha before, {} ha after", hectares(row.before_m2), hectares(row.after_m2));
    if (!row.pair) return text + fmt::format("; they share {} ha.", hectares(row.shared_m2));
    text += fmt::format("; {} ha gained, {} ha lost", hectares(row.gained_m2), hectares(row.lost_m2));
    if (std::isfinite(row.moved_m) && row.moved_m > 0)
      text += fmt::format("; its outline moved by up to {} m", number_text(row.moved_m, 1));
    return text + ".";
  }

  void notes(std::size_t with_land) {
    page_.begin("notes", "How sites are compared");
    if (with_land > most_pictures)
      page_.alert(
          fmt::format("{} sites have land that changed; the first {} have pictures. All are in the table "
                      "above and in the GeoPackage.",
                      with_commas(static_cast<long long>(with_land)), most_pictures));
    page_.paragraph(
        "Sites are matched by their reference, then by their land, then by names that occur once. An outline counts as "
        "changed only if enough land differs and a corner moved: a register that was drawn or transformed anew differs "
        "everywhere by millimetres.");
    page_.paragraph(
        all_.issues == 0
            ? std::string("No problems were found in the data.")
            : fmt::format("Problems found in the data: {}. The table issues of the result lists them.", all_.issues));
    page_.end();
  }

  const RegisterPage& all_;
  const RegisterReview& review_;
  PlainPage page_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> pieces_of_;
};

}  // namespace

std::string register_html(const RegisterPage& page) { return PageOfRegister(page).written(); }

}  // namespace spatial
