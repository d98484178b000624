// SPDX-License-Identifier: MIT
#include "libspatial/landscape/attribute_column.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "libspatial/io/fields.hpp"

namespace spatial {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

/// 1, NULL, "n/a", -7 and a text without characters in a field of whole numbers.
AttributeColumn whole_numbers() {
  AttributeColumn column("count", ColumnType::integer);
  column.push_back(std::int64_t{1});
  column.push_back({});
  column.push_back(std::string("n/a"));
  column.push_back(std::int64_t{-7});
  column.push_back(std::string());
  return column;
}

TEST(AttributeColumn, HoldsCellsInTheDeclaredTypeAndWhatDoesNotFitAsText) {
  const AttributeColumn column = whole_numbers();
  EXPECT_THAT(std::get<IntegerCells>(column.cells()),
              ElementsAre(std::optional<std::int64_t>(1), std::nullopt, std::nullopt, std::optional<std::int64_t>(-7),
                          std::nullopt));
  EXPECT_THAT(column.misfits(), ElementsAre(Pair(2, "n/a"), Pair(4, "")));
  EXPECT_THAT(column.texts(), ElementsAre("1", "", "n/a", "-7", ""));
  EXPECT_TRUE(column.is_null(1));
  EXPECT_FALSE(column.is_null(4));
  EXPECT_EQ(column.text_or_null(4), std::optional<std::string>(""));
}

TEST(AttributeColumn, KeepsEveryBitOfNumbers) {
  AttributeColumn whole("whole", ColumnType::integer), real("real", ColumnType::real);
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  whole.push_back(largest);
  real.push_back(0.1 + 0.2);
  real.push_back(12.0);
  EXPECT_EQ(std::get<IntegerCells>(typed_column(whole).cells)[0], largest);
  EXPECT_EQ(std::get<RealCells>(typed_column(real).cells)[0], 0.1 + 0.2);
  EXPECT_EQ(whole.text(0), "9223372036854775807");
  EXPECT_THAT(real.texts(), ElementsAre("0.30000000000000004", "12"));
}

TEST(AttributeColumn, RowsThatArePickedAppendedAndKeptTakeTheirTextAlong) {
  AttributeColumn column = whole_numbers();
  EXPECT_THAT(column.picked({4, 2, 0}).texts(), ElementsAre("", "n/a", "1"));
  EXPECT_THAT(column.picked({4, 2, 0}).misfits(), ElementsAre(Pair(0, ""), Pair(1, "n/a")));
  column.append(whole_numbers());
  EXPECT_THAT(column, SizeIs(10));
  EXPECT_THAT(column.misfits(), ElementsAre(Pair(2, "n/a"), Pair(4, ""), Pair(7, "n/a"), Pair(9, "")));
  column.keep({1, 3, 7});
  EXPECT_THAT(column.texts(), ElementsAre("", "-7", "n/a"));
  EXPECT_THAT(column.misfits(), ElementsAre(Pair(2, "n/a")));
  EXPECT_THAT(column.without_rows().texts(), IsEmpty());
}

TEST(AttributeColumn, IsWrittenInTheNarrowestTypeThatKeepsEveryCell) {
  EXPECT_EQ(typed_column(whole_numbers()).type, ColumnType::text);
  AttributeColumn mixed("share", ColumnType::integer);
  mixed.push_back(std::int64_t{2});
  mixed.push_back(std::string("2.5"));
  const TypedColumn real = typed_column(mixed);
  EXPECT_EQ(real.type, ColumnType::real);
  EXPECT_THAT(std::get<RealCells>(real.cells), ElementsAre(2, 2.5));
  // An empty text says no number: a field of numbers stays one.
  AttributeColumn empty("n", ColumnType::integer);
  empty.push_back(std::int64_t{3});
  empty.push_back(std::string());
  EXPECT_EQ(typed_column(empty).type, ColumnType::integer);
}

TEST(AttributeColumn, AnEmptyTextIsNotNull) {
  AttributeColumn words("word");
  words.push_back(std::string());
  words.push_back({});
  EXPECT_EQ(std::get<TextCells>(typed_column(words).cells), (TextCells{"", std::nullopt}));
}

TEST(ValueOf, ATextIsANumberWhereTheFieldIsOneOfNumbers) {
  EXPECT_EQ(value_of("12", ColumnType::integer), AttributeValue(std::int64_t{12}));
  EXPECT_EQ(value_of("12", ColumnType::text), AttributeValue(std::string("12")));
  EXPECT_EQ(value_of("12.5", ColumnType::real), AttributeValue(12.5));
  EXPECT_EQ(value_of("12.5", ColumnType::integer), AttributeValue(std::string("12.5")));
  EXPECT_EQ(value_of("2", ColumnType::boolean), AttributeValue(std::string("2")));
  EXPECT_EQ(value_of("12345678901234567890", ColumnType::integer), AttributeValue(std::string("12345678901234567890")));
}

}  // namespace
}  // namespace spatial
