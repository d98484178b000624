// SPDX-License-Identifier: MIT
#include "libspatial/run/dataset.hpp"

#include <algorithm>
#include <utility>

#include "libspatial/core/text.hpp"
#include "libspatial/report/qgis_project.hpp"
#include "libspatial/report/styles.hpp"

namespace spatial {

Dataset dataset_of_run(const std::string& crs, const std::string& date, std::vector<FeatureTable> tables,
                       std::vector<Domain> domains) {
  Dataset dataset;
  dataset.crs = crs;
  if (!date.empty()) dataset.timestamp = date + "T00:00:00.000Z";
  dataset.layers = std::move(tables);
  std::erase_if(domains, [&](const Domain& domain) {
    return std::none_of(dataset.layers.begin(), dataset.layers.end(), [&](const FeatureTable& layer) {
      const auto& columns = layer.table.columns;
      return std::any_of(columns.begin(), columns.end(),
                         [&](const Column& column) { return column.spec.domain == domain.name; });
    });
  });
  dataset.domains = std::move(domains);
  dataset.styles = styles_of(dataset.layers, dataset.domains);
  return dataset;
}

namespace {

/// Layer names that the run table lists as inputs, without folder and file, each once.
std::vector<std::string> sources_of(const Dataset& dataset) {
  std::vector<std::string> sources;
  for (const FeatureTable& layer : dataset.layers) {
    if (layer.table.name != "run") continue;
    const auto& sections = std::get<TextCells>(layer.table.find("section")->cells);
    const auto& items = std::get<TextCells>(layer.table.find("item")->cells);
    for (std::size_t i = 0; i < sections.size(); ++i) {
      if (sections[i] != "layer" || !items[i]) continue;
      const std::string name = items[i]->substr(items[i]->find_last_of("/#") + 1);
      if (std::find(sources.begin(), sources.end(), name) == sources.end()) sources.push_back(name);
    }
  }
  return sources;
}

}  // namespace

Dataset with_project(Dataset dataset, const std::filesystem::path& file, const std::string& title,
                     const std::string& date) {
  if (lower(file.extension().string()) == ".gpkg")
    dataset.projects.push_back(map_project(dataset, file.filename().string(), {title, date, sources_of(dataset)}));
  return dataset;
}

}  // namespace spatial
