// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libspatial/core/issue.hpp"
#include "libspatial/layers/attributed_layer.hpp"

namespace spatial {

/// One legend for two maps: the codes of each map are translated by its crosswalk and numbered in one list of classes
/// in natural order.
///
///     const std::map<std::string, std::string> names = read_class_names("classes.csv");
///     const Legend legend = legend_of({classes_of(old_codes, &names, "old.gpkg", "classes.csv"),
///                                      classes_of(new_codes, &names, "new.gpkg", "classes.csv")},
///                                     {"old.gpkg", "new.gpkg"});

inline const std::string double_class_name = "double";
inline const std::string unmapped_class_name = "unmapped";
inline const std::string no_class_name = "no class";  ///< class of features whose class field is empty

/// A crosswalk: CSV or table with the columns `code` and `class`. Throws Error(input) for missing columns, an empty
/// class, a code with two classes, and a class name that the result reserves ("double", "unmapped", …).
std::map<std::string, std::string> read_class_names(const std::string& file);

/// The class of each code, or the code itself without a crosswalk (nullptr). Codes missing from the crosswalk throw
/// Error(input) with the number of features that have them, because different legends would show false change. Empty
/// codes become `no class`, with an issue for each feature.
std::vector<std::string> classes_of(const std::vector<std::string>& codes,
                                    const std::map<std::string, std::string>* crosswalk, const std::string& source,
                                    const std::string& crosswalk_file);

struct Legend {
  std::vector<std::string> classes;                  ///< natural order
  std::vector<std::vector<std::uint32_t>> class_of;  ///< by map, then feature
};
/// Throws Error(input) if a class has a reserved name; if a class that only the first map has and one that only the
/// last has differ in nothing but case, spaces, leading zeros or decimals of 0 ("W1f" and "w1f", "2" and "02" or
/// "2.0"); or, unless both are known to use `one_legend`, if the maps have no class in common. `sources` name them in
/// messages.
Legend legend_of(const std::vector<std::vector<std::string>>& maps, const std::vector<std::string>& sources,
                 bool one_legend = false);

}  // namespace spatial
