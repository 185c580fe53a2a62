#include "cli/sequence_check.hpp"

#include "base/counted.hpp"
#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "cli/training_tables.hpp"
#include "csv/text.hpp"
#include "table/sequence_index.hpp"
#include "table/sequence_labels.hpp"
#include "train/sequence_rows.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace binet {

SequenceCheck check_sequences(const DataConfig& data) {
  if (data.sequence.empty()) {
    throw UsageError(std::string(data.order.empty() ? "--predict-each" : "--order") +
                     " is for the rows of sequences: --sequence COLUMN is missing");
  }
  if (data.train == "-") throw UsageError("check --sequence reads the data twice; expected a file, not standard input");
  TableOptions options = table_options(data);
  if (!data.order.empty()) options.exact.push_back(data.order);
  std::vector<std::string> files = {data.train};
  files.insert(files.end(), data.more.begin(), data.more.end());
  const Table table = read_tables(files, options);
  const SequenceColumns columns = sequence_columns(data, table);
  const SequenceIndex index(table, columns);
  std::vector<Index> rows;
  for (const Index row : index.last_rows()) rows.push_back(index.steps(row).size());
  std::ranges::sort(rows);
  SequenceCheck found;
  found.column = data.sequence;
  found.count = std::ssize(rows);
  found.shortest = rows.front();
  found.longest = rows.back();
  const std::size_t middle = rows.size() / 2;
  found.median = rows.size() % 2 == 1 ? static_cast<double>(rows[middle])
                                      : 0.5 * static_cast<double>(rows[middle - 1] + rows[middle]);
  if (data.target.empty() || data.predict_each) return found;
  const TargetSchema target = infer_target(table, data.target, data.positive);
  const Vector labels = read_sequence_labels(table, target, columns).target;
  found.labelled = true;
  found.positive = target.positive;
  found.negative = target.negative;
  for (const Scalar label : labels) {
    if (std::isnan(label)) ++found.unlabelled;
    if (label > Scalar{0.5}) ++found.positives;
  }
  return found;
}

std::string SequenceCheck::as_text() const {
  std::string text = counted(count, "sequence") + " of '" + column + "', ";
  text += shortest == longest ? counted(shortest, "row") + (count == 1 ? "" : " each")
                              : std::to_string(shortest) + " to " + counted(longest, "row") + ", median " +
                                    shortest_digits(median);
  if (labelled) {
    text += ": " + counted(positives, "sequence") + " with " + detail::in_quotes(positive) + ", " +
            std::to_string(count - positives - unlabelled) + " with " + detail::in_quotes(negative);
    if (unlabelled > 0) text += ", " + std::to_string(unlabelled) + " without a label";
  }
  return text + "\n";
}

nlohmann::ordered_json SequenceCheck::as_json() const {
  nlohmann::ordered_json json{{"column", column}, {"sequences", count},     {"shortest", shortest},
                              {"longest", longest}, {"median_rows", median}};
  if (labelled) {
    json["classes"] = {{{"name", positive}, {"sequences", positives}},
                       {{"name", negative}, {"sequences", count - positives - unlabelled}}};
    json["without_label"] = unlabelled;
  }
  return json;
}

}  // namespace binet
