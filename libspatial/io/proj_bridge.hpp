// SPDX-License-Identifier: MIT
#pragma once

#include <proj.h>

#include <memory>

namespace spatial {

/// Private to io/: PROJ's objects. A context belongs to one thread at a time.
struct DestroyProj {
  void operator()(PJ_CONTEXT* context) const noexcept { proj_context_destroy(context); }
  void operator()(PJ* pj) const noexcept { proj_destroy(pj); }
};
using ProjContext = std::unique_ptr<PJ_CONTEXT, DestroyProj>;
using Proj = std::unique_ptr<PJ, DestroyProj>;

/// A context that prints nothing.
ProjContext quiet_context();

}  // namespace spatial
