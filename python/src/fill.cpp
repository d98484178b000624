// SPDX-License-Identifier: MIT
#include "python/src/fill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <type_traits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"

namespace py = pybind11;

namespace spatial::python {
namespace {

/// A value as its author wrote it, or its type if that would be a page.
std::string words_of(const py::handle& value) {
  const std::string text = py::str(py::repr(value));
  if (text.size() <= 60 && text.find('\n') == std::string::npos) return text;
  return fmt::format("a {}", std::string(py::str(py::type::of(value).attr("__name__"))));
}

/// What an option is about, as a remedy: a sentence with a full stop that names other options as Python does.
std::string about(const api::Parameter& row) {
  std::string text;
  bool in_option = false;
  for (std::size_t i = 0; i < row.sentence.size(); ++i) {
    const char letter = row.sentence[i];
    if (row.sentence.compare(i, 2, "--") == 0) {
      in_option = true;
      ++i;
      continue;
    }
    in_option = in_option && (letter == '-' || std::isalnum(static_cast<unsigned char>(letter)) != 0);
    text += in_option && letter == '-' ? '_' : letter;
  }
  return text.ends_with('.') ? text : text + ".";
}

[[noreturn]] void refuse(const api::Parameter& row, const py::handle& value, const std::string& wanted) {
  throw Error(ErrorKind::usage, fmt::format("{}: {} is not {}", python_name(row), words_of(value), wanted), about(row));
}

/// Text or path without its secrets (core/network_path.hpp). In "KEY=VALUE", secrets are looked for in the value.
std::string text_of(const api::Parameter& row, const py::handle& value) {
  if (!py::isinstance<py::str>(value) && !py::hasattr(value, "__fspath__"))
    refuse(row, value, row.many == api::Many::once ? "a text or a path" : "a list of texts");
  const std::string text = py::str(py::module_::import("os").attr("fspath")(value));
  for (std::size_t from = 0;;) {
    const std::string rest = text.substr(from);
    if (const std::string shown = without_secrets(rest); shown != rest) return text.substr(0, from) + shown;
    const std::size_t equals = text.find('=', from);
    if (equals == std::string::npos) return text;
    from = equals + 1;
  }
}

void check_word(const api::Parameter& row, const std::string& word) {
  if (row.choices.empty() || row.judged_by_run) return;
  std::vector<std::string> words;
  for (const api::Choice& choice : row.choices) words.push_back(choice.word);
  if (std::find(words.begin(), words.end(), word) != words.end()) return;
  const std::string nearest = nearest_word(word, words);
  throw Error(ErrorKind::usage, fmt::format("{}: '{}' is not one of {}", python_name(row), word, joined(words, ", ")),
              nearest.empty() ? about(row) : fmt::format("Did you mean '{}'?", nearest));
}

double number_of(const api::Parameter& row, const py::handle& value) {
  const std::string all = api::in_words(row.range, row.kind);
  const std::string wanted = !all.empty() ? all : row.kind == api::Kind::integer ? "a whole number" : "a number";
  if (py::isinstance<py::bool_>(value) || py::isinstance<py::str>(value)) refuse(row, value, wanted);
  const double number = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    refuse(row, value, wanted);
  }
  if ((!all.empty() && !api::holds(row.range, number)) ||
      (row.kind == api::Kind::integer && number != std::floor(number)))
    refuse(row, value, wanted);
  return number;
}

std::vector<std::string> list_of(const api::Parameter& row, const py::handle& value) {
  std::vector<std::string> words;
  if (py::isinstance<py::str>(value) || py::hasattr(value, "__fspath__")) {
    words.push_back(text_of(row, value));
  } else {
    if (!py::isinstance<py::iterable>(value)) refuse(row, value, "a list of texts");
    for (const py::handle one : py::iter(value)) words.push_back(text_of(row, one));
  }
  for (const std::string& word : words) check_word(row, word);
  const auto count = static_cast<int>(words.size());
  if (row.many == api::Many::words && (count < row.fewest || count > row.most_words))
    throw Error(
        ErrorKind::usage,
        fmt::format("{}: {} given; from {} to {} are needed", python_name(row), count, row.fewest, row.most_words),
        about(row));
  return words;
}

Box box_of(const api::Parameter& row, const py::handle& value) {
  const char* const wanted = "a rectangle (xmin, ymin, xmax, ymax)";
  if (!py::isinstance<py::sequence>(value) || py::len(value) != 4) refuse(row, value, wanted);
  const auto corner = py::reinterpret_borrow<py::sequence>(value);
  try {
    return {corner[0].cast<double>(), corner[1].cast<double>(), corner[2].cast<double>(), corner[3].cast<double>()};
  } catch (const py::cast_error&) {
    refuse(row, value, wanted);
  }
}

void set(const api::Parameter& row, const py::handle& value) {
  std::visit(
      [&](auto* target) {
        using Value = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Value, bool>) {
          if (!py::isinstance<py::bool_>(value)) refuse(row, value, "True or False");
          *target = value.cast<bool>();
        } else if constexpr (std::is_same_v<Value, std::string> || std::is_same_v<Value, std::filesystem::path>) {
          const std::string text = text_of(row, value);
          check_word(row, text);
          *target = text;
        } else if constexpr (std::is_arithmetic_v<Value>) {
          *target = static_cast<Value>(number_of(row, value));
        } else if constexpr (std::is_same_v<Value, std::optional<double>>) {
          *target = number_of(row, value);
        } else if constexpr (std::is_same_v<Value, std::optional<Box>>) {
          *target = box_of(row, value);
        } else {
          *target = list_of(row, value);
        }
      },
      row.target);
  if (row.given != nullptr) *row.given = true;
}

}  // namespace

std::string python_name(const api::Parameter& row) {
  std::string name = lower(row.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void fill(api::Command& command, const py::dict& values) {
  std::vector<std::string> known, given;
  for (const api::Parameter& row : command.parameters) known.push_back(python_name(row));
  for (const auto& [key, value] : values) {
    const std::string name = py::str(key);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string nearest = nearest_word(name, known);
      throw Error(ErrorKind::usage, fmt::format("'{}' has no option '{}'", command.name, name),
                  nearest.empty() ? fmt::format("It has {}.", joined(known, ", "))
                                  : fmt::format("Did you mean '{}'?", nearest));
    }
    if (!value.is_none()) given.push_back(name);
  }
  const auto is_given = [&](const std::string& name) {
    return std::find(given.begin(), given.end(), name) != given.end();
  };
  for (const api::Parameter& row : command.parameters) {
    const std::string name = python_name(row);
    if (is_given(name))
      set(row, values[name.c_str()]);
    else if (row.required)
      throw Error(ErrorKind::usage, fmt::format("'{}' needs {}", command.name, name), about(row));
    for (const std::string& other : row.excludes)
      if (is_given(name) && is_given(python_name({.name = other})))
        throw Error(ErrorKind::usage, fmt::format("{} and {} exclude each other", name, python_name({.name = other})),
                    "Give one of them.");
  }
}

}  // namespace spatial::python
