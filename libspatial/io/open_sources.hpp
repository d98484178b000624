// SPDX-License-Identifier: MIT
#pragma once

namespace spatial {

/// While this object lives, files that its thread opens to look at their layers, fields, extents and rows stay open, so
/// that a run opens each of its sources once. A GeoJSON file or a spreadsheet is then parsed once instead of at every
/// look. A file that has changed since is opened anew. Objects may be nested; the outermost one closes the files. Files
/// opened by other threads do not stay open.
///
///     const OpenSources open;
///     run_overlay(...);
class OpenSources {
 public:
  OpenSources();
  ~OpenSources();
  OpenSources(const OpenSources&) = delete;
  OpenSources& operator=(const OpenSources&) = delete;
};

}  // namespace spatial
