// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace spatial {

/// The role of a layer in the project. Each role is one row of a table; to add a role, add a row.
///
///     info(Role::boa).title;
///     if (const std::optional<Role> role = role_named("lws")) use(*role);
enum class Role {
  study_area,
  boa,
  lws,
  designated,
  irreplaceable,
  habitat,
  exclusion,
  constraint,
  candidate,
  authority,
  measure,
  suitability,
  context,
  // of strategies and monitoring
  project,
  strategy_area,
  parcel,
  bline
};

struct RoleInfo {
  Role role;
  std::string_view name;     ///< as in the config: [layers.<name>]
  std::string_view title;    ///< name for readers
  std::string_view meaning;  ///< one sentence
  bool several;              ///< may have several sources
  bool has_class;            ///< features carry a habitat code
  bool asked_for = false;    ///< read only by the commands that need it, not by every run of the config
};

std::span<const RoleInfo> roles() noexcept;
const RoleInfo& info(Role role) noexcept;
std::optional<Role> role_named(std::string_view name) noexcept;

}  // namespace spatial
