// SPDX-License-Identifier: MIT
#include "libspatial/layers/layer_check.hpp"

#include <fmt/format.h>

#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/layer_name.hpp"
#include "libspatial/io/placement.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

constexpr double datums_m = 300;  // tolerance, because extents are compared without shifts between datums

}  // namespace

Issues places_of_inputs(const std::vector<LayerLook>& looks, const LayerPlaceRules& rules) {
  Placement placement(rules.crs);
  Issues issues;
  const auto report = [&](const LayerLook& look, IssueRule rule, const std::string& message) {
    issues.push_back({rule, "layer", look.source, "", message, std::nullopt});
  };
  for (const LayerLook& look : looks) {
    if (const auto found = placement.misplaced(look); found && !rules.allow_elsewhere)
      throw Error(ErrorKind::input, found->message, found->remedy);
    else if (found)
      report(look, IssueRule::layer_elsewhere, found->message);
    if (const auto odd = placement.odd_place(look)) report(look, IssueRule::outside_area_of_use, *odd);
    if (rules.bbox && look.usable > 0 && !placement.extent_of(look).intersects(*rules.bbox))
      report(look, IssueRule::layer_elsewhere,
             fmt::format("{} has no feature in --bbox: its extent is {}", look.source,
                         box_text(placement.extent_of(look))));
    if (look.usable == 0) report(look, IssueRule::empty_layer, look.source + ": " + nothing_in(look, ""));
    if (look.usable > 0 && !look.network_links.empty())
      report(look, IssueRule::layer_elsewhere,
             fmt::format("{} also links to {}, which is not read", look.source, joined(look.network_links, ", ")));
  }
  AreaCheck areas(placement, looks, rules.crs);
  areas.refuse_unless(rules.allow_false_areas);
  areas.report(issues);
  const Box first = looks.empty() ? Box() : placement.extent_of(looks.front());
  for (std::size_t k = 1; k < looks.size() && !first.empty(); ++k) {
    const Box other = placement.extent_of(looks[k]);
    if (looks[k].usable == 0 || other.intersects(first.grown(rules.apart_m + datums_m))) continue;
    const auto found = placement.misplaced(looks[k], first, looks.front().source);
    report(looks[k], IssueRule::layer_elsewhere,
           found ? found->message
                 : fmt::format("{} lies {} from {}: does one of them belong to another place?", looks[k].source,
                               kilometres(distance_m(other, first)), looks.front().source));
  }
  return issues;
}

OverlaySettings checked_layers(const std::vector<OverlayInput>& inputs, const OverlaySettings& settings,
                               double apart_m) {
  check_counts_in_metres(settings.crs);
  std::vector<LayerLook> looks;
  for (const OverlayInput& input : inputs) {
    looks.push_back(look_at_layer(parse_layer_name(input.layer), Role::habitat, reading(input, {}, settings)));
    looks.back().source = input.layer;
  }
  OverlaySettings checked = settings;
  checked.notes = places_of_inputs(
      looks, {settings.crs, apart_m, settings.allow_elsewhere, settings.allow_false_areas, settings.bbox});
  return checked;
}

OverlaySettings check_layer_run(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                const OverlaySettings& settings, const std::vector<std::string>& further_tables,
                                double apart_m) {
  std::vector<std::filesystem::path> files;
  for (const OverlayInput& input : inputs) files.push_back(parse_layer_name(input.layer).file);
  check_replaces_none(output, files);
  // Tables beside the output are named STEM.TABLE and must not replace an input.
  if (lower(output.extension().string()) != ".gpkg")
    for (const std::filesystem::path& file : files) {
      std::error_code none;
      const bool beside = file.stem().string().starts_with(output.stem().string() + '.') &&
                          std::filesystem::equivalent(output.has_parent_path() ? output.parent_path() : ".",
                                                      file.has_parent_path() ? file.parent_path() : ".", none);
      if (beside)
        throw Error(ErrorKind::usage,
                    fmt::format("the input {} has a name that a table beside the output {} could get", file.string(),
                                output.string()),
                    "Name another output: sources are never changed.");
    }
  check_counts_in_metres(settings.crs);
  check_dataset_writable(output, {.overwrite = settings.overwrite}, further_tables);
  return checked_layers(inputs, settings, apart_m);
}

}  // namespace spatial
