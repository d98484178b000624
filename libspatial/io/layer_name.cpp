// SPDX-License-Identifier: MIT
#include "libspatial/io/layer_name.hpp"

#include "libspatial/core/network_path.hpp"
#include "libspatial/io/memory_layer.hpp"

namespace spatial {
namespace {

std::filesystem::path resolved(const std::string& file, const std::filesystem::path& base) {
  if (file.empty() || is_network_path(file) || is_memory_path(file) || base.empty()) return file;
  return base / file;  // an absolute path replaces the base
}

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

}  // namespace

std::string LayerName::text() const {
  // The number in the path of a layer in memory differs from run to run, and results must not.
  if (!layer.empty() && file.string().starts_with("memory:")) return layer;
  const std::string shown = redacted(file.string());
  return layer.empty() ? shown : shown + "#" + layer;
}

LayerName parse_layer_name(const std::string& text, const std::filesystem::path& base) {
  const std::size_t hash = is_memory_path(text) ? text.find('#') : text.rfind('#');
  if (hash == std::string::npos || (!is_network_path(text) && !is_memory_path(text) && is_there(resolved(text, base))))
    return {resolved(text, base), {}, text};
  // ARCHIVE#FILE#LAYER, or a layer with '#' in its name: the file name ends at the last '#' before which a file exists.
  if (const std::size_t first = text.find('#'); first != hash && !is_network_path(text) && !is_memory_path(text) &&
                                                !is_there(resolved(text.substr(0, hash), base)))
    for (std::size_t at = text.rfind('#', hash - 1); at != std::string::npos && at > 0; at = text.rfind('#', at - 1))
      if (is_there(resolved(text.substr(0, at), base)))
        return {resolved(text.substr(0, at), base), text.substr(at + 1), text.substr(0, at)};
  return {resolved(text.substr(0, hash), base), text.substr(hash + 1), text.substr(0, hash)};
}

}  // namespace spatial
