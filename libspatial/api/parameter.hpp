// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial::api {

/// One row per parameter of a command. The command line, help, man pages, completion and `lnrs describe --json` (and
/// thereby QGIS and Python) derive from these rows; parameters are defined nowhere else. Plain values.
///
///     Parameter{.name = "min-area", .kind = Kind::number, .target = &settings.min_area_m2, .unit = "m2",
///               .range = at_least(0), .sentence = "Leave out pieces of no more than this area, in m2"}

enum class Kind {
  flag,           ///< on or off; the target is a bool
  text,           ///< any words
  integer,        ///< a whole number
  number,         ///< a number in `unit`
  choice,         ///< one of `choices`
  setting,        ///< KEY=VALUE of a config
  config,         ///< a config file (TOML)
  layer,          ///< FILE[#LAYER] to read
  raster,         ///< FILE[#BAND] to read
  file,           ///< another file to read
  output,         ///< a file to write: tables with or without geometry
  output_raster,  ///< a GeoTIFF to write
  output_report,  ///< a web page to write
  folder,         ///< a folder to write into
  field,          ///< a field of the layer that the parameter `of` names
  filter,         ///< an attribute filter (SQL) for the layer that `of` names
  crs,            ///< a coordinate reference system, e.g. EPSG:27700
  box,            ///< a rectangle: XMIN YMIN XMAX YMAX
};

/// Where the value is stored: a pointer into the options of the Command that has the row. The value before parsing is
/// the default.
using Target = std::variant<bool*, std::string*, std::filesystem::path*, double*, int*, unsigned*, std::size_t*,
                            std::optional<double>*, std::optional<Box>*, std::vector<std::string>*>;

/// What a command requires of the features of a layer.
enum class Holds {
  rows,    ///< attributes; geometry may be absent
  shapes,  ///< areas, lines or points
  areas,   ///< polygons
};

struct Choice {
  std::string word{};
  std::string meaning{};
};

/// The allowed numbers. Messages express the range in words: "'-1' is not a number of at least 0".
struct Range {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool above = false;        ///< `least` itself is not allowed
  std::string_view words{};  ///< instead of the usual words
};
Range at_least(double least);
Range above(double least, double most = std::numeric_limits<double>::infinity());
Range between(double least, double most, std::string_view words = {});
bool holds(const Range& range, double value);
/// "a number above 0 and up to 10"; "" where everything is allowed.
std::string in_words(const Range& range, Kind kind = Kind::number);

enum class Place {
  option,      ///< --name VALUE
  positional,  ///< a word by its position; the name is shown as it is
  either,      ///< a word by its position, or --name VALUE
};
/// How several values are given. The target is then a vector.
enum class Many {
  once,
  repeated,  ///< the option again for each value
  list,      ///< one word with commas, as list_words() reads it
  words,     ///< several words, from `fewest` to `most_words`
};

struct Parameter {
  std::string name{};
  Kind kind = Kind::text;
  Target target{};
  std::string unit{};
  Range range{};
  std::vector<Choice> choices{};
  bool judged_by_run = false;  ///< the run refuses words that are not among the choices, with the reason
  Many many = Many::once;
  int fewest = 1, most_words = 1 << 20;
  Place place = Place::option;
  char letter = 0;  ///< 'o' for -o
  bool required = false;
  bool* given = nullptr;                  ///< set if the parameter was given at all
  std::string of{};                       ///< the layer parameter that a field or filter belongs to
  std::vector<std::string> depends_on{};  ///< has an effect only together with one of these
  std::vector<std::string> excludes{};    ///< cannot be combined with these
  Holds holds = Holds::rows;              ///< of a layer
  std::vector<std::string> formats{};     ///< endings of the file names of an output, the usual one first
  std::string shown{};                    ///< placeholder in help, where the kind's own is not clear enough
  std::string group{};                    ///< heading in help
  std::string sentence{};
};

/// The rows of several groups one after the other.
using Parameters = std::vector<Parameter>;
Parameters operator+(Parameters first, Parameters more);

std::string_view to_string(Kind kind) noexcept;
std::string_view to_string(Many many) noexcept;
/// "FILE", "M", "edge|least_cost"; "" for a flag.
std::string placeholder(const Parameter& parameter);
std::string_view to_string(Holds holds) noexcept;
/// The file name endings that a parameter accepts: its own, or those of its kind (config: toml); none for most kinds.
std::vector<std::string> formats(const Parameter& parameter);
/// The default as one would type it; "" if there is none: for a required parameter, an empty text, or a number outside
/// its range.
std::string default_text(const Parameter& parameter);
/// The sentence and, for those who type it, how a list is written.
std::string meaning(const Parameter& parameter);
/// The parts of a list with commas, read like a line of CSV: a part in double quotes may contain commas, and two double
/// quotes stand for one. Parts without any letter are left out. Throws Error(usage) if a quote is not closed.
///
///     list_words(R"(class,"area, ha")");   // {"class", "area, ha"}
std::vector<std::string> list_words(std::string_view text);
/// The list that list_words() reads: parts are quoted where they have to be.
std::string list_text(const std::vector<std::string>& words);
/// "--max-memory", or the name of a positional parameter.
std::string shown_name(const Parameter& parameter);

}  // namespace spatial::api
