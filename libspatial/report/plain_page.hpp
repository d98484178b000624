// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial {

/// A web page with headings, sentences, tables and maps in the style of the site report. It is one file that needs no
/// network and no script; its guarantees about escaping and reproducible bytes are those of html_report
/// (report/site_report.hpp).
///
///   PlainPage page("30 by 30", "county.toml", version);
///   page.begin("account", "Account");
///   page.table("By authority", {{"Authority"}, {"Area (ha)", true}}, rows);
///   page.end();
///   write(page.done());
///
/// Not thread-safe.
class PlainPage {
 public:
  struct Head {
    std::string title;
    bool number = false;  ///< its cells are right-aligned
    bool wide = false;    ///< left out on a phone
  };
  /// What a map draws in one colour.
  struct Layer {
    std::string label;
    std::string colour;  ///< "#rrggbb"
    std::vector<MultiPolygonView> areas;
    bool outline = false;  ///< only the edge
    bool edges = true;     ///< a thin line around each area
  };

  PlainPage(std::string title, std::string subtitle, std::string version)
      : title_(std::move(title)), subtitle_(std::move(subtitle)), version_(std::move(version)) {}

  void begin(std::string_view id, std::string_view heading);
  void end() { body_ += "</section>\n"; }
  void paragraph(std::string_view text);
  void alert(std::string_view text);
  /// Key figures at the top: name and value.
  void facts(const std::vector<std::pair<std::string, std::string>>& facts);
  /// The first cell of each row is its heading.
  void table(std::string_view caption, const std::vector<Head>& heads,
             const std::vector<std::vector<std::string>>& rows);
  /// A map of the window with its key; `label` describes it in words. Layers are drawn in the given order. `title` is
  /// placed under the map, before its key.
  void map(std::string_view label, const Box& window, const std::vector<Layer>& layers, std::string_view title = {});
  /// Maps between these two calls are placed side by side if there is room.
  void begin_maps() { body_ += "<div class=maps>"; }
  void end_maps() { body_ += "</div>"; }
  /// Terms and what they mean.
  void notes(const std::vector<std::pair<std::string, std::string>>& notes);

  /// Returns the whole page.
  std::string done() const;

 private:
  std::string title_, subtitle_, version_, body_, style_;
  std::size_t maps_ = 0;
};

}  // namespace spatial
