// SPDX-License-Identifier: MIT
#include "libspatial/layers/class_legend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/plain_form.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"

namespace spatial {
namespace {

void refuse_words_of_result(const std::string& name, const std::string& source) {
  if (lower(name) != double_class_name && lower(name) != unmapped_class_name) return;
  throw Error(ErrorKind::input,
              fmt::format("{} has a class '{}', but the result uses this word for land that several classes cover "
                          "or that no feature covers",
                          source, name),
              "Give the class another name, e.g. with a crosswalk (columns code and class).");
}

/// One class in two spellings would look like change.
void refuse_two_spellings(const std::vector<std::set<std::string>>& maps, const std::vector<std::string>& sources) {
  std::map<std::string, std::string> only_before;  // by plain form
  for (const std::string& name : maps.front())
    if (!maps.back().contains(name)) only_before.emplace(plain_form(name), name);
  std::vector<std::string> pairs;
  for (const std::string& name : maps.back())
    if (const auto other = only_before.find(plain_form(name));
        !maps.front().contains(name) && other != only_before.end())
      pairs.push_back(fmt::format("'{}' and '{}'", other->second, name));
  if (pairs.empty()) return;
  const std::size_t count = pairs.size();
  if (count > 5) pairs.resize(5);
  throw Error(ErrorKind::input,
              fmt::format("{} and {} write the same classes in different ways: {}{}; their land would seem to change",
                          sources.front(), sources.back(), joined(pairs, ", "), count > pairs.size() ? ", …" : ""),
              "Write them alike, or give the maps one legend: --old-crosswalk and --new-crosswalk (columns code and "
              "class).");
}

}  // namespace

std::map<std::string, std::string> read_class_names(const std::string& file) {
  const std::vector<TextColumn> columns = read_table(parse_layer_name(file), {"code", "class"});
  std::map<std::string, std::string> classes;
  for (std::size_t i = 0; i < columns[0].values.size(); ++i) {
    const std::string code = trimmed(columns[0].values[i]), name = trimmed(columns[1].values[i]);
    if (name.empty())
      throw Error(ErrorKind::input, fmt::format("the crosswalk {} gives code '{}' no class", file, code),
                  "Fill the column class; land that is not wanted still needs a class, e.g. Other.");
    refuse_words_of_result(name, file);
    const auto [known, is_new] = classes.emplace(code, name);
    if (!is_new && known->second != name)
      throw Error(
          ErrorKind::input,
          fmt::format("the crosswalk {} gives code '{}' two classes, '{}' and '{}'", file, code, known->second, name),
          "Keep one row per code.");
  }
  return classes;
}

std::vector<std::string> classes_of(const std::vector<std::string>& codes,
                                    const std::map<std::string, std::string>* crosswalk, const std::string& source,
                                    const std::string& crosswalk_file) {
  std::vector<std::string> classes;
  std::map<std::string, std::size_t> unknown;
  for (const std::string& text : codes) {
    const std::string code = trimmed(text);
    if (code.empty()) {
      classes.push_back(no_class_name);
    } else if (crosswalk == nullptr) {
      refuse_words_of_result(code, source);
      classes.push_back(code);
    } else if (const auto known = crosswalk->find(code); known != crosswalk->end()) {
      classes.push_back(known->second);
    } else {
      ++unknown[code];
      classes.emplace_back();
    }
  }
  if (unknown.empty()) return classes;
  std::vector<std::string> words;
  for (const auto& [code, times] : unknown)
    if (words.size() < 10) words.push_back(fmt::format("'{}' ({} features)", code, times));
  throw Error(ErrorKind::input,
              fmt::format("{} has {} codes that the crosswalk {} does not know: {}{}", source, unknown.size(),
                          crosswalk_file, joined(words, ", "), unknown.size() > words.size() ? ", …" : ""),
              "Add a row for each: otherwise a difference between the legends would look like change.");
}

Legend legend_of(const std::vector<std::vector<std::string>>& maps, const std::vector<std::string>& sources,
                 bool one_legend) {
  std::set<std::string> all;
  std::vector<std::set<std::string>> found;
  for (const std::vector<std::string>& map : maps) {
    found.emplace_back(map.begin(), map.end());
    all.insert(found.back().begin(), found.back().end());
  }
  refuse_two_spellings(found, sources);
  const bool common = std::any_of(found.front().begin(), found.front().end(),
                                  [&](const std::string& name) { return found.back().contains(name); });
  const bool all_have_land = std::none_of(maps.begin(), maps.end(), [](const auto& map) { return map.empty(); });
  if (!common && all_have_land && !one_legend) {
    std::vector<std::string> some;
    for (const std::vector<std::string>& map : maps) some.push_back(fmt::format("'{}'", map.front()));
    throw Error(ErrorKind::input,
                fmt::format("{} and {} have no class in common (e.g. {}), so all land would seem to change",
                            sources.front(), sources.back(), joined(some, " and ")),
                "Give both maps one legend: --old-crosswalk and --new-crosswalk (columns code and class).");
  }
  Legend legend;
  legend.classes.assign(all.begin(), all.end());
  std::stable_sort(legend.classes.begin(), legend.classes.end(), natural_less);
  std::map<std::string, std::uint32_t> number;
  for (std::size_t c = 0; c < legend.classes.size(); ++c) number[legend.classes[c]] = static_cast<std::uint32_t>(c);
  for (const std::vector<std::string>& map : maps) {
    std::vector<std::uint32_t>& own = legend.class_of.emplace_back();
    for (const std::string& name : map) own.push_back(number.at(name));
  }
  return legend;
}

}  // namespace spatial
