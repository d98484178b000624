// SPDX-License-Identifier: MIT
// What lnrs makes of damaged files: it says so, or the result is right. Copies of a small county are damaged in six
// ways, from seeds; whatever comes out with exit 0 must be the undamaged county's result, unless the damage can be seen
// by nobody: an attribute with another value, or a coordinate that stays inside the box that the file states for its
// geometry.
#include <gmock/gmock.h>
#include <ogr_api.h>
#include <sqlite3.h>

#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <random>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;

constexpr double x0 = 430000, y0 = 210000;
constexpr std::size_t header_bytes = 100;

std::string star_wkt(std::mt19937_64& random, double x, double y, double radius) {
  const int corners = 20 + static_cast<int>(random() % 300);  // large ones reach over several pages of the file
  std::string ring, first;
  for (int k = 0; k < corners; ++k) {
    const double angle = 2 * M_PI * k / corners, r = radius * (0.4 + 0.6 * static_cast<double>(random() % 1000) / 1000);
    const std::string corner = std::to_string(x + r * std::cos(angle)) + " " + std::to_string(y + r * std::sin(angle));
    if (k == 0) first = corner;
    ring += corner + ",";
  }
  return "POLYGON((" + ring + first + "))";
}

/// A square whose sides have many points, so that most of the file is coordinates.
std::string square_of_many_points(double x, double y, double side) {
  constexpr int steps = 20;
  std::string ring;
  const double corner_x[] = {x, x + side, x + side, x, x}, corner_y[] = {y, y, y + side, y + side, y};
  for (int c = 0; c < 4; ++c)
    for (int k = 0; k < steps; ++k) {
      const double share = static_cast<double>(k) / steps;
      ring += std::to_string(corner_x[c] + share * (corner_x[c + 1] - corner_x[c])) + " " +
              std::to_string(corner_y[c] + share * (corner_y[c + 1] - corner_y[c])) + ",";
    }
  return "POLYGON((" + ring + std::to_string(x) + " " + std::to_string(y) + "))";
}

/// Habitats on a grid, a few BOAs, wildlife sites and planning sites.
void write_county(const std::filesystem::path& folder) {
  std::mt19937_64 random(11);
  const char* codes[] = {"w1f", "g3a", "g4", "c1c", "h2a", "u1b"};
  FixtureLayer habitat{"habitat", "EPSG:27700", "Polygon", {"ref", "class"}, {}};
  for (int i = 0; i < 100; ++i) {
    const double x = x0 + 200 * (i % 10), y = y0 + 200 * (i / 10);
    habitat.rows.push_back({i % 7 == 3 ? star_wkt(random, x + 100, y + 100, 99) : square_of_many_points(x, y, 200),
                            {"H" + std::to_string(i), codes[random() % 6]}});
  }
  FixtureLayer boa{"boa",
                   "EPSG:27700",
                   "Polygon",
                   {"ref", "name"},
                   {{star_wkt(random, x0 + 600, y0 + 600, 700), {"B1", "Vale"}},
                    {star_wkt(random, x0 + 1400, y0 + 1300, 600), {"B2", "Down"}}}};
  FixtureLayer lws{"lws", "EPSG:27700", "Polygon", {"ref", "name"}, {}},
      site{"site", "EPSG:27700", "Polygon", {"reference"}, {}};
  for (int i = 0; i < 12; ++i)
    lws.rows.push_back(
        {star_wkt(random, x0 + 100 + 150 * i, y0 + 300 + 90 * i, 80), {"L" + std::to_string(i), "Site"}});
  for (int i = 0; i < 4; ++i)
    site.rows.push_back(
        {square_of_many_points(x0 + 350 + 400 * i, y0 + 420 + 300 * i, 130), {"A" + std::to_string(i)}});
  write_fixture(folder / "whole.gpkg", "GPKG", {habitat, boa, lws, site});
  write_file(
      folder / "county.toml",
      "[project]\nname = \"Test county\"\ndate = \"2026-03-31\"\n"
      "[layers.habitat]\nlayer = \"county.gpkg#habitat\"\nid = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n"
      "[layers.lws]\nlayer = \"county.gpkg#lws\"\nid = \"ref\"\nname = \"name\"\nwhere = \"ref LIKE 'L%'\"\n"
      "[layers.boa]\nlayer = \"county.gpkg#boa\"\nid = \"ref\"\nname = \"name\"\n");
}

