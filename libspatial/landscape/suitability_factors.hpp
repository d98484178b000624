// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spatial {

/// Factors by class and network for a suitability layer, e.g. soil or wetness classes (docs/methods.md section 8b). The
/// CSV file has the columns `class`, `all` (every network) and one column per network, with values from 0 to 1. An
/// empty cell takes the value of `all`; an empty `all` is 1.
///
///     class,all,wetland,woodland
///     peat,,1,0.2
///     chalk,0.8,0,
class SuitabilityFactors {
 public:
  /// nullopt for a class that the table does not have. Names are compared without regard to case.
  std::optional<double> factor(const std::string& land_class, const std::string& network) const;
  bool has(const std::string& land_class) const;

 private:
  struct Row {
    std::optional<double> all;
    std::map<std::string, double> by_network;
  };
  std::map<std::string, Row> rows_;
  friend SuitabilityFactors parse_factors(const std::string& text, const std::string& file_name);
};

/// Throws Error(config), with file, line and column, for a column or class that occurs twice, a missing column `class`,
/// and factors that are not numbers from 0 to 1.
SuitabilityFactors parse_factors(const std::string& text, const std::string& file_name);
/// Throws Error(config) if the file cannot be read.
SuitabilityFactors read_factors(const std::string& file);

}  // namespace spatial
