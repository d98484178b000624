// SPDX-License-Identifier: MIT
#include "libspatial/report/site_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/sha256.hpp"
#include "tests/support/site_reports.hpp"

namespace spatial {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// What stands between a tag that opens and the one that closes it, for every such element.
std::vector<std::string> contents(const std::string& page, const std::string& open, const std::string& close) {
  std::vector<std::string> found;
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
    const std::size_t start = at + open.size(), end = page.find(close, start);
    found.push_back(page.substr(start, end - start));
  }
  return found;
}

TEST(SiteReport, IsTheSameEveryTime) {
  EXPECT_EQ(html_report(test::drawn_report(12)), html_report(test::drawn_report(12)));
}

TEST(SiteReport, HasASectionAndARowForEverySite) {
  const std::string page = html_report(test::drawn_report(12));
  EXPECT_EQ(count_of(page, "<article class=site"), 12U);
  for (int s = 1; s <= 12; ++s) EXPECT_EQ(count_of(page, "href=#s" + std::to_string(s) + ">"), 1U) << s;
  EXPECT_EQ(count_of(page, "role=img"), 11U) << "a map for each site that could be checked";
  EXPECT_THAT(page, HasSubstr("not checked: the outline has no area"));
}

TEST(SiteReport, ItsPolicyNamesExactlyItsStylesAndScripts) {
  const std::string page = html_report(test::drawn_report(3));
  std::set<std::string> stated, real;
  const std::regex hash("'(sha256-[A-Za-z0-9+/=]+)'");
  const std::string policy = contents(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"").at(0);
  for (std::sregex_iterator it(policy.begin(), policy.end(), hash), end; it != end; ++it) stated.insert((*it)[1]);
  for (const std::string& text : contents(page, "<style>", "</style>"))
    real.insert("sha256-" + base64_of(sha256(text)));
  for (const std::string& text : contents(page, "<script>", "</script>"))
    real.insert("sha256-" + base64_of(sha256(text)));
  EXPECT_EQ(stated, real);
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_EQ(page.find('\r'), std::string::npos) << "browsers would hash a line feed instead";
  EXPECT_FALSE(std::regex_search(page.substr(0, page.find("<script")), std::regex("\\s(style|on[a-z]+)=\"")));
}

TEST(SiteReport, NoTextBecomesMarkup) {
  const std::string page = html_report(test::hostile_report());
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
  const std::string harmless = html_report(test::drawn_report(5));
  EXPECT_EQ(count_of(page, "<script"), count_of(harmless, "<script"));
  const std::vector<std::string> settings = contents(page, "id=\"settings\">", "</script>");
  ASSERT_EQ(settings.size(), 1U);
  EXPECT_EQ(settings[0].find_first_of("<>&"), std::string::npos);
  EXPECT_THAT(settings[0], HasSubstr("\\u003c/script\\u003e"));
}

TEST(SiteReport, AThousandSitesFitIntoFiveMegabytes) {
  const std::string page = html_report(test::drawn_report(1000));
  EXPECT_LT(page.size(), 5'000'000U);
  EXPECT_EQ(count_of(page, "role=img"), 980U);
}

TEST(SiteReport, RefusesRowsThatPointNowhere) {
  SiteReport report = test::drawn_report(1);
  report.sites[0].relations[0].feature = 9999;
  EXPECT_THROW(html_report(report), Error);
  report = test::drawn_report(1);
  report.sites[0].relations[0].shape = 9999;
  EXPECT_THROW(html_report(report), Error);
}

TEST(SiteReport, SummariesDoNotRepeatTheirHeadings) {
  SiteReport report = test::drawn_report(1);
  report.sites[0].summary = {{"Designated sites", "Designated sites: none within 1000 m."},
                             {"Designated sites", "Advice may be needed."}};
  EXPECT_THAT(html_report(report), HasSubstr("<dt>Designated sites<dd>None within 1000 m.<dd>Advice may be needed."));
}

TEST(SiteReport, SaysOnceWhatEverySiteSays) {
  SiteReport report = test::drawn_report(30);
  const std::string sentence = "This says what is mapped, not what is there";
  EXPECT_EQ(count_of(html_report(report), sentence), 1U);
  report.sites[5].summary.pop_back();
  EXPECT_EQ(count_of(html_report(report), sentence), 28U)
      << "not the site without it, nor the one that was not checked";
}

TEST(SiteReport, OfNothingIsStillAPage) {
  const std::string page = html_report({});
  EXPECT_THAT(page, HasSubstr("0 sites"));
  EXPECT_THAT(page, HasSubstr("</html>"));
}

}  // namespace
}  // namespace spatial
