// SPDX-License-Identifier: MIT
#include "libspatial/landscape/code_system.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::size_t longest_code = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// One row per classification: all its codes, in lower case, and how they are written.
struct SystemRow {
  std::string_view name;
  const char* pattern;     ///< matches a whole code; open at levels that surveyors subdivide
  std::string_view inner;  ///< punctuation within codes
  bool upper;              ///< letters are written in capitals
  bool secondary;          ///< a number after a code is a code too ("g4 27")
};
constexpr std::array systems{
    // UK Habitat Classification 2.0: levels 2 and 3 are closed lists; levels 4 and 5 are a letter and a number.
    SystemRow{"ukhab", "(g[1-4]|w[12]|h[1-3]|f[12]|c1|u1|s[1-3]|t[12]|r[12])([a-j]([0-9]{1,2})?)?|[gwhfcustr]", "",
              false, true},
    // JNCC (2010), Handbook for Phase 1 habitat survey, appendix 1. The fourth level, and a letter after the third, are
    // local.
    SystemRow{"phase1",
              "(a1\\.[1-3]|a2\\.[12]|a3\\.[1-3]|a4\\.[1-3]|b[1-3]\\.[12]|c[13]\\.[12]|d1\\.[12]|e1\\.[678]|e2\\.[1-3]|"
              "e3\\.[1-3]|f2\\.[12]|g[12]\\.[1-6]|h1\\.[1-3]|h2\\.[346]|h6\\.[4-8]|h8\\.[1-5]|i1\\.[1-5]|i2\\.[1-4]|"
              "j1\\.[1-4]|j2\\.[1-8]|j3\\.[4-6])(\\.[1-9])?[a-z]?|a[1-4]|b[1-6]|c[1-3]|d[1-6]|e[1-4]|f[12]|g[12]|"
              "h[1-68]|i[12]|j[1-5]|[a-j]",
              ".", true, false},
};

const std::regex& pattern_of(int row) {
  static const std::array<std::regex, systems.size()> patterns{std::regex(systems[0].pattern),
                                                               std::regex(systems[1].pattern)};
  return patterns[static_cast<std::size_t>(row)];
}

bool matches(int row, std::string_view code) {
  return code.size() <= longest_code && std::regex_match(code.begin(), code.end(), pattern_of(row));
}

/// Structure of a code: the longest run of letters, the longest run of digits, and the number of runs.
struct Runs {
  std::size_t letters = 0, digits = 0, count = 0;  ///< longest run of each, number of runs
};
Runs runs_of(std::string_view code) {
  Runs result;
  for (std::size_t begin = 0; begin < code.size();) {
    const bool digit = is_digit(code[begin]), letter = is_letter(code[begin]);
    std::size_t end = begin + 1;
    while (end < code.size() && (digit ? is_digit(code[end]) : letter && is_letter(code[end]))) ++end;
    if (digit) result.digits = std::max(result.digits, end - begin);
    if (letter) result.letters = std::max(result.letters, end - begin);
    if (digit || letter) ++result.count;
    begin = end;
  }
  return result;
}

std::vector<std::string> tokens_of(std::string_view text, std::string_view inner) {
  std::vector<std::string> tokens;
  std::string token;
  const auto end = [&] {
    while (!token.empty() && !is_digit(token.back()) && !is_letter(token.back())) token.pop_back();
    if (!token.empty()) tokens.push_back(token);
    token.clear();
  };
  for (const char c : text) {
    if (is_digit(c) || is_letter(c) || (!token.empty() && inner.find(c) != std::string_view::npos))
      token += c;
    else
      end();
  }
  end();
  return tokens;
}

}  // namespace

CodeStrength strength_of(std::string_view code) {
  const Runs runs = runs_of(code);
  if (runs.count <= 1 && (runs.digits > 0 || runs.letters <= 1)) return CodeStrength::lone;
  return runs.count == 2 && runs.letters <= 1 && runs.digits <= 1 ? CodeStrength::partial : CodeStrength::full;
}

