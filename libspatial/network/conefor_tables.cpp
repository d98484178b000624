// SPDX-License-Identifier: MIT
#include "libspatial/network/conefor_tables.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

struct Line {
  std::size_t number = 0;  ///< starts at 1
  std::vector<std::string_view> words;
};

std::vector<Line> lines_of(std::string_view text) {
  constexpr std::string_view separators = " \t,;\r";
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Line> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    Line result{number, {}};
    for (std::size_t at = line.find_first_not_of(separators); at != std::string_view::npos;) {
      const std::size_t stop = std::min(line.find_first_of(separators, at), line.size());
      result.words.push_back(line.substr(at, stop - at));
      at = line.find_first_not_of(separators, stop);
    }
    if (!result.words.empty()) lines.push_back(std::move(result));
  }
  return lines;
}

std::optional<double> number_in(std::string_view word) {
  double value = 0;
  if (word.starts_with('+')) word.remove_prefix(1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

/// Reads the lines of one file; its messages name file and line.
class Reader {
 public:
  Reader(std::string_view text, const std::string& name, std::size_t number_at)
      : name_(name), number_at_(number_at), lines_(lines_of(text)) {
    const bool heading =
        !lines_.empty() && (lines_[0].words.size() <= number_at || !number_in(lines_[0].words[number_at]));
    if (heading) lines_.erase(lines_.begin());
  }
  const std::vector<Line>& lines() const noexcept { return lines_; }

  [[noreturn]] void fail(const Line& line, const std::string& message, const std::string& remedy) const {
    throw Error(ErrorKind::input, name_ + ":" + std::to_string(line.number) + ": " + message, remedy);
  }
  double amount(const Line& line, const char* what) const {
    if (line.words.size() <= number_at_)
      fail(line, std::string("there is no ") + what, "Conefor's files hold `id attribute` and `id id distance`.");
    const std::optional<double> value = number_in(line.words[number_at_]);
    if (value && std::isinf(*value) && *value > 0 && number_at_ == 2)
      fail(line, std::string(what) + " '" + std::string(line.words[number_at_]) + "' is infinite",
           "Leave out the lines of pairs that are not linked.");
    if (!value || !(*value >= 0) || !std::isfinite(*value))
      fail(line, std::string(what) + " '" + std::string(line.words[number_at_]) + "' is not a number of 0 or more",
           "Numbers are written with a decimal point.");
    return *value;
  }

 private:
  std::string name_;
  std::size_t number_at_;
  std::vector<Line> lines_;
};

/// The patch or candidate that an id stands for.
struct Node {
  std::uint32_t line;   ///< of the node file, counted without others
  std::uint32_t index;  ///< among patches or among candidates
  bool candidate;
};

/// Links by the lines of their nodes, the lower first.
std::uint64_t key_of(const Node& a, const Node& b) {
  return std::uint64_t{std::min(a.line, b.line)} << 32 | std::max(a.line, b.line);
}

}  // namespace

/// Two files are read against each other; each rule of the format is a check of its own.
ConeforNetwork parse_conefor(std::string_view nodes, std::string_view links, const std::string& nodes_name,
                             const std::string& links_name) {
  ConeforNetwork network;
  std::unordered_map<std::string_view, Node> known;
  std::vector<double> areas;
  const Reader node_file(nodes, nodes_name, 1);
  for (const Line& line : node_file.lines()) {
    const double area = node_file.amount(line, "attribute");
    const std::string id(line.words[0]);
    const bool candidate = line.words.size() > 2 && line.words[2] == "0";
    if (line.words.size() > 2 && !candidate && line.words[2] != "1")
      node_file.fail(line, "the third column is '" + std::string(line.words[2]) + "'",
                     "It is 1 for a patch and 0 for a candidate.");
    const auto index = static_cast<std::uint32_t>(candidate ? network.candidates.size() : areas.size());
    const auto place = static_cast<std::uint32_t>(known.size());
    if (!known.emplace(line.words[0], Node{place, index, candidate}).second)
      node_file.fail(line, "node '" + id + "' occurs twice", "Ids must be unique.");
    if (candidate) {
      network.candidate_ids.push_back(id);
      network.candidates.push_back({area, {}});
    } else {
      network.ids.push_back(id);
      areas.push_back(area);
    }
  }
  if (known.empty())
    throw Error(ErrorKind::input, nodes_name + " holds no node",
                "Conefor's node file holds `id attribute [0|1]`, one node a line.");

  const Reader link_file(links, links_name, 2);
  std::unordered_map<std::uint64_t, double> seen;
  seen.reserve(link_file.lines().size());
  std::vector<Link> between;
  const auto node_of = [&](const Line& line, std::string_view id) {
    const auto node = known.find(id);
    if (node == known.end())
      link_file.fail(line, "node '" + std::string(id) + "' is not in " + nodes_name,
                     "Every node of a link must be listed there.");
    return node->second;
  };
  for (const Line& line : link_file.lines()) {
    const double distance = link_file.amount(line, "distance");
    const std::string_view a = line.words[0], b = line.words[1];
    if (a == b) link_file.fail(line, "node '" + std::string(a) + "' is linked to itself", "Remove the line.");
    const Node from = node_of(line, a), to = node_of(line, b);
    const auto [earlier, is_new] = seen.emplace(key_of(from, to), distance);
    if (!is_new) {
      if (earlier->second != distance)
        link_file.fail(line,
                       "link " + std::string(std::min(a, b)) + "–" + std::string(std::max(a, b)) + " has distance " +
                           shortest(distance) + " here and " + shortest(earlier->second) + " before",
                       "Links have no direction: state each pair once.");
      continue;
    }
    if (from.candidate && to.candidate) continue;
    if (from.candidate)
      network.candidates[from.index].near.push_back({to.index, distance});
    else if (to.candidate)
      network.candidates[to.index].near.push_back({from.index, distance});
    else
      between.push_back({from.index, to.index, distance});
  }
  network.graph = PatchGraph(std::move(areas), std::move(between));
  return network;
}

}  // namespace spatial
