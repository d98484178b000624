// SPDX-License-Identifier: MIT
#include "python/src/frames.hpp"

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "libspatial/core/error.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/layer_kind.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/wkb.hpp"
#include "libspatial/landscape/layer.hpp"

namespace py = pybind11;

namespace spatial::python {
namespace {

const std::map<std::string, ColumnType> types{{"text", ColumnType::text}, {"integer", ColumnType::integer},
                                              {"real", ColumnType::real}, {"boolean", ColumnType::boolean},
                                              {"date", ColumnType::date}, {"date_time", ColumnType::date_time},
                                              {"json", ColumnType::json}, {"binary", ColumnType::binary}};

std::string word_of(ColumnType type) {
  for (const auto& [word, one] : types)
    if (one == type) return word;
  return "text";
}

Cells cells_of(ColumnType type, const std::string& name, const py::handle& value) {
  if (type == ColumnType::integer || type == ColumnType::boolean) {
    const auto [numbers, missing] = value.cast<std::pair<py::array_t<std::int64_t>, py::array_t<bool>>>();
    const auto number = numbers.unchecked<1>();
    const auto none = missing.unchecked<1>();
    IntegerCells cells(static_cast<std::size_t>(number.shape(0)));
    for (py::ssize_t i = 0; i < number.shape(0); ++i)
      if (!none(i)) cells[static_cast<std::size_t>(i)] = number(i);
    return cells;
  }
  if (type == ColumnType::real) {
    const auto numbers = value.cast<py::array_t<double>>();
    return RealCells(numbers.data(), numbers.data() + numbers.size());
  }
  TextCells cells;
  for (const py::handle one : value.cast<py::list>()) {
    cells.emplace_back();
    if (one.is_none()) continue;
    Py_ssize_t size = 0;
    const char* const text = PyUnicode_AsUTF8AndSize(one.ptr(), &size);
    if (text == nullptr) {
      PyErr_Clear();
      throw Error(ErrorKind::input,
                  fmt::format("row {} of column '{}' is text that is not Unicode", cells.size(), name),
                  "Repair it: frame[column].str.encode('utf-8', 'replace').str.decode('utf-8').");
    }
    cells.back().emplace(text, static_cast<std::size_t>(size));
  }
  return cells;
}

/// Areas as nested arrays: coordinates, and offsets of the parts of rows, the rings of parts and the points of rings.
RaggedRows areas_of(const py::tuple& arrays, std::size_t first) {
  RaggedRows rows;
  rows.kind = RaggedRows::Kind::multi_polygon;
  rows.first = first;
  const auto points = arrays[0].cast<py::array_t<double>>();
  constexpr auto number = static_cast<py::ssize_t>(sizeof(double));
  const bool some = points.ndim() == 2 && points.shape(0) > 0;  // an empty array has strides of 0
  if (points.ndim() != 2 || points.shape(1) != 2 ||
      (some && (points.strides(1) != number || points.strides(0) % number != 0)))
    throw py::value_error("coordinates are not pairs of doubles");
  rows.stride = static_cast<std::size_t>(points.strides(0)) / sizeof(double);
  rows.x = points.data();
  rows.y = rows.x + 1;
  for (std::size_t level = 1; level <= 3; ++level) {
    const auto offsets = arrays[level].cast<py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>>();
    rows.offsets.emplace_back(offsets.data(), offsets.data() + offsets.size());
  }
  rows.rows = rows.offsets[0].size() - 1;
  if (rows.offsets[2].back() != points.shape(0)) throw py::value_error("coordinates and offsets differ in length");
  return rows;
}

template <class T>
py::array_t<T> array_of(std::vector<T> values) {
  auto owned = std::make_unique<std::vector<T>>(std::move(values));
  const T* const data = owned->data();
  const auto size = static_cast<py::ssize_t>(owned->size());
  const py::capsule owner(owned.release(), [](void* one) { delete static_cast<std::vector<T>*>(one); });
  // Strides are stated, because pybind11 before 2.12 reads those of NumPy 2 wrongly.
  return py::array_t<T>({size}, {static_cast<py::ssize_t>(sizeof(T))}, data, owner);
}

py::object cells_to_python(const Cells& cells) {
  if (const auto* texts = std::get_if<TextCells>(&cells)) {
    py::list list(texts->size());
    for (std::size_t i = 0; i < texts->size(); ++i)
      list[i] = (*texts)[i] ? py::object(py::str(*(*texts)[i])) : py::object(py::none());
    return list;
  }
  if (const auto* reals = std::get_if<RealCells>(&cells)) return array_of(*reals);
  const auto& integers = std::get<IntegerCells>(cells);
  std::vector<std::int64_t> values;
  std::vector<std::uint8_t> missing;
  for (const std::optional<std::int64_t>& one : integers) {
    values.push_back(one.value_or(0));
    missing.push_back(one ? 0 : 1);
  }
  return py::make_tuple(array_of(std::move(values)), array_of(std::move(missing)));
}

/// Owner of coordinates, kept alive by the arrays that show them.
using Held = std::shared_ptr<const void>;

py::array coordinates(const Held& held, std::span<const Point> points) {
  auto owner = std::make_unique<Held>(held);
  const py::capsule capsule(owner.release(), [](void* one) { delete static_cast<Held*>(one); });
  constexpr auto step = static_cast<py::ssize_t>(sizeof(double));
  return py::array_t<double>({static_cast<py::ssize_t>(points.size()), py::ssize_t{2}}, {2 * step, step},
                             reinterpret_cast<const double*>(points.data()), capsule);
}

using Offsets = std::vector<std::int64_t>;

py::tuple ragged_areas(const Held& held, const MultiPolygonColumn& column) {
  Offsets features{0}, parts{0}, rings{0};
  for (std::size_t i = 0; i < column.size(); ++i) {
    const MultiPolygonView feature = column[i];
    for (std::size_t p = 0; p < feature.part_count(); ++p) {
      const PolygonView part = feature.part(p);
      for (std::size_t r = 0; r < part.ring_count(); ++r)
        rings.push_back(rings.back() + static_cast<std::int64_t>(part.ring(r).size()));
      parts.push_back(static_cast<std::int64_t>(rings.size()) - 1);
    }
    features.push_back(static_cast<std::int64_t>(parts.size()) - 1);
  }
  const std::span<const Point> all(column.empty() ? nullptr : column[0].points().data(), column.point_count());
  return py::make_tuple(coordinates(held, all), array_of(std::move(rings)), array_of(std::move(parts)),
                        array_of(std::move(features)));
}

py::tuple ragged_lines(const Held& held, const MultiLineColumn& column) {
  Offsets features{0}, lines{0};
  for (std::size_t i = 0; i < column.size(); ++i) {
    for (std::size_t l = 0; l < column[i].line_count(); ++l)
      lines.push_back(lines.back() + static_cast<std::int64_t>(column[i].line(l).size()));
    features.push_back(static_cast<std::int64_t>(lines.size()) - 1);
  }
  const std::span<const Point> all(column.size() == 0 ? nullptr : column[0].points().data(), column.point_count());
  return py::make_tuple(coordinates(held, all), array_of(std::move(lines)), array_of(std::move(features)));
}

py::tuple ragged_points(const Held& held, const MultiPointColumn& column) {
  Offsets features{0};
  for (std::size_t i = 0; i < column.size(); ++i)
    features.push_back(features.back() + static_cast<std::int64_t>(column[i].size()));
  const std::span<const Point> all(column.size() == 0 ? nullptr : column[0].data(), column.point_count());
  return py::make_tuple(coordinates(held, all), array_of(std::move(features)));
}

py::list wkb_list(const RawFeatures& read, const std::string& kind) {
  py::list list(read.layer.fid.size());
  for (std::size_t i = 0; i < read.layer.fid.size(); ++i) {
    list[i] = py::none();
    if (kind == "polygon" && !read.layer.geometry[i].empty()) list[i] = py::bytes(wkb_of(read.layer.geometry[i]));
    if (kind == "line" && !read.lines[i].empty()) list[i] = py::bytes(wkb_of(read.lines[i].line(0)));
    if (kind == "point" && !read.points[i].empty()) list[i] = py::bytes(wkb_of(read.points[i].front()));
  }
  return list;
}

/// The lines of a result; a row has at most one.
py::tuple ragged_lines(const Held& held, const LineColumn& column) {
  Offsets features{0}, lines{0};
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (!column[i].empty()) lines.push_back(lines.back() + static_cast<std::int64_t>(column[i].size()));
    features.push_back(static_cast<std::int64_t>(lines.size()) - 1);
  }
  return py::make_tuple(coordinates(held, column.points), array_of(std::move(lines)), array_of(std::move(features)));
}

py::tuple ragged_points(const PointColumn& column) {
  auto there = std::make_shared<std::vector<Point>>();
  Offsets features{0};
  for (const std::optional<Point>& point : column) {
    if (point) there->push_back(*point);
    features.push_back(static_cast<std::int64_t>(there->size()));
  }
  return py::make_tuple(coordinates(there, *there), array_of(std::move(features)));
}

py::list wkb_list(const GeometryColumn& geometry) {
  py::list list;
  const auto add = [&](bool empty, const auto& feature) {
    list.append(empty ? py::object(py::none()) : py::object(py::bytes(wkb_of(feature))));
  };
  if (const auto* areas = std::get_if<MultiPolygonColumn>(&geometry))
    for (std::size_t i = 0; i < areas->size(); ++i) add((*areas)[i].empty(), (*areas)[i]);
  if (const auto* lines = std::get_if<LineColumn>(&geometry))
    for (std::size_t i = 0; i < lines->size(); ++i) add((*lines)[i].empty(), (*lines)[i]);
  if (const auto* points = std::get_if<PointColumn>(&geometry))
    for (const std::optional<Point>& point : *points) add(!point, point.value_or(Point{}));
  return list;
}

struct Columns {
  std::vector<LayerField> fields;
  std::vector<TypedColumn> cells;
};

void type_columns(const std::vector<TextColumn>& text, Columns& columns) {
  for (std::size_t c = 0; c < text.size(); ++c)
    columns.cells.push_back(typed_column(text[c].values, columns.fields[c].type));
}

void type_columns(const std::vector<AttributeColumn>& read, Columns& columns) {
  for (const AttributeColumn& column : read) columns.cells.push_back(typed_column(column));
}

py::list columns_to_python(const Columns& columns) {
  py::list list;
  for (std::size_t c = 0; c < columns.fields.size(); ++c)
    list.append(py::make_tuple(columns.fields[c].name, word_of(columns.cells[c].type),
                               cells_to_python(columns.cells[c].cells)));
  return list;
}

std::string kind_of(const RawFeatures& read) {
  if (read.layer.geometry.point_count() > 0) return "polygon";
  return read.lines.point_count() > 0 ? "line" : read.points.point_count() > 0 ? "point" : "polygon";
}

}  // namespace

