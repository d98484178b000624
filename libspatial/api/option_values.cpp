// SPDX-License-Identifier: MIT
#include "libspatial/api/option_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "libspatial/core/error.hpp"
#include "libspatial/io/layer_name.hpp"

namespace spatial::api {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json value_of(const T& value) {
  if constexpr (std::is_same_v<T, std::filesystem::path>)
    return value.string();
  else
    return value;
}
Json value_of(const std::optional<double>& value) { return value ? Json(*value) : Json(); }
Json value_of(const std::optional<Box>& box) {
  return box ? Json{box->min_x, box->min_y, box->max_x, box->max_y} : Json();
}

template <class T>
void take(T& target, const Json& value) {
  if constexpr (std::is_same_v<T, std::filesystem::path>)
    target = value.get<std::string>();
  else if constexpr (std::is_same_v<T, std::optional<double>>)
    target = value.get<double>();
  else if constexpr (std::is_same_v<T, std::optional<Box>>)
    target = Box{value.at(0), value.at(1), value.at(2), value.at(3)};
  else
    target = value.get<T>();
}

Parameter& row_of(Command& command, const std::string& name) {
  for (Parameter& row : command.parameters)
    if (row.name == name) return row;
  throw Error(ErrorKind::input, fmt::format("lnrs {} has no option '{}'", command.name, name));
}

}  // namespace

std::string option_values(const Command& filled, const Command& fresh) {
  Json values = Json::object();
  for (std::size_t k = 0; k < filled.parameters.size(); ++k) {
    const auto json = [](const Target& target) {
      return std::visit([](const auto* value) { return value_of(*value); }, target);
    };
    const Json value = json(filled.parameters[k].target);
    if (value != json(fresh.parameters.at(k).target)) values[filled.parameters[k].name] = value;
  }
  return values.dump();
}

void fill_options(Command& command, const std::string& values) {
  try {
    const Json all = Json::parse(values);
    for (const auto& [name, value] : all.items()) {
      Parameter& row = row_of(command, name);
      std::visit([&, &json = value](auto* target) { take(*target, json); }, row.target);
      if (row.given != nullptr) *row.given = true;
    }
  } catch (const Json::exception& wrong) {
    throw Error(ErrorKind::input, fmt::format("the options of lnrs {} cannot be read: {}", command.name, wrong.what()));
  }
}

bool has_option(const Command& command, const std::string& name) {
  return std::any_of(command.parameters.begin(), command.parameters.end(),
                     [&](const Parameter& row) { return row.name == name; });
}

void set_option(Command& command, const std::string& name, const std::string& text) {
  Parameter& row = row_of(command, name);
  std::visit(
      [&](auto* target) {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, std::string> || std::is_same_v<Value, std::filesystem::path>)
          *target = text;
        else
          throw Error(ErrorKind::internal, fmt::format("'{}' of lnrs {} is not text", name, command.name));
      },
      row.target);
  if (row.given != nullptr) *row.given = true;
}

void set_option(Command& command, const std::string& name, bool on) {
  Parameter& row = row_of(command, name);
  bool* const* target = std::get_if<bool*>(&row.target);
  if (target == nullptr)
    throw Error(ErrorKind::internal, fmt::format("'{}' of lnrs {} is not a flag", name, command.name));
  **target = on;
}

std::vector<std::string> files_read(const Command& command) {
  std::vector<std::string> files;
  const auto add = [&](const std::string& text, Kind kind) {
    if (text.empty()) return;
    const std::string file = kind == Kind::layer || kind == Kind::raster ? parse_layer_name(text).file.string() : text;
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
  };
  for (const Parameter& row : command.parameters) {
    if (row.kind != Kind::layer && row.kind != Kind::raster && row.kind != Kind::file && row.kind != Kind::config)
      continue;
    if (const auto* text = std::get_if<std::string*>(&row.target)) add(**text, row.kind);
    if (const auto* path = std::get_if<std::filesystem::path*>(&row.target)) add((*path)->string(), row.kind);
    if (const auto* list = std::get_if<std::vector<std::string>*>(&row.target))
      for (const std::string& text : **list) add(text, row.kind);
  }
  return files;
}

bool is_about_output(const Parameter& row) {
  return row.kind == Kind::output || row.kind == Kind::output_raster || row.kind == Kind::output_report ||
         row.kind == Kind::folder || row.name == "overwrite" || row.name == "timings" || row.name == "print-config" ||
         row.name == "dry-run";
}

}  // namespace spatial::api