CodeSystem CodeSystem::of(const std::vector<std::string>& codes) {
  CodeSystem result;
  for (int row = 0; row < static_cast<int>(systems.size()); ++row) {
    std::size_t fitting = 0, telling = 0;
    for (const std::string& code : codes) {
      const bool number =
          systems[static_cast<std::size_t>(row)].secondary && std::all_of(code.begin(), code.end(), is_digit);
      const bool fits = number || matches(row, lower(code));
      fitting += fits;
      telling += fits && strength_of(code) != CodeStrength::lone;
    }
    if (telling == 0 || 10 * fitting < 9 * codes.size()) continue;
    result.known_ = row;
    result.inner_ = systems[static_cast<std::size_t>(row)].inner;
    return result;
  }
  for (const std::string& code : codes) {
    const Runs runs = runs_of(code);
    result.letters_ = std::max(result.letters_, runs.letters);
    result.digits_ = std::max(result.digits_, runs.digits);
    result.steps_ = std::max(result.steps_, runs.count + 2);
    for (const char c : code)
      if (!is_digit(c) && !is_letter(c) && c != ' ' && result.inner_.find(c) == std::string::npos) result.inner_ += c;
  }
  // A list of letter codes may be followed by digits at lower levels, and vice versa.
  result.letters_ = std::max<std::size_t>(result.letters_, 1);
  result.digits_ = std::max<std::size_t>(result.digits_, 1);
  return result;
}

std::string_view CodeSystem::name() const noexcept {
  return known_ < 0 ? std::string_view() : systems[static_cast<std::size_t>(known_)].name;
}

bool CodeSystem::fits(std::string_view code) const {
  if (known_ >= 0) return matches(known_, code);
  const Runs runs = runs_of(code);
  return runs.letters <= letters_ && runs.digits <= digits_ && runs.count <= steps_;
}

std::string CodeSystem::head(std::string_view text) const {
  std::size_t end = 0;
  while (end < text.size() &&
         (is_digit(text[end]) || is_letter(text[end]) || inner_.find(text[end]) != std::string::npos))
    ++end;
  while (end > 0 && !is_digit(text[end - 1]) && !is_letter(text[end - 1])) --end;
  if (end == 0 || end > longest_code) return {};
  const std::string code = lower(text.substr(0, end));
  if (!fits(code)) return {};
  // Phase 1 writes local subdivisions in lower case (A1.1.1a); a capital there means EUNIS.
  if (known_ >= 0 && systems[static_cast<std::size_t>(known_)].upper && code.size() > 1 && is_upper(text[end - 1]))
    return {};
  return code;
}

bool CodeSystem::step_ends_at(std::string_view code, std::size_t length) {
  const char last = code[length - 1], next = code[length];
  if (!is_digit(last) && !is_letter(last)) return false;
  return is_digit(last) != is_digit(next) || is_letter(last) != is_letter(next);
}

bool CodeSystem::own_case(std::string_view code) const {
  if (known_ < 0) return true;
  const bool upper = systems[static_cast<std::size_t>(known_)].upper;
  return std::none_of(code.begin(), code.end(), [&](char c) { return is_letter(c) && is_upper(c) != upper; });
}

/// Its branches are the kinds of words that may stand after a code.
bool CodeSystem::may_follow(std::string_view code, std::string_view rest,
                            const std::function<bool(std::string_view)>& named) const {
  const std::vector<std::string> tokens = tokens_of(rest, inner_);
  const CodeStrength strength = strength_of(code);
  const bool full = strength == CodeStrength::full, lone = strength == CodeStrength::lone;
  if (tokens.empty()) return !lone || trimmed(rest).empty();
  const bool secondary = known_ >= 0 && systems[static_cast<std::size_t>(known_)].secondary;
  // "g4 27" is a code with a secondary code, but "W2 4" is the beginning of a postcode and "A 36" a road.
  const auto number_fits = [&](const std::string& number) {
    if (number.size() > 4) return false;
    return full || (secondary && own_case(code)) || (!lone && (secondary ? number.size() > 1 : known_ < 0));
  };
  bool words = false, name = false;
  for (const std::string& token : tokens) {
    const bool word = std::all_of(token.begin(), token.end(), is_letter);
    if (std::all_of(token.begin(), token.end(), is_digit)) {
      if (!number_fits(token)) return false;
    } else if (lone) {
      return false;
    } else if (word && token.size() > 1) {
      words = true;
      name = name || named(token);
    } else if (head(token) != lower(token) && !(word && full)) {
      return false;
    }
  }
  return !words || name || strength == CodeStrength::full;
}

}  // namespace spatial