std::unique_ptr<MemorySource> hold_frame(const std::string& layer, const std::string& crs, const py::list& columns,
                                         const py::list& geometry, bool ragged, bool once, const std::string& path) {
  MemoryLayer held;
  held.name = layer;
  held.path = path;
  held.crs = crs;
  if (ragged)
    for (const py::handle one : geometry) held.ragged.push_back(areas_of(one.cast<py::tuple>(), held.rows()));
  else
    for (const py::handle one : geometry)
      held.wkb.push_back(one.is_none() ? std::string_view{}
                                       : std::string_view(PyBytes_AS_STRING(one.ptr()),
                                                          static_cast<std::size_t>(PyBytes_GET_SIZE(one.ptr()))));
  for (const py::handle one : columns) {
    const auto column = one.cast<py::tuple>();
    Column made;
    made.spec.name = column[0].cast<std::string>();
    made.spec.type = types.at(column[1].cast<std::string>());
    made.cells = cells_of(made.spec.type, made.spec.name, column[2]);
    held.columns.push_back(std::move(made));
  }
  // The bytes belong to Python, and the last owner to release them may be a thread without the GIL.
  held.held = std::shared_ptr<const void>(new py::list(geometry), [](const py::list* all) {
    const py::gil_scoped_acquire gil;
    delete all;
  });
  return std::make_unique<MemorySource>(std::move(held), once ? MemorySource::Reads::once : MemorySource::Reads::any);
}

