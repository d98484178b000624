// SPDX-License-Identifier: MIT
/// The native module `lnrs._lnrs`. It knows the table of commands, not the commands: what Python sees of them derives
/// from the rows (`lnrs.commands`).
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <new>

#include "libspatial/api/pages.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/io/data_folders.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/run/versions.hpp"
#include "python/src/frames.hpp"
#include "python/src/run.hpp"

namespace py = pybind11;

namespace spatial::python {
namespace {

std::string describe() {
  api::RunOptions running;
  return api::description(api::commands(), api::run_rows(running));
}

const char* class_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "UsageError";
    case ErrorKind::config:
      return "ConfigError";
    case ErrorKind::input:
      return "InputError";
    case ErrorKind::geometry:
      return "GeometryError";
    case ErrorKind::output:
      return "OutputError";
    case ErrorKind::interrupted:
      return "Cancelled";
    case ErrorKind::internal:
    case ErrorKind::found:
      break;
  }
  return "InternalError";
}

void raise(const char* name, const std::string& message, const std::string& remedy, int code) {
  const py::object made = py::module_::import("lnrs.errors").attr(name)(redacted(message), redacted(remedy), code);
  PyErr_SetObject(py::type::of(made).ptr(), made.ptr());
}

void translate(std::exception_ptr failure) {
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const Error& error) {
    raise(class_of(error.kind()), error.message(), error.remedy(), exit_code(error.kind()));
  } catch (const std::bad_alloc&) {
    PyErr_SetString(PyExc_MemoryError, "out of memory; use a smaller area or a machine with more memory");
  }
}

}  // namespace
}  // namespace spatial::python

PYBIND11_MODULE(_lnrs, module) {
  using namespace spatial;
  using namespace spatial::python;
  module.doc() = "The engine of lnrs. Use the package `lnrs`.";
  py::register_local_exception_translator(translate);
  py::class_<CancelToken, std::shared_ptr<CancelToken>>(module, "CancelToken",
                                                        "Stops a run from another thread: token.cancel().")
      .def(py::init<>())
      .def("cancel", &CancelToken::request, "Asks the run to stop; it then raises lnrs.Cancelled.")
      .def_property_readonly("cancelled", &CancelToken::requested);
  py::class_<MemorySource>(module, "MemorySource", "A layer that runs can read by its path while this object lives.")
      .def_property_readonly("path", &MemorySource::path);
  py::class_<HeldStream>(module, "HeldStream", "A table that came through Arrow.")
      .def_property_readonly("rows", [](const HeldStream& held) { return held.taken.layer.rows(); })
      .def_property_readonly("crs", [](const HeldStream& held) { return held.taken.layer.crs; })
      .def_property_readonly("geometry_column", [](const HeldStream& held) { return held.taken.geometry_column; })
      .def_property_readonly("unread", [](const HeldStream& held) { return held.taken.unread; })
      .def_property_readonly("columns", &HeldStream::columns)
      .def("column", &HeldStream::column, py::arg("name"))
      .def("hold", &HeldStream::hold, py::arg("layer"), py::arg("crs"), py::arg("columns"));
  py::class_<KeptTables>(module, "KeptTables", "Tables of a result that is only in memory.")
      .def("names", &KeptTables::names)
      .def_property_readonly("crs", &KeptTables::crs)
      .def("read", &KeptTables::read, py::arg("table"), py::arg("as_wkb"), py::arg("wanted"));
  module.def("describe", &describe, "What `lnrs describe --json` prints.");
  module.def("version", &version);
  module.def("library_versions", &library_versions);
  module.def("run", &run_command, py::arg("name"), py::arg("values"), py::arg("threads"), py::arg("token"),
             py::arg("progress"), py::arg("memory"));
  module.def("hold_frame", &hold_frame, py::arg("layer"), py::arg("crs"), py::arg("columns"), py::arg("geometry"),
             py::arg("ragged"), py::arg("once"), py::arg("path"));
  module.def("hold_stream", &hold_stream, py::arg("stream"), py::arg("name"));
  module.def("read_frame", &read_frame, py::arg("file"), py::arg("layer"), py::arg("crs"), py::arg("as_wkb"),
             py::arg("wanted"));
  module.def(
      "table_names", [](const std::string& file) { return table_names(file); }, py::arg("file"));
  module.def("use_data_folders", &use_data_folders, py::arg("gdal"), py::arg("proj"));
}
