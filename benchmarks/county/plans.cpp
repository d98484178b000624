// SPDX-License-Identifier: MIT
#include "county/plan_source.hpp"

namespace spatial::county {

Dataset make_plans(const CountyOptions& options, const Executor& executor) {
  CountyOptions with_defects = options;
  with_defects.defects = true;
  const County county(with_defects);
  PlanSource source(county, layers_of(county, executor));
  Dataset dataset;
  Numbers numbers;
  for (const auto add : {add_register, add_resurvey, add_strategy, add_protection, add_people, add_planting,
                         add_pollinators, add_surveys})
    add(source, dataset.layers, numbers);
  dataset.layers.push_back(numbers.table());
  return dataset;
}

}  // namespace spatial::county
