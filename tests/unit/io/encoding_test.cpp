// SPDX-License-Identifier: MIT
// Text of Shapefiles in every spelling of .cpg and byte of language.
#include "libspatial/io/encoding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/read.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Executor one_thread{1, Backend::serial, nullptr};

TEST(Encoding, NamesInEverySpelling) {
  for (const char* name :
       {"1252", "CP1252", "cp-1252", "ANSI 1252", "ansi_1252", "Windows-1252", "WIN1252", "windows 1252\r\n",
        "\xEF\xBB\xBF"
        "1252",
        "8859-1", "ISO-8859-1", "ISO 8859-1", "88591", "iso88591", "latin1", "28591", "ASCII", "20127", " 1252 "})
    EXPECT_EQ(encoding_named(name), "CP1252") << name;
  for (const char* name : {"UTF-8", "UTF8", "utf-8\n", "65001", "CP65001"})
    EXPECT_EQ(encoding_named(name), "UTF-8") << name;
  for (const char* name : {"8859-15", "885915", "ISO-8859-15", "ISO8859_15", "iso 8859-15", "28605", "latin9"})
    EXPECT_EQ(encoding_named(name), "ISO-8859-15") << name;
  EXPECT_EQ(encoding_named("1258"), "CP1258");
  EXPECT_EQ(encoding_named("OEM 850"), "CP850");
  EXPECT_EQ(encoding_named("IBM437"), "CP437");
  EXPECT_EQ(encoding_named("GBK"), "CP936");
  for (const char* name : {"", " ", "\r\n", "\t"}) EXPECT_EQ(encoding_named(name), "") << name;
  for (const char* name : {"foo", "99999", "8859-12", "12520000000000000"})
    EXPECT_EQ(encoding_named(name), std::nullopt) << name;
}

TEST(Encoding, OfLanguageBytes) {
  EXPECT_EQ(encoding_of_language_byte(0x57), "");
  EXPECT_EQ(encoding_of_language_byte(0x00), "");
  EXPECT_EQ(encoding_of_language_byte(0x03), "CP1252");
  EXPECT_EQ(encoding_of_language_byte(0x01), "CP437");
  EXPECT_EQ(encoding_of_language_byte(0xC8), "CP1250");
  for (int byte = 0; byte < 256; ++byte)
    TextEncoding(encoding_of_language_byte(static_cast<std::uint8_t>(byte))).decoded("abc\xE9");
}

TEST(Encoding, KeepsLastLettersOfPagesThatCombine) {
  const TextEncoding vietnamese("CP1258");
  EXPECT_EQ(vietnamese.decoded("Caf\xE9").text, "Café");
  EXPECT_EQ(vietnamese.decoded("name").text, "name");
  EXPECT_EQ(TextEncoding("CP1252").decoded("St Mary\x92s \x96 m\xB2").text, "St Mary’s – m²");
}

TEST(Encoding, SaysWhatItLoses) {
  const TextEncoding::Decoded decoded = TextEncoding("CP1252").decoded("a\x81z\xE9");
  EXPECT_EQ(decoded.text, "a\xEF\xBF\xBDzé");
  EXPECT_EQ(decoded.lost, 1u);
  EXPECT_TRUE(TextEncoding("CP1252").decoded("caf\xC3\xA9").was_utf8);
  EXPECT_TRUE(TextEncoding("UTF-8").decoded("caf\xE9").was_1252);
}

/// A fixed series of random bytes: nothing crashes, the result is UTF-8, and letters without loss come back.
TEST(Encoding, OfRandomBytes) {
  std::mt19937 random(1);
  for (const char* name : {"CP1252", "CP1258", "CP850", "ISO-8859-15", "CP932", "CP936", "CP949", "BIG5", "GB18030",
                           "KOI8-R", "UTF-8", ""}) {
    const TextEncoding encoding(name);
    for (int i = 0; i < 500; ++i) {
      std::string bytes(random() % 40, ' ');
      for (char& c : bytes) c = static_cast<char>(random() % 256);
      const TextEncoding::Decoded decoded = encoding.decoded(bytes);
      const TextEncoding::Decoded again = TextEncoding("UTF-8").decoded(decoded.text);
      EXPECT_EQ(again.text, decoded.text) << name;
      EXPECT_FALSE(again.was_1252) << name;
    }
  }
}

