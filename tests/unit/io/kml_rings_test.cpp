// SPDX-License-Identifier: MIT
#include "libspatial/io/kml_rings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace spatial {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string ring = "<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>";

TEST(KmlRings, GiveEachInnerRingAnElement) {
  const std::string text = "<kml><Placemark><name>a</name><Polygon><outerBoundaryIs>" + ring +
                           "</outerBoundaryIs><innerBoundaryIs>" + ring + "\n" + ring + ring +
                           "</innerBoundaryIs></Polygon></Placemark></kml>";
  const KmlRings found = kml_rings(text);
  EXPECT_EQ(found.moved, 2u);
  ASSERT_TRUE(found.mended.has_value());
  EXPECT_THAT(*found.mended, HasSubstr("<innerBoundaryIs>" + ring + "\n</innerBoundaryIs><innerBoundaryIs>" + ring +
                                       "</innerBoundaryIs><innerBoundaryIs>" + ring + "</innerBoundaryIs></Polygon>"));
  EXPECT_FALSE(kml_rings(*found.mended).mended.has_value());
}

TEST(KmlRings, KeepPrefixesCommentsAndData) {
  const std::string text =
      "<k:innerBoundaryIs id='a>b'><k:LinearRing/><k:LinearRing>x</k:LinearRing><!-- <LinearRing> "
      "--><![CDATA[<LinearRing>]]><k:LinearRing>y</k:LinearRing></k:innerBoundaryIs>";
  const KmlRings found = kml_rings(text);
  EXPECT_EQ(found.moved, 1u);
  EXPECT_THAT(found.mended.value_or(""), HasSubstr("</k:innerBoundaryIs><k:innerBoundaryIs><k:LinearRing>y"));
}

TEST(KmlRings, NameWhatLosesAnOuterRing) {
  const std::string two = "<Polygon><outerBoundaryIs>" + ring + ring + "</outerBoundaryIs></Polygon>",
                    good = "<Polygon><outerBoundaryIs>" + ring + "</outerBoundaryIs></Polygon>";
  const std::string apart = "<Polygon><outerBoundaryIs>" + ring + "</outerBoundaryIs><outerBoundaryIs>" + ring +
                            "</outerBoundaryIs></Polygon>";
  const KmlRings found = kml_rings("<Placemark><name>North</name>" + two + "</Placemark><Placemark><name>South</name>" +
                                   good + good + "</Placemark><Placemark>" + apart + "</Placemark>");
  EXPECT_THAT(found.unread, ElementsAre("North", ""));
  EXPECT_FALSE(found.mended.has_value());
}

/// Pieces of KML in any order, cut anywhere: nothing crashes, and what is mended stays so.
TEST(KmlRings, OfRandomText) {
  std::mt19937 random(1);
  const std::vector<std::string> pieces{"<innerBoundaryIs>",
                                        "</innerBoundaryIs>",
                                        "<LinearRing>",
                                        "</LinearRing>",
                                        "<outerBoundaryIs>",
                                        "<Polygon>",
                                        "</Polygon>",
                                        "<Placemark>",
                                        "<name>",
                                        "</name>",
                                        "<!--",
                                        "-->",
                                        "<![CDATA[",
                                        "]]>",
                                        "<",
                                        ">",
                                        "/",
                                        "\"",
                                        "<a b='",
                                        "x",
                                        "<?xml"};
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (unsigned k = random() % 30; k > 0; --k) text += pieces[random() % pieces.size()];
    const KmlRings found = kml_rings(text);
    if (found.mended) {
      EXPECT_FALSE(kml_rings(*found.mended).mended.has_value()) << text;
    }
  }
}

}  // namespace
}  // namespace spatial
