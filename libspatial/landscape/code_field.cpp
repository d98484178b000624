// SPDX-License-Identifier: MIT
#include "libspatial/landscape/code_field.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <regex>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::size_t longest_value = 64;  // letters; longer values are prose

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Result for one value: unknown, or codes, with the strength of the strongest.
struct Judged {
  bool codes = false;
  CodeStrength strength = CodeStrength::lone;
};

Judged judged(const Crosswalk& crosswalk, const std::string& value) {
  Judged result;
  const auto take = [&](const std::string& code) {
    if (crosswalk.find(code) < 0) return false;
    result.strength =
        std::max(result.strength, is_number(code) && code.size() != 1 ? CodeStrength::lone : crosswalk.strength(code));
    return true;
  };
  if (take(value)) return {true, result.strength};
  bool some = false;
  for (const std::string& code : split_codes(value)) {
    if (take(code))
      some = true;
    else if (!some || !is_number(code))
      return {};
  }
  return {some, result.strength};
}

/// Kinds of values that are often mistaken for habitat codes. The row that fits the most values is named in messages.
struct Look {
  const char* plural;
  const char* pattern;  ///< matches a whole value, ignoring case
};
constexpr std::array looks{
    Look{"ONS area codes", "[ewsnkjlm][0-9]{8}"},
    Look{"postcodes", "[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}"},
    Look{"road numbers", "[abcm] ?-?[0-9]{1,5}( ?\\(?m\\)?)?"},
    Look{"NVC codes", "(mg|cg|mc|sd|sm|ov|ws|[wmhuas])[0-9]{1,2}([a-z]{1,2}|[ivx]+)?"},
    Look{"EUNIS 2012 codes", "[a-jx]([0-9]{1,2}(\\.[0-9a-f]{1,5})?)?"},
    Look{"EUNIS 2021 codes", "(m[a-h]|[n-v])[0-9][0-9a-k]{1,4}"},
    Look{"UK Habitat Classification codes",
         "(g[1-4]|w[12]|h[1-3]|f[12]|c1|u1|s[1-3]|t[12]|r[12])([a-j][0-9]{0,2})?( [0-9 ]+)?"},
    Look{"Phase 1 codes", "[a-j][1-8](\\.[1-9]){0,3}"},
    Look{"Phase 1 codes without their dots", "[a-j][1-8]{2,4}"},
    Look{"codes of the Priority Habitats Inventory",
         "(blbog|calam|cfpgm|saltm|csdun|cvshi|dwood|lcgra|ldagr|lfens|lheat|lmead|lpave|lrbog|mcslp|mhwsc|mudfl|pmgrp|"
         "rbeds|"
         "slago|torch|ucgra|uhmea|uheat|uffsw|wpprk|lakes|ponds|fheat|gmoor|gqsig|nmhab)([,;].*)?"},
    Look{"codes of Annex I habitats", "(h ?)?[1-9][0-9a][0-9a-f]0"},
    Look{"CORINE land cover codes", "[1-5][1-4][0-9]|[1-5]\\.[1-4](\\.[0-9])?"},
    Look{"agricultural land grades", "(grade )?[1-5][ab]?|urban|non[- ]agricultural|exclusion"},
    Look{"codes of Farm Environment Plan features", "[gtvwmcb][0-9]{2}"},
    Look{"codes of historic landscape or land use types", "hl[uct][ _-]?[a-z0-9]+"},
    Look{"TOIDs of Ordnance Survey", "(osgb)?[0-9]{13,16}"},
    Look{"references of Tree Preservation Orders", "(.*[^a-z])?tpo([^a-z].*)?"},
    Look{"planning references", "[0-9]{2,4}/[0-9]{3,6}(/[a-z]{1,6})?|[a-z]{1,4}/[0-9]{2,4}/[a-z0-9/]+"},
    Look{"grid references",
         "[hnost][a-z] ?([0-9]{2}|[0-9]{4}|[0-9]{3} ?[0-9]{3}|[0-9]{4} ?[0-9]{4}|[0-9]{5} ?[0-9]{5})"},
    Look{"dates", "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}.*|[0-9]{1,2}[-/. ]([0-9]{1,2}|[a-z]{3,9})[-/. ][0-9]{2,4}.*"},
    Look{"flags", "y|n|yes|no|t|f|true|false|0|1|[rugx]|ydw|nac ydw"},
    Look{"single letters, as of grades or flags", "[a-z]"},
    Look{"numbers", "[-+]?[0-9]+([.,][0-9]+)?"},
    Look{"parts of postcodes", "[a-z]{1,2}[0-9][a-z0-9]?( ?[0-9])?"},
    Look{"identifiers", "\\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\}?|[a-z]{1,6}[-_/]?[0-9]{2,12}"},
    Look{"web addresses", "(https?://|www\\.).*"},
};

