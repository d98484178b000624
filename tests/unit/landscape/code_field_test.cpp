// SPDX-License-Identifier: MIT
#include "libspatial/landscape/code_field.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/support.hpp"

namespace spatial {
namespace {

const std::vector<Crosswalk>& shipped() {
  static const std::vector<Crosswalk> all = [] {
    std::vector<Crosswalk> read;
    const auto folder = test::source_dir() / "data" / "presets" / "crosswalks";
    for (const std::string name : {"alc", "crome", "living_england", "nfi", "phase1", "priority_habitats", "ukhab"})
      read.push_back(read_crosswalk((folder / (name + ".csv")).string()));
    return read;
  }();
  return all;
}

const Crosswalk& crosswalk(const std::string& name) {
  for (const Crosswalk& one : shipped())
    if (one.name() == name) return one;
  throw std::runtime_error("no crosswalk " + name);
}

ValueCounts once(const std::vector<std::string>& values) {
  ValueCounts counts;
  for (const std::string& value : values) counts.emplace_back(value, 1);
  return counts;
}

struct Cell {
  std::string crosswalk, text, code;  ///< code: the row it means, "" if it is no code
};
class CodeCell : public testing::TestWithParam<Cell> {};
TEST_P(CodeCell, MeansARowOrNothing) {
  const Crosswalk& one = crosswalk(GetParam().crosswalk);
  const int found = one.find(GetParam().text);
  EXPECT_EQ(found < 0 ? "" : one.classes()[static_cast<std::size_t>(found)].code, GetParam().code) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(Ukhab, CodeCell,
                         testing::Values(Cell{"ukhab", "g3c5", "g3c5"}, Cell{"ukhab", "g3c9", "g3c"},
                                         Cell{"ukhab", "g3e", "g3"}, Cell{"ukhab", "g", "g"},
                                         Cell{"ukhab", "W1F7", "w1f7"}, Cell{"ukhab", "g3c 10", "g3c"},
                                         Cell{"ukhab", "g4 27", "g4"}, Cell{"ukhab", "g 10", "g"},
                                         Cell{"ukhab", "g3c (10)", "g3c"}, Cell{"ukhab", "w1f.29", "w1f"},
                                         Cell{"ukhab", "g3c.", "g3c"}, Cell{"ukhab", "g4 - Modified grassland", "g4"},
                                         Cell{"ukhab", "w1g Other woodland; mixed", ""},
                                         Cell{"ukhab", "g3c/w1f", "g3c"}, Cell{"ukhab", "27", "27"},
                                         Cell{"ukhab", "u1b6", "u1b6"}, Cell{"ukhab", "h3h 48 60", "h3h"}));
INSTANTIATE_TEST_SUITE_P(
    NotUkhab, CodeCell,
    testing::Values(Cell{"ukhab", "W06000015", ""}, Cell{"ukhab", "C/o farm", ""}, Cell{"ukhab", "S4", ""},
                    Cell{"ukhab", "U4", ""}, Cell{"ukhab", "T", ""}, Cell{"ukhab", "G", ""},
                    Cell{"ukhab", "u-shaped", ""}, Cell{"ukhab", "unknown", ""}, Cell{"ukhab", "W10", ""},
                    Cell{"ukhab", "MG5a", ""}, Cell{"ukhab", "W1A 1AA", ""}, Cell{"ukhab", "W1F 0AB", ""},
                    Cell{"ukhab", "W1K", ""}, Cell{"ukhab", "SU 12 34", ""}, Cell{"ukhab", "T23/0045", ""},
                    Cell{"ukhab", "H6210", ""}, Cell{"ukhab", "g5", ""}, Cell{"ukhab", "R22", ""},
                    Cell{"ukhab", "C261", ""}, Cell{"ukhab", "f. excelsior", ""}, Cell{"ukhab", "coed llydanddail", ""},
                    Cell{"ukhab", "W2 4", ""}, Cell{"ukhab", "g4 road", ""}, Cell{"ukhab", "s", "s"},
                    Cell{"ukhab", "1", ""}));
INSTANTIATE_TEST_SUITE_P(Phase1, CodeCell,
                         testing::Values(Cell{"phase1", "A1.1.1", "A1.1.1"}, Cell{"phase1", "B2.2.9", "B2.2"},
                                         Cell{"phase1", "b5", "B5"}, Cell{"phase1", "A1.1.1a", "A1.1.1"},
                                         Cell{"phase1", "A1.1.1.", "A1.1.1"}, Cell{"phase1", "A1.1.1/A2.1", "A1.1.1"},
                                         Cell{"phase1", "A1 + B6", "A1"}, Cell{"phase1", "B4 Improved grassland", "B4"},
                                         Cell{"phase1", "J1.1 Arable", "J1.1"}, Cell{"phase1", "B2.2 (60%)", "B2.2"},
                                         Cell{"phase1", "A", "A"}, Cell{"phase1", "J2.3.1", "J2.3.1"},
                                         Cell{"phase1", "H6.5", "H6.5"}));
INSTANTIATE_TEST_SUITE_P(
    NotPhase1, CodeCell,
    testing::Values(Cell{"phase1", "E08000009", ""}, Cell{"phase1", "A36", ""}, Cell{"phase1", "A 36", ""},
                    Cell{"phase1", "A1(M)", ""}, Cell{"phase1", "A1 London Road", ""},
                    Cell{"phase1", "A river or stream", ""}, Cell{"phase1", "I don't know", ""},
                    Cell{"phase1", "C/o farm", ""}, Cell{"phase1", "a", ""}, Cell{"phase1", "B4567", ""},
                    Cell{"phase1", "G1.A", ""}, Cell{"phase1", "E1.26", ""}, Cell{"phase1", "F4.2", ""},
                    Cell{"phase1", "D2.3A", ""}, Cell{"phase1", "H1", "H1"}, Cell{"phase1", "H10", ""},
                    Cell{"phase1", "BA1 1AA", ""}, Cell{"phase1", "E1 6AN", ""}, Cell{"phase1", "G12", ""},
                    Cell{"phase1", "ST7564", ""}, Cell{"phase1", "I", "I"}, Cell{"phase1", "A.", ""},
                    Cell{"phase1", "J1.5", ""}, Cell{"phase1", "B08", ""}, Cell{"phase1", "D/2019/123", ""},
                    Cell{"phase1", "Cae gwair", ""}));
INSTANTIATE_TEST_SUITE_P(Exact, CodeCell,
                         testing::Values(Cell{"priority_habitats", "dwood", "DWOOD"},
                                         Cell{"priority_habitats", "DWOOD1", ""},
                                         Cell{"priority_habitats", "Deciduous woodland", "DWOOD"},
                                         Cell{"living_england", "Bog", "Bog"}, Cell{"living_england", "Bog Lane", ""},
                                         Cell{"alc", "3a", "3a"}, Cell{"alc", "Grade 3c", ""}, Cell{"alc", "3 ha", ""},
                                         Cell{"alc", "E06000054", ""}));

TEST(CodeSystem, IsToldByTheCodesAndElseIsTheirOwnShape) {
  EXPECT_EQ(crosswalk("ukhab").system(), "ukhab");
  EXPECT_EQ(crosswalk("phase1").system(), "phase1");
  EXPECT_EQ(crosswalk("alc").system(), "");
  const Crosswalk nvc = parse_crosswalk("# matching: longest_prefix\ncode\nMG5\nMG\nCG2\nW10\nW\nU\nS\n", "nvc.csv");
  EXPECT_EQ(nvc.system(), "");
  const auto code = [&](const std::string& text) {
    return nvc.find(text) < 0 ? "" : nvc.classes()[static_cast<std::size_t>(nvc.find(text))].code;
  };
  EXPECT_EQ(code("MG5a"), "MG5");
  EXPECT_EQ(code("MG13"), "MG");
  EXPECT_EQ(code("w8"), "W");
  EXPECT_EQ(code("W06000015"), "");
  EXPECT_EQ(code("unknown"), "");
  EXPECT_EQ(code("U-shaped"), "");
  EXPECT_EQ(code("S 12"), "");
  EXPECT_EQ(code("W10 Quercus woodland"), "W10");
}

struct Field {
  std::string what;
  std::vector<std::string> values;
  std::string looks;  ///< part of what they look like
};
const std::vector<Field>& other_fields() {
  static const std::vector<Field> fields{
      {"ONS codes", {"E08000009", "E06000054", "W06000015", "S12000033"}, "ONS area codes"},
      {"roads", {"A36", "A4", "B3110", "M4", "A303", "A1(M)"}, "road numbers"},
      {"postcodes", {"BA1 1AA", "SN15 4QD", "W1F 0AB", "H3 9ZZ"}, "postcodes"},
      {"NVC", {"MG5a", "W8", "U4", "CG3", "S4", "M24", "MG1"}, "NVC"},
      {"EUNIS 2012", {"G1.6", "E1.26", "G1.A1", "E2.1", "F3.11", "D2.3", "C1.2", "F4.2", "B1.4"}, "EUNIS 2012"},
      {"EUNIS 2021", {"R1A", "R22", "T1E", "T17", "S31", "MA22", "Q51", "V11"}, "EUNIS 2021"},
      {"CORINE", {"311", "112", "231", "211", "322", "512"}, "CORINE"},
      {"Annex I", {"6210", "6510", "9130", "4030", "7230"}, "Annex I"},
      {"historic landscape", {"HLU12", "HLU-3", "HLC_07", "HLT 4"}, "historic landscape"},
      {"preservation orders", {"TPO 12/1998", "TPO/0034", "TPO-7"}, "Tree Preservation"},
      {"dates", {"2021-05-04", "04/05/2021", "4 May 2021"}, "dates"},
      {"grid references", {"ST7564", "SU123456", "TQ 12 34", "SE 123 456"}, "grid references"},
      {"yes and no", {"Y", "N"}, "flags"},
      {"true and false", {"T", "F"}, "flags"},
      {"small letters", {"t", "f"}, "flags"},
      {"ratings", {"A", "B", "C", "D"}, ""},
      {"prose", {"A river or stream", "I don't know", "C/o farm", "u-shaped field"}, "free text"},
      {"Welsh", {"Coed llydanddail", "Glaswelltir heb ei wella", "Cors", "Gweundir"}, "free text"},
      {"numbers", {"12.5", "7", "103", "0"}, "numbers"},
      {"TOIDs", {"osgb1000000012345678", "osgb1000000087654321"}, "Ordnance Survey"},
  };
  return fields;
}

TEST(CodeField, OfAnotherKindIsRefusedByEveryShippedCrosswalk) {
  for (const Field& field : other_fields()) {
    const ValueCounts values = once(field.values);
    EXPECT_THAT(looks_of(values), testing::HasSubstr(field.looks)) << field.what;
    for (const Crosswalk& one : shipped()) {
      EXPECT_FALSE(enough_codes(code_evidence(one, values), usual_code_share)) << field.what << " as " << one.name();
    }
    EXPECT_EQ(known_as(shipped(), values).crosswalk, nullptr) << field.what;
  }
}

struct Coded {
  std::string crosswalk;
  std::vector<std::string> values;
};
const std::vector<Coded>& coded_fields() {
  static const std::vector<Coded> fields{
      {"ukhab", {"g3c", "w1f7 29", "g4", "u1b5", "c1c,64", "w", "g3c5; h2a"}},
      {"phase1", {"A1.1.1", "B4", "J1.1", "A1.1.1/A2.1", "G1", "B2.2"}},
      {"priority_habitats", {"DWOOD", "LMEAD,DWOOD", "CFPGM"}},
      {"living_england", {"Broadleaved, Mixed and Yew Woodland", "Acid, Calcareous, Neutral Grassland", "Water"}},
      {"alc", {"Grade 1", "Grade 3", "Urban", "Non Agricultural"}},
  };
  return fields;
}

TEST(CodeField, IsOneOfItsOwnCrosswalkAndOfNoOther) {
  for (const Coded& field : coded_fields()) {
    const ValueCounts values = once(field.values);
    for (const Crosswalk& one : shipped())
      EXPECT_EQ(enough_codes(code_evidence(one, values), usual_code_share), one.name() == field.crosswalk)
          << field.crosswalk << " as " << one.name();
    const KnownAs known = known_as(shipped(), values);
    ASSERT_NE(known.crosswalk, nullptr) << field.crosswalk;
    EXPECT_EQ(known.crosswalk->name(), field.crosswalk);
    EXPECT_FALSE(known.by_name);
  }
}

TEST(CodeField, NamesOfHabitatsAreKnownWithTheirCodes) {
  const KnownAs known =
      known_as(shipped(), once({"Lowland meadows", "Deciduous woodland", "Traditional orchards", "Not known"}));
  ASSERT_NE(known.crosswalk, nullptr);
  EXPECT_TRUE(known.by_name);
  EXPECT_EQ(known.crosswalk->name(), "priority_habitats");
  EXPECT_EQ(known.code, "LMEAD");
  EXPECT_EQ(known.names, 3U);
}

TEST(CodeField, CountsFeaturesNotValues) {
  const Crosswalk& ukhab = crosswalk("ukhab");
  const CodeEvidence nine = code_evidence(ukhab, {{"g3c", 90}, {"", 500}, {"n/a", 6}, {"A36", 4}});
  EXPECT_EQ(nine.features, 100U);
  EXPECT_EQ(nine.codes, 90U);
  EXPECT_TRUE(enough_codes(nine, usual_code_share));
  ASSERT_EQ(nine.others.size(), 2U);
  EXPECT_EQ(nine.others[0].first, "n/a");
  EXPECT_FALSE(enough_codes(code_evidence(ukhab, {{"g3c", 89}, {"n/a", 11}}), usual_code_share));
  EXPECT_TRUE(enough_codes(code_evidence(ukhab, {{"g3c", 89}, {"n/a", 11}}), 0.8));
  EXPECT_TRUE(enough_codes(code_evidence(ukhab, {{"g3c", 1}, {"zz9", 1}}), usual_code_share))
      << "one odd value among few";
  EXPECT_FALSE(enough_codes(code_evidence(ukhab, {{"zz9", 1}}), usual_code_share));
  EXPECT_TRUE(enough_codes(code_evidence(ukhab, {}), usual_code_share)) << "nothing to judge";
}

TEST(CodeField, LoneLettersCountOnlyBesideLongerCodes) {
  const Crosswalk& ukhab = crosswalk("ukhab");
  const CodeEvidence flags = code_evidence(ukhab, {{"t", 50}, {"f", 50}});
  EXPECT_TRUE(flags.lone_only);
  EXPECT_EQ(flags.codes, 0U);
  const CodeEvidence mixed = code_evidence(ukhab, {{"g3c", 30}, {"g", 20}, {"26", 5}});
  EXPECT_FALSE(mixed.lone_only);
  EXPECT_EQ(mixed.codes, 55U);
}

TEST(CodeField, LongAndOddTextsAreNoCodes) {
  const Crosswalk& ukhab = crosswalk("ukhab");
  const std::string long_text(200000, 'g'), digits = "g" + std::string(100000, '1'), zero("g\0c", 3);
  for (const std::string& text : {long_text, digits, zero, std::string("\xC3\xA9g3c"), std::string("g3c\xC3"),
                                  std::string(",;,"), std::string("...")}) {
    EXPECT_FALSE(enough_codes(code_evidence(ukhab, once({text})), usual_code_share)) << text.substr(0, 10);
    looks_of(once({text}));
  }
}

}  // namespace
}  // namespace spatial
