// SPDX-License-Identifier: MIT
#include "libspatial/report/run_record.hpp"

#include <fmt/format.h>

#include "libspatial/report/columns.hpp"

namespace spatial {

void add_closing_rows(RunRecord& record, const ClosingSums& sums) {
  for (const ClosingSum& sum : sums)
    record.push_back(
        {"check", sum.what, "difference_ha", fmt::format("{:.9f}", (sum.found_m2 - sum.expected_m2) / 1e4)});
}

FeatureTable run_table(const RunRecord& record) {
  TableBuilder table("run", "Run",
                     "How this file was made: versions, config as resolved, input files, coordinate operations, "
                     "counts, weights, stages.");
  const auto cells = [&](std::string RunRow::*member) {
    return cells_of<TextCells>(record.size(), [&, member](std::size_t i) { return text_or_null(record[i].*member); });
  };
  table.text("section", "Section", "run, software, config, input, layer, crs, network, count, weight or stage.",
             cells(&RunRow::section));
  table.text("item", "Item", "What the row is about, e.g. a layer.", cells(&RunRow::item));
  table.text("key", "Key", "What is stated.", cells(&RunRow::key));
  table.text("value", "Value", "The statement.", cells(&RunRow::value));
  return {table.done(), std::monostate{}};
}

}  // namespace spatial