const std::vector<std::regex>& look_patterns() {
  static const std::vector<std::regex> patterns = [] {
    std::vector<std::regex> all;
    for (const Look& look : looks) all.emplace_back(look.pattern);
    return all;
  }();
  return patterns;
}

bool is_prose(const std::string& value) {
  if (value.size() > longest_value) return true;
  return value.find(' ') != std::string::npos ||
         std::none_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Normalises a name: "Fen, marsh & swamp" and "Fen, Marsh and Swamp" become equal.
std::string plain(const std::string& text) {
  std::string result;
  for (const char c : lower(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (c == '&')
      result += " and ";
    else if (letter)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  std::string words;
  for (const char c : result)
    if (c != ' ' || (!words.empty() && words.back() != ' ')) words += c;
  return trimmed(words);
}

/// Checks whether the values are names of a crosswalk's habitats. Callers pass the labels first, so that a crosswalk
/// with the name itself precedes one that maps other habitats to it.
KnownAs known_by_name(const Crosswalk& crosswalk, const ValueCounts& values, std::string HabitatClass::*column) {
  std::map<std::string, const HabitatClass*> names;
  for (const HabitatClass& one : crosswalk.classes()) names.emplace(plain(one.*column), &one);
  std::size_t features = 0, known = 0;
  KnownAs result{&crosswalk, true, {}, {}, 0};
  for (const auto& [value, count] : values) {
    if (trimmed(value).empty()) continue;
    features += count;
    const auto found = value.size() > 4 ? names.find(plain(value)) : names.end();
    if (found == names.end()) continue;
    known += count;
    ++result.names;
    if (result.code.empty()) result.code = found->second->code, result.name = value;
  }
  return known > 0 && 2 * known >= features ? result : KnownAs{};
}

}  // namespace

double CodeEvidence::share() const noexcept {
  return features == 0 ? 1 : static_cast<double>(codes) / static_cast<double>(features);
}

CodeEvidence code_evidence(const Crosswalk& crosswalk, const ValueCounts& values) {
  CodeEvidence evidence;
  ValueCounts lone;
  for (const auto& [value, count] : values) {
    if (trimmed(value).empty()) continue;
    evidence.features += count;
    const Judged one = judged(crosswalk, value);
    if (!one.codes) {
      evidence.others.emplace_back(value, count);
      continue;
    }
    evidence.codes += count;
    evidence.telling += one.strength == CodeStrength::full;
    if (one.strength != CodeStrength::lone) continue;
    evidence.lone += count;
    lone.emplace_back(value, count);
  }
  if (evidence.lone > 0 && 2 * evidence.lone > evidence.codes) {
    evidence.lone_only = true;
    evidence.codes -= evidence.lone;
    evidence.others.insert(evidence.others.end(), lone.begin(), lone.end());
  }
  std::stable_sort(evidence.others.begin(), evidence.others.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return evidence;
}

bool enough_codes(const CodeEvidence& evidence, double least_share) noexcept {
  if (evidence.share() >= least_share) return true;
  return evidence.features - evidence.codes <= 1 && evidence.codes >= 1;
}

std::string looks_of(const ValueCounts& values) {
  std::array<std::size_t, looks.size()> fitting{};
  std::size_t features = 0, prose = 0;
  for (const auto& [text, count] : values) {
    const std::string value = lower(trimmed(text));
    if (value.empty()) continue;
    features += count;
    prose += is_prose(value) ? count : 0;
    if (value.size() > longest_value) continue;
    for (std::size_t i = 0; i < looks.size(); ++i)
      fitting[i] += std::regex_match(value, look_patterns()[i]) ? count : 0;
  }
  const auto most = std::max_element(fitting.begin(), fitting.end());
  if (features == 0) return {};
  if (5 * *most >= 3 * features) return looks[static_cast<std::size_t>(most - fitting.begin())].plural;
  return 5 * prose >= 3 * features ? "names or free text" : "";
}

KnownAs known_as(std::span<const Crosswalk> crosswalks, const ValueCounts& values) {
  const Crosswalk* best = nullptr;
  double share = 0;
  for (const Crosswalk& crosswalk : crosswalks) {
    const CodeEvidence evidence = code_evidence(crosswalk, values);
    if (evidence.features == 0 || evidence.share() < usual_code_share || evidence.share() <= share ||
        evidence.telling == 0)
      continue;
    best = &crosswalk;
    share = evidence.share();
  }
  if (best != nullptr) return {best, false, {}, {}, 0};
  KnownAs named;
  for (const auto column : {&HabitatClass::label, &HabitatClass::habitat}) {
    for (const Crosswalk& crosswalk : crosswalks)
      if (KnownAs one = known_by_name(crosswalk, values, column); one.names > named.names) named = std::move(one);
    if (named.crosswalk != nullptr) break;
  }
  return named;
}

}  // namespace spatial
