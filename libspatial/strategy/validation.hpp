// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/strategy/products.hpp"

namespace spatial {

/// Checks a strategy's tables, and products that were made elsewhere (docs/strategy.md lists the rules). Shared areas
/// up to 0.5 m² count as contact. The role of an issue is the table's name. Pure; throws Error(geometry) if GEOS fails.
/// O(n log n).
///
///     const Issues issues = check_tables(input, tables);
///     const Issues more = check_supplied(supplied, input, products, executor);

/// A table that links measures to priorities or species.
struct MeasureLinks {
  std::string source;                                      ///< FILE#LAYER
  std::vector<std::pair<std::string, std::string>> pairs;  ///< measure code, priority or species
};

struct StrategyTables {
  std::string measure_source, statement_source;
  std::vector<std::string> priorities;  ///< known ids; not looked at if `priorities_known` is false
  bool priorities_known = false;
  MeasureLinks priority, species;
};

/// measure_unknown, measure_without_place, measure_with_place, priority_unknown.
Issues check_tables(const StrategyInput& input, const StrategyTables& tables);
/// outside_strategy_area of measures, acib_small_part.
Issues check_places(const StrategyInput& input, const StrategyProducts& products, const std::string& measure_source);
/// text_too_long: texts that a Shapefile would truncate.
Issues check_texts(const StrategyInput& input, const StrategyTables& tables);

/// A layer that is checked.
struct SuppliedLayer {
  bool given = false;
  std::string source;
  std::vector<std::string> id, site_ref, code;  ///< site_ref of apib, code of measures; else ""
  MultiPolygonColumn land;
};

struct SuppliedProducts {
  SuppliedLayer apib, apib_flat, measures, measures_flat, acib;
};

/// apib_incomplete, acib_in_apib, acib_mismatch, flat_overlap; measure_unknown and outside_strategy_area of supplied
/// measures.
Issues check_supplied(const SuppliedProducts& supplied, const StrategyInput& input, const StrategyProducts& products,
                      const Executor& executor);

}  // namespace spatial
