// SPDX-License-Identifier: MIT
#include "libspatial/report/indicator_table.hpp"

#include <array>
#include <string_view>

#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

constexpr std::array<std::string_view, 3> words{"up", "down", "none"};

}  // namespace

FeatureTable indicators_table(const IndicatorRows& rows) {
  TableBuilder table("indicators", "Indicators",
                     "One number for a dashboard: the same columns in every command, so results of several years and "
                     "authorities stack.");
  const auto texts = [&](std::string IndicatorRow::*member) {
    return cells_of<TextCells>(rows.size(), [&](std::size_t i) { return text_or_null(rows[i].*member); });
  };
  table.text("authority", "Authority", "Code of the authority or zone; all: all of them together.",
             texts(&IndicatorRow::authority));
  table.text("indicator", "Indicator", "What is counted.", texts(&IndicatorRow::indicator));
  table.text("period", "Period", "Date, year or interval, as stated for the run; empty if none was.",
             texts(&IndicatorRow::period));
  table.real("value", "Value", "The number; empty if it is not known.", "",
             cells_of<RealCells>(rows.size(), [&](std::size_t i) { return rows[i].value; }));
  table.text("unit", "Unit", "Unit of the value.", texts(&IndicatorRow::unit));
  table.text("good_direction", "Good direction", "Which way is better for nature.",
             cells_of<TextCells>(rows.size(),
                                 [&](std::size_t i) -> std::optional<std::string> {
                                   return std::string(words[static_cast<std::size_t>(rows[i].good)]);
                                 }),
             "good_direction");
  table.text("source", "Source", "Table of this output that the number comes from.", texts(&IndicatorRow::source));
  return {table.done(), std::monostate{}};
}

Domain good_direction_domain() {
  return {"good_direction",
          "Which way an indicator moves when things get better.",
          {{"up", "more is better"}, {"down", "less is better"}, {"none", "neither; context only"}}};
}

}  // namespace spatial
