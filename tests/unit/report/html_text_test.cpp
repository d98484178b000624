// SPDX-License-Identifier: MIT
#include "libspatial/report/html_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace spatial {
namespace {

constexpr const char* bad = "\xEF\xBF\xBD";

TEST(HtmlText, EscapesWhatHasAMeaning) {
  EXPECT_EQ(escaped_html("<a href=\"x\" title='y'>&"), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(escaped_html("Brown\xE2\x80\x99s Folly \xF0\x9F\x8C\xB3"), "Brown\xE2\x80\x99s Folly \xF0\x9F\x8C\xB3");
}

TEST(HtmlText, ReplacesBytesThatAreNoText) {
  const std::string r = bad;
  EXPECT_EQ(escaped_html("a\xFFz"), "a" + r + "z");
  EXPECT_EQ(escaped_html("a\xC3"), "a" + r);           // ends early
  EXPECT_EQ(escaped_html("\xC0\xBC"), r + r);          // "<" in two bytes
  EXPECT_EQ(escaped_html("\xED\xA0\x80"), r + r + r);  // half of a pair
  EXPECT_EQ(escaped_html(std::string("a\0b\x1B\r", 5)), "a" + r + "b" + r + r);
  EXPECT_EQ(escaped_html("a\xE2\x80\xAE"
                         "b"),
            "a" + r + "b");  // turns the direction of writing
  EXPECT_EQ(escaped_html("tab\tline\n"), "tab\tline\n");
}

TEST(HtmlText, PagesAreAscii) {
  EXPECT_EQ(ascii_html("<b>Brown\xE2\x80\x99s</b> \xF0\x9F\x8C\xB3\xFF!"), "<b>Brown&#8217;s</b> &#127795;&#65533;!");
  EXPECT_EQ(ascii_html(""), "");
  EXPECT_EQ(json_text("Caff\xC3\xA9 \xF0\x9F\x8C\xB3"), "\"Caff\\u00e9 \\ud83c\\udf33\"");
}

TEST(HtmlText, JsonCannotEndItsElement) {
  EXPECT_EQ(json_text("</script>&\"\\\n\xE2\x80\xA8"), "\"\\u003c/script\\u003e\\u0026\\\"\\\\\\n\\u2028\"");
}

TEST(HtmlText, NumbersReadWell) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(hectares_text(12'345'678.9), "1,234.57");
  EXPECT_EQ(hectares_text(12.3), "0.0012");
  EXPECT_EQ(hectares_text(0), "0.00");
  EXPECT_EQ(hectares_text(nan), "\xE2\x80\x93");
  EXPECT_EQ(percent_text(0.12345), "12.3");
  EXPECT_EQ(percent_text(0.0001),
            "&lt;\xC2\xA0"
            "0.1");
  EXPECT_EQ(percent_text(0), "0.0");
  EXPECT_EQ(metres_text(0), "0");
  EXPECT_EQ(metres_text(9.87), "9.9");
  EXPECT_EQ(metres_text(1234.5), "1,234");
  EXPECT_EQ(number_text(-0.001, 2), "0.00");
  EXPECT_EQ(number_text(-1234567, 0), "-1,234,567");
  EXPECT_EQ(number_text(999999, 0), "999,999");
}

}  // namespace
}  // namespace spatial
