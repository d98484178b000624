// SPDX-License-Identifier: MIT
#include "libspatial/report/colours.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <sstream>
#include <string>

#include "libspatial/report/comparison_page.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/styles.hpp"

namespace spatial {
namespace {

/// sRGB, 0–255 each.
struct Rgb {
  double red = 0, green = 0, blue = 0;
};
/// CIE L*a*b* under D65.
struct Lab {
  double lightness = 0, a = 0, b = 0;
};

/// "140,81,10" or "#8c510a".
Rgb rgb_of(const std::string& text) {
  Rgb colour;
  if (text.starts_with('#')) {
    const long hex = std::stol(text.substr(1), nullptr, 16);
    return {static_cast<double>(hex >> 16), static_cast<double>(hex >> 8 & 255), static_cast<double>(hex & 255)};
  }
  std::istringstream in(text);
  char comma = 0;
  in >> colour.red >> comma >> colour.green >> comma >> colour.blue;
  EXPECT_TRUE(in) << text;
  return colour;
}

/// Sources: IEC 61966-2-1 (sRGB), CIE 15 (L*a*b*).
Lab lab_of(const Rgb& colour) {
  const auto linear = [](double v) {
    return v / 255 <= 0.04045 ? v / 255 / 12.92 : std::pow((v / 255 + 0.055) / 1.055, 2.4);
  };
  const auto folded = [](double t) {
    constexpr double edge = 6.0 / 29;
    return t > edge * edge * edge ? std::cbrt(t) : t / (3 * edge * edge) + 4.0 / 29;
  };
  const double r = linear(colour.red), g = linear(colour.green), b = linear(colour.blue);
  const double x = folded((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const double y = folded(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
  const double z = folded((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// CIEDE2000 (Sharma, Wu & Dalal 2005).
double delta_e(const Lab& x, const Lab& y) {
  constexpr double pi = std::numbers::pi, degree = pi / 180;
  const double mean_chroma = (std::hypot(x.a, x.b) + std::hypot(y.a, y.b)) / 2;
  const double c7 = std::pow(mean_chroma, 7), g = 0.5 * (1 - std::sqrt(c7 / (c7 + std::pow(25.0, 7))));
  const double ax = (1 + g) * x.a, ay = (1 + g) * y.a, cx = std::hypot(ax, x.b), cy = std::hypot(ay, y.b);
  const auto hue = [&](double a, double b) {
    return a == 0 && b == 0 ? 0 : std::fmod(std::atan2(b, a) + 2 * pi, 2 * pi);
  };
  const double hx = hue(ax, x.b), hy = hue(ay, y.b);
  double dh = cx * cy == 0 ? 0 : hy - hx;
  if (dh > pi) dh -= 2 * pi;
  if (dh < -pi) dh += 2 * pi;
  const double dl = y.lightness - x.lightness, dc = cy - cx, dbig = 2 * std::sqrt(cx * cy) * std::sin(dh / 2);
  const double l = (x.lightness + y.lightness) / 2, c = (cx + cy) / 2;
  double h = hx + hy;
  if (cx * cy != 0) h = std::abs(hx - hy) <= pi ? h / 2 : (h < 2 * pi ? h / 2 + pi : h / 2 - pi);
  const double t = 1 - 0.17 * std::cos(h - 30 * degree) + 0.24 * std::cos(2 * h) + 0.32 * std::cos(3 * h + 6 * degree) -
                   0.20 * std::cos(4 * h - 63 * degree);
  const double sl = 1 + 0.015 * std::pow(l - 50, 2) / std::sqrt(20 + std::pow(l - 50, 2)), sc = 1 + 0.045 * c,
               sh = 1 + 0.015 * c * t;
  const double turn = 30 * degree * std::exp(-std::pow((h / degree - 275) / 25, 2));
  const double rt = -std::sin(2 * turn) * 2 * std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + std::pow(25.0, 7)));
  return std::sqrt(std::pow(dl / sl, 2) + std::pow(dc / sc, 2) + std::pow(dbig / sh, 2) + rt * dc / sc * dbig / sh);
}

enum class Vision { normal, protan, deutan };

/// What a dichromat sees (Viénot, Brettel & Mollon 1999), in linear RGB.
Rgb seen(const Rgb& colour, Vision vision) {
  if (vision == Vision::normal) return colour;
  const auto linear = [](double v) {
    return v / 255 <= 0.04045 ? v / 255 / 12.92 : std::pow((v / 255 + 0.055) / 1.055, 2.4);
  };
  const auto shown = [](double v) {
    v = std::min(1.0, std::max(0.0, v));
    return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055);
  };
  const double r = linear(colour.red), g = linear(colour.green), b = linear(colour.blue);
  const bool protan = vision == Vision::protan;
  const double yellow = protan ? 0.11238 * r + 0.88762 * g : 0.29275 * r + 0.70725 * g;
  const double blue = protan ? 0.00401 * r - 0.00401 * g + b : -0.02234 * r + 0.02234 * g + b;
  return {shown(yellow), shown(yellow), shown(blue)};
}

TEST(Colours, DeltaEAgreesWithThePublishedPairs) {
  EXPECT_NEAR(delta_e({50, 2.6772, -79.7751}, {50, 0, -82.7485}), 2.0425, 1e-4);
  EXPECT_NEAR(delta_e({50, 2.5, 0}, {73, 25, -18}), 27.1492, 1e-4);
  EXPECT_NEAR(delta_e({2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}), 0.9082, 1e-4);
}

TEST(Colours, LabOfKnownColours) {
  EXPECT_NEAR(lab_of(rgb_of("255,0,0")).lightness, 53.24, 0.01);
  EXPECT_NEAR(lab_of(rgb_of("#ffffff")).lightness, 100, 1e-4);
  EXPECT_NEAR(lab_of(rgb_of("#0000ff")).b, -107.86, 0.01);
}

constexpr std::array networks_shipped{
    "woodland", "grassland_calcareous", "grassland_neutral", "grassland_acid", "heathland",
    "wetland",  "freshwater",           "grazing_marsh",     "orchard",        "pollinators"};

TEST(Colours, NeighboursInTheLegendOfTheMapStayApartForEverybody) {
  std::vector<HabitatNetwork> networks;
  const auto add = [&](const std::string& id) {
    HabitatNetwork network;
    network.profile.id = network.profile.title = id;
    networks.push_back(std::move(network));
  };
  for (const char* id : networks_shipped) add(id);
  for (const char* id : {"own_1", "own_2", "own_3", "own_4", "own_5", "own_6"}) add(id);
  const std::vector<Domain> domains = opportunity_domains(networks);
  const auto legend = legend_colours(opportunity_map_table({}, {}), domains);
  ASSERT_EQ(legend.size(), networks.size() * 5);
  for (std::size_t k = 0; k + 1 < legend.size(); ++k)
    for (const Vision vision : {Vision::normal, Vision::protan, Vision::deutan})
      if (!legend[k + 1].first.ends_with("1_top_5") ||
          !legend[k].first.ends_with("restore")) {  // hatched, not a colour
        EXPECT_GE(
            delta_e(lab_of(seen(rgb_of(legend[k].second), vision)), lab_of(seen(rgb_of(legend[k + 1].second), vision))),
            20)
            << legend[k].first << " and " << legend[k + 1].first;
      }
}

TEST(Colours, TheBestClassTellsItsNetwork) {
  const Lab black = lab_of(rgb_of("0,0,0"));
  for (std::size_t i = 0; i < networks_shipped.size(); ++i) {
    const Lab own = lab_of(rgb_of(std::string(ramp_of(networks_shipped[i], 0)[0])));
    EXPECT_GE(delta_e(own, black), 15) << networks_shipped[i] << " looks black";
    EXPECT_GE(std::hypot(own.a, own.b), 14) << networks_shipped[i] << " looks grey";
    for (std::size_t k = 0; k < i; ++k)
      EXPECT_GE(delta_e(own, lab_of(rgb_of(std::string(ramp_of(networks_shipped[k], 0)[0])))), 9)
          << networks_shipped[i] << " and " << networks_shipped[k];
  }
}

TEST(Colours, ThePictureOfAComparisonIsReadByEverybody) {
  const auto colours = comparison_colours();
  ASSERT_EQ(colours.size(), 5u);
  for (std::size_t i = 0; i < colours.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      for (const Vision vision : {Vision::normal, Vision::protan, Vision::deutan})
        EXPECT_GE(
            delta_e(lab_of(seen(rgb_of(colours[i].second), vision)), lab_of(seen(rgb_of(colours[k].second), vision))),
            20)
            << colours[i].first << " and " << colours[k].first;
}

}  // namespace
}  // namespace spatial