/// A Shapefile with a text in bytes of its own, and a field name.
class Shapefile {
 public:
  Shapefile(const std::string& text, std::uint8_t language, const std::optional<std::string>& cpg,
            const std::string& field = "name") {
    test::write_fixture(dir_ / "a.shp", "ESRI Shapefile",
                        {{"a",
                          "EPSG:27700",
                          "Polygon",
                          {"xxxx", "code"},
                          {{test::square_wkt(0, 0, 100), {std::string(text.size(), 'y'), "A1"}},
                           {test::square_wkt(1000, 0, 100), {"plain", "B2"}}}}});
    std::string dbf = test::read_file(dir_ / "a.dbf");
    dbf[29] = static_cast<char>(language);
    dbf.replace(dbf.find("xxxx"), 4, field);
    dbf.replace(dbf.find(std::string(text.size(), 'y')), text.size(), text);
    test::write_file(dir_ / "a.dbf", dbf);
    std::filesystem::remove(dir_ / "a.cpg");
    if (cpg) test::write_file(dir_ / "a.cpg", *cpg);
  }
  RawLayer read(const std::string& field = "name", const std::string& where = {}) const {
    ReadOptions options;
    options.extra_fields = {field};
    options.where = where;
    return read_layer({dir_ / "a.shp", {}}, Role::habitat, options, one_thread).layer;
  }
  std::string text(const std::string& field = "name") const { return read(field).extra[0].text(0); }

 private:
  TempDir dir_;
};

TEST(ShapefileText, IsReadWholeInEveryCombination) {
  struct Given {
    const char* bytes;
    std::uint8_t language;
    std::optional<std::string> cpg;
    const char* right;
  };
  const std::string windows = "Ynys M\xF4n \x96 Caf\xE9", right = "Ynys Môn – Café";
  for (const Given& given : {Given{windows.c_str(), 0, "1252", right.c_str()},
                             {windows.c_str(), 0, "1258", right.c_str()},
                             {windows.c_str(), 0, " ", right.c_str()},
                             {windows.c_str(), 0x57, std::nullopt, right.c_str()},
                             {windows.c_str(), 0x03, std::nullopt, right.c_str()},
                             {windows.c_str(), 0, std::nullopt, right.c_str()},
                             {windows.c_str(), 0x57, "ANSI 1252", right.c_str()},
                             {windows.c_str(), 0, "8859-1", right.c_str()},
                             {windows.c_str(), 0, "nonsense", right.c_str()},
                             {windows.c_str(), 0, "UTF-8", right.c_str()},
                             {right.c_str(), 0, "UTF8", right.c_str()},
                             {right.c_str(), 0x57, std::nullopt, right.c_str()},
                             {right.c_str(), 0x03, "1252", right.c_str()},
                             {"Ynys M\x93n", 0x02, std::nullopt, "Ynys Môn"},
                             {"Ynys M\x93n", 0x57, "850", "Ynys Môn"},
                             {"5 \xA4", 0, "8859-15", "5 €"},
                             {"\xCF\xF0\xE8\xE2\xE5\xF2", 0xC9, std::nullopt, "Привет"}}) {
    const Shapefile file(given.bytes, given.language, given.cpg);
    EXPECT_EQ(file.text(), given.right) << given.cpg.value_or("no .cpg") << " " << int{given.language};
    EXPECT_EQ(file.text("code"), "A1") << given.cpg.value_or("no .cpg");
  }
}

TEST(ShapefileText, OfFieldNamesAndFiltersToo) {
  const Shapefile file("Caf\xE9", 0, "1258",
                       "n\xE9"
                       "e_");
  EXPECT_EQ(file.text("née_"), "Café");
  EXPECT_THAT(file.read("née_", "\"née_\" = 'Café'").fid, ElementsAre(0));
  EXPECT_THAT(file.read("née_", "\"née_\" <> 'Café'").fid, ElementsAre(1));
}

TEST(ShapefileText, ThatCannotBeConvertedIsAnIssue) {
  const RawLayer layer = Shapefile("a\x81z", 0x03, std::nullopt).read();
  ASSERT_FALSE(layer.issues.empty());
  EXPECT_EQ(layer.issues[0].rule, IssueRule::text_unreadable);
  EXPECT_THAT(layer.issues[0].message, HasSubstr("field 'name': 1 bytes have no meaning in CP1252"));
  const RawLayer unknown = Shapefile("abc", 0, "nonsense").read();
  EXPECT_EQ(unknown.issues.back().rule, IssueRule::text_encoding_doubtful);
}

}  // namespace
}  // namespace spatial