struct Damaged {
  std::string bytes, kind;
};

/// Another seed is other damage: one bit, sixty bytes, a page of zeros, two pages exchanged, a cut, a byte of the
/// file's header.
Damaged damaged_copy(std::string bytes, std::uint64_t seed) {
  constexpr std::size_t page = 4096;
  std::mt19937_64 random(seed * 7919 + 17);
  const std::size_t pages = bytes.size() / page;
  const auto any_page = [&] { return 1 + random() % (pages - 1); };
  const auto flip = [&] { bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8); };
  switch (seed % 6) {
    case 0:
      flip();
      return {std::move(bytes), "one bit"};
    case 1:
      for (int k = 0; k < 60; ++k)
        bytes[header_bytes + random() % (bytes.size() - header_bytes)] = static_cast<char>(random());
      return {std::move(bytes), "sixty bytes"};
    case 2:
      bytes.replace(any_page() * page, page, page, '\0');
      return {std::move(bytes), "zeroed page"};
    case 3: {
      const std::size_t a = any_page() * page, b = any_page() * page;
      std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(a),
                       bytes.begin() + static_cast<std::ptrdiff_t>(a + page),
                       bytes.begin() + static_cast<std::ptrdiff_t>(b));
      return {std::move(bytes), a == b ? "nothing" : "exchanged pages"};
    }
    case 4:
      bytes.resize(1 + random() % (bytes.size() - 1));
      return {std::move(bytes), "cut"};
    default:
      bytes[random() % header_bytes] = static_cast<char>(random());
      return {std::move(bytes), "file header"};
  }
}

struct Row {
  std::string attributes;
  bool has_geometry = false;
  OGREnvelope box{};
};

/// The rows of a layer by this test's own reading; empty if SQLite cannot read them all.
std::map<std::int64_t, Row> rows_of(const std::filesystem::path& file, const std::string& layer) {
  std::map<std::int64_t, Row> rows;
  sqlite3* raw = nullptr;
  sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(raw, sqlite3_close);
  sqlite3_stmt* query = nullptr;
  if (sqlite3_prepare_v2(raw, ("SELECT * FROM " + layer + " ORDER BY fid").c_str(), -1, &query, nullptr) != SQLITE_OK)
    return {};
  int code = 0;
  while ((code = sqlite3_step(query)) == SQLITE_ROW) {
    Row& row = rows[sqlite3_column_int64(query, 0)];
    for (int c = 2; c < sqlite3_column_count(query); ++c)
      if (const auto* text = sqlite3_column_text(query, c))
        row.attributes += reinterpret_cast<const char*>(text) + std::string("|");
    constexpr int envelope_end = 8 + 32;  // GDAL writes an XY envelope for every polygon
    const auto* blob = static_cast<const unsigned char*>(sqlite3_column_blob(query, 1));
    OGRGeometryH geometry = nullptr;
    if (blob != nullptr && sqlite3_column_bytes(query, 1) > envelope_end)
      OGR_G_CreateFromWkb(blob + envelope_end, nullptr, &geometry, sqlite3_column_bytes(query, 1) - envelope_end);
    row.has_geometry = geometry != nullptr;
    if (geometry != nullptr) OGR_G_GetEnvelope(geometry, &row.box);
    OGR_G_DestroyGeometry(geometry);
  }
  sqlite3_finalize(query);
  return code == SQLITE_DONE ? rows : std::map<std::int64_t, Row>{};
}