HeldStream hold_stream(const py::capsule& stream, const std::string& name) {
  auto* const arrow = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(stream.ptr(), "arrow_array_stream"));
  if (arrow == nullptr) throw py::error_already_set();
  const py::gil_scoped_release released;
  return {layer_of_arrow(*arrow, name)};
}

std::vector<std::string> HeldStream::columns() const {
  std::vector<std::string> names;
  for (const Column& column : taken.layer.columns) names.push_back(column.spec.name);
  return names;
}

py::tuple HeldStream::column(const std::string& name) const {
  for (const Column& column : taken.layer.columns)
    if (column.spec.name == name) return py::make_tuple(word_of(column.spec.type), cells_to_python(column.cells));
  throw py::key_error(name);
}

std::unique_ptr<MemorySource> HeldStream::hold(const std::string& layer, const std::string& crs,
                                               const std::vector<std::string>& wanted) const {
  MemoryLayer held;
  held.name = layer;
  held.crs = crs;
  held.wkb = taken.layer.wkb;
  held.ragged = taken.layer.ragged;
  held.held = taken.layer.held;
  for (const Column& column : taken.layer.columns)
    if (std::find(wanted.begin(), wanted.end(), column.spec.name) != wanted.end()) held.columns.push_back(column);
  return std::make_unique<MemorySource>(std::move(held));
}

