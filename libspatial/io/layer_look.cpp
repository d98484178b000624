// SPDX-License-Identifier: MIT
#include "libspatial/io/layer_look.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/vsi_bridge.hpp"

namespace spatial {
namespace {

/// Passes a file's bytes to `use`, block by block, until it returns false.
void read_blocks(const std::string& path, const std::function<bool(std::string_view)>& use) {
  const gdal::File file(VSIFOpenL(path.c_str(), "rb"));
  if (!file)
    throw Error(ErrorKind::input, fmt::format("{} cannot be read", path),
                "Check the file and ask for read access to it.");
  std::string block(1U << 16, '\0');
  for (std::size_t read = block.size(); read == block.size();) {
    read = VSIFReadL(block.data(), 1, block.size(), file.get());
    if (!use(std::string_view(block).substr(0, read))) return;
  }
}

/// Searches for a member of the outermost JSON object by name.
class TopMembers {
 public:
  explicit TopMembers(std::string wanted) : wanted_(std::move(wanted)) {}

  bool found_in(std::string_view bytes) {
    for (const char c : bytes)
      if (next(c)) return true;
    return false;
  }

 private:
  bool next(char c) {
    if (in_text_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_text_ = false;
      else if (depth_ == 1 && text_.size() <= wanted_.size())
        text_ += c;
      return false;
    }
    switch (c) {
      case '"':
        in_text_ = true;
        text_.clear();
        return false;
      case '{':
      case '[':
        ++depth_;
        return false;
      case '}':
      case ']':
        --depth_;
        return false;
      case ':':
        return depth_ == 1 && text_ == wanted_;
      default:
        return false;
    }
  }

  std::string wanted_, text_;
  int depth_ = 0;
  bool in_text_ = false, escaped_ = false;
};

constexpr std::size_t most_kml_bytes = 64U << 20;

std::string without_entities(std::string text) {
  for (std::size_t at = text.find("&amp;"); at != std::string::npos; at = text.find("&amp;", at + 1))
    text.erase(at + 1, 4);
  return text;
}

}  // namespace

bool geojson_states_crs(const std::string& path) {
  TopMembers members("crs");
  bool found = false;
  read_blocks(path, [&](std::string_view bytes) { return !(found = members.found_in(bytes)); });
  return found;
}

std::vector<std::string> kml_network_links(const std::string& path) {
  // A KMZ is a zip archive; its main file comes first and is usually named doc.kml.
  const std::string file = lower(path).ends_with(".kmz") ? "/vsizip/" + path + "/doc.kml" : path;
  VSIStatBufL status;
  if (VSIStatL(file.c_str(), &status) != 0) return {};
  std::string text;
  read_blocks(file, [&](std::string_view bytes) {
    text += bytes;
    return text.size() < most_kml_bytes;
  });
  std::vector<std::string> links;
  for (std::size_t at = text.find("<NetworkLink"); at != std::string::npos; at = text.find("<NetworkLink", at + 1)) {
    const std::size_t end = std::min(text.find("</NetworkLink", at), text.size()), begin = text.find("<href>", at);
    if (begin >= end) continue;
    const std::size_t close = std::min(text.find("</href>", begin), end);
    const std::string link = without_entities(trimmed(text.substr(begin + 6, close - begin - 6)));
    if (std::find(links.begin(), links.end(), link) == links.end()) links.push_back(link);
  }
  return links;
}

}  // namespace spatial
