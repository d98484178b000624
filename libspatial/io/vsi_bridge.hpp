// SPDX-License-Identifier: MIT
#pragma once

#include <cpl_vsi.h>

#include <memory>

namespace spatial::gdal {

/// Private to io/: a file opened by GDAL, which also reads inside archives and over a network. The destructor closes
/// it.
struct CloseFile {
  void operator()(VSILFILE* file) const noexcept { VSIFCloseL(file); }
};
using File = std::unique_ptr<VSILFILE, CloseFile>;

}  // namespace spatial::gdal