py::dict read_frame(const std::string& file, const std::string& layer, const std::string& crs, bool as_wkb,
                    const std::optional<std::vector<std::string>>& wanted) {
  const LayerName name{file, layer};
  Columns columns;
  auto read = std::make_shared<RawFeatures>();
  std::string kind = "none";
  {
    const py::gil_scoped_release released;
    const LayerFields declared = layer_fields(name);
    columns.fields = declared.fields;
    if (wanted)
      std::erase_if(columns.fields, [&](const LayerField& field) {
        return std::find(wanted->begin(), wanted->end(), field.name) == wanted->end();
      });
    if (declared.geometry_column.empty()) {
      std::vector<std::string> names;
      for (const LayerField& field : columns.fields) names.push_back(field.name);
      type_columns(read_table(name, names), columns);
    } else {
      ReadOptions options;
      options.crs = crs;
      options.may_lack_areas = true;
      options.check_integrity = false;
      for (const LayerField& field : columns.fields) options.extra_fields.push_back(field.name);
      *read = read_features(name, Role::habitat, options, {}).features;
      type_columns(read->layer.extra, columns);
      kind = kind_of(*read);
    }
  }
  py::dict result(py::arg("columns") = columns_to_python(columns), py::arg("kind") = kind);
  if (kind == "none") return result;
  read->layer.extra.clear();
  if (as_wkb)
    result["geometry"] = wkb_list(*read, kind);
  else
    result["geometry"] = kind == "polygon" ? ragged_areas(read, read->layer.geometry)
                         : kind == "line"  ? ragged_lines(read, read->lines)
                                           : ragged_points(read, read->points);
  return result;
}

std::vector<std::string> KeptTables::names() const {
  std::vector<std::string> names;
  for (const FeatureTable& layer : dataset->layers) names.push_back(layer.table.name);
  return names;
}

py::dict KeptTables::read(const std::string& table, bool as_wkb,
                          const std::optional<std::vector<std::string>>& wanted) const {
  const auto found = std::find_if(dataset->layers.begin(), dataset->layers.end(),
                                  [&](const FeatureTable& layer) { return layer.table.name == table; });
  if (found == dataset->layers.end())
    throw Error(ErrorKind::usage, fmt::format("the result has no table '{}'", table), "");
  py::list columns;
  for (const Column& column : found->table.columns)
    if (!wanted || std::find(wanted->begin(), wanted->end(), column.spec.name) != wanted->end())
      columns.append(py::make_tuple(column.spec.name, word_of(column.spec.type), cells_to_python(column.cells)));
  constexpr std::array<const char*, 4> kinds{"none", "point", "line", "polygon"};
  py::dict result(py::arg("columns") = columns, py::arg("kind") = kinds[found->geometry.index()]);
  if (found->geometry.index() == 0) return result;
  if (as_wkb)
    result["geometry"] = wkb_list(found->geometry);
  else if (const auto* areas = std::get_if<MultiPolygonColumn>(&found->geometry))
    result["geometry"] = ragged_areas(dataset, *areas);
  else if (const auto* lines = std::get_if<LineColumn>(&found->geometry))
    result["geometry"] = ragged_lines(dataset, *lines);
  else
    result["geometry"] = ragged_points(std::get<PointColumn>(found->geometry));
  return result;
}

}  // namespace spatial::python
