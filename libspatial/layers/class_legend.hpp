// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// Two maps under one legend: codes of each map, translated by its crosswalk, as numbers of one list of classes in
/// natural order.
///
///   const Legend legend = legend_of({codes of old, codes of now}, {crosswalk of old, crosswalk of now}, …);

inline const std::string double_class_name = "double";
inline const std::string unmapped_class_name = "unmapped";
inline const std::string no_class_name = "no class";  ///< of a feature whose class field is empty

/// A crosswalk: CSV or table with the columns `code` and `class`. Throws Error(input) for missing columns, an empty
/// class, a code with two classes, and a class that is a word of the result.
std::map<std::string, std::string> read_class_names(const std::string& file);

/// The class of each code, or the code itself without crosswalk (nullptr). Codes that the crosswalk does not know throw
/// Error(input) with how many features have them: two legends would make false change. Empty codes become `no class`,
/// with an issue for each feature.
std::vector<std::string> classes_of(const std::vector<std::string>& codes,
                                    const std::map<std::string, std::string>* crosswalk, const std::string& source,
                                    const std::string& crosswalk_file);

struct Legend {
  std::vector<std::string> classes;                  ///< natural order
  std::vector<std::vector<std::uint32_t>> class_of;  ///< by map, then feature
};
/// Throws Error(input) if a class is a word of the result, or if the maps have no class in common.
Legend legend_of(const std::vector<std::vector<std::string>>& maps, const std::vector<std::string>& sources);

}  // namespace spatial
