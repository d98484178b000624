// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/run/plan.hpp"

namespace spatial {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t second_ns = 1'000'000'000;
/// A file must have been unchanged for this long before its state is trusted: within one tick of the file system's
/// clock (1 s on NFS), a change may leave the time stamp as it was.
constexpr std::int64_t settled_ns = 3 * second_ns;

std::int64_t in_ns(const timespec& time) { return time.tv_sec * second_ns + time.tv_nsec; }

/// What the file system knows about a file without reading it. Programs cannot set changed_ns (ctime), so it also
/// reveals a file that was replaced by one of the same size and modification date.
struct FileState {
  std::int64_t bytes = 0, written_ns = 0, changed_ns = 0;
  std::uint64_t device = 0, number = 0;

  bool settled() const {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return in_ns(now) - std::max(written_ns, changed_ns) > settled_ns;
  }
  Json json() const { return {bytes, written_ns, changed_ns, device, number}; }
};

std::optional<FileState> state_of(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return FileState{found.st_size, in_ns(found.st_mtim), in_ns(found.st_ctim), found.st_dev, found.st_ino};
}

std::string host() {
  char name[256] = "host";
  gethostname(name, sizeof(name) - 1);
  return name;
}

/// Cache of inputs that this machine has read in full and found as planned: the state of each file by SHA-256 and name.
/// If the cache file cannot be read or written, the inputs are simply read again.
class Seen {
 public:
  explicit Seen(const Plan& plan) : file_(plan.file.parent_path() / fmt::format("inputs-{}.json", host())) {
    std::ifstream in(file_);
    json_ = Json::parse(in, nullptr, false);
    const bool whole = json_.is_object() && json_.contains("plan") && json_["plan"] == plan.id &&
                       json_.contains("files") && json_["files"].is_object();
    if (!whole) json_ = {{"plan", plan.id}, {"files", Json::object()}};
  }

  bool has(const InputFile& input, const FileState& state) const {
    const auto found = json_.at("files").find(input.sha256 + " " + input.path);
    return found != json_.at("files").end() && *found == state.json();
  }
  void add(const InputFile& input, const FileState& state) {
    json_["files"][input.sha256 + " " + input.path] = state.json();
    news_ = true;
  }
  void save() const {
    if (!news_) return;
    try {
      write_text(file_, json_.dump(1) + "\n", {.overwrite = true});
    } catch (const Error&) {  // if the folder has a problem that matters, writing the part reports it
    }
  }

 private:
  std::filesystem::path file_;
  Json json_;
  bool news_ = false;
};

}  // namespace

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
  Seen seen(plan);
  for (const InputFile& input : plan.inputs) {
    std::error_code ignored;
    if (!std::filesystem::exists(input.path, ignored) && !input.path.starts_with("/vsi"))
      throw Error(ErrorKind::input,
                  fmt::format("{} is missing, but the plan {} reads it (names are relative to {})", input.path,
                              plan.file.string(), plan.folder.string()),
                  "Put the file back where it was, or make a new plan.");
    const std::optional<FileState> before = state_of(input.path);
    if (how == InputCheck::unless_seen && before && seen.has(input, *before)) continue;
    if (fingerprint(input.path, input.path).sha256 != input.sha256)
      throw Error(ErrorKind::input,
                  fmt::format("{} has changed since the plan {} was made", input.path, plan.file.string()),
                  "Restore the file, or make a new plan with `lnrs plan`: parts made from different inputs do not fit "
                  "together.");
    if (before && before->settled() && before->json() == state_of(input.path).value_or(FileState{}).json())
      seen.add(input, *before);
  }
  seen.save();
}

}  // namespace spatial
