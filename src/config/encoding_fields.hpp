#pragma once

#include "binet/config/config.hpp"
#include "config/field.hpp"

#include <string>
#include <vector>

// The settings of section `encoding`: how columns become features.

namespace binet {

template <class Visit>
void describe(EncodingConfig& c, Visit&& field) {
  field(c.numeric, {.name = "numeric",
                    .help = "scaling of numeric columns: standard is (x − mean)/deviation, robust is (x − median)/(q75 "
                            "− q25); auto: standard for logistic regression, robust for networks",
                    .choices = [] {
                      return std::vector<std::string>{"auto", "standard", "robust", "none"};
                    }});
  field(c.clip, {.name = "clip",
                 .help = "smooth clip x/√(1 + (x/clip)²) after scaling; 0: none; auto: 3 where auto scaling is robust, "
                         "otherwise none",
                 .minimum = 0,
                 .absent = "auto"});
  field(c.missing_indicator,
        {.name = "missing_indicator", .help = "add a column that flags the missing cells of a numeric column"});
  field(c.bins, {.name = "bins",
                 .help = "number of piecewise-linear bins per numeric column; 0: none",
                 .minimum = 0,
                 .maximum = 4096});
  field(c.max_levels, {.name = "max_levels",
                       .help = "number of most frequent levels per category column that keep their own code; 0: all",
                       .minimum = 0,
                       .maximum = 1e9});
  field(c.min_count, {.name = "min_count",
                      .help = "minimum number of rows per level; rarer levels are pooled",
                      .minimum = 1,
                      .maximum = 1e9});
  field(c.reference, {.name = "reference",
                      .help = "reference levels of odds ratios in logistic regression, such as smoker=never; "
                              "default: the first level in byte order",
                      .flag = "--reference",
                      .value_name = "COL=LEVEL,...",
                      .modes = kLogistic | kEnsemble});
}

}  // namespace binet
