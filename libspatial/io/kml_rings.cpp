// SPDX-License-Identifier: MIT
#include "libspatial/io/kml_rings.hpp"

#include <string_view>

namespace spatial {
namespace {

/// An XML tag: its name without prefix, and its position in the text.
struct Tag {
  std::string_view name, prefix;
  std::size_t begin = 0, end = 0;
  bool closing = false, empty = false;
};

/// The next tag at or after `at`, skipping comments, CDATA and declarations; nullopt at the end of the text.
std::optional<Tag> next_tag(std::string_view text, std::size_t at) {
  const auto after = [&](std::size_t from, std::string_view end) {
    const std::size_t found = text.find(end, from);
    return found == std::string_view::npos ? text.size() : found + end.size();
  };
  while ((at = text.find('<', at)) != std::string_view::npos) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("<!--"))
      at = after(at, "-->");
    else if (rest.starts_with("<![CDATA["))
      at = after(at, "]]>");
    else if (rest.starts_with("<?") || rest.starts_with("<!"))
      at = after(at, ">");
    else
      break;
  }
  if (at == std::string_view::npos || at >= text.size()) return std::nullopt;
  Tag tag;
  tag.begin = at;
  char quote = 0;  // quote of the present attribute, in which '>' does not end the tag
  for (tag.end = at + 1; tag.end < text.size() && (quote != 0 || text[tag.end] != '>'); ++tag.end) {
    const char c = text[tag.end];
    if (quote != 0)
      quote = c == quote ? '\0' : quote;
    else if (c == '"' || c == '\'')
      quote = c;
  }
  if (tag.end == text.size()) return std::nullopt;
  std::string_view body = text.substr(at + 1, tag.end++ - at - 1);
  tag.closing = body.starts_with('/');
  if (tag.closing) body.remove_prefix(1);
  tag.empty = body.ends_with('/');
  body = body.substr(0, body.find_first_of(" \t\r\n/"));
  const std::size_t colon = body.find(':');
  tag.prefix = colon == std::string_view::npos ? std::string_view() : body.substr(0, colon + 1);
  tag.name = colon == std::string_view::npos ? body : body.substr(colon + 1);
  return tag;
}

}  // namespace

/// Its branches are the tags that matter; it reads them in one pass.
KmlRings kml_rings(const std::string& text) {
  KmlRings result;
  std::string mended;
  std::size_t copied = 0;
  std::string placemark;
  std::size_t name_begins = 0, inner_rings = 0, outer_rings = 0;
  bool inner = false, outer = false, in_placemark = false, lost = false;
  std::string inner_tag;  // "kml:innerBoundaryIs"
  for (std::optional<Tag> tag = next_tag(text, 0); tag; tag = next_tag(text, tag->end)) {
    const bool opens = !tag->closing && !tag->empty;
    if (tag->name == "Placemark") {
      in_placemark = opens;
      placemark.clear();
    } else if (tag->name == "name" && in_placemark) {
      if (opens)
        name_begins = tag->end;
      else if (tag->closing && placemark.empty())
        placemark = text.substr(name_begins, tag->begin - name_begins);
    } else if (tag->name == "Polygon") {
      if (tag->closing && lost) result.unread.push_back(placemark);
      outer_rings = 0;
      lost = false;
    } else if (tag->name == "innerBoundaryIs") {
      inner = opens;
      inner_rings = 0;
      inner_tag = std::string(tag->prefix) + std::string(tag->name);
    } else if (tag->name == "outerBoundaryIs") {
      outer = opens;
    } else if (tag->name == "LinearRing" && opens) {
      if (outer && ++outer_rings > 1) lost = true;
      if (!inner || ++inner_rings < 2) continue;
      mended.append(text, copied, tag->begin - copied).append("</" + inner_tag + "><" + inner_tag + ">");
      copied = tag->begin;
      ++result.moved;
    }
  }
  if (result.moved > 0) result.mended = mended.append(text, copied);
  return result;
}

}  // namespace spatial
