#pragma once

#include "binet/eval/metrics.hpp"
#include "json/json_layout.hpp"
#include "binet/model/evaluation.hpp"

#include <string>
#include <utility>
#include <vector>

namespace binet {

/// Every metric in each group of rows, a column's cells telling the groups.
struct GroupMetrics {
  struct Group {
    std::string name;
    std::size_t rows = 0;
    double positive_share = 0, mean_probability = 0;
    std::vector<MetricInterval> metrics;  ///< in the order of metrics()
    bool few_rows = false;                ///< of a class
  };
  /// The largest difference of two groups in one metric, with its standard error: the groups are different rows.
  struct Gap {
    std::string metric, highest, lowest;
    double gap = 0, standard_error = 0;
  };
  std::string column;
  std::vector<Group> groups;  ///< by falling number of rows, at most 20; four ranges of a number, ascending
  std::size_t left_out = 0;   ///< groups beyond these
  std::vector<Gap> gaps;      ///< one per metric that two groups have
};

/// `cells` has one text per row.
GroupMetrics group_metrics(const std::string& column, const std::vector<std::string>& cells, const ScoredRows&);

std::string print_groups(const std::vector<GroupMetrics>&);
Json groups_to_json(const std::vector<GroupMetrics>&);

}  // namespace binet
