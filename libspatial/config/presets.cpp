// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "libspatial/config/config.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

namespace fs = std::filesystem;

bool holds_presets(const fs::path& folder) {
  std::error_code ignored;
  return !folder.empty() && fs::is_regular_file(folder / "networks.toml", ignored);
}

}  // namespace

fs::path presets_folder() {
  if (const char* named = std::getenv("LNRS_PRESETS"); named != nullptr && *named != '\0') {
    if (holds_presets(named)) return named;
    throw Error(ErrorKind::config, fmt::format("LNRS_PRESETS names {}, but there is no networks.toml in it", named),
                "Let it name a folder with networks.toml and crosswalks/, or unset it.");
  }
  std::error_code ignored;
  const fs::path binary = fs::read_symlink("/proc/self/exe", ignored);
  // The source folder precedes the installation folder, so that a build in a checkout is tested with its own presets.
  for (const fs::path& folder : {binary.parent_path().parent_path() / "share" / "lnrs" / "presets",
                                 fs::path(LNRS_SOURCE_PRESETS), fs::path(LNRS_INSTALLED_PRESETS)})
    if (holds_presets(folder)) return folder;
  throw Error(ErrorKind::config, "the presets of networks and crosswalks were not found",
              "Set LNRS_PRESETS to the folder with networks.toml and crosswalks/.");
}

std::vector<std::string> preset_crosswalks() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(presets_folder() / "crosswalks"))
    if (entry.path().extension() == ".csv") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

fs::path base_folder(const Config& config) { return config.file.parent_path(); }

fs::path crosswalk_file(const Config& config, const LayerSource& source) {
  const fs::path named = source.crosswalk;
  const bool is_file = named.has_parent_path() || lower(named.extension().string()) == ".csv";
  const fs::path file =
      is_file ? base_folder(config) / named : presets_folder() / "crosswalks" / (source.crosswalk + ".csv");
  std::error_code ignored;
  if (fs::is_regular_file(file, ignored)) return file;
  if (is_file)
    throw Error(ErrorKind::config, fmt::format("crosswalk {} does not exist", file.string()),
                "Paths start from the folder of the config file.");
  const std::vector<std::string> known = preset_crosswalks();
  throw Error(
      ErrorKind::config,
      fmt::format("there is no preset crosswalk '{}'{}", source.crosswalk, did_you_mean(source.crosswalk, known)),
      fmt::format("Name one of {}, or a CSV file.", joined(known, ", ")));
}

}  // namespace spatial
