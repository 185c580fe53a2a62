#include "train/sequence_rows.hpp"

#include "binet/base/error.hpp"
#include "csv/text.hpp"
#include "table/group_columns.hpp"
#include "table/sequence_index.hpp"
#include "table/sequence_labels.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace binet {
namespace {

/// The texts of a category column in the given rows.
std::set<std::string> levels_at(const LabelledRows& rows, const std::string& name) {
  const Column& column = rows.table->at(name);
  std::set<std::string> found;
  for (const Index row : rows.rows) {
    const std::int32_t code = rows.table->code(column, row);
    if (code >= 0) found.insert(column.levels[static_cast<std::size_t>(code)]);
  }
  return found;
}

}  // namespace

SequenceColumns sequence_columns(const DataConfig& config, const Table& table) {
  SequenceColumns columns{config.sequence, config.order, config.predict_each};
  if (config.order.empty()) return columns;
  const Column& order = table.at(config.order);
  columns.order_type = order.type;
  columns.order_source = order.source;
  return columns;
}

LabelledRows read_sequences(const Table& table, const TargetSchema& target, const SequenceColumns& columns) {
  SequenceLabels labels = read_sequence_labels(table, target, columns);
  LabelledRows rows{&table, PagedVector<Index>(labels.rows.size()), std::move(labels.target), {}};
  std::ranges::copy(labels.rows, rows.rows.begin());
  return rows;
}

void keep_sequences_together(const SequenceColumns& columns, LabelledRows& rows) {
  const std::vector<Index> sequence = read_groups(*rows.table, columns.sequence, rows.rows);
  if (rows.group.empty()) {
    rows.group = sequence;
    return;
  }
  std::map<Index, std::size_t> first;  // row of each sequence
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const std::size_t earlier = first.try_emplace(sequence[i], i).first->second;
    if (rows.group[earlier] == rows.group[i]) continue;
    throw Error(rows.table->place(rows.rows[i]) + "another group (data.group) than on line " +
                std::to_string(rows.table->line(rows.rows[earlier])) + " of the same " +
                detail::in_quotes(columns.sequence) + "; expected each sequence in one group");
  }
}

PagedVector<Index> rows_of_sequences(const SequenceColumns& columns, const LabelledRows& rows) {
  const SequenceSteps steps(SequenceIndex(*rows.table, columns), rows.rows, {});
  return PagedVector<Index>(steps.rows);
}

std::string note_on_shared_sequences(const TrainingData& data) {
  const std::string& name = data.sequence.sequence;
  const std::set<std::string> trained = levels_at(data.training, name), validated = levels_at(data.validation, name);
  const auto shared = std::ranges::count_if(validated, [&](const std::string& id) { return trained.contains(id); });
  if (shared == 0) return "";
  return std::to_string(shared) + " of " + std::to_string(validated.size()) + " sequences of " +
         data.validation.table->source + (shared == 1 ? " has" : " have") + " the same " + detail::in_quotes(name) +
         " as sequences of the training data: if they are the same ones, what is measured there promises too much";
}

}  // namespace binet
