// SPDX-License-Identifier: MIT
#include "libspatial/run/seen_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/io/file_checks.hpp"
#include "libspatial/io/file_state.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const FileState& state) {
  return {state.bytes, state.written_ns, state.changed_ns, state.device, state.number};
}

Json json_of(const Box& box) { return box.empty() ? Json() : Json{box.min_x, box.min_y, box.max_x, box.max_y}; }

Box box_of(const Json& json) { return json.is_null() ? Box{} : Box{json.at(0), json.at(1), json.at(2), json.at(3)}; }

Json json_of(const FileChecks& checks) {
  Json layers = Json::array();
  for (const LayerCheck& one : checks.layers)
    layers.push_back({{"table", one.table},
                      {"column", one.column},
                      {"whole", one.whole},
                      {"indexed", one.witness.indexed},
                      {"index_fault", one.witness.index_fault},
                      {"extent", json_of(one.witness.extent)},
                      {"stated_extent", json_of(one.witness.stated_extent.value_or(Box{}))}});
  return {{"in_order", checks.in_order}, {"layers", std::move(layers)}};
}

FileChecks checks_in(const Json& json) {
  FileChecks checks;
  checks.in_order = json.at("in_order");
  for (const Json& one : json.at("layers")) {
    LayerCheck layer{one.at("table"), one.at("column"), one.at("whole"), {}};
    layer.witness.indexed = one.at("indexed");
    layer.witness.index_fault = one.at("index_fault");
    layer.witness.extent = box_of(one.at("extent"));
    if (const Box stated = box_of(one.at("stated_extent")); !stated.empty()) layer.witness.stated_extent = stated;
    checks.layers.push_back(std::move(layer));
  }
  return checks;
}

std::string key_of(const InputFile& input) { return input.sha256 + " " + input.path; }

std::string host() {
  char name[256] = "host";
  gethostname(name, sizeof(name) - 1);
  return name;
}

}  // namespace

SeenFiles::SeenFiles(const Plan& plan) : file_(plan.file.parent_path() / fmt::format("inputs-{}.json", host())) {
  std::ifstream in(file_);
  json_ = Json::parse(in, nullptr, false);
  const bool whole = json_.is_object() && json_.contains("plan") && json_["plan"] == plan.id &&
                     json_.contains("files") && json_["files"].is_object();
  if (!whole) json_ = {{"plan", plan.id}, {"files", Json::object()}};
}

bool SeenFiles::fits(const InputFile& recorded, InputCheck how) {
  const std::string key = key_of(recorded);
  const std::optional<FileState> before = state_of(recorded.path);
  if (how == InputCheck::unless_seen && before)
    if (const auto found = json_.at("files").find(key); found != json_.at("files").end() && *found == json_of(*before))
      return true;
  if (fingerprint(recorded.path, recorded.path).sha256 != recorded.sha256) return false;
  if (before && before->settled() && before == state_of(recorded.path)) {
    json_["files"][key] = json_of(*before);
    news_ = true;
  }
  return true;
}

void SeenFiles::recall_checks(const InputFile& input) const {
  const auto found = json_.find("checks");
  if (found == json_.end() || !found->contains(key_of(input))) return;
  try {
    add_checks(input.path, checks_in(found->at(key_of(input))));
  } catch (const Json::exception&) {  // the note is damaged: the checks are made again
  }
}

void SeenFiles::note_checks(const InputFile& input) {
  const FileChecks checks = checks_of(input.path);
  if (!checks.in_order && checks.layers.empty()) return;
  Json json = json_of(checks);
  Json& noted = json_["checks"][key_of(input)];
  news_ = news_ || noted != json;
  noted = std::move(json);
}

void SeenFiles::save() const {
  if (!news_) return;
  try {
    write_text(file_, json_.dump(1) + "\n", {.overwrite = true});
  } catch (const Error&) {  // if the folder has a problem that matters, writing the part reports it
  }
}

}  // namespace spatial
