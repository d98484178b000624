// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/run/plan.hpp"
#include "libspatial/run/seen_files.hpp"

namespace spatial {

std::vector<std::filesystem::path> files_of_input(const std::filesystem::path& file) {
  static const std::set<std::string> with_companions{".shp", ".tab", ".mif"};
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    std::vector<std::filesystem::path> inside;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(file, ignored))
      if (entry.is_regular_file(ignored)) inside.push_back(entry.path());
    std::sort(inside.begin(), inside.end());
    return inside;
  }
  std::vector<std::filesystem::path> files{file};
  if (!with_companions.contains(lower(file.extension().string()))) return files;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::filesystem::path other = file.has_parent_path() ? entry.path() : entry.path().filename();
    if (lower(other.stem().string()) == lower(file.stem().string()) && other != file) files.push_back(other);
  }
  std::sort(files.begin() + 1, files.end());
  return files;
}

void check_inputs(const Plan& plan, InputCheck how) {
  SeenFiles seen(plan);
  for (const InputFile& input : plan.inputs) {
    std::error_code ignored;
    if (!std::filesystem::exists(input.path, ignored) && !input.path.starts_with("/vsi"))
      throw Error(ErrorKind::input,
                  fmt::format("{} is missing, but the plan {} reads it (names are relative to {})", input.path,
                              plan.file.string(), plan.folder.string()),
                  "Put the file back where it was, or make a new plan.");
    if (!seen.fits(input, how))
      throw Error(ErrorKind::input,
                  fmt::format("{} has changed since the plan {} was made", input.path, plan.file.string()),
                  "Restore the file, or make a new plan with `lnrs plan`: parts made from different inputs do not fit "
                  "together.");
    seen.recall_checks(input);
  }
  seen.save();
}

void note_checks_of_inputs(const Plan& plan) {
  SeenFiles seen(plan);
  for (const InputFile& input : plan.inputs) seen.note_checks(input);
  seen.save();
}

}  // namespace spatial