/// True if no check could have seen how the copy differs: all features are there and in their boxes, and something of
/// them differs.
bool cannot_be_seen(const std::filesystem::path& whole, const std::filesystem::path& copy) {
  for (const char* layer : {"habitat", "boa", "lws", "site"}) {
    const auto right = rows_of(whole, layer), found = rows_of(copy, layer);
    if (right.size() != found.size()) return false;
    for (const auto& [fid, row] : right) {
      const auto other = found.find(fid);
      if (other == found.end() || !other->second.has_geometry) return false;
      const OGREnvelope &a = row.box, &b = other->second.box;
      if (std::max({std::abs(a.MinX - b.MinX), std::abs(a.MinY - b.MinY), std::abs(a.MaxX - b.MaxX),
                    std::abs(a.MaxY - b.MaxY)}) > 0.001)
        return false;
    }
  }
  return read_file(whole) != read_file(copy);
}

struct Command {
  std::vector<std::string> words;
  std::vector<std::string> results;  ///< files
  std::string expected;
};

class DamagedGeoPackage : public testing::Test {
 protected:
  DamagedGeoPackage() { write_county(folder_.path()); }

  ToolRun run(const Command& command) const {
    std::vector<std::string> words = command.words;
    for (const char* word : {"--threads", "1", "-q", "--overwrite"}) words.emplace_back(word);
    return run_tool(words, folder_.path());
  }
  std::string results(const Command& command) const {
    std::string text;
    for (const std::string& file : command.results)
      text += file + "\n" + (std::filesystem::exists(folder_ / file) ? read_file(folder_ / file) : "none");
    return text;
  }

  TempDir folder_;
};

TEST_F(DamagedGeoPackage, IsRefusedOrReadRightInTwoHundredCopies) {
  std::vector<Command> commands{
      {{"dissolve", "county.gpkg#habitat", "--by", "class", "-o", "o.geojson"}, {"o.geojson"}, {}},
      {{"overlay", "union", "county.gpkg#habitat", "county.gpkg#boa", "county.gpkg#lws", "-o", "u.geojson"},
       {"u.geojson"},
       {}},
      {{"near", "county.gpkg#site", "county.gpkg#lws", "-o", "n.csv"}, {"n.csv"}, {}},
      {{"sites", "county.toml", "--sites", "county.gpkg#site", "--no-connectivity", "-o", "s.gpkg", "--csv", "s"},
       {"s/sites.csv", "s/site_features.csv"},
       {}},
      {{"opportunities", "county.toml", "-o", "m.gpkg", "--csv", "m"},
       {"m/opportunity_areas.csv", "m/boa_summary.csv"},
       {}},
  };
  const std::string bytes = read_file(folder_ / "whole.gpkg");
  write_file(folder_ / "county.gpkg", bytes);
  for (Command& command : commands) {
    const ToolRun whole = run(command);
    ASSERT_EQ(whole.exit_code, 0) << command.words[0] << whole.err;
    command.expected = results(command);
    EXPECT_THAT(command.expected, testing::Not(HasSubstr(",none,"))) << command.words[0];
  }
  std::map<std::string, int> rejected, same, unseen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Damaged damage = damaged_copy(bytes, seed);
    const Command& command = commands[seed % 9 == 8 ? 4 : seed / 6 % 4];
    write_file(folder_ / "county.gpkg", damage.bytes);
    const ToolRun done = run(command);
    if (done.exit_code == 3) {
      EXPECT_THAT(done.err, HasSubstr("county.gpkg")) << seed;
      ++rejected[damage.kind];
    } else {
      ASSERT_EQ(done.exit_code, 0) << "seed " << seed << ", " << damage.kind << ", " << command.words[0] << ": "
                                   << done.err;
      if (results(command) == command.expected) {
        ++same[damage.kind];
        continue;
      }
      EXPECT_TRUE(cannot_be_seen(folder_ / "whole.gpkg", folder_ / "county.gpkg"))
          << "seed " << seed << ", " << damage.kind << ", " << command.words[0] << ": a wrong result without a word";
      ++unseen[damage.kind];
    }
  }
  EXPECT_GT(rejected["zeroed page"] + rejected["exchanged pages"] + rejected["cut"], 60);
  EXPECT_GT(rejected["sixty bytes"], 20);
  EXPECT_EQ(unseen["zeroed page"] + unseen["exchanged pages"] + unseen["cut"] + unseen["file header"], 0);
}

}  // namespace
}  // namespace spatial::test
