// SPDX-License-Identifier: MIT
#include "libspatial/core/cancel.hpp"

#include "libspatial/core/error.hpp"

namespace spatial {
namespace {

thread_local const CancelToken* current = nullptr;

}  // namespace

CancelScope::CancelScope(const CancelToken* token) noexcept : before_(current) {
  if (token != nullptr) current = token;
}
CancelScope::~CancelScope() { current = before_; }

const CancelToken* current_cancel_token() noexcept { return current; }
bool cancel_requested() noexcept { return current != nullptr && current->requested(); }
void throw_if_cancelled() {
  if (cancel_requested()) throw Error(ErrorKind::interrupted, "interrupted; nothing was written");
}

}  // namespace spatial
