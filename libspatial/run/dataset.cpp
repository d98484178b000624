// SPDX-License-Identifier: MIT
#include "libspatial/run/dataset.hpp"

#include <algorithm>
#include <utility>

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

}  // namespace spatial
